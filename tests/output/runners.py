"""What the runners of CI services take for commands in a log, as far as their sources and manuals tell."""

from __future__ import annotations

import re
from typing import NamedTuple

_AZURE = re.compile(r"##vso\[([A-Za-z]+\.[A-Za-z]+) ?([^\]]*)\](.*)")
_ANYWHERE = re.compile(r"##[A-Za-z]*\[")
_GITLAB = re.compile(r"section_(?:start|end):")
_ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


class Command(NamedTuple):
    """A command with its properties and its text, unescaped."""

    name: str
    properties: dict[str, str]
    text: str


def github_command(line: str) -> Command | None:
    """The workflow command of a line, as ``ActionCommand.TryParseV2`` of the runner reads it."""
    line = line.lstrip()
    if not line.startswith("::"):
        return None
    end = line.find("::", 2)
    if end < 0:
        return None
    name, _, listed = line[2:end].partition(" ")
    properties = dict(item.split("=", 1) for item in listed.split(",") if "=" in item)
    return Command(name, {key: _unescaped(value) for key, value in properties.items()}, _unescaped(line[end + 2 :]))


def _unescaped(text: str) -> str:
    for escape, character in _ESCAPES.items():
        text = text.replace(escape, character)
    return text


def azure_command(line: str) -> Command | None:
    """The logging command of a line, which may begin anywhere in it."""
    match = _AZURE.search(line)
    if match is None:
        return None
    properties = dict(item.split("=", 1) for item in match[2].split(";") if "=" in item)
    return Command(match[1], properties, match[3])


def commands(text: str) -> list[str]:
    """The lines of a log that some runner takes for a command."""
    lines = re.split(r"[\n\r]", text)
    return [
        line for line in lines if github_command(line) is not None or _ANYWHERE.search(line) or _GITLAB.search(line)
    ]
