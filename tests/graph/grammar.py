"""A strict grammar of the Mermaid that is written, and what its labels say."""

from __future__ import annotations

import re

_TEXT = r"(?:[A-Za-z0-9 ]|(?<=[A-Za-z0-9])[_./-](?=[A-Za-z0-9])|#\d+;|<br/>)*"
_NODE = rf'(?P<node>g\d+[nst]\d+)(?:\["{_TEXT}"\]|\(\["{_TEXT}"\]\)|\{{\{{"{_TEXT}"\}}\}}|\[\["{_TEXT}"\]\])(?::::(?P<mark>\w+))?'
_EDGE = rf'(?P<source>g\d+[nst]\d+) (?:-->|-\.->)(?:\|"{_TEXT}"\|)? (?P<target>g\d+[nst]\d+)'
_LINES = {
    "node": re.compile(_NODE),
    "edge": re.compile(_EDGE),
    "begin": re.compile(rf'subgraph g\d+\["{_TEXT}"\]'),
    "end": re.compile("end"),
    "class": re.compile(r"classDef (?P<name>\w+) [\w:#,. -]+"),
    "link": re.compile(r"linkStyle (?P<number>\d+) [\w:#,. -]+"),
}


def parsed(text: str) -> list[tuple[str, re.Match[str]]]:
    """Statements with their kind.

    Raises:
        ValueError: a line is none, names what is not there, or ends what never began.
    """
    header, *lines = text.removesuffix("\n").split("\n")
    if header != "flowchart TD":
        raise ValueError(header)
    found = []
    for line in lines:
        kinds = [(kind, match) for kind, rule in _LINES.items() if (match := rule.fullmatch(line.lstrip(" ")))]
        if len(kinds) != 1:
            raise ValueError(line)
        found += kinds
    nodes = {match["node"] for kind, match in found if kind == "node"}
    marks = {match["name"] for kind, match in found if kind == "class"}
    edges = [match for kind, match in found if kind == "edge"]
    depth = 0
    for kind, match in found:
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        named = {match["source"], match["target"]} if kind == "edge" else set()
        if not 0 <= depth <= 1 or not named <= nodes:
            raise ValueError(match[0])
        if kind == "node" and match["mark"] and match["mark"] not in marks:
            raise ValueError(match[0])
        if kind == "link" and int(match["number"]) >= len(edges):
            raise ValueError(match[0])
    if depth:
        raise ValueError("a subgraph does not end")
    return found


def plain(label: str) -> str:
    """What a reader sees of an escaped label."""
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label).replace("\u200b", "")
