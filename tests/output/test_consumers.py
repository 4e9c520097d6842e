"""Reports for machines are held to the schema or the reader that they are for."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from junitparser import Failure, JUnitXml

from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import load

SCHEMAS = Path(__file__).parent / "schemas"


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def rendered(name: str, findings: Sequence[Finding], context: RenderContext) -> str:
    return "".join(load(name).render(findings, context))


def run_of(findings: Sequence[Finding], context: RenderContext) -> Any:
    log = json.loads(rendered("sarif", findings, context))
    Draft4Validator(schema("sarif-2.1.0")).validate(log)
    return log["runs"][0]


@pytest.mark.parametrize("some", [0, None])
def test_sarif_schema(some: int | None, findings: Sequence[Finding], context: RenderContext) -> None:
    assert len(run_of(findings[:some], context)["results"]) == len(findings[:some])


def test_sarif_columns_count_utf16(findings: Sequence[Finding], context: RenderContext) -> None:
    run = run_of(findings, context)
    assert run["columnKind"] == "utf16CodeUnits"
    region = next(r for r in run["results"] if r["ruleId"] == "SMC001")["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 13, "endLine": 1, "endColumn": 36}


def test_sarif_rules_are_those_that_found_something(findings: Sequence[Finding], context: RenderContext) -> None:
    run = run_of(findings, context)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({finding.code for finding in findings})
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_sarif_paths_are_uris_that_lead_back(findings: Sequence[Finding], context: RenderContext) -> None:
    results = run_of(findings, context)["results"]
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert all(re.fullmatch(r"[A-Za-z0-9/%._~:-]+", uri) for uri in uris)
    assert b"dockers/ odd,na:me\n\xe9;].py" in [unquote_to_bytes(uri) for uri in uris]
    assert "file:///elsewhere/gone.py" in uris


def test_sarif_fix_is_in_the_file_it_edits(findings: Sequence[Finding], context: RenderContext) -> None:
    result = next(r for r in run_of(findings, context)["results"] if r["ruleId"] == "SMC002")
    change = result["fixes"][0]["artifactChanges"][0]
    assert change["artifactLocation"]["uri"] == "pyproject.toml"
    assert change["replacements"][0]["insertedContent"]["text"] == '"/opt/ml/processing/output"'


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_fingerprints_are_unique(name: str, findings: Sequence[Finding], context: RenderContext) -> None:
    found = fingerprints(name, findings, context)
    assert len(set(found)) == len(findings)


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_fingerprints_last_while_lines_move(name: str, findings: Sequence[Finding], context: RenderContext) -> None:
    from dataclasses import replace

    from sm_lint.output.sources import Sources

    def moved(finding: Finding) -> Finding:
        span = finding.place.span
        lower = span._replace(line=span.line + 1, end_line=span.end_line + 1)
        return replace(finding, place=replace(finding.place, span=lower))

    scripts = [finding for finding in findings if finding.place.cell is None]
    shifted = Sources({path: b"\n" + data for path, data in context.sources.workspace.overlay.items()})
    later = fingerprints(name, [moved(finding) for finding in scripts], replace(context, sources=shifted))
    assert later == fingerprints(name, scripts, context)


def fingerprints(name: str, findings: Sequence[Finding], context: RenderContext) -> list[str]:
    if name == "gitlab":
        return [issue["fingerprint"] for issue in json.loads(rendered("gitlab", findings, context))]
    return [r["partialFingerprints"]["primaryLocationLineHash"] for r in run_of(findings, context)["results"]]


def test_gitlab_schema(findings: Sequence[Finding], context: RenderContext) -> None:
    inside = [finding for finding in findings if not finding.place.path.startswith("/elsewhere")]
    Draft202012Validator(schema("gitlab")).validate(json.loads(rendered("gitlab", inside, context)))


def test_gitlab_paths_start_at_the_project(
    findings: Sequence[Finding], context: RenderContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_PROJECT_DIR", "/")
    issue = json.loads(rendered("gitlab", findings[:1], context))[0]
    assert issue["location"]["path"] == "elsewhere/gone.py"


def test_rdjson_schema_and_columns(findings: Sequence[Finding], context: RenderContext) -> None:
    report = json.loads(rendered("rdjson", findings, context))
    Draft202012Validator(schema("rdjson")).validate(report)
    found = next(d for d in report["diagnostics"] if d["code"]["value"] == "SMC001")
    # A rocket is four bytes, an é two, a Chinese character three.
    assert found["location"]["range"]["start"] == {"line": 1, "column": 20}
    assert found["suggestions"][0]["text"] == '"é"'


def test_json_schema(findings: Sequence[Finding], context: RenderContext) -> None:
    report = json.loads(rendered("json", findings, context))
    Draft202012Validator(schema("findings")).validate(report)
    lines = rendered("json-lines", findings, context).splitlines()
    assert [json.loads(line) for line in lines] == report


def test_json_has_no_lone_surrogates(findings: Sequence[Finding], context: RenderContext) -> None:
    for name in ("json", "sarif", "gitlab", "rdjson"):
        text = json.dumps(json.loads(rendered(name, findings, context)), ensure_ascii=False)
        assert text.encode("utf-8").decode("utf-8") == text


def test_junit_is_read_by_its_parser(findings: Sequence[Finding], context: RenderContext) -> None:
    suites = list(JUnitXml.fromstring(rendered("junit", findings, context).encode()))
    cases = [case for suite in suites for case in suite]
    assert len(cases) == len(findings)
    assert all(isinstance(case.result[0], Failure) and case.result[0].message for case in cases)
    assert sum(suite.failures for suite in suites) == len(findings)


def test_junit_of_a_clean_run_passes(context: RenderContext) -> None:
    cases = [case for suite in JUnitXml.fromstring(rendered("junit", [], context).encode()) for case in suite]
    assert [case.is_passed for case in cases] == [True]


GITHUB = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def test_github_commands_can_be_taken_apart(findings: Sequence[Finding], context: RenderContext) -> None:
    lines = rendered("github", findings, context).splitlines()
    assert len(lines) == len(findings)
    for line, finding in zip(lines, findings, strict=True):
        match = GITHUB.fullmatch(line)
        assert match is not None
        properties = dict(item.split("=", 1) for item in match[2].split(","))
        assert set(properties) >= {"title", "file", "line"}
        assert finding.code in match[3]


def test_github_paths_start_at_the_workspace(
    findings: Sequence[Finding], context: RenderContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", "/")
    assert "file=elsewhere/gone.py," in rendered("github", findings[:1], context)


AZURE = re.compile(r"##vso\[task\.logissue ((?:[a-z]+=[^;\]]*;)+)\](.+)")


def test_azure_commands_can_be_taken_apart(findings: Sequence[Finding], context: RenderContext) -> None:
    lines = rendered("azure", findings, context).splitlines()
    assert len(lines) == len(findings)
    for line in lines:
        match = AZURE.fullmatch(line)
        assert match is not None
        properties = dict(item.split("=", 1) for item in match[1].rstrip(";").split(";"))
        assert properties["type"] in {"error", "warning"}
        assert int(properties["linenumber"]) >= 1


@pytest.mark.parametrize("name", ["concise", "pylint"])
def test_one_line_per_finding(name: str, findings: Sequence[Finding], context: RenderContext) -> None:
    lines = rendered(name, findings, context).split("\n")
    assert len(lines) == len(findings) + 1
    assert all(re.match(r".+?:.*\d+: ", line) for line in lines[:-1])


def test_no_format_lets_escape_sequences_through(findings: Sequence[Finding], context: RenderContext) -> None:
    for name in ("full", "concise", "grouped", "pylint"):
        assert "\x1b" not in rendered(name, findings, context)
