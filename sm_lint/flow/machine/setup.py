"""The external information about a script before it is interpreted."""

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
    """Finds and parses imported modules; `around` is the view of other files of the project."""

    @property
    def around(self) -> FileView:
        """The view of the other files."""

    def find(self, name: str, level: int, importer: str, entry: str, src: tuple[str, ...]) -> str | None:
        """The absolute path of a module by its dotted name; None if the project has none.

        Args:
            name: dotted name, without the leading dots of a relative import.
            level: number of leading dots.
            importer, entry: absolute paths of the importing file and of the script that runs.
            src: absolute folders, searched in order.
        """

    def parse(self, path: str) -> ParsedModule | None:
        """The parsed module of a file; None if it is not available."""

    def has_effects(self, path: str) -> bool:
        """Whether an unindented statement of a module suggests that running it has effects."""


class CallObserver(Protocol):
    """Called for each library call when its arguments are evaluated, before its effects."""

    def __call__(self, vm: Machine, record: CallRecord, /) -> None:
        """Inspect a call and the current machine; neither may be changed, or kept after the run."""


@dataclass(slots=True)
class Setup:
    """The external information about a script.

    Attributes:
        job: kind of job it runs in; None if unknown.
        src: absolute folders in which imports are resolved.
        environment: known variables, from a contract or a job definition.
        arguments: command-line values by name with hyphens; None for a given but unknown value.
        channels: names of the training channels, if known.
        reads, writes: user-defined signatures, qualified name to argument (`[tool.sm-lint.io]`).
        entry: whether the file is run as a script; `__name__` is then ``__main__``.
        loader: resolves modules and other files of the project; None to follow no import.
        definition: whether the file defines jobs: `__file__` is then the real path, uncalled functions are run with
            their defaults, and all top-level code is run.
        watch: called for each library call; None for no observer.
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
    """The built-in signatures, overridden by the user's own."""
    if not setup.reads and not setup.writes:
        return library()
    own = library().copy()
    functions: dict[str, dict[str, object]] = {}
    for mode, table in (("read", setup.reads), ("write", setup.writes)):
        for name, argument in table.items():
            functions.setdefault(name, {})[mode] = argument
    own.add({"functions": functions})
    return own
