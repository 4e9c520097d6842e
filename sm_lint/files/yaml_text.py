"""YAML texts as the nodes of PyYAML's composer, within limits of size and nesting, with the places of errors.

Nothing is constructed: what a tag or an alias means is for the reader to say. PyYAML is imported when a text is read.
"""

from __future__ import annotations

from typing import Any

from sm_lint.files.definition_documents import MAX_YAML_BYTES
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span

MAX_NESTING = 60
"""Maximum nesting of brackets; PyYAML's time is quadratic in it."""
STANDARD = "tag:yaml.org,2002:"
"""Prefix of the tags of YAML itself."""
MERGE = f"{STANDARD}merge"

_BRACKETS = regex(r"[][{}]")


class YamlError(ValueError):
    """A text that is no YAML; `place` says where, None where PyYAML does not."""

    def __init__(self, message: str, place: Place | None) -> None:
        super().__init__(message)
        self.place = place


class TooMuchYaml(ValueError):  # noqa: N818 - says what it is
    """A text that is larger, or nested deeper, than what is read."""


def composed(text: str, path: str, *, first: bool = False) -> Any:
    """The root node of a text; None for a text without a document.

    Args:
        text: the YAML.
        path: absolute path of the file, for places.
        first: take the first document of several; without it, several are an error.

    Raises:
        YamlError: it is no YAML.
        TooMuchYaml: it is beyond the limits.
    """
    import yaml

    if len(text) > MAX_YAML_BYTES:
        raise TooMuchYaml(f"larger than {MAX_YAML_BYTES >> 10} KiB, which is more than is read")
    if nesting(text) > MAX_NESTING:
        raise TooMuchYaml("brackets are nested too deep")
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        if first:
            return loader.get_node() if loader.check_node() else None
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        said = ", ".join(filter(None, (error.context, error.problem)))
        raise YamlError(
            said or "it cannot be parsed", _place(path, error.problem_mark or error.context_mark)
        ) from error
    except yaml.YAMLError as error:
        raise YamlError(str(error).splitlines()[0], None) from error
    except RecursionError as error:
        raise TooMuchYaml("nested too deep") from error
    finally:
        if loader is not None:
            loader.dispose()


def nesting(text: str) -> int:
    """The maximum nesting of brackets, those within texts included."""
    depth = deepest = 0
    for match in _BRACKETS.finditer(text):
        depth += 1 if match[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def span_of(node: Any) -> Span:
    """The lines and columns of a node, from 1, as PyYAML has them: a block ends where the next one begins."""
    start, end = node.start_mark, node.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def scalar_kind(node: Any) -> str:
    """The kind of a scalar: ``str``, ``int``, ``bool``, ``null``; the whole tag for one that is not of YAML itself."""
    tag: str = node.tag
    return tag.removeprefix(STANDARD)


def _place(path: str, mark: Any) -> Place:
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return Place(path, Span(line, column, line, column))
