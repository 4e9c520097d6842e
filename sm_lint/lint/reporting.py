"""From what rules report to findings: positions, notes, fixes, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import libcst as cst

from sm_lint.flow.facts import Site
from sm_lint.lint.finding import Edit, Finding, Fix, Note
from sm_lint.lint.rule import NodeFix, Report, Where
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place

PlaceMap = Callable[[Place], Place]


def findings_of(reports: Sequence[Report], module: ParsedModule, mapped: PlaceMap) -> list[Finding]:
    """The findings that reports amount to, each once, in the order of the reports.

    Args:
        reports: what the rules said of one file.
        module: the file.
        mapped: takes a place in the parsed text to the place users know it by, for notebooks.
    """
    _locate(reports, module)
    placer = _Placer(module, mapped)
    return list(dict.fromkeys(placer.finding(report) for report in reports))


def _locate(reports: Iterable[Report], module: ParsedModule) -> None:
    """Have the positions of all nodes that are mentioned worked out, with one pass over each module."""
    wanted: dict[int, tuple[ParsedModule, list[cst.CSTNode]]] = {}
    for where in _mentioned(reports):
        owner, node = (where.module, where.node) if isinstance(where, Site) else (module, where)
        if isinstance(node, cst.CSTNode):
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
    def __init__(self, module: ParsedModule, mapped: PlaceMap) -> None:
        self.module = module
        self.mapped = mapped

    def place(self, where: Where) -> Place:
        if isinstance(where, Place):
            return where
        owner, node = (where.module, where.node) if isinstance(where, Site) else (self.module, where)
        place = owner.place(node)
        return self.mapped(place) if owner is self.module else place

    def finding(self, report: Report) -> Finding:
        return Finding(
            code=report.rule.code,
            name=report.rule.name,
            severity=report.severity,
            message=report.message,
            place=self.place(report.where),
            notes=tuple(Note(text, self.place(where) if where is not None else None) for text, where in report.notes),
            fix=self.fix(report.fix) if report.fix is not None else None,
            contract=report.contract,
        )

    def fix(self, fix: NodeFix) -> Fix:
        edits = tuple(Edit(self.place(edit.where), edit.content) for edit in fix.edits)
        return Fix(fix.message, edits, fix.applicability)
