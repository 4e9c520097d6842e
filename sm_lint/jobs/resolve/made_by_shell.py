"""Files that a definition prepares by running commands from Python, and changes of its working directory."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sm_lint.patterns import regex

_CALLED = regex(r"(?:os\.system|os\.popen|subprocess\.\w+|\bsh|clone_from|clone)\((?P<command>.*)")
_LEAVES = regex(r"\bchdir\(")


def may_be_made(text: str, names: Iterable[str]) -> bool:
    """Whether a file or folder may exist when the definition runs, although it does not exist now.

    That is the case if a call that runs a command mentions it, or if the definition changes its directory.

    Args:
        text: the Python code of the definition.
        names: the names of the file and of its parent folders.
    """
    if _LEAVES.search(text):
        return True
    commands = [match["command"] for match in _CALLED.finditer(text)]
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", command) for name in names for command in commands)
