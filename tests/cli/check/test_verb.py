"""`sm-lint check` from end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sm_lint.output.formats import NAMES
from tests.cli.conftest import BAD, GOOD, PYPROJECT, Run

UNUSED = "import sagemaker\nx = 1  # sm-lint: ignore[SMC999]\n"
FOUND = "preprocess.py:6:9: error SMC001 [unknown-input-path]"


def findings(sm_lint: Run, *arguments: str, input: str | None = None) -> list[dict[str, Any]]:
    found = json.loads(sm_lint(*arguments, "--output-format", "json", input=input).stdout)
    assert isinstance(found, list)
    return found


def codes(sm_lint: Run, *arguments: str) -> set[str]:
    return {finding["code"] for finding in findings(sm_lint, *arguments)}


def test_clean(good: Path, sm_lint: Run) -> None:
    result = sm_lint(".")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "All checks passed!\n", "")


def test_findings(bad: Path, sm_lint: Run) -> None:
    result = sm_lint()
    assert result.exit_code == 1
    assert FOUND in result.stdout
    assert result.stdout.splitlines()[-2].startswith("Found 2 findings")
    assert result.stdout.splitlines()[-1] == "2 unsafe fixes available (`--fix --unsafe-fixes`)."
    assert sm_lint("check", ".").stdout == result.stdout


def test_quiet_leaves_the_findings(bad: Path, sm_lint: Run) -> None:
    assert all(line.startswith("preprocess.py:") for line in sm_lint("-q").stdout.splitlines())


def test_verbose_says_more_on_standard_error(good: Path, sm_lint: Run) -> None:
    assert "checked 1 file (0 from cache)" in sm_lint("-v").stderr
    assert "(1 from cache)" in sm_lint("-v").stderr
    assert "(0 from cache)" in sm_lint("-v", "--no-cache").stderr


def test_cache_dir(good: Path, sm_lint: Run) -> None:
    sm_lint("--cache-dir", "elsewhere")
    assert (good / "elsewhere" / "CACHEDIR.TAG").exists()
    assert not (good / ".sm_lint_cache").exists()
    sm_lint("-n", "--cache-dir", "never")
    assert not (good / "never").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--select", "SMC001"], {"SMC001"}),
        (["--ignore", "unknown-input-path"], {"SMC005"}),
        (["--select", "SMC005", "--extend-select", "SMC001"], {"SMC001", "SMC005"}),
        (["--select", "ALL", "--extend-ignore", "SMC001"], {"SMC005"}),
        (["--per-file-ignores", "pre*.py:SMC001"], {"SMC005"}),
        (["--per-file-ignores", "other.py:SMC001"], {"SMC001", "SMC005"}),
        (["--isolated"], set()),
        (["--config", 'ignore = ["SMC005"]'], {"SMC001"}),
        (["--exclude", "preprocess.py", "."], set()),
        (["--extend-exclude", "preprocess.py"], set()),
        (["--exclude", "preprocess.py", "preprocess.py"], {"SMC001", "SMC005"}),
        (["--exclude", "preprocess.py", "--force-exclude", "preprocess.py"], set()),
        (["-j", "2"], {"SMC001", "SMC005"}),
    ],
)
def test_flags_that_choose(arguments: list[str], expected: set[str], bad: Path, sm_lint: Run) -> None:
    assert codes(sm_lint, *arguments) & {"SMC001", "SMC005"} == expected


COMPARED = """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--shuffle")
args = parser.parse_args()
print(args.shuffle == "True")
"""


@pytest.mark.parametrize(
    ("arguments", "expected"), [([], {"SMA305"}), (["--sdk", "v3"], {"SMA305"}), (["--sdk", "v2"], set())]
)
def test_sdk(arguments: list[str], expected: set[str], project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text('[tool.sm-lint.contracts.t]\nentry-point = "t.py"\njob = "training"\n')
    (project / "t.py").write_text(COMPARED)
    assert codes(sm_lint, "--select", "SMA305", *arguments) == expected


SWALLOWED = """\
def main():
    print(open("/opt/ml/processing/input/a").read())


if __name__ == "__main__":
    try:
        main()
    except Exception:
        pass
"""


def test_preview(project: Path, sm_lint: Run) -> None:
    contract = '[tool.sm-lint.contracts.t]\nentry-point = "t.py"\njob = "processing"\n'
    (project / "pyproject.toml").write_text(contract)
    (project / "t.py").write_text(SWALLOWED)
    assert codes(sm_lint, "--select", "SMP110") == set()
    assert codes(sm_lint, "--select", "SMP110", "--preview") == {"SMP110"}
    assert codes(sm_lint, "--select", "SMP110", "--config", "preview = true", "--no-preview") == set()


def test_respect_gitignore(bad: Path, sm_lint: Run) -> None:
    (bad / ".git").mkdir()
    (bad / ".gitignore").write_text("preprocess.py\n")
    assert codes(sm_lint, "--select", "SMC001") == set()
    assert codes(sm_lint, "--select", "SMC001", "--no-respect-gitignore") == {"SMC001"}


def test_config_file(bad: Path, sm_lint: Run) -> None:
    (bad / "other.toml").write_text('select = ["SMC005"]\n')
    assert codes(sm_lint, "--config", "other.toml") == set()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["-e", "--output-format", "json"], 0),
        (["--config", 'severity = { ALL = "warning" }'], 1),
        (["--config", 'severity = { ALL = "warning" }', "--fail-level", "error"], 0),
        (["--config", 'severity = { ALL = "info" }'], 0),
        (["--config", 'severity = { ALL = "info" }', "--fail-level", "info"], 1),
        (["--config", 'fail-level = "error"'], 1),
        (["--config", "fail-level = 3"], 2),
        (["--config", "fail-level = 3", "--exit-zero"], 2),
        (["--select", "NOPE"], 2),
        (["--isolated", "nowhere.py"], 2),
        (["--ignore", "SMX904", "nowhere.py"], 2),
        (["--exit-zero", "nowhere.py"], 2),
    ],
)
def test_exit_status(arguments: list[str], status: int, bad: Path, sm_lint: Run) -> None:
    assert sm_lint(*arguments).exit_code == status


def test_a_mistake_in_the_configuration_is_a_finding_with_its_place(bad: Path, sm_lint: Run) -> None:
    (bad / "pyproject.toml").write_text('[tool.sm-lint]\nselct = ["SMC"]\n')
    result = sm_lint()
    assert result.exit_code == 2
    assert "pyproject.toml:2:1: error SMX907" in result.stdout
    assert "select" in result.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_format(name: str, bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--output-format", name)
    assert result.exit_code == 1
    assert "SMC001" in result.stdout


def test_several_reports_from_one_run(bad: Path, sm_lint: Run) -> None:
    result = sm_lint(
        "--output-format", "full", "--output-format", "sarif:out/report.sarif", "--output-format", "junit:j.xml"
    )
    assert "^^^^" in result.stdout
    report = json.loads((bad / "out" / "report.sarif").read_text())
    rules = {rule["id"]: rule for rule in report["runs"][0]["tool"]["driver"]["rules"]}
    assert "What it does" in rules["SMC001"]["help"]["markdown"]
    assert (bad / "j.xml").read_text().startswith("<?xml")


def test_output_format_from_the_configuration(bad: Path, sm_lint: Run) -> None:
    (bad / "pyproject.toml").write_text(
        PYPROJECT.replace("[tool.sm-lint]", '[tool.sm-lint]\noutput-format = ["grouped", "json:out.json"]', 1)
    )
    (bad / "sub").mkdir()
    assert sm_lint().stdout.startswith("preprocess.py:\n")
    assert json.loads((bad / "out.json").read_text())[0]["path"] == "preprocess.py"


def test_output_file(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("-o", "report.txt")
    assert result.stdout == ""
    assert FOUND in (bad / "report.txt").read_text()


def test_an_output_file_that_cannot_be_written(bad: Path, sm_lint: Run) -> None:
    (bad / "folder").mkdir()
    result = sm_lint("--output-file", "folder")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_statistics(bad: Path, sm_lint: Run) -> None:
    assert sm_lint("--statistics").stdout.startswith("1  SMC001  [ ] unknown-input-path\n")
    rows = json.loads(sm_lint("--statistics", "--output-format", "json").stdout)
    assert {row["code"] for row in rows} == {"SMC001", "SMC005"}


def test_annotations_within_github_actions(bad: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(bad))
    out = sm_lint().stdout
    assert FOUND in out
    assert "::error title=sm-lint (SMC001),file=preprocess.py,line=6," in out


def test_color(bad: Path, sm_lint: Run) -> None:
    assert "\x1b[" in sm_lint("--color", "always").stdout
    assert "\x1b[" not in sm_lint().stdout


def test_show_files(bad: Path, sm_lint: Run) -> None:
    (bad / "notes.txt").write_text("x")
    result = sm_lint("--show-files")
    assert (result.exit_code, result.stdout) == (0, "preprocess.py\n")


def test_show_settings(bad: Path, sm_lint: Run) -> None:
    out = sm_lint("--show-settings", "preprocess.py", "--sdk", "v3").stdout
    assert "governed by pyproject.toml" in out
    assert '  ignore = ["SMX904"]  # pyproject.toml:2\n' in out
    assert '  sdk = "v3"  # command line\n' in out
    assert "  # baseline is not set\n" in out
    assert '  contracts = ["preprocess"]  # pyproject.toml' in out


def test_standard_input(bad: Path, sm_lint: Run) -> None:
    found = findings(sm_lint, "-", "--stdin-filename", "preprocess.py", input=BAD)
    assert {finding["path"] for finding in found} == {"preprocess.py"}
    assert sm_lint("-", "--stdin-filename", "preprocess.py", input=GOOD).exit_code == 0
    assert sm_lint("-", input="import os\n").exit_code == 0


def test_standard_input_shows_its_own_lines(bad: Path, sm_lint: Run) -> None:
    source = "# another text\n" + BAD
    out = sm_lint("-", "--stdin-filename", "preprocess.py", "--output-format", "full", input=source).stdout
    assert "7 | frame = pd.read_csv" in out


def test_standard_input_is_excluded_with_force_exclude(bad: Path, sm_lint: Run) -> None:
    arguments = ["-", "--stdin-filename", "preprocess.py", "--exclude", "preprocess.py", "--force-exclude"]
    assert findings(sm_lint, *arguments, input=BAD) == []
    assert sm_lint(*arguments, "--fix", input=BAD).stdout == BAD


def test_baseline(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--write-baseline", "--baseline", "known.json")
    assert (result.exit_code, result.stderr) == (0, "wrote 2 findings to known.json\n")
    assert sm_lint("--baseline", "known.json").exit_code == 0
    (bad / "preprocess.py").write_text(GOOD)
    assert (
        "the baseline knows a finding that is gone: preprocess.py: SMC001" in sm_lint("--baseline", "known.json").stderr
    )
    assert sm_lint("--baseline", "known.json", "--select", "SMP").stderr == ""


def test_a_baseline_knows_findings_of_all_kinds_of_files(project: Path, sm_lint: Run) -> None:
    source = ["%%writefile t.py\n", *UNUSED.splitlines(keepends=True)]
    cells = [{"cell_type": "code", "source": source, "input": source}]
    (project / "new.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    (project / "old.ipynb").write_text(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}))
    (project / "b.py").write_text("\ufeff" + UNUSED, encoding="utf-8")
    (project / "c.py").write_bytes(b"# coding: latin-1\n# \xe9\n" + UNUSED.encode())
    (project / "pyproject.toml").write_text('[tool.sm-lint.contracts.gone]\nentry-point = "gone.py"\n')
    wrote, advice = sm_lint("--write-baseline").stderr.splitlines()
    assert wrote == "wrote 5 findings to sm-lint-baseline.json"
    assert advice == 'add `baseline = "sm-lint-baseline.json"` to the configuration to hide them'
    result = sm_lint("--baseline", "sm-lint-baseline.json")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "All checks passed!\n", "")


def test_a_baseline_that_cannot_be_used(bad: Path, sm_lint: Run) -> None:
    (bad / "broken.json").write_text("{")
    for name in ("broken.json", "nowhere.json"):
        result = sm_lint("--baseline", name)
        assert result.exit_code == 2
        assert name in result.stderr


TOML_FIX = PYPROJECT.replace('"/opt/ml/processing/train"', '"/opt/ml/processing/train/data.csv"')


@pytest.fixture
def fixable(project: Path) -> Path:
    """A project with one finding, whose fix is unsafe and stands in the configuration file."""
    (project / "pyproject.toml").write_text(TOML_FIX)
    (project / "preprocess.py").write_text(GOOD)
    return project


def test_safe_fixes_only(fixable: Path, sm_lint: Run) -> None:
    result = sm_lint("--fix", "--select", "SMC002")
    assert result.exit_code == 1
    assert "1 unsafe fix available (`--fix --unsafe-fixes`)." in result.stdout
    assert (fixable / "pyproject.toml").read_text() == TOML_FIX


def test_unsafe_fixes(fixable: Path, sm_lint: Run) -> None:
    result = sm_lint("--fix", "--unsafe-fixes", "--show-fixes", "--select", "SMC002")
    assert result.exit_code == 0
    assert "(1 fixed, 0 remaining)" in result.stdout
    assert "1 x SMC002 (file-path-on-output-dir)" in result.stdout
    assert (fixable / "pyproject.toml").read_text() == PYPROJECT


def test_status_when_something_was_fixed(fixable: Path, sm_lint: Run) -> None:
    arguments = ["--fix-only", "--unsafe-fixes", "--select", "SMC002", "--exit-non-zero-on-fix"]
    assert sm_lint(*arguments).exit_code == 1
    assert sm_lint(*arguments).exit_code == 0


def test_unfixable(fixable: Path, sm_lint: Run) -> None:
    sm_lint("--fix", "--unsafe-fixes", "--unfixable", "SMC002")
    sm_lint("--fix", "--unsafe-fixes", "--fixable", "SMC001")
    assert (fixable / "pyproject.toml").read_text() == TOML_FIX


def test_diff(fixable: Path, sm_lint: Run) -> None:
    result = sm_lint("--diff", "--unsafe-fixes", "--select", "SMC002")
    assert result.exit_code == 1
    assert '-train = "/opt/ml/processing/train/data.csv"\n+train = "/opt/ml/processing/train"\n' in result.stdout
    assert result.stdout.startswith("--- a/pyproject.toml\n+++ b/pyproject.toml\n")
    assert (fixable / "pyproject.toml").read_text() == TOML_FIX
    assert sm_lint("--diff", "--select", "SMC002").exit_code == 0


def test_watch_without_its_extra(bad: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = sm_lint("--watch")
    assert result.exit_code == 2
    assert "pip install 'sm-lint[watch]'" in result.stderr


FIXED = "import sagemaker\nx = 1\n"
LISTED = "Fixed:\n- b.py:\n    1 x SMX902 (unused-or-unknown-noqa)\n"


def test_standard_input_goes_out_fixed(project: Path, sm_lint: Run) -> None:
    result = sm_lint("-", "--stdin-filename", "b.py", "--fix", "--show-fixes", input=UNUSED)
    assert (result.exit_code, result.stdout) == (0, FIXED)
    assert result.stderr == "Found 1 finding (1 fixed, 0 remaining).\n" + LISTED
    assert not (project / "b.py").exists()
    assert sm_lint("-", "--stdin-filename", "b.py", "--diff", input=UNUSED).stdout.startswith(
        "--- a/b.py\n+++ b/b.py\n"
    )


def test_a_notebook_on_standard_input(project: Path, sm_lint: Run) -> None:
    cells = [{"cell_type": "code", "source": ["%%writefile t.py\n", *UNUSED.splitlines(keepends=True)]}]
    source = json.dumps({"cells": cells, "nbformat": 4}, indent=1)
    (found,) = findings(sm_lint, "-", "--stdin-filename", "n.ipynb", input=source)
    assert (found["code"], found["cell"], found["line"]) == ("SMX902", 1, 3)
    fixed = sm_lint("-", "--stdin-filename", "n.ipynb", "--fix", input=source).stdout
    assert json.loads(fixed)["cells"][0]["source"][-1] == "x = 1\n"
    (broken,) = findings(sm_lint, "-", "--stdin-filename", "n.ipynb", input='{"sagemaker')
    assert broken["code"] == "SMX901"


@pytest.mark.parametrize(
    ("arguments", "stdout", "stderr"),
    [
        (["--fix"], "Found 1 finding (1 fixed, 0 remaining).\n" + LISTED, ""),
        (["--fix-only"], LISTED, ""),
        (["--fix", "--output-format", "json"], "[]\n", LISTED),
        (["--fix", "-q"], "", ""),
    ],
)
def test_fixes_are_listed_for_people(
    arguments: list[str], stdout: str, stderr: str, project: Path, sm_lint: Run
) -> None:
    (project / "b.py").write_text(UNUSED)
    result = sm_lint(*arguments, "--show-fixes")
    assert (result.stdout, result.stderr) == (stdout, stderr)


BROKEN = 'open("/opt/ml/model"\n'


def test_names_that_are_no_text(project: Path, sm_lint: Run) -> None:
    name = "bad\n\udce9.py"
    try:
        (project / name).write_text(BROKEN)
    except OSError:
        pytest.skip("this file system takes no such name")
    for form in NAMES:
        result = sm_lint(".", "--output-format", form)
        assert result.exit_code == 1
        assert "SMX901" in result.stdout
    assert "bad\\n\\xe9.py:1:" in sm_lint().stdout


@pytest.mark.slow
def test_output_in_a_narrow_encoding(project: Path) -> None:
    (project / "caf\u00e9 \N{ROCKET}.py").write_text(BROKEN)
    done = subprocess.run(
        [sys.executable, "-m", "sm_lint"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == 1
    assert rb"caf\xe9 \U0001f680.py:1:" in done.stdout


@pytest.mark.slow
def test_a_reader_that_leaves_keeps_the_status(bad: Path) -> None:
    command = [sys.executable, "-m", "sm_lint", "--output-format", "full"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


@pytest.mark.slow
def test_a_warm_run_does_without_libcst(good: Path) -> None:
    code = "import sys; from sm_lint.cli.main import cli; cli.main(['.'], standalone_mode=False); print(*sys.modules)"
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert "libcst" not in runs[1].split()
    assert runs[1].startswith("All checks passed!\n")


def test_add_noqa(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--add-noqa=old code")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "suppressed 2 findings in 1 file\n"
    assert "# sm-lint: ignore[SMC001] old code" in (bad / "preprocess.py").read_text()
    assert sm_lint().exit_code == 0


def test_add_noqa_reports_what_cannot_be_suppressed(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--add-noqa", "--config", 'locked = ["SMC001"]')
    assert result.exit_code == 1
    assert FOUND in result.stdout
    assert result.stderr == "suppressed 1 finding in 1 file\n"
