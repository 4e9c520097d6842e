from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from sm_lint.diagnostics.finding import Finding, Note, Severity
from sm_lint.diagnostics.lines import LineTexts
from sm_lint.lint.run import baseline
from sm_lint.syntax.span import Place, Span


def finding(path: Path, line: int, code: str = "SMC001", message: str = "m") -> Finding:
    return Finding(code, "name", Severity.ERROR, message, Place(str(path), Span(line, 1, line, 2)))


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "src" / "script.py"
    path.parent.mkdir()
    path.write_text("a = 1\nb = 2\nb = 2\n")
    return path


def remaining(folder: Path, findings: list[Finding], looked_at: list[Path]) -> baseline.Remaining:
    path = str(folder / "baseline.json")
    return baseline.subtract(findings, baseline.read(path), path, LineTexts(), map(str, looked_at))


def write(folder: Path, findings: list[Finding]) -> int:
    return baseline.write(str(folder / "baseline.json"), findings, LineTexts())


def test_known_findings_are_left_out_wherever_their_line_went(tmp_path: Path, script: Path) -> None:
    assert write(tmp_path, [finding(script, 2)]) == 1
    script.write_text("\n\nimport os\nb = 2\n")
    assert remaining(tmp_path, [finding(script, 4, message="worded otherwise")], [script]) == baseline.Remaining((), ())


def test_a_changed_line_is_a_new_finding_and_a_stale_entry(tmp_path: Path, script: Path) -> None:
    write(tmp_path, [finding(script, 2)])
    script.write_text("a = 1\nb = 3\n")
    found = finding(script, 2)
    assert remaining(tmp_path, [found], [script]) == baseline.Remaining((found,), ("src/script.py: SMC001",))


def test_another_code_on_the_line_is_new(tmp_path: Path, script: Path) -> None:
    write(tmp_path, [finding(script, 1)])
    other = finding(script, 1, "SMC002")
    assert remaining(tmp_path, [finding(script, 1), other], [script]).findings == (other,)


def test_equal_lines_are_counted(tmp_path: Path, script: Path) -> None:
    assert write(tmp_path, [finding(script, 2)]) == 1
    both = [finding(script, 2), finding(script, 3)]
    assert remaining(tmp_path, both, [script]).findings == (both[1],)
    assert write(tmp_path, both) == 2
    assert remaining(tmp_path, both, [script]).findings == ()


def test_files_that_were_not_looked_at_have_no_stale_entries(tmp_path: Path, script: Path) -> None:
    write(tmp_path, [finding(script, 1)])
    assert remaining(tmp_path, [], []).stale == ()
    assert remaining(tmp_path, [], [script]).stale == ("src/script.py: SMC001",)
    script.unlink()
    assert remaining(tmp_path, [], []).stale == ("src/script.py: SMC001",)


def test_a_finding_that_rests_on_another_file_is_not_gone_without_it(tmp_path: Path, script: Path) -> None:
    definition, configuration = tmp_path / "pipeline.py", tmp_path / "pyproject.toml"
    definition.touch()
    configuration.touch()
    notes = tuple(Note("declared at", Place(str(path))) for path in (definition, configuration, script))
    write(tmp_path, [replace(finding(script, 1), notes=notes)])
    assert remaining(tmp_path, [], [script]).stale == ()
    assert remaining(tmp_path, [], [script, definition]).stale == ("src/script.py: SMC001",)
    definition.unlink()
    assert remaining(tmp_path, [], [script]).stale == ("src/script.py: SMC001",)


def test_a_finding_of_a_rule_that_did_not_run_is_not_gone(tmp_path: Path, script: Path) -> None:
    write(tmp_path, [finding(script, 1), finding(script, 1, "SMC002")])
    path = str(tmp_path / "baseline.json")
    rest = baseline.subtract(
        [], baseline.read(path), path, LineTexts(), [str(script)], lambda _, code: code == "SMC002"
    )
    assert rest.stale == ("src/script.py: SMC002",)


def test_the_same_findings_give_the_same_bytes(tmp_path: Path, script: Path) -> None:
    write(tmp_path, [finding(script, 1), finding(script, 2)])
    first = (tmp_path / "baseline.json").read_bytes()
    write(tmp_path, [finding(script, 2), finding(script, 1)])
    assert (tmp_path / "baseline.json").read_bytes() == first


def test_odd_names(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.py"))
    path.write_text("a\n")
    write(tmp_path, [finding(path, 1)])
    assert remaining(tmp_path, [finding(path, 1)], [path]).findings == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read"),
        ("", "is no baseline"),
        ("[]", "is no baseline"),
        ('{"version": 2}', "another version"),
        ('{"version": 1, "findings": [{}]}', "is no baseline: there is no 'path' where one belongs"),
        ('{"version": 1, "findings": [{"path": "a", "code": "", "line": "", "from": [1]}]}', "is no baseline"),
        ('{"version": 1, "findings": [{"path": 1, "code": "", "line": ""}]}', "is no baseline"),
    ],
)
def test_a_file_that_is_no_baseline(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(baseline.BaselineError, match=message):
        baseline.read(str(path))


def test_lines_of_a_notebook_cell(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text('{"cells": [{"source": "a\\nb"}, {"source": ["c\\n", "d"]}, {}]}')
    lines = LineTexts()
    assert lines(Place(str(path), Span(2, 1, 2, 1), 1)) == "b"
    assert lines(Place(str(path), Span(1, 1, 1, 1), 2)) == "c\n"
    assert lines(Place(str(path), Span(1, 1, 1, 1), 3)) is None
    assert lines(Place(str(path), Span(1, 1, 1, 1), 4)) is None
