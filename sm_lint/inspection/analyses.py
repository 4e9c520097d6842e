"""The analysis of the texts of one file."""

from __future__ import annotations

from dataclasses import replace

from sm_lint.lint.linking.cells import parse_view
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.linking.modules import modules_of
from sm_lint.lint.linking.source_view import SourceView, views, written_views
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.project_index import ProjectIndex
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.workspace.view import FileView


def batch_of(task: FileTask, index: ProjectIndex) -> Batch:
    """The batch in which a file of the index is analysed."""
    return Batch(index.settings(task.path), (), index.run, index.options.overlay)


def texts_of(task: FileTask, batch: Batch) -> list[SourceView]:
    """The Python texts of a file: a script, or the cells of a notebook and the scripts that they write.

    Raises:
        SourceProblem: the file cannot be read.
    """
    content = modules_of(batch).workspace.content(task.path)
    return [*views(task.path, content), *written_views(task.definitions)]


def analysis_of(view: SourceView, task: FileTask, batch: Batch) -> FileAnalysis:
    """The analysis of one text; cells of a notebook that cannot be parsed are left out, as in a run of the linter.

    Args:
        view: the text.
        task: the contracts and jobs that concern its file.
        batch: as made by :func:`batch_of`.

    Raises:
        SyntaxProblem: it cannot be parsed.
    """
    modules = modules_of(batch)
    module, problems = parse_view(view, modules.parsed)
    if module is None:
        raise SyntaxProblem(problems[0])
    own = task.of_text(view.module_path, batch.settings)
    around = FileView(modules.workspace, own.project, batch.settings.src)
    left_out = tuple(replace(problem, place=view.shown(problem.place)) for problem in problems)
    loader = modules.loader(around)
    return FileAnalysis(module, own, batch.settings, loader, around, view.shown, left_out=left_out)
