"""SARIF 2.1.0 for code scanning; columns are UTF-16 code units.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from sm_lint.diagnostics.finding import Applicability, Finding, Fix, Severity
from sm_lint.links import HOMEPAGE, file_uri, rule_url
from sm_lint.output.columns import utf16_column
from sm_lint.output.context import FormatInfo, RenderContext
from sm_lint.output.fingerprint import fingerprints
from sm_lint.output.text import encodable, json_text, relative
from sm_lint.syntax.span import Place
from sm_lint.version import __version__

INFO = FormatInfo(
    "sarif",
    "SARIF 2.1.0, for code scanning",
    language="json",
    details="Version 2.1.0, with rules, related locations, fixes and fingerprints that last while lines move. Columns are UTF-16"
    " code units. GitHub code scanning, Azure DevOps and the SARIF viewers of editors take it.",
)

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(findings: Sequence[Finding], context: RenderContext) -> Iterator[str]:
    """One document with one run; it lists the rules with findings."""
    names = dict(sorted({finding.code: finding.name for finding in findings}.items()))
    index = {code: number for number, code in enumerate(names)}
    run = {
        "tool": {
            "driver": {
                "name": "sm-lint",
                "informationUri": HOMEPAGE,
                "semanticVersion": __version__,
                "rules": [_rule(code, name, context) for code, name in names.items()],
            }
        },
        "columnKind": "utf16CodeUnits",
        "results": [
            _result(finding, index[finding.code], f"{digest[:32]}:{number}", context)
            for finding, digest, number in fingerprints(findings, context)
        ],
    }
    yield json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)
    yield "\n"


def _rule(code: str, name: str, context: RenderContext) -> dict[str, Any]:
    text = context.describe(code)
    rule: dict[str, Any] = {"id": code, "name": name, "helpUri": rule_url(name)}
    if text is not None:
        rule |= {
            "shortDescription": {"text": text.summary},
            "fullDescription": {"text": text.summary},
            "help": {"text": text.markdown, "markdown": text.markdown},
            "defaultConfiguration": {"level": _LEVEL[Severity(text.severity)]},
        }
    return rule | {"properties": {"tags": ["sagemaker"]}}


def _result(finding: Finding, rule_index: int, fingerprint: str, context: RenderContext) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVEL[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _physical(finding.place, context)}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
    related = [
        {"id": number, "physicalLocation": _physical(note.place, context), "message": {"text": encodable(note.message)}}
        for number, note in enumerate((note for note in finding.notes if note.place is not None), start=1)
        if note.place is not None
    ]
    if related:
        result["relatedLocations"] = related
    if finding.fix is not None and _mendable(finding.fix):
        result["fixes"] = [_fix(finding.fix, context)]
    if finding.contract is not None:
        result["properties"] = {"contract": encodable(finding.contract)}
    return result


def _message(finding: Finding) -> str:
    cell = f"cell {finding.place.cell}: " if finding.place.cell is not None else ""
    unplaced = "".join(f"\n{note.message}" for note in finding.notes if note.place is None)
    return encodable(f"{cell}{finding.message}{unplaced}")


def _mendable(fix: Fix) -> bool:
    """Edits of notebooks refer to lines of a cell, for which SARIF has no regions."""
    return fix.applicability is not Applicability.DISPLAY and all(edit.place.cell is None for edit in fix.edits)


def _fix(fix: Fix, context: RenderContext) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacement = {
            "deletedRegion": _region(edit.place, context),
            "insertedContent": {"text": encodable(edit.content)},
        }
        changes.setdefault(edit.place.path, []).append(replacement)
    return {
        "description": {"text": encodable(fix.message)},
        "artifactChanges": [
            {"artifactLocation": _artifact(path, context), "replacements": replacements}
            for path, replacements in changes.items()
        ],
    }


def _physical(place: Place, context: RenderContext) -> dict[str, Any]:
    return {"artifactLocation": _artifact(place.path, context), "region": _region(place, context)}


def _artifact(path: str, context: RenderContext) -> dict[str, str]:
    name = relative(path, context.cwd)
    if os.path.isabs(name) or name.startswith("../"):
        return {"uri": file_uri(path)}
    return {"uri": quote(os.fsencode(name)), "uriBaseId": "%SRCROOT%"}


def _region(place: Place, context: RenderContext) -> dict[str, int]:
    span = place.span
    if place.cell is not None:
        return {"startLine": context.sources.file_line(place)}
    first, last = context.sources.line(place), context.sources.line(place, span.end_line)
    region = {"startLine": span.line, "endLine": span.end_line}
    if first is not None and last is not None:
        region["startColumn"] = utf16_column(first, span.column)
        region["endColumn"] = utf16_column(last, span.end_column)
    return region
