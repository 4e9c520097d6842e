"""What is asked of the engine for one file, and what it answers; both can be sent to another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.syntax.span import Place
from sm_lint.workspace.dependency import Dependency

if TYPE_CHECKING:
    from sm_lint.jobs.definition.model import Definitions, Job

HeavyTexts = Literal["here", "limited", "elsewhere"]
INTERNAL_ERROR = "SMX900"
INTERNAL_ERROR_NAME = "internal-error"


@dataclass(frozen=True, slots=True)
class FileTask:
    """One file to lint.

    Attributes:
        path: absolute path.
        declared: contracts from configuration that govern the file.
        launched_by: job definitions that launch it.
        definitions: what it defines itself; None for a file that defines nothing.
        writes: of a notebook, jobs by the script that its cells write.
        project: absolute folder within which other files may be read for its sake; None for everywhere.
    """

    path: str
    declared: tuple[Contract, ...] = ()
    launched_by: tuple[Job, ...] = ()
    definitions: Definitions | None = None
    writes: tuple[tuple[str, tuple[Job, ...]], ...] = ()
    project: str | None = None

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Job definitions that stand in the file."""
        if self.definitions is None:
            return ()
        return tuple(job for job in self.definitions.jobs if job.place.path == self.path)

    def of_text(self, path: str, settings: Settings) -> FileTask:
        """What governs a text of the file, by its path as a module: what a cell or code writes has contracts of its own."""
        if path == self.path:
            return self
        return FileTask(path, binder_for(settings).governing(path), self.launches(path), project=self.project)

    def launches(self, script: str) -> tuple[Job, ...]:
        """Job definitions that launch a script which a cell of the notebook writes."""
        return next((jobs for path, jobs in self.writes if path == script), ())


@dataclass(frozen=True, slots=True)
class Batch:
    """Files with the same settings, linted in one go by one process.

    Attributes:
        settings: what is in force.
        tasks: the files.
        run: name of the run; what a process remembers of other files it forgets when another run begins.
        overlay: content of files that differs from what is on disk, by absolute path.
        heavy: what to do with texts that may take long to parse, or much memory: parse them ``here``; do so
            ``limited``, in a process that may be lost; or answer with :class:`Heavy`, for they belong ``elsewhere``.
    """

    settings: Settings
    tasks: tuple[FileTask, ...]
    run: str = ""
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    heavy: HeavyTexts = "here"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of one file.

    Attributes:
        path: absolute path.
        findings: sorted; suppressed ones are left out.
        errors: how many times something broke inside the linter.
        digest: hash of the content that was linted; None where it could not be read.
        dependencies: what was asked of other files, which the findings rest on.
        ungoverned: it is a container script that no contract and no job definition has anything to do with.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    errors: int = 0
    digest: str | None = None
    dependencies: tuple[Dependency, ...] = ()
    ungoverned: bool = False


class Heavy(NamedTuple):
    """In place of a report: the file, or a module that it imports, has to be parsed by a process with limits.

    Attributes:
        path: absolute path of the file.
    """

    path: str


def internal_error(path: str, message: str, contract: str | None = None) -> Finding:
    """The finding that says that the linter itself failed at a file."""
    return Finding(INTERNAL_ERROR, INTERNAL_ERROR_NAME, Severity.ERROR, message, Place(path), contract=contract)
