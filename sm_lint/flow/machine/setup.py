"""What is known of a script from outside it, before it is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sm_lint.flow.machine.signatures import Library, library

if TYPE_CHECKING:
    from sm_lint.flow.domain.values import CallRecord
    from sm_lint.flow.machine.machine import Machine
    from sm_lint.syntax.module import ParsedModule
    from sm_lint.workspace.view import FileView


class Modules(Protocol):
    """Finds and parses the modules that a script imports; `around` answers for other files of the project."""

    @property
    def around(self) -> FileView:
        """Other files than the script."""

    def find(self, name: str, level: int, importer: str, entry: str, src: tuple[str, ...]) -> str | None:
        """Absolute path of a module by its dotted name, None where the project has none.

        Args:
            name: dotted name, without the leading dots of a relative import.
            level: number of leading dots.
            importer, entry: absolute paths of the importing file and of the script that runs.
            src: absolute folders, searched in order.
        """

    def parse(self, path: str) -> ParsedModule | None:
        """The parsed module of a file; None where it cannot be had."""

    def has_effects(self, path: str) -> bool:
        """Does a statement at the left margin of a module look as if running it touched something?"""


class CallObserver(Protocol):
    """Called for each library call as it is made, its arguments evaluated and nothing of it done yet."""

    def __call__(self, vm: Machine, record: CallRecord, /) -> None:
        """Look at a call, and at the machine as it is then; neither may be changed, or kept after the run."""


@dataclass(slots=True)
class Setup:
    """What is known of a script from outside it.

    Attributes:
        job: kind of job it runs in, None where it is not known.
        src: absolute folders that imports are looked up in.
        environment: variables whose values are known, from a contract or a job definition.
        arguments: command-line values by name with hyphens; None for a value that is given but not known.
        channels: names of the training channels, where they are known.
        reads, writes: the user's own signatures, qualified name to argument (`[tool.sm-lint.io]`).
        entry: the file is run as a script; `__name__` is then ``__main__``.
        loader: finds modules and other files of the project; None follows no import.
        definition: the file defines jobs: `__file__` is the real path, the defaults of functions that nothing calls
            are taken for their arguments, and everything at the top level is run.
        watch: called for each library call; None where nothing looks at them.
    """

    job: str | None = None
    src: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str | None] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    reads: Mapping[str, object] = field(default_factory=dict)
    writes: Mapping[str, object] = field(default_factory=dict)
    entry: bool = True
    loader: Modules | None = None
    definition: bool = False
    watch: CallObserver | None = None


def user_library(setup: Setup) -> Library:
    """The signatures that come with the linter, and the user's own on top."""
    if not setup.reads and not setup.writes:
        return library()
    own = library().copy()
    functions: dict[str, dict[str, object]] = {}
    for mode, table in (("read", setup.reads), ("write", setup.writes)):
        for name, argument in table.items():
            functions.setdefault(name, {})[mode] = argument
    own.add({"functions": functions})
    return own
