"""What a definition gets ready by shell commands: files that it clones, copies or unpacks, and where it goes itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

# Commands that only look at a file, so that it need not be made by them.
_VIEWERS = frozenset(
    {"pygmentize", "cat", "head", "tail", "less", "more", "ls", "wc", "black", "flake8", "grep", "diff"}
)
_SHELL_CELL = re.compile(r"\s*%%(?:sh|bash|script|system|!)\b")
_COMMAND = re.compile(r"\s*(?:[!%]+\s*|(?=(?:cp|mv|cd|unzip|tar|wget|curl)\s))(?P<command>\S.*)")
_CALLED = re.compile(r"""(?:os\.system|os\.popen|subprocess\.\w+|\bsh|clone_from|clone)\((?P<command>.*)""")
_LEAVES = re.compile(r"\bchdir\(|^\s*%?cd\s+\S", re.MULTILINE)


def may_be_made(path: str, text: str, names: Iterable[str]) -> bool:
    """May a file or folder be there when the definition runs, although it is not there now?

    That is so where a shell command of the definition speaks of it, and where the definition changes its directory.

    Args:
        path: the definition, a Python file or a notebook.
        text: its Python code.
        names: names of the file and of the folders that lead to it.
    """
    commands = list(_commands(path, text))
    if _LEAVES.search(text) or any(command.lstrip("!% ").startswith("cd ") for command in commands):
        return True
    words = [re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in names if name not in ("", ".", "..")]
    return any(word.search(command) for command in commands if _program(command) not in _VIEWERS for word in words)


def _program(command: str) -> str:
    return command.split(None, 1)[0].lstrip("!%") if command.split() else ""


def _commands(path: str, text: str) -> Iterator[str]:
    """Shell commands of a definition, and calls that run one."""
    for line in text.splitlines():
        match = _CALLED.search(line)
        if match is not None:
            yield match["command"]
    if path.endswith(".ipynb"):
        for source in _cells(path):
            lines = source.splitlines()
            if _SHELL_CELL.match(source):
                yield from lines[1:]
            else:
                yield from (match["command"] for line in lines if (match := _COMMAND.match(line)) is not None)


def _cells(path: str) -> Iterator[str]:
    """Sources of the code cells; none of a notebook that cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            cells = json.load(file).get("cells", ())
        for cell in cells:
            if cell.get("cell_type") == "code":
                source = cell.get("source", "")
                yield source if isinstance(source, str) else "".join(source)
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return
