"""Code actions: apply a fix, apply all safe fixes, suppress a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sm_lint.diagnostics.finding import Applicability, Edit, Finding
from sm_lint.lint.fixing.add_noqa import comments
from sm_lint.lint.fixing.fixes import Read, apply_fixes
from sm_lint.lint.fixing.parse_check import is_sound
from sm_lint.lint.run.suppression import UNUSED
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DATA, document_kind


class Action(NamedTuple):
    """A change that the user may choose.

    Attributes:
        title: what it does.
        edits: the edits, in any of the files.
        findings: the findings that it removes.
        preferred: whether it is the obvious choice.
        is_source: whether it concerns the whole document rather than one finding.
    """

    title: str
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    preferred: bool = False
    is_source: bool = False


_NEVER_QUIET = frozenset({"SMX900", "SMX901", UNUSED})


def fixes(findings: Iterable[Finding], unsafe: bool, read: Read) -> list[Action]:
    """The fixes of findings, without those that `sm-lint check --fix` refuses.

    Args:
        findings: those at the position.
        unsafe: whether to offer fixes that may change behaviour.
        read: returns the content of a file; None if it cannot be read.
    """
    found = []
    for finding in findings:
        fix = finding.fix
        if fix is None or not fix.edits or fix.applicability is Applicability.DISPLAY:
            continue
        is_safe = fix.applicability is Applicability.SAFE
        if (is_safe or unsafe) and apply_fixes([finding], read, is_sound).fixed:
            title = f"{finding.code}: {fix.message}" + ("" if is_safe else " (may change behaviour)")
            found.append(Action(title, fix.edits, (finding,), preferred=is_safe))
    return found


def fix_all(findings: Iterable[Finding], read: Read) -> Action | None:
    """All safe fixes that can be applied together; None if there are none.

    Args:
        findings: those of a document.
        read: returns the content of a file; None if it cannot be read.
    """
    safe = [each for each in findings if each.fix is not None and each.fix.applicability is Applicability.SAFE]
    chosen = apply_fixes(safe, read, is_sound).fixed
    edits = tuple(dict.fromkeys(edit for finding in chosen for edit in (finding.fix.edits if finding.fix else ())))
    return Action("Fix all safely fixable problems", edits, chosen, is_source=True) if edits else None


def suppressions(text: str, findings: Sequence[Finding]) -> list[Action]:
    """Comments that suppress findings in a text: a file, or one cell of a notebook.

    Args:
        text: the text.
        findings: findings in that text.
    """
    found = []
    for finding in findings:
        if finding.code in _NEVER_QUIET or document_kind(finding.place.path) in DATA:
            continue
        made, quiet = comments(text, [finding], "")
        if quiet:
            edits = tuple(Edit(Place(finding.place.path, span, finding.place.cell), new, "") for span, new in made)
            found.append(Action(f"{finding.code}: suppress here with a comment", edits, (finding,)))
    return found
