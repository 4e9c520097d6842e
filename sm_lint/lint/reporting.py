"""From what rules report to findings: positions, notes, fixes, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from sm_lint.flow.facts import Site
from sm_lint.lint.finding import Edit, Finding, Fix, Note
from sm_lint.lint.rule import NodeEdit, NodeFix, Report, Where
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place

PlaceMap = Callable[[Place], Place]
ContentMap = Callable[[Place, str], str]


def _as_written(place: Place, content: str) -> str:
    return content


def findings_of(
    reports: Sequence[Report], module: ParsedModule, mapped: PlaceMap, edited: ContentMap = _as_written
) -> list[Finding]:
    """The findings that reports amount to, each once, in the order of the reports.

    What is wrong with a script under several of the jobs that launch it is one finding.

    Args:
        reports: what the rules said of one file.
        module: the file.
        mapped: takes a place in the parsed text to the place users know it by, for notebooks.
        edited: makes of what is to be written at a place in the parsed text what is to be written there in the file.
    """
    _locate(reports, module)
    placer = _Placer(module, mapped, edited)
    alike: dict[object, list[tuple[Report, Finding]]] = {}
    for report in reports:
        finding = placer.finding(report)
        key: object = finding
        if report.job is not None:
            key = (finding.code, finding.place, finding.message.replace(report.job, ""))
        alike.setdefault(key, []).append((report, finding))
    return [_one_of(rows) for rows in alike.values()]


def _one_of(rows: Sequence[tuple[Report, Finding]]) -> Finding:
    """One finding for the same thing under several jobs: it names the first, counts the others and has all notes."""
    report, first = rows[0]
    findings = list(dict.fromkeys(finding for _, finding in rows))
    if len(findings) == 1 or report.job is None:
        return first
    return replace(
        first,
        severity=max((finding.severity for finding in findings), key=lambda severity: severity.rank),
        message=first.message.replace(report.job, _counted(report.job, len({other.job for other, _ in rows}) - 1)),
        notes=tuple(dict.fromkeys(note for finding in findings for note in finding.notes)),
    )


def _counted(job: str, others: int) -> str:
    """A job's name, and how many more there are: step `Train` (pipeline.py:30 and 2 more)."""
    if not others:
        return job
    return f"{job[:-1]} and {others} more)" if job.endswith(")") else f"{job} and {others} more"


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
    def __init__(self, module: ParsedModule, mapped: PlaceMap, edited: ContentMap) -> None:
        self.module = module
        self.mapped = mapped
        self.edited = edited

    def place(self, where: Where) -> Place:
        place, is_ours = self._parsed(where)
        return self.mapped(place) if is_ours else place

    def _parsed(self, where: Where) -> tuple[Place, bool]:
        """The place in the text that was parsed, and whether that is the text of the file."""
        if isinstance(where, Place):
            return where, False
        owner, node = (where.module, where.node) if isinstance(where, Site) else (self.module, where)
        return owner.place(node), owner is self.module

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
        return Fix(fix.message, tuple(self.edit(edit) for edit in fix.edits), fix.applicability)

    def edit(self, edit: NodeEdit) -> Edit:
        place, is_ours = self._parsed(edit.where)
        return Edit(self.mapped(place), self.edited(place, edit.content)) if is_ours else Edit(place, edit.content)
