"""Reads a YAML text as settings with places.

Nothing is constructed: PyYAML's composer gives nodes, and of their tags the standard ones and the short forms of CloudFormation's
functions are known. Aliases repeat a value, so the number of values is limited as well as the size of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sm_lint.files.yaml_text import MAX_NESTING, MERGE, TooMuchYaml, composed, scalar_kind, span_of
from sm_lint.jobs.definition.model import Setting
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span

MAX_DEPTH = MAX_NESTING
MAX_VALUES = 50_000
_TYPES = {"str": "str", "timestamp": "str", "int": "int", "float": "float", "bool": "bool", "null": "None"}
_NUMBER = regex(r"[-+]?(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,40})?")
_TRUE = ("true", "yes", "on")
_LINE_END = regex(r"\r\n|\r|\n")
_OTHER_LINE_ENDS = regex("[\x85\u2028\u2029]")
_TOO_MUCH = "larger or nested deeper than what is read"
_WITHOUT_PREFIX = ("Ref", "Condition")


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
        if _OTHER_LINE_ENDS.search(self._text) is not None:
            raise ValueError("a character that ends a line in YAML alone")
        try:
            root = composed(self._text, self._path, first=True)
        except TooMuchYaml as error:
            raise ValueError(_TOO_MUCH) from error
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

    def _value(self, node: Any, depth: int) -> Setting:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise ValueError(_TOO_MUCH)
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
            if key.id != "scalar" or key.tag == MERGE or key.value in keys:
                raise ValueError("a key that is no plain text, or is given twice")
            keys.append(key.value)
            items.append(self._value(value, depth + 1))
        return Setting(self._place(node, items), None, "dict", "literal", "", tuple(items), tuple(keys))

    def _sequence(self, node: Any, depth: int) -> Setting:
        items = [self._value(item, depth + 1) for item in node.value]
        return Setting(self._place(node, items), None, "list", "literal", "", tuple(items))

    def _scalar(self, node: Any) -> Setting:
        kind = _TYPES.get(scalar_kind(node))
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
        first, start, line, column = span_of(node)
        if items and not node.flow_style:
            line, column = items[-1].place.span.end_line, items[-1].place.span.end_column
        elif line > first and not self._lines[line - 1][: column - 1].strip():
            line = max(first, line - 1)
            column = len(self._lines[line - 1]) + 1
        return Place(self._path, Span(first, start, line, column))
