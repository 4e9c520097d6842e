"""What is known of a shell script once it is followed: the Python programs that it starts, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

ARGUMENTS = "\ue001"
"""The word for all arguments of the outermost script; a private-use character."""


class Started(NamedTuple):
    """A started Python program.

    Attributes:
        name: path of the script, or dotted name of the module, as written in the shell; HOLE for an unknown part.
        module: whether it is a module, named by `-m`.
        arguments: the words after it, with HOLE for unknown parts; :data:`ARGUMENTS` is a separate word.
        folder: its working directory; None if unknown.
        environment: variables that the shell sets for it; None for an unknown value.
        source: path of the shell script that starts it; empty for a command line.
        line: line of that script, from 1.
        home: folder of that script in the container.
    """

    name: str
    module: bool
    arguments: tuple[str, ...]
    folder: str | None
    environment: tuple[tuple[str, str | None], ...]
    source: str
    line: int
    home: str


@dataclass(slots=True)
class Launcher:
    """The effects of a shell script or command line, as far as it was followed.

    Attributes:
        programs: the Python programs, in order.
        does_more: whether other commands have effects: unknown programs, or those that copy or write files.
        open_environment: whether unknown variables may be set.
    """

    programs: list[Started] = field(default_factory=list)
    does_more: bool = False
    open_environment: bool = False


class OtherScript(NamedTuple):
    """A shell script that another one runs: its path, its folder in the container, and its text."""

    path: str
    home: str
    text: str


Opener = Callable[[str, str | None], "OtherScript | None"]
"""Returns another script by its name and the working directory; None if there is none."""
