"""What is known of a project at one moment: its scripts, contracts and jobs, computed on demand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sm_lint.config.settings import Settings
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.load import load_contracts
from sm_lint.contracts.model import Contract
from sm_lint.inspection.analyses import analysis_of, batch_of, texts_of
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.launches import Launches
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import ProjectIndex, indexed
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, DocumentKind, document_kind
from sm_lint.workspace.source import SourceProblem


@dataclass
class Snapshot:
    """The projects of some documents.

    Args:
        options: the options of a run over the open documents.
        documents: absolute paths.
    """

    options: RunOptions
    documents: tuple[str, ...]
    _analyses: dict[str, tuple[FileAnalysis, ...]] = field(default_factory=dict)

    @cached_property
    def index(self) -> ProjectIndex:
        """The definitions of the projects."""
        return indexed(self.documents, self.options)[0]

    @cached_property
    def launches(self) -> Launches:
        """All jobs of the projects."""
        return self.index.launches.whole()

    @cached_property
    def files(self) -> frozenset[str]:
        """The files of the projects, absolute."""
        return frozenset((*self.documents, *self.index.named, *self.index.others))

    def settings(self, path: str) -> Settings:
        """The settings in force for a file."""
        return self.index.settings(path)

    def analyses(self, path: str) -> tuple[FileAnalysis, ...]:
        """The analysis of each Python text of a file; empty if it has none, or cannot be read or parsed."""
        if path not in self._analyses:
            self._analyses[path] = tuple(self._analysed(path))
        return self._analyses[path]

    def scripts(self, path: str) -> tuple[FileAnalysis, ...]:
        """The analyses of a script, which a notebook or the code of a definition may write; empty if it is not readable."""
        found = [each for each in self.analyses(path) if each.module.path == path]
        if not found:
            writers = [
                file
                for file, each in self.launches.by_file.items()
                if path in each.written or any(path == written for _, written in each.names)
            ]
            names = {path, *(name for file in writers for name in self._names(file, path))}
            found = [each for file in writers for each in self.analyses(file) if each.module.path in names]
        return tuple(found)

    def _names(self, writer: str, script: str) -> list[str]:
        """The paths under which a notebook writes a script."""
        folder = os.path.dirname(writer)
        names = self.launches.by_file[writer].names
        return [os.path.normpath(os.path.join(folder, name)) for name, path in names if path == script]

    def _analysed(self, path: str) -> Iterator[FileAnalysis]:
        kind = document_kind(path)
        if kind is DocumentKind.TOML or kind in DEFINITIONS | IMAGES:
            return
        task = self.index.task(path)
        batch = batch_of(task, self.index)
        try:
            texts = texts_of(task, batch)
        except SourceProblem:
            return
        for text in texts:
            try:
                yield analysis_of(text, task, batch)
            except SyntaxProblem:
                continue

    def definitions(self, path: str) -> Definitions | None:
        """What a file defines; None if it defines nothing."""
        return self.index.task(path).definitions

    def jobs(self, path: str) -> tuple[Job, ...]:
        """The jobs that a file defines."""
        return self.index.task(path).jobs

    def launching(self, path: str) -> tuple[Job, ...]:
        """The jobs that launch a script."""
        return self.index.task(path).launched_by

    def jobs_of(self, script: str) -> tuple[Job, ...]:
        """All jobs that launch a script, in tests too, as their files define them.

        Those that are the same to the script count, and those that are only likely to launch it.
        """
        launching = {(job.place, job.label): job for job in self.launches.by_script.get(script, ())}
        for definitions in self.launches.by_file.values():
            for job in definitions.jobs:
                key = job.place, job.label
                if key in launching or (job.script is not None and job.script.path == script):
                    launching[key] = job
        return tuple(launching.values())

    def declared(self, path: str) -> tuple[Contract, ...]:
        """The contracts in a configuration or contract file."""
        contracts = load_contracts(self.settings(path)).contracts
        return tuple(contract for contract in contracts if contract.place.path == path)

    def governed(self, contract: Contract) -> tuple[str, ...]:
        """The scripts of the project that a declared contract governs, sorted."""
        if not contract.entry_points:
            return ()
        return tuple(
            path
            for path in sorted(self.files)
            if document_kind(path) not in DEFINITIONS | IMAGES
            and any(each.id == contract.id for each in binder_for(self.settings(path)).governing(path))
        )
