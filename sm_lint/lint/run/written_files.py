"""One set of findings for a script that a notebook writes and that lies beside it too.

The cell is what has to be changed: the next run of the notebook replaces the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.linking.source_view import views
from sm_lint.lint.linking.task import FileTask
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.workspace import Workspace


def without_copies(findings: Sequence[Finding], task: Callable[[str], FileTask], workspace: Workspace) -> list[Finding]:
    """Findings, without those in a file that are the same in the cell that writes it.

    Args:
        findings: those of a run.
        task: returns the task of a file, with what it defines.
        workspace: reads the notebooks.
    """
    in_cells: dict[str, Counter[tuple[str, str]]] = {}
    for finding in findings:
        if finding.place.cell is not None and is_notebook(finding.place.path):
            in_cells.setdefault(finding.place.path, Counter())[finding.code, finding.message] += 1
    if not in_cells:
        return list(findings)
    elsewhere = {(f.code, f.message) for f in findings if not is_notebook(f.place.path)}
    left: dict[str, Counter[tuple[str, str]]] = {}
    for notebook, counted in in_cells.items():
        if elsewhere.isdisjoint(counted):
            continue
        for path in _written_by(task(notebook), workspace):
            left.setdefault(path, Counter()).update(counted)
    return [finding for finding in findings if not _taken(left.get(finding.place.path), finding)]


def _written_by(task: FileTask, workspace: Workspace) -> set[str]:
    """Absolute paths of the files that the cells of a notebook write."""
    definitions = task.definitions
    if definitions is not None:
        return {path for _, path in definitions.names}
    try:  # it defines nothing, so that its definitions, and with them the names in its cells, were not kept
        found = views(task.path, workspace.content(task.path))
    except SourceProblem:
        return set()
    return {view.module_path for view in found if view.module_path != task.path}


def _taken(left: Counter[tuple[str, str]] | None, finding: Finding) -> bool:
    """Whether a cell has the same finding; each one is counted once."""
    key = (finding.code, finding.message)
    if left is None or left[key] <= 0:
        return False
    left[key] -= 1
    return True
