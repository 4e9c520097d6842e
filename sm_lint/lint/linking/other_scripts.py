"""The scripts of other jobs, with which a script is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sm_lint.lint.linking.source_view import views
from sm_lint.syntax.parse import SyntaxProblem
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.source import SourceProblem

if TYPE_CHECKING:
    from sm_lint.jobs.definition.model import Script
    from sm_lint.lint.linking.modules import Modules
    from sm_lint.syntax.module import ParsedModule
    from sm_lint.workspace.view import FileView


def parsed_script(script: Script, modules: Modules, around: FileView) -> ParsedModule | None:
    """The tree of a job's script, or of the cell that writes it; None if it is not available.

    Raises:
        HeavyText: it must be parsed in another process.
    """
    if script.path is None or not script.path.endswith(".py"):
        return None
    if not script.cell:
        return modules.loader(around).parse(script.path)
    notebook = script.place.path
    data = around.content(notebook) if is_notebook(notebook) else None
    if data is None:
        return None
    try:
        view = next((view for view in views(notebook, data) if view.module_path == script.path), None)
        return modules.parsed(view) if view is not None else None
    except (SourceProblem, SyntaxProblem):
        return None
