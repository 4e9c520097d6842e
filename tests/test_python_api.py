"""What programs and notebooks call: paths, facts, contracts, jobs, reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sm_lint
from sm_lint.cli.main import cli
from sm_lint.output.formats import NAMES

SCRIPT = 'open("/opt/ml/processing/input/a.csv")\nfor x in "<b>\\x1b":\n    pass\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.py").write_text(SCRIPT)
    (tmp_path / "pyproject.toml").write_text('[tool.sm-lint.contracts.a]\nentry-point = "a.py"\njob = "processing"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", ["a.py", Path("a.py")])
def test_a_text_or_path_is_one_path(project: Path, path: str | Path) -> None:
    assert sm_lint.lint_paths(path, cache=False).files == (str(project / "a.py"),)
    assert sm_lint.fix_paths(path, write=False, cache=False).files == (str(project / "a.py"),)
    assert [record["path"] for record in sm_lint.inspect_paths(path)] == ["a.py"]


@pytest.mark.parametrize("paths", [b"a.py", [1], 3])
def test_what_is_no_path(project: Path, paths: object) -> None:
    with pytest.raises(TypeError):
        sm_lint.lint_paths(paths)  # type: ignore[arg-type]


def test_an_override_that_is_no_option() -> None:
    with pytest.raises(ValueError, match="unknown option `selct`; did you mean `select`"):
        sm_lint.Resolver(overrides={"selct": ["SMC"]})


def test_contracts_and_jobs(project: Path) -> None:
    assert [contract.id for contract in sm_lint.contracts_for("a.py").contracts] == ["a"]
    (project / "p.py").write_text(
        "from sagemaker.processing import ScriptProcessor\n\n"
        'processor = ScriptProcessor(role="r", image_uri="i", command=["python3"], instance_count=1)\n'
        'processor.run(code="a.py")\n'
    )
    (job,) = sm_lint.jobs_in(".")
    assert job.kind == "processing"
    assert job.script is not None
    assert job.script.path == str(project / "a.py")


def test_formats(project: Path) -> None:
    result = sm_lint.lint_paths(".", cache=False)
    assert json.loads(sm_lint.format_result(result, "json"))[-1]["code"] == "SMC001"
    assert "a.py:1:1: error SMC001" in sm_lint.format_result(result.findings, "concise")
    with pytest.raises(ValueError, match="did you mean `sarif`"):
        sm_lint.format_result(result, "sarfi")


@pytest.mark.parametrize("name", NAMES)
def test_every_format_of_the_command_line_is_one_here(
    project: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli(["check", "--no-cache", "--output-format", f"{name}:report", "a.py"])
    written = Path("report").read_bytes().decode()
    assert written.startswith(sm_lint.format_result(sm_lint.lint_paths("a.py", cache=False), name))
    assert written.strip()


def test_a_result_prints_its_findings(project: Path) -> None:
    result = sm_lint.lint_paths("a.py", cache=False)
    assert str(result).startswith("a.py:1:1: error SMC001")
    assert str(result).endswith("1 checked, 1 found (1 error)")
    assert "nothing found" in str(sm_lint.RunResult())


def test_what_is_shown_is_escaped_and_bounded() -> None:
    place = sm_lint.Place("/x/<b>\x1b.py", sm_lint.Span(1, 1, 1, 1))
    finding = sm_lint.Finding("SMC001", "name", sm_lint.Severity.ERROR, "<script>\n" + "x" * 1000, place)
    result = sm_lint.RunResult(findings=(finding,) * 80)
    html = result._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;\\n" in html
    assert html.count("<tr>") == 51
    assert "… and 30 more" in str(result)
    assert "\x1b" not in str(result)
    assert len(str(result)) < 50 * 400
