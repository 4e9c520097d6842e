"""The request to lint one file, and the response; both can be sent to another process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.syntax.span import Place
from sm_lint.workspace.dependency import Dependency

if TYPE_CHECKING:
    from sm_lint.jobs.definition.model import Definitions, Job
    from sm_lint.lint.linking.file_analysis import FileAnalysis
    from sm_lint.lint.linking.source_view import SourceView

HeavyTexts = Literal["here", "limited", "elsewhere"]
Observer = Callable[["FileTask", "Batch", Mapping["SourceView", "FileAnalysis"]], Any]
"""Collects more about a linted file while its trees and facts are kept: is given the task of the file, its batch, and the
analysis that the rules were given of each text. A function of a module, so that it can be pickled, as its result must
be, which is not None."""
INTERNAL_ERROR = "SMX900"
INTERNAL_ERROR_NAME = "internal-error"


@dataclass(frozen=True, slots=True)
class FileTask:
    """One file to lint.

    Attributes:
        path: absolute path.
        declared: contracts from configuration that govern the file.
        launched_by: job definitions that launch it.
        definitions: what the file itself defines; None if it defines nothing.
        writes: for a notebook, jobs by the script that its cells write.
        project: absolute folder in which other files may be read on its behalf; None for no limit.
        imported: whether other files of the project may import it, and start jobs by calling what it defines.
    """

    path: str
    declared: tuple[Contract, ...] = ()
    launched_by: tuple[Job, ...] = ()
    definitions: Definitions | None = None
    writes: tuple[tuple[str, tuple[Job, ...]], ...] = ()
    project: str | None = None
    imported: bool = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The job definitions in the file."""
        if self.definitions is None:
            return ()
        return tuple(job for job in self.definitions.jobs if job.place.path == self.path)

    def of_text(self, path: str, settings: Settings) -> FileTask:
        """The task of a text of the file, by its module path: text written by a cell or code has its own contracts."""
        if path == self.path:
            return self
        return FileTask(path, binder_for(settings).governing(path), self.launches(path), project=self.project)

    def launches(self, script: str) -> tuple[Job, ...]:
        """The job definitions that launch a script written by a cell of the notebook."""
        return next((jobs for path, jobs in self.writes if path == script), ())


@dataclass(frozen=True, slots=True)
class Batch:
    """Files with the same settings, linted together by one process.

    Attributes:
        settings: the settings in force.
        tasks: the files.
        run: name of the run; a process drops its caches when another run begins.
        overlay: content that differs from the disk, by absolute path.
        heavy: how texts that may be expensive to parse are handled: ``here``: parse them; ``limited``: parse them with
            resource limits, in a process that may be killed; ``elsewhere``: answer with :class:`Heavy`.
        observer: called for each file that is linted; its result becomes a part of the report.
    """

    settings: Settings
    tasks: tuple[FileTask, ...]
    run: str = ""
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    heavy: HeavyTexts = "here"
    observer: Observer | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result of linting one file.

    Attributes:
        path: absolute path.
        findings: sorted; suppressed ones are left out.
        errors: number of internal errors of the linter.
        digest: hash of the linted content; None if it could not be read.
        dependencies: queries about other files on which the findings depend.
        ungoverned: whether it is a container script that no contract and no job definition governs.
        observed: the result of the batch's observer; None without one, and where linting was cut short.
    """

    path: str
    findings: tuple[Finding, ...] = ()
    errors: int = 0
    digest: str | None = None
    dependencies: tuple[Dependency, ...] = ()
    ungoverned: bool = False
    observed: Any = None


class Heavy(NamedTuple):
    """Sent instead of a report: the file, or a module that it imports, must be parsed by a process with limits.

    Attributes:
        path: absolute path of the file.
    """

    path: str


def internal_error(path: str, message: str, contract: str | None = None) -> Finding:
    """The finding for an internal error of the linter."""
    return Finding(INTERNAL_ERROR, INTERNAL_ERROR_NAME, Severity.ERROR, message, Place(path), contract=contract)
