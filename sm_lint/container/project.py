"""The scripts, contracts and jobs of a project, with the analysis of each script."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sm_lint.config.load import Resolver
from sm_lint.contracts.model import Contract
from sm_lint.files.discover import Found
from sm_lint.files.named import named_paths
from sm_lint.flow.facts import ScriptFacts
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.modules import modules_of
from sm_lint.lint.linking.source_view import SourceView, views, written_views
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.idle_contracts import idle_contracts
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import ProjectIndex, indexed
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.workspace.document_kind import DocumentKind, document_kind, is_notebook
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.view import FileView


class NotAnalysed(Exception):  # noqa: N818 - says what happened to the file
    """A script that cannot be read or parsed; the text says why."""


def is_script(path: str) -> bool:
    """Whether a file is parsed as a Python program: programs of containers often have no suffix."""
    return document_kind(path) in (DocumentKind.PYTHON, None)


@dataclass
class Project:
    """The files of some paths, and the jobs that launch them.

    Attributes:
        index: the index of all definitions.
        found: the files of the paths, and the problems in finding them.
        resolver: provides the settings.
        paths: the paths, absolute.
    """

    index: ProjectIndex
    found: Found
    resolver: Resolver
    paths: tuple[str, ...]
    _analyses: dict[tuple[str, str], FileAnalysis] = field(default_factory=dict)

    @classmethod
    def of(cls, paths: Sequence[str], resolver: Resolver) -> Project:
        """The project of files and folders; jobs and contracts of files that are not named count as well."""
        index, found = indexed(named_paths(paths), RunOptions(resolver))
        return cls(index, found, resolver, tuple(os.path.normpath(os.path.join(resolver.cwd, path)) for path in paths))

    @property
    def scripts(self) -> tuple[str, ...]:
        """The Python files among the paths, absolute, sorted; notebooks are left out."""
        return tuple(path for path in self.found.files if is_script(path))

    @property
    def idle_contracts(self) -> list[Contract]:
        """The contracts declared in or below the paths that govern no file, nor a script that a notebook writes."""
        written = {contract.place for task, _ in self.written_scripts() for contract in task.declared}
        idle = idle_contracts(self.index, self.resolver, self.paths)
        return [contract for contract in idle if contract.place not in written]

    @property
    def definitions(self) -> dict[str, Definitions]:
        """What the files of the project define, by absolute path."""
        return dict(self.index.launches.whole().by_file)

    def jobs(self) -> list[Job]:
        """All jobs, each once, by file and line."""
        by_file = self.definitions
        return list(dict.fromkeys(job for path in sorted(by_file) for job in by_file[path].jobs))

    def analysis(self, path: str, writer: str | None = None) -> FileAnalysis:
        """The analysis of a script.

        Args:
            path: absolute path of the script.
            writer: absolute path of the notebook or program whose text has the script; None for a file.

        Raises:
            NotAnalysed: it cannot be read or parsed.
        """
        key = (path, writer or path)
        if key not in self._analyses:
            batch = Batch(self.index.settings(writer or path), (), self.index.run)
            modules = modules_of(batch)
            try:
                view, task = self._text(path, writer, batch)
                module = modules.parsed(view)
            except (SourceProblem, SyntaxProblem) as error:
                raise NotAnalysed(error.problem.message) from error
            around = FileView(modules.workspace, task.project, batch.settings.src)
            self._analyses[key] = FileAnalysis(module, task, batch.settings, modules.loader(around), around, view.shown)
        return self._analyses[key]

    def _text(self, path: str, writer: str | None, batch: Batch) -> tuple[SourceView, FileTask]:
        """The text of a script, and its task."""
        content = modules_of(batch).workspace.content
        if writer is None:
            return views(path, content(path))[0], self.index.task(path)
        task = self.index.task(writer)
        texts = views(writer, content(writer)) if is_notebook(writer) else []
        for view in (*texts, *written_views(task.definitions)):
            if view.module_path == path:
                return view, task.of_text(path, batch.settings)
        raise NotAnalysed("what writes it is not known")

    def written_scripts(self) -> Iterator[tuple[FileTask, str]]:
        """The tasks of scripts whose text is in a notebook or another program, with the path of the latter."""
        for path in self.found.files:
            settings, task = self.index.settings(path), self.index.task(path)
            texts = written_views(task.definitions)
            if is_notebook(path):
                content = modules_of(Batch(settings, (), self.index.run)).workspace.content
                with contextlib.suppress(SourceProblem):
                    texts = [*views(path, content(path)), *texts]
            for view in texts:
                if view.module_path != path:
                    yield task.of_text(view.module_path, settings), path

    def facts(self, path: str, contract: Contract | None = None) -> ScriptFacts:
        """The facts of a script that is a file, as a contract has it run.

        Raises:
            NotAnalysed: it cannot be read or parsed.
        """
        return self.analysis(path).script_facts(contract)
