"""Files that a definition gets ready by commands that it runs from Python, and where it goes itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CALLED = re.compile(r"(?:os\.system|os\.popen|subprocess\.\w+|\bsh|clone_from|clone)\((?P<command>.*)")
_LEAVES = re.compile(r"\bchdir\(")


def may_be_made(text: str, names: Iterable[str]) -> bool:
    """May a file or folder be there when the definition runs, although it is not there now?

    That is so where a call that runs a command speaks of it, and where the definition changes its directory.

    Args:
        text: the Python code of the definition.
        names: names of the file and of the folders that lead to it.
    """
    if _LEAVES.search(text):
        return True
    commands = [match["command"] for match in _CALLED.finditer(text)]
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", command) for name in names for command in commands)
