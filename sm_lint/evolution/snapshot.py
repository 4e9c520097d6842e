"""The contracts of one side: those that are declared, those that launches imply, and those that scripts show."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sm_lint.config.documents import Documents
from sm_lint.config.find import OWN_FILES
from sm_lint.config.settings import ContractSource, Settings
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.load import load_contracts, load_sources
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.failure import describe
from sm_lint.evolution.sides import Side
from sm_lint.files.relevance import matters
from sm_lint.inference.model import InferredContract
from sm_lint.inference.run import analysis_of
from sm_lint.inference.script import infer_contract
from sm_lint.jobs.definition.model import Job
from sm_lint.lint.linking.modules import modules_of
from sm_lint.lint.linking.source_view import views
from sm_lint.lint.linking.task import Batch
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import ProjectIndex, indexed
from sm_lint.registry.location import is_test
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, DocumentKind, document_kind
from sm_lint.workspace.source import SourceProblem

PYPROJECT_KEYS = ("tool", "sm-lint")
ContractKey = tuple[str, str]
"""Folder of the configuration, below the working directory, and id."""
LaunchKey = tuple[str, str, str, int]
"""Path of the definition, step or call, script, and which of several of these it is."""


@dataclass(slots=True)
class Declared:
    """The contracts that are declared on one side.

    Attributes:
        contracts: by configuration and id.
        sources: path and digest of each file with contracts.
        problems: what is wrong with how they, or the rest of the configuration, are written.
        mistakes: those of the problems that are in contracts.
    """

    contracts: dict[ContractKey, Contract] = field(default_factory=dict)
    sources: set[tuple[str, str]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    mistakes: list[Problem] = field(default_factory=list)
    side: Side | None = None

    def governing(self, path: str) -> tuple[Contract, ...]:
        """The contracts that govern a script: those of the configuration that it is under."""
        if self.side is None or self.side.file is not None:
            return ()
        with self.side.here():
            return binder_for(self.side.resolver.settings_for(os.path.dirname(path))).governing(path)

    def misread(self) -> list[Contract]:
        """The contracts in which something is written in a wrong way, so that parts of them are missing."""
        if not self.mistakes:
            return []
        starts: dict[str, list[tuple[int, Contract]]] = {}
        for contract in self.contracts.values():
            starts.setdefault(contract.place.path, []).append((contract.place.span.line, contract))
        found = []
        for problem in self.mistakes:
            above = [each for each in starts.get(problem.place.path, ()) if each[0] <= problem.place.span.line]
            if above:
                found.append(max(above, key=lambda each: each[0])[1])
        return found

    def take(self, settings: Settings, cwd: str) -> None:
        """Add the contracts that a configuration names."""
        self.problems += settings.problems
        sources = {(source.path, source.digest) for source in settings.contract_sources}
        known = load_contracts(settings)
        self.sources |= sources
        self.problems += known.problems
        self.mistakes += known.problems
        folder = os.path.relpath(settings.root, cwd)
        for contract in known.contracts:
            self.contracts.setdefault((folder, contract.id), contract)


def declared_on(side: Side, folders: Iterable[str]) -> Declared:
    """The contracts that are declared on a side.

    Args:
        side: the side.
        folders: absolute folders whose configurations count.
    """
    found = Declared(side=side)
    with side.here():
        if side.file is not None:
            if document_kind(side.file) is DocumentKind.TOML:
                _take_file(found, side.file)
            return found
        for settings in dict.fromkeys(side.resolver.settings_for(folder) for folder in folders):
            found.take(settings, side.resolver.cwd)
    return found


def _take_file(found: Declared, path: str) -> None:
    """Add the contracts of one TOML file."""
    documents = Documents()
    digest = documents.digest(path)
    known = load_sources((ContractSource(path, _keys(path, documents), digest, digest),), documents)
    found.problems += known.problems
    found.mistakes += known.problems
    found.contracts = {("", contract.id): contract for contract in known.contracts}
    found.sources = {(path, digest)}


def _keys(path: str, documents: Documents) -> tuple[str, ...]:
    """The keys that lead to the contracts of a configuration, which may have none; empty for a file of contracts alone."""
    document = documents.read(path)
    if isinstance(document, Problem):
        return ()
    if os.path.basename(path) in OWN_FILES:
        return ("contracts",)
    tool = document.data.get("tool")
    return (*PYPROJECT_KEYS, "contracts") if isinstance(tool, dict) and PYPROJECT_KEYS[1] in tool else ()


@dataclass(slots=True)
class Analysed:
    """What scripts and definitions of one side say.

    Attributes:
        scripts: contracts inferred from scripts that run in containers, by path.
        launches: the jobs of definitions.
        problems: files that cannot be read or parsed.
        index: the files that were looked at.
        there: files among them that exist.
        side: the side that they are of.
        undecided: programs that run in containers only if a launch says so.
        governed: whether scripts count that a declared contract governs.
    """

    scripts: dict[str, Contract] = field(default_factory=dict)
    launches: dict[LaunchKey, Job] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    index: ProjectIndex | None = None
    there: frozenset[str] = frozenset()
    side: Side | None = None
    undecided: set[str] = field(default_factory=set)
    governed: bool = False

    def look_around(self, launchers: Iterable[str]) -> None:
        """Look at more files for the jobs that they define, and again at the programs of which only these can tell."""
        files = {*self.there, *launchers}
        if self.side is None or files == self.there:
            return
        self.side.prefetch(files)
        with self.side.here():
            options = RunOptions(self.side.resolver, jobs=1, cache=False, index=False)
            self.index, _ = indexed(sorted(files), options)
            for path in sorted(self.undecided):
                _take_script(self, self.index, path)

    def jobs_of(self, script: str) -> tuple[Job, ...]:
        """The jobs that launch a script, without those of tests."""
        if self.index is None:
            return ()
        root = self.index.settings(script).root
        return tuple(job for job in self.index.task(script).launched_by if not is_test(job.place.path, root))

    def reads_of(self, script: str) -> Contract | None:
        """What a script does itself, also one that does not differ; None where that is not known."""
        if script not in self.scripts and self.index is not None and self.side is not None:
            with self.side.here():
                _take_script(self, self.index, script, asked=True)
        return self.scripts.get(script)

    @property
    def launching(self) -> Iterator[Job]:
        """All jobs that launch a script."""
        for script in self.index.launches.whole().by_script if self.index is not None else ():
            yield from self.jobs_of(script)


def analysed(side: Side, affected: Iterable[str], *, governed: bool) -> Analysed:
    """What some files of a side say.

    Args:
        side: the side.
        affected: absolute paths of the scripts and definitions to look at.
        governed: whether scripts count that a declared contract governs.
    """
    wanted = sorted(affected)
    found = Analysed(side=side, governed=governed)
    if not wanted:
        return found
    side.prefetch({*wanted})
    with side.here():
        options = RunOptions(side.resolver, jobs=1, cache=False, index=False)
        index, discovered = indexed(wanted, options)
        found.index = index
        found.there = frozenset(discovered.files)
        for path in wanted:
            if path in found.there:
                _take_script(found, index, path)
                _take_launches(found, index, path, side.resolver.cwd)
    return found


def _take_launches(found: Analysed, index: ProjectIndex, path: str, cwd: str) -> None:
    definitions = index.launches.near(path).by_file.get(path)
    if definitions is None or is_test(path, index.settings(path).root):
        return
    for job in definitions.jobs:
        if job.place.path != path or job.script is None:
            continue
        key = (os.path.relpath(path, cwd), job.step or job.api, os.path.basename(job.script.written), 0)
        while key in found.launches:
            key = (*key[:3], key[3] + 1)
        found.launches[key] = job


def _take_script(found: Analysed, index: ProjectIndex, path: str, *, asked: bool = False) -> None:
    """Infer the contract of a script; one that is governed by a declared contract only where that is asked for."""
    if document_kind(path) in DEFINITIONS | IMAGES or not path.endswith(".py"):
        return
    task = index.task(path)
    if task.declared and not (found.governed or asked):
        return
    batch = Batch(index.settings(path), (), index.run)
    try:
        data = modules_of(batch).workspace.content(path)
        known = bool(task.declared or task.launched_by)
        if not known and (is_test(path, batch.settings.root) or not matters(data)):
            return
        view = next(iter(views(path, data)), None)
        if view is None:
            return
        analysis = analysis_of(view, task, batch)
        if analysis.is_launcher:
            return
        if analysis.is_container_script:
            found.scripts[path] = _as_contract(infer_contract(analysis, "script"))
        elif analysis.is_entry:
            found.undecided.add(path)
    except (SourceProblem, SyntaxProblem) as error:
        found.problems.append(error.problem)
    except Exception as error:  # noqa: BLE001 - a failure for one script must not hide the others
        found.problems.append(Problem("SMX900", f"the interpreter failed: {describe(error)}", Place(path)))


def _as_contract(inferred: InferredContract) -> Contract:
    """The contract, whose lists are open where not everything that the script does is known."""
    open_tables = {gap.key for gap in inferred.gaps} if not inferred.complete else set()
    return replace(
        inferred.contract,
        description="",
        node=None,
        open_inputs="" in open_tables,
        open_outputs="" in open_tables,
        open_environment="environment" in open_tables,
        open_arguments="arguments" in open_tables,
    )
