"""Reads a YAML text as settings with places.

Nothing is constructed: PyYAML's composer gives nodes, and of their tags the standard ones and the short forms of CloudFormation's
functions are known. Aliases repeat a value, so the number of values is limited as well as the size of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sm_lint.files.definition_documents import MAX_YAML_BYTES
from sm_lint.jobs.definition.model import Setting
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span

MAX_DEPTH = 60
MAX_VALUES = 50_000
_STANDARD = "tag:yaml.org,2002:"
_TYPES = {"str": "str", "timestamp": "str", "int": "int", "float": "float", "bool": "bool", "null": "None"}
_NUMBER = regex(r"[-+]?(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,40})?")
_TRUE = ("true", "yes", "on")
_LINE_END = regex(r"\r\n|\r|\n")
_OTHER_LINE_ENDS = regex("[\x85\u2028\u2029]")
_BRACKET = regex(r"[][{}]")
_WITHOUT_PREFIX = ("Ref", "Condition")


class YamlError(ValueError):
    """A text that is no YAML; `place` says where."""

    def __init__(self, message: str, place: Place) -> None:
        super().__init__(message)
        self.place = place


class YamlReader:
    """Converts YAML to settings with places.

    Args:
        path: of the file.
        text: the YAML, of which the first document is read.
    """

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._lines = _LINE_END.split(text)
        self._left = MAX_VALUES

    def read(self) -> Setting:
        """The whole text; functions of CloudFormation are mappings, as in JSON.

        Raises:
            YamlError: it is not valid YAML.
            ValueError: it is larger or nested deeper than what is read.
        """
        import yaml

        if len(self._text) > MAX_YAML_BYTES or self._nesting() > MAX_DEPTH:
            raise ValueError("larger or nested deeper than what is read")
        if _OTHER_LINE_ENDS.search(self._text) is not None:
            raise ValueError("a character that ends a line in YAML alone")
        loader = yaml.SafeLoader(self._text)
        try:
            root = loader.get_node() if loader.check_node() else None
        except yaml.MarkedYAMLError as error:
            said = ", ".join(filter(None, (error.context, error.problem)))
            raise YamlError(said or "it cannot be parsed", self._at(error)) from error
        except (yaml.YAMLError, RecursionError) as error:
            raise ValueError("it cannot be parsed") from error
        finally:
            loader.dispose()
        if root is None:
            raise ValueError("the document is empty")
        return self._value(root, 0)

    def inside(self, setting: Setting) -> Callable[[Span], Place]:
        """The places in a text of the document, by their spans in that text.

        Only a literal block (``|``) has its text line for line; the parts of other texts are at the place of the whole.
        """
        whole, text = setting.place, setting.text or ""
        lines = self._lines[whole.span.line : whole.span.end_line]
        parts = text.split("\n")
        first = next((part for part in parts if part), "")
        indent = next((len(line) - len(first) for line in lines if line.strip()), 0)
        for part, line in zip(parts, lines):
            if line[indent:] != part or (part and line[:indent].strip()):
                return lambda span: whole
        if not first or len(lines) < len([part for part in parts if part]):
            return lambda span: whole
        above = whole.span.line

        def place(span: Span) -> Place:
            line, column, end_line, end_column = span
            return Place(self._path, Span(line + above, column + indent, end_line + above, end_column + indent))

        return place

    def _at(self, error: Any) -> Place:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        return Place(self._path, Span(line, column, line, column))

    def _nesting(self) -> int:
        """The maximum nesting of brackets, those in texts included: PyYAML's time is quadratic in it."""
        depth = deepest = 0
        for match in _BRACKET.finditer(self._text):
            depth += 1 if match[0] in "[{" else -1
            deepest = max(deepest, depth)
        return deepest

    def _value(self, node: Any, depth: int) -> Setting:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise ValueError("larger or nested deeper than what is read")
        if node.tag.startswith("!"):
            return self._function(node, depth)
        if node.id == "mapping":
            return self._mapping(node, depth)
        if node.id == "sequence":
            return self._sequence(node, depth)
        return self._scalar(node)

    def _function(self, node: Any, depth: int) -> Setting:
        """A function of CloudFormation in its short form, as the mapping that it is short for."""
        name = node.tag[1:]
        key = name if name in _WITHOUT_PREFIX else f"Fn::{name}"
        if node.id == "scalar":
            argument = Setting(self._place(node), node.value, "str", "literal")
        else:
            argument = self._mapping(node, depth) if node.id == "mapping" else self._sequence(node, depth)
        return Setting(argument.place, None, "dict", "literal", "", (argument,), (key,))

    def _mapping(self, node: Any, depth: int) -> Setting:
        keys: list[str] = []
        items: list[Setting] = []
        for key, value in node.value:
            if key.id != "scalar" or key.tag == f"{_STANDARD}merge" or key.value in keys:
                raise ValueError("a key that is no plain text, or is given twice")
            keys.append(key.value)
            items.append(self._value(value, depth + 1))
        return Setting(self._place(node, items), None, "dict", "literal", "", tuple(items), tuple(keys))

    def _sequence(self, node: Any, depth: int) -> Setting:
        items = [self._value(item, depth + 1) for item in node.value]
        return Setting(self._place(node, items), None, "list", "literal", "", tuple(items))

    def _scalar(self, node: Any) -> Setting:
        kind = _TYPES.get(node.tag.removeprefix(_STANDARD))
        place = self._place(node)
        if kind == "None":
            return Setting(place, None, "None", "literal")
        if kind == "bool":
            return Setting(place, str(node.value.lower() in _TRUE), "bool", "literal")
        if kind is None or (kind in ("int", "float") and _NUMBER.fullmatch(node.value) is None):
            return Setting(place)
        return Setting(place, node.value, kind, "literal")

    def _place(self, node: Any, items: Sequence[Setting] = ()) -> Place:
        """The place of a node; one in lines of its own ends where its last line does."""
        start, end = node.start_mark, node.end_mark
        line, column = end.line + 1, end.column + 1
        if items and not node.flow_style:
            line, column = items[-1].place.span.end_line, items[-1].place.span.end_column
        elif line > start.line + 1 and not self._lines[end.line][: end.column].strip():
            line = max(start.line + 1, line - 1)
            column = len(self._lines[line - 1]) + 1
        return Place(self._path, Span(start.line + 1, start.column + 1, line, column))
