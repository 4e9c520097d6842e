"""What is known of one file, worked out as it is asked for: rules, `inspect` and editors share it."""

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
from sm_lint.sagemaker.handlers import handler_signatures
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_container_path
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place
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
    """One Python text: a script, a definition, the cells of a notebook. Facts are computed once for each way to run it.

    Attributes:
        module: the parsed text.
        task: the contracts and jobs that concern it, and what it defines.
        settings: what governs it.
        loader: finds the modules that it imports.
        around: other files, as they are looked at on behalf of this one.
        shown: takes a place of the parsed text to the place that users know, the cell of a notebook.
        defined: gives the facts that were found when its definitions were read; None where they are not kept.
        other_modules: parses the scripts of other jobs; None for one that cannot be had.
    """

    module: ParsedModule
    task: FileTask
    settings: Settings
    loader: ModuleLoader
    around: FileView
    shown: Callable[[Place], Place] = _as_parsed
    defined: Callable[[], ScriptFacts | None] = _nothing_defined
    other_modules: Callable[[Script], ParsedModule | None] = _no_module
    _facts: dict[tuple[JobKind | None, Given], ScriptFacts] = field(default_factory=dict)
    _others: dict[tuple[str | None, JobKind | None, Given], ScriptFacts | None] = field(default_factory=dict)

    @cached_property
    def launched_by(self) -> tuple[Job, ...]:
        """Jobs that launch the file. Those in tests are left out: a test looks at the request and stops it."""
        return tuple(job for job in self.task.launched_by if not is_test(job.place.path, self.settings.root))

    @cached_property
    def contracts(self) -> tuple[Contract, ...]:
        """Contracts that govern the file: the declared ones, else those that the jobs imply."""
        return tuple(self.task.declared) or tuple(job.contract for job in self.launched_by)

    @cached_property
    def kind(self) -> Guess:
        """Kind of job that the file runs in, and how that is known."""
        launching = [job.contract for job in self.task.launched_by]
        return job_kind(self.module, self.settings.job_kind_for(self.module.path), self.task.declared, launching)

    @cached_property
    def is_entry(self) -> bool:
        """The file is run as a script; it is not only imported by others."""
        return bool(self.contracts) or runs_as_script(self.module)

    @property
    def is_launcher(self) -> bool:
        """The file defines jobs, and nothing governs it: container paths in it are those of the jobs that it defines."""
        return bool(self.task.jobs) and not self.contracts

    @cached_property
    def is_container_script(self) -> bool:
        """The file is a program, and what it does shows that it runs in a container, not where jobs are started.

        A container path, a variable of the platform or a handler is enough, and so is the name of a kind of job where the
        program takes arguments.
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
        """The file defines jobs, and is no test."""
        return self.task.definitions is not None and not is_test(self.module.path, self.settings.root)

    def kind_under(self, contract: Contract) -> Guess:
        """Kind of job that the file runs in when this contract governs it."""
        return Guess(contract.job, self.kind.reason) if contract.job else self.kind

    def script_facts(self, contract: Contract | None = None) -> ScriptFacts:
        """Facts of the file as a container script.

        Args:
            contract: gives values of arguments and variables. If left out and just one governs the file, that one does.
        """
        if contract is not None:
            return self._script_facts(self.kind_under(contract).kind, given(contract))
        only = given(self.contracts[0]) if len(self.contracts) == 1 else NOTHING_GIVEN
        return self._script_facts(self.kind.kind, only)

    def script_of(self, script: Script, contract: Contract) -> ScriptFacts | None:
        """Facts of the script of another job, as that job runs it; None where the script cannot be had."""
        start = given(contract)
        key = (script.path, contract.job, start)
        if key not in self._others:
            module = self.other_modules(script)
            setup = replace(self._setup(contract.job, start), entry=True, loader=self.loader)
            self._others[key] = analyse(module, setup) if module is not None else None
        return self._others[key]

    @cached_property
    def definition_facts(self) -> ScriptFacts:
        """Facts of the file as a program that starts jobs."""
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
            # Imports of a mere module are judged in the scripts that use it.
            loader=self.loader if self.is_entry else None,
        )


def definition_setup(settings: Settings, loader: ModuleLoader) -> Setup:
    """How a file that defines jobs is run: where jobs are started, with the real path in `__file__`."""
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
    """Does the file do anything when it is run, rather than only define what others import?

    A main guard, a handler that SageMaker calls, or a statement at its top level that does something is enough.
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
