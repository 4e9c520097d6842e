"""The analysis of one file, computed lazily and shared by rules, `inspect` and editors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from sm_lint.config.settings import Settings, Signature
from sm_lint.contracts.interface import NOTHING_GIVEN, Given, given
from sm_lint.contracts.job_kind import Guess, job_kind
from sm_lint.contracts.model import Contract
from sm_lint.flow.facts import ArgumentFact, EnvRead, PathAccess, ScriptFacts
from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.lint.linking.task import FileTask
from sm_lint.registry.location import is_test
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_container_path
from sm_lint.sagemaker.serving.handlers import handler_signatures
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace.view import FileView

if TYPE_CHECKING:
    from sm_lint.flow.interpreter.analysis import ModuleLoader
    from sm_lint.jobs.definition.model import Job, Script

_PLATFORM_VARIABLE = "SM_"


def _as_parsed(place: Place) -> Place:
    return place


def _no_module(script: Script) -> ParsedModule | None:
    return None


def _nothing_defined() -> ScriptFacts | None:
    return None


@dataclass
class FileAnalysis:
    """One Python text: a script, a definition or the cells of a notebook. Facts are computed once per way to run it.

    Attributes:
        module: the parsed text.
        task: the contracts and jobs that concern it, and what it defines.
        settings: the settings in force for it.
        loader: resolves the modules that it imports.
        around: the view of other files on its behalf.
        shown: maps a place in the parsed text to the place shown to users, such as a notebook cell.
        defined: returns the facts found when its definitions were read; None if they are no longer kept.
        other_modules: parses the scripts of other jobs; None for a script that is not available.
        left_out: syntax errors of the cells that are not part of the text, with the places shown to users.
    """

    module: ParsedModule
    task: FileTask
    settings: Settings
    loader: ModuleLoader
    around: FileView
    shown: Callable[[Place], Place] = _as_parsed
    defined: Callable[[], ScriptFacts | None] = _nothing_defined
    other_modules: Callable[[Script], ParsedModule | None] = _no_module
    left_out: tuple[Problem, ...] = ()
    _facts: dict[tuple[JobKind | None, Given], ScriptFacts] = field(default_factory=dict)
    _others: dict[tuple[str | None, JobKind | None, Given], ScriptFacts | None] = field(default_factory=dict)

    @cached_property
    def launched_by(self) -> tuple[Job, ...]:
        """The jobs that launch the file, without those in tests: a test intercepts the request."""
        return tuple(job for job in self.task.launched_by if not is_test(job.place.path, self.settings.root))

    @cached_property
    def contracts(self) -> tuple[Contract, ...]:
        """Contracts that govern the file: the declared ones, else those that the jobs imply."""
        return tuple(self.task.declared) or tuple(job.contract for job in self.launched_by)

    @cached_property
    def launch_contracts(self) -> tuple[Contract, ...]:
        """Contracts that the jobs imply, beside declared ones: what a job gives may differ from what is declared."""
        return tuple(job.contract for job in self.launched_by) if self.task.declared else ()

    @cached_property
    def kind(self) -> Guess:
        """The kind of job that the file runs in, and how it was determined."""
        launching = [job.contract for job in self.task.launched_by]
        return job_kind(self.module, self.settings.job_kind_for(self.module.path), self.task.declared, launching)

    @cached_property
    def is_entry(self) -> bool:
        """Whether the file is run as a script rather than only imported by others."""
        return bool(self.contracts) or runs_as_script(self.module)

    @property
    def is_launcher(self) -> bool:
        """Whether the file defines jobs and is not governed: its container paths then belong to the jobs it defines."""
        return bool(self.task.jobs) and not self.contracts

    @cached_property
    def is_container_script(self) -> bool:
        """Whether the file is a program that, judging by what it does, runs in a container and does not start jobs.

        A container path, a platform variable or a handler suffices. So does the name of a job kind in the path or text
        if the program takes arguments.
        """
        if not self.is_entry or is_test(self.module.path, self.settings.root):
            return False
        if self.is_launcher or (self.task.definitions is not None and not self.contracts):
            return False
        if self.kind.kind is not None and self.kind.certain:
            return True
        facts = self.script_facts()
        if self.kind.kind is not None and any(True for _ in facts.all(ArgumentFact)):
            return True
        return any(is_container_path(access.path) for access in facts.all(PathAccess)) or any(
            read.name.startswith(_PLATFORM_VARIABLE) for read in facts.all(EnvRead)
        )

    @property
    def is_real_definition(self) -> bool:
        """Whether the file defines jobs and is not a test."""
        return self.task.definitions is not None and not is_test(self.module.path, self.settings.root)

    def kind_under(self, contract: Contract) -> Guess:
        """The kind of job that the file runs in when this contract governs it."""
        return Guess(contract.job, self.kind.reason) if contract.job else self.kind

    def script_facts(self, contract: Contract | None = None) -> ScriptFacts:
        """The facts of the file as a container script.

        Args:
            contract: provides values of arguments and variables. Defaults to the contract that governs the file, if
                there is exactly one.
        """
        if contract is not None:
            return self._script_facts(self.kind_under(contract).kind, given(contract))
        only = given(self.contracts[0]) if len(self.contracts) == 1 else NOTHING_GIVEN
        return self._script_facts(self.kind.kind, only)

    def facts_as(self, kind: JobKind | None) -> ScriptFacts:
        """The facts of the file as a script of a kind of job that is given no values of variables and arguments."""
        return self._script_facts(kind, NOTHING_GIVEN)

    def script_of(self, script: Script, contract: Contract) -> ScriptFacts | None:
        """The facts of another job's script, as that job runs it; None if the script is not available."""
        start = given(contract)
        key = (script.path, contract.job, start)
        if key not in self._others:
            module = self.other_modules(script)
            setup = replace(self._setup(contract.job, start), entry=True, loader=self.loader)
            self._others[key] = analyse(module, setup) if module is not None else None
        return self._others[key]

    @cached_property
    def definition_facts(self) -> ScriptFacts:
        """The facts of the file as a program that starts jobs."""
        return self.defined() or analyse(self.module, definition_setup(self.settings, self.loader))

    def _script_facts(self, kind: JobKind | None, start: Given) -> ScriptFacts:
        key = (kind, start)
        if key not in self._facts:
            self._facts[key] = analyse(self.module, self._setup(kind, start))
        return self._facts[key]

    def _setup(self, kind: JobKind | None, start: Given) -> Setup:
        return Setup(
            job=kind,
            src=self.settings.src,
            environment=dict(start.environment),
            arguments=dict(start.arguments),
            channels=start.channels,
            reads=_signatures(self.settings.reads),
            writes=_signatures(self.settings.writes),
            entry=self.is_entry,
            # The imports of a module that is not run are judged in the scripts that import it.
            loader=self.loader if self.is_entry else None,
        )


def definition_setup(settings: Settings, loader: ModuleLoader) -> Setup:
    """The setup that interprets a file that defines jobs: outside the container, with the real path in `__file__`."""
    return Setup(
        src=settings.src,
        reads=_signatures(settings.reads),
        writes=_signatures(settings.writes),
        loader=loader,
        definition=True,
    )


def _signatures(given: Iterable[Signature]) -> dict[str, object]:
    return {signature.name: signature.arguments for signature in given}


def runs_as_script(module: ParsedModule) -> bool:
    """Whether the file does anything when it is run, rather than only define names for importers.

    A main guard, a handler that SageMaker calls, or a top-level statement with an effect suffices.
    """
    if "__main__" in module.text:
        return True
    for statement in module.tree.body:
        if isinstance(statement, cst.FunctionDef):
            if statement.name.value in handler_signatures():
                return True
        elif isinstance(statement, cst.SimpleStatementLine):
            if any(isinstance(part, cst.Expr) and isinstance(part.value, cst.Call) for part in statement.body):
                return True
        elif isinstance(statement, (cst.For, cst.While, cst.With)):
            return True
    return False
