"""The context of a rule: everything that it may query about one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import libcst as cst

from sm_lint.contracts.model import Contract
from sm_lint.flow.facts import ScriptFacts
from sm_lint.registry.report import Report
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.view import FileView

if TYPE_CHECKING:
    from sm_lint.config.settings import Settings
    from sm_lint.jobs.definition.model import Definitions, Job, Script


@dataclass(slots=True)
class Context:
    """The context in which a rule judges one file.

    Attributes:
        path: absolute path of the file.
        settings: the settings in force for the file.
        text: the text of the file; empty for the contracts of a configuration.
        parsed: the parsed file; None for a document that is not Python.
        known: the interpreter's facts about it; None for a document that is not Python.
        contract: the contract of this pass; None for rules that need none, and if none governs the file.
        contracts: all contracts that govern the file.
        job: kind of job that the script runs in; None if unknown.
        job_reason: how the kind was determined, or why it is unknown.
        job_certain: whether the kind is known from more than the name of the file.
        jobs: job definitions in this file.
        definitions: the jobs and the pipelines around them; None for a file that defines nothing.
        launched_by: job definitions that launch this script.
        is_entry: whether the file is run as a script, rather than only imported.
        reports: the reports of rules so far.
        files: all other files; a rule must access them only through it, so that the access is recorded with the
            verdict.
        script_of: returns the facts of another job's script, as that job runs it; None if they are not available.
        governing: returns the declared contracts that govern a script, by its absolute path; for the inputs' `source_pattern`, as
            a verdict does not depend on other parts of the contracts of other files.
        shown: maps a place of the parsed text to the one shown to users: in a notebook, that of the cell.
        memo: intermediate results shared by rules, by name, so that each is computed once.
    """

    path: str
    settings: Settings
    text: str = ""
    parsed: ParsedModule | None = None
    known: ScriptFacts | None = None
    contract: Contract | None = None
    contracts: tuple[Contract, ...] = ()
    job: JobKind | None = None
    job_reason: str = ""
    jobs: tuple[Job, ...] = ()
    definitions: Definitions | None = None
    launched_by: tuple[Job, ...] = ()
    is_entry: bool = True
    job_certain: bool = True
    reports: list[Report] = field(default_factory=list)
    files: FileView = field(default_factory=FileView)
    script_of: Callable[[Script, Contract], ScriptFacts | None] = field(default=lambda script, contract: None)
    governing: Callable[[str], tuple[Contract, ...]] = field(default=lambda path: ())
    shown: Callable[[Place], Place] = field(default=lambda place: place)
    memo: dict[str, object] = field(default_factory=dict)

    @property
    def hidden(self) -> Mapping[str, str]:
        """Values from documents that messages must not show, with their replacements."""
        known = self.memo.get("hidden")
        if known is None:
            found: dict[str, str] = {}
            if self.known is not None and self.known.hidden is not None:
                found.update(self.known.hidden.texts)
            for source in (self.definitions, *self.jobs, *self.launched_by):
                if source is not None:
                    found.update(source.hidden)
            known = self.memo["hidden"] = found
        return cast("Mapping[str, str]", known)

    @property
    def module(self) -> ParsedModule:
        """The parsed file.

        Raises:
            LookupError: the file is a document that is not Python.
        """
        if self.parsed is None:
            raise LookupError(f"{self.path} has no syntax tree: it is no Python")
        return self.parsed

    @property
    def facts(self) -> ScriptFacts:
        """The interpreter's facts about the file.

        Raises:
            LookupError: the file is a document that is not Python.
        """
        if self.known is None:
            raise LookupError(f"{self.path} has no facts: it is no Python")
        return self.known

    def place(self, node: cst.CSTNode) -> Place:
        """The place of a node of the file, in the form of places of job definitions."""
        return self.shown(self.module.place(node))

    @property
    def in_container(self) -> bool:
        """Whether the file certainly runs in a container.

        True if its kind of job is known from more than its name, it is not a notebook and launches no jobs itself.
        """
        if self.contracts:
            return self.job is not None
        elsewhere = bool(self.jobs) or is_notebook(self.path)
        return self.job is not None and self.job_certain and not elsewhere
