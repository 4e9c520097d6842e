"""Converts the reports of rules to findings: positions, notes, fixes, each computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from sm_lint.diagnostics.finding import Edit, Finding, Fix, Note
from sm_lint.flow.facts import Site
from sm_lint.registry.report import NodeEdit, NodeFix, Report, Where
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import START, Place, Span

PlaceMap = Callable[[Place], Place]
Editor = Callable[[Span, str], Edit]

_NOT_THERE = "its fix is left out: the text of the file is not the code that was read from it"


def _as_parsed(place: Place) -> Place:
    return place


def findings_of(
    reports: Sequence[Report],
    module: ParsedModule | None = None,
    mapped: PlaceMap = _as_parsed,
    edited: Editor | None = None,
) -> list[Finding]:
    """The findings for reports, each once, in the order of the reports.

    Reports of the same fault of a script under several jobs are merged into one finding; a report under a declared
    contract replaces those of the same fault under jobs.

    Args:
        reports: the reports of rules on one file.
        module: the file; None for a file that is not Python, whose reports have places instead of nodes.
        mapped: maps a place in the parsed text to the place shown to users, for notebooks.
        edited: returns the edit of the file that replaces a span of the parsed text; by default the parsed text is the
            text of the file.
    """
    _locate(reports, module)
    placer = _Placer(module, mapped, edited)
    alike: dict[object, list[tuple[Report, Finding]]] = {}
    declared: set[object] = set()
    for report in reports:
        finding = placer.finding(report)
        key: object = finding
        if report.job is not None:
            if not declared.isdisjoint(_faults(report, finding)):
                continue
            key = (finding.code, finding.place, report.message)
        elif report.contract is not None:
            declared.update(_faults(report, finding))
        alike.setdefault(key, []).append((report, finding))
    return [_one_of(rows) for rows in alike.values()]


def _faults(report: Report, finding: Finding) -> Iterator[object]:
    """What the reports of one fault have in common: the message, and the place unless that is the whole file."""
    yield finding.code, report.message
    if finding.place.span[:2] != START[:2]:
        yield finding.code, finding.place


def _one_of(rows: Sequence[tuple[Report, Finding]]) -> Finding:
    """Merge findings for the same fault under several jobs: the first job is named, the others are counted."""
    report, first = rows[0]
    findings = list(dict.fromkeys(finding for _, finding in rows))
    if len(findings) == 1 or report.job is None:
        return first
    return replace(
        first,
        severity=max((finding.severity for finding in findings), key=lambda severity: severity.rank),
        message=report.text(others=len({other.job.label for other, _ in rows if other.job is not None}) - 1),
        notes=tuple(dict.fromkeys(note for finding in findings for note in finding.notes)),
    )


def _locate(reports: Iterable[Report], module: ParsedModule | None) -> None:
    """Compute the positions of all mentioned nodes, with one pass over each module."""
    wanted: dict[int, tuple[ParsedModule, list[cst.CSTNode]]] = {}
    for where in _mentioned(reports):
        owner, node = (where.module, where.node) if isinstance(where, Site) else (module, where)
        if isinstance(node, cst.CSTNode) and owner is not None:
            wanted.setdefault(id(owner), (owner, []))[1].append(node)
    for owner, nodes in wanted.values():
        owner.locate(nodes)


def _mentioned(reports: Iterable[Report]) -> Iterator[Where]:
    for report in reports:
        yield report.where
        yield from (where for _, where in report.notes if where is not None)
        if report.fix is not None:
            yield from (edit.where for edit in report.fix.edits)


class _Placer:
    def __init__(self, module: ParsedModule | None, mapped: PlaceMap, edited: Editor | None) -> None:
        self.module = module
        self.mapped = mapped
        self.edited = edited

    def place(self, where: Where) -> Place:
        place, is_ours = self._parsed(where)
        return self.mapped(place) if is_ours else place

    def _parsed(self, where: Where) -> tuple[Place, bool]:
        """The place in the parsed text, and whether that is the text of the file."""
        if isinstance(where, Place):
            return where, False
        owner, node = (where.module, where.node) if isinstance(where, Site) else (self.module, where)
        assert owner is not None, "a node of a file that was not parsed"
        return owner.place(node), owner is self.module

    def finding(self, report: Report) -> Finding:
        notes = [Note(text, self.place(where) if where is not None else None) for text, where in report.notes]
        fix = self.fix(report.fix) if report.fix is not None else None
        if fix is None and report.fix is not None:
            notes.append(Note(_NOT_THERE))
        return Finding(
            code=report.rule.code,
            name=report.rule.name,
            severity=report.severity,
            message=report.text(),
            place=self.place(report.where),
            notes=tuple(notes),
            fix=fix,
            contract=report.contract.id if report.contract is not None else None,
        )

    def fix(self, fix: NodeFix) -> Fix | None:
        """The fix as text edits; None if a node to replace is not the text at its place."""
        edits = [self.edit(edit) for edit in fix.edits]
        known = tuple(edit for edit in edits if edit is not None)
        return Fix(fix.message, known, fix.applicability) if len(known) == len(edits) else None

    def edit(self, edit: NodeEdit) -> Edit | None:
        where = edit.where
        if isinstance(where, Place):
            return Edit(where, edit.content, edit.expected or "")
        owner, node = (where.module, where.node) if isinstance(where, Site) else (self.module, where)
        assert owner is not None, "a node of a file that was not parsed"
        source = owner.source(node)
        if source is None or edit.expected not in (None, source):
            return None
        if owner is self.module and self.edited is not None:
            return self.edited(owner.place(node).span, edit.content)
        return Edit(owner.place(node), edit.content, source)
