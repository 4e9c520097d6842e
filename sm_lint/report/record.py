"""A survey as JSON data: the format of `sm-lint report --json`, which later reports are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.fingerprint import fingerprints
from sm_lint.output.text import encodable, json_text, shown_path
from sm_lint.survey.compare import worst
from sm_lint.survey.model import Comparison, Coverage, Gap, Link, Script, Survey, Use
from sm_lint.syntax.span import Place
from sm_lint.version import __version__

VERSION = 1
KIND = "sm-lint report"
MEASURES = (
    "scripts",
    "declared",
    "implied",
    "ungoverned",
    "complying",
    "errors",
    "warnings",
    "remarks",
    "used",
    "named",
    "unresolved",
)
"""Keys of `totals`, all of them whole numbers."""
Record = dict[str, Any]


def as_json(survey: Survey, label: str = "") -> str:
    """A survey as JSON text; see :func:`record`."""
    return json_text(record(survey, label), indent=2) + "\n"


def record(survey: Survey, label: str = "") -> Record:
    """A survey as JSON data. Paths are relative to the working directory of the survey.

    Args:
        survey: what is known.
        label: the name of its state, such as a commit or a date, by which later reports name it.
    """
    base = survey.base
    return {
        "kind": KIND,
        "version": VERSION,
        "sm_lint": __version__,
        "label": encodable(label),
        "totals": totals(survey),
        "rules": _rules(survey.result.findings),
        "scripts": [_script(script, survey) for script in survey.scripts],
        "contracts_without_script": [
            {"id": encodable(contract.id), "description": encodable(contract.description), **_at(contract.place, base)}
            for contract in survey.unused
        ],
        "findings": [_finding(*found, base) for found in fingerprints(survey.result.findings, RenderContext(base))],
        "pipelines": [
            {"title": encodable(graph.title), "path": encodable(graph.path), "steps": len(graph.steps)}
            for graph in survey.graphs
        ],
    }


def totals(survey: Survey) -> dict[str, int]:
    """The measures of a survey, by the keys of :data:`MEASURES`."""
    scripts = survey.scripts
    origins = Counter(script.analysis.origin for script in scripts)
    levels = Counter(finding.severity.value for finding in survey.result.findings)
    whole = sum((script.coverage for script in scripts), Coverage())
    return {
        "scripts": len(scripts),
        "declared": origins["declared"],
        "implied": origins["implied"],
        "ungoverned": origins["inferred"] + origins["none"],
        "complying": sum(complies(script) for script in scripts),
        "errors": levels["error"],
        "warnings": levels["warning"],
        "remarks": levels["info"],
        "used": whole.used,
        "named": whole.declared,
        "unresolved": whole.unknown,
    }


def complies(script: Script) -> bool:
    """Whether a contract or job governs a script, it was analysed, and no error or warning was found in it."""
    bad = ("error", "warning")
    governed = script.analysis.origin in ("declared", "implied") and not script.analysis.error
    return governed and not any(comparison.status in bad for comparison in script.comparisons)


def _rules(findings: Iterable[Finding]) -> list[Record]:
    counts = Counter((finding.code, finding.name) for finding in findings)
    return [{"code": code, "name": name, "findings": number} for (code, name), number in sorted(counts.items())]


def _script(script: Script, survey: Survey) -> Record:
    analysis, base = script.analysis, survey.base
    return {
        "name": script.name(base),
        "path": shown_path(script.path, base),
        "file": shown_path(analysis.file, base),
        "job": analysis.kind,
        "origin": analysis.origin,
        "error": encodable(analysis.error) or None,
        "status": worst(comparison.status for comparison in script.comparisons),
        "comparisons": [_comparison(comparison, base) for comparison in script.comparisons],
        "coverage": _coverage(script.coverage),
        "uses": [_use(use, base) for use in analysis.uses],
        "unresolved": [_gap(gap, base) for gap in analysis.gaps],
        "jobs": [
            {
                "label": encodable(job.label),
                "kind": job.kind,
                "dialect": job.dialect,
                "step": encodable(job.step) if job.step is not None else None,
                **_at(job.place, base),
            }
            for job in analysis.jobs
        ],
        "sources": [_link(link, base) for link in survey.sources.get(script.path, ())],
        "targets": [_link(link, base) for link in survey.targets.get(script.path, ())],
    }


def _comparison(comparison: Comparison, base: str) -> Record:
    return {
        "contract": None if comparison.contract is None else _contract(comparison.contract, base),
        "status": comparison.status,
        "aspects": dict(comparison.aspects),
        "findings": len(comparison.findings),
    }


def _contract(contract: Contract, base: str) -> Record:
    return {
        "id": encodable(contract.id),
        "version": None if contract.version is None else encodable(contract.version),
        "description": encodable(contract.description),
        **_at(contract.place, base),
        "inputs": [
            {"name": encodable(each.name), "path": _text(input_path(each, contract)), "required": each.required}
            for each in contract.inputs
        ],
        "outputs": [
            {"name": encodable(each.name), "path": _text(each.path), "required": each.required}
            for each in contract.outputs
        ],
        "environment": [{"name": encodable(each.name), "required": each.required} for each in contract.environment],
        "arguments": [
            {"name": encodable(each.spelling or each.name), "required": each.required} for each in contract.arguments
        ],
        "requirements": {encodable(each.name): encodable(each.specifier) for each in contract.requirements},
    }


def _coverage(coverage: Coverage) -> Record:
    return {"used": coverage.used, "named": coverage.declared, "unresolved": coverage.unknown}


def _use(use: Use, base: str) -> Record:
    return {"kind": use.kind, "value": encodable(use.value), "named": use.declared, **_at(use.place, base)}


def _gap(gap: Gap, base: str) -> Record:
    return {"subject": gap.subject, "why": encodable(gap.why), **_at(gap.place, base)}


def _link(link: Link, base: str) -> Record:
    return {
        "step": encodable(link.step),
        "port": encodable(link.port),
        "other": encodable(link.other),
        "other_port": encodable(link.other_port),
        "other_script": None if link.other_script is None else shown_path(link.other_script, base),
        "outside": link.outside or None,
    }


def _finding(finding: Finding, digest: str, number: int, base: str) -> Record:
    return {
        "fingerprint": f"{digest}:{number}",
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": encodable(finding.message),
        "contract": None if finding.contract is None else encodable(finding.contract),
        **_at(finding.place, base),
    }


def _at(place: Place, base: str) -> Record:
    return {
        "path": shown_path(place.path, base),
        "cell": place.cell,
        "line": place.span.line,
        "column": place.span.column,
    }


def _text(text: str | None) -> str | None:
    return None if text is None else encodable(text)
