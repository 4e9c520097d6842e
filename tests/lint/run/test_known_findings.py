"""Findings that a cache tells: the same, to the byte, as those of a run without one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.result import RunResult
from sm_lint.lint.caching.store import pack, unpack
from sm_lint.lint.fixing.fix_run import fix_paths
from sm_lint.lint.run.runner import lint_paths
from sm_lint.output.formats import NAMES
from sm_lint.output.render import format_result
from sm_lint.testing import Case, read_cases

if TYPE_CHECKING:
    from tests.lint.conftest import Project

CASES = Path(__file__).parents[2] / "cases"
LAUNCH = """\
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor("1.2-1", "role", "ml.m5.large", 1)
processor.run(code="prepare.py", inputs=[ProcessingInput("s3://b/k", "/opt/ml/processing/raw")])
"""
SCRIPT = "import os\n\nprint(os.listdir('/opt/ml/processing/rows'))\n"
CONTRACT = """\
[tool.sm-lint.contracts.preprocess]
entry-point = "preprocess.py"
job = "processing"
description = "Split the raw data"
expected-input-paths = { raw = "/opt/ml/processing/input" }
"""


def told(result: RunResult) -> tuple[object, ...]:
    """Everything that a report could show."""
    reports = [format_result(result, name, cwd="/") for name in NAMES]
    return repr(result.findings), result.files, result.ungoverned, result.affected, result.internal_errors, reports


def lint(root: Path, *paths: str, cache: bool = True) -> RunResult:
    resolver = Resolver({"preview": True, "select": ["ALL"]}, cwd=str(root))
    return lint_paths(paths or ["."], resolver=resolver, cache=cache)


def same_with_and_without(root: Path, *paths: str) -> RunResult:
    """Lint with the cache, and compare with a run without it."""
    result = lint(root, *paths)
    assert told(result) == told(lint(root, *paths, cache=False))
    return result


def cases() -> Iterator[tuple[str, Case]]:
    """Every twelfth case of each rule, from the first on."""
    for file in sorted(CASES.glob("*.md")):
        for case in read_cases(file.read_text("utf-8"))[::12]:
            yield file.stem, case


def write_cases(root: Path, number: int, of: int) -> list[Path]:
    """Each of some cases in a folder of its own."""
    written = []
    for index, (code, case) in enumerate(cases()):
        if index % of != number:
            continue
        for name, text in case.files.items():
            path = root / f"{code}-{index}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
            written.append(path)
    return written


@pytest.mark.parametrize("number", range(2))
def test_the_cases_of_all_rules(tmp_path: Path, number: int) -> None:
    files = write_cases(tmp_path, number, 2)
    (tmp_path / "sm-lint.toml").write_text("")
    cold = lint(tmp_path)
    assert len(cold.findings) > 50
    warm = lint(tmp_path)
    assert told(warm) == told(cold)
    assert warm.cached == len(warm.files) > 50
    # What is above a definition or a contract moves it, and with it the places that findings mention.
    chance = random.Random(number)
    for path in chance.sample(files, len(files) // 3):
        if path.suffix in (".py", ".toml"):
            path.write_text(f"\n{path.read_text('utf-8')}", encoding="utf-8", newline="")
    same_with_and_without(tmp_path)
    fixed = [
        fix_paths(["."], resolver=Resolver(cwd=str(tmp_path)), write=False, cache=cache) for cache in (True, False)
    ]
    assert repr(fixed[0].changes) == repr(fixed[1].changes)
    assert [told(fixed[0]), fixed[0].fixed] == [told(fixed[1]), fixed[1].fixed]


@pytest.fixture
def launched(tmp_path: Path) -> Path:
    """A project with findings that lead to a job definition, to a contract, and to a notebook."""
    (tmp_path / "pyproject.toml").write_text(CONTRACT)
    (tmp_path / "launch.py").write_text(LAUNCH)
    (tmp_path / "prepare.py").write_text(SCRIPT)
    (tmp_path / "preprocess.py").write_text(SCRIPT + "print(undefined)  # noqa: SMC001\n")
    cell = {"cell_type": "code", "source": LAUNCH, "metadata": {}, "outputs": [], "execution_count": None}
    written = {**cell, "source": f"%%writefile prepare.py\n{SCRIPT}"}
    notebook = {"cells": [cell, written], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "run.ipynb").write_text(json.dumps(notebook))
    return tmp_path


@pytest.mark.parametrize("moved", ["pyproject.toml", "launch.py", "prepare.py", "preprocess.py"])
def test_places_follow_what_is_moved(launched: Path, moved: str) -> None:
    before = lint(launched)
    assert {"SMC001"} <= {finding.code for finding in before.findings}
    assert lint(launched).cached == len(before.files)
    path = launched / moved
    path.write_text(f"# one line more\n\n{path.read_text()}")
    assert told(same_with_and_without(launched)) != told(before)


@pytest.mark.parametrize(
    "named", ["pyproject.toml", "launch.py", "prepare.py", "preprocess.py", "notes/run.ipynb", "notes"]
)
def test_named_files(launched: Path, named: str) -> None:
    for _ in range(2):
        lint(launched)
        same_with_and_without(launched, named)


def test_files_that_may_be_read_are_part_of_the_question(tmp_path: Path) -> None:
    """Without a configuration or a repository, the named folder is the one in which other files are read."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "names.py").write_text("INPUT = '/opt/ml/processing/input'\n")
    (tmp_path / "inner" / "train.py").write_text(
        "import os, sys\nsys.path.append(os.path.dirname(os.path.dirname(__file__)))\nfrom names import INPUT\n"
        "print(os.environ['SM_CHANNEL_TRAIN'], os.listdir(INPUT))\n"
    )
    for paths in (["."], ["inner"], ["."], ["inner/train.py"], ["inner"]):
        same_with_and_without(tmp_path, *paths)


def test_an_error_of_the_linter_is_not_remembered(project: Project) -> None:
    project.write("a.py", "broken()  # sagemaker\nbad()\n")
    assert [project.lint().internal_errors for _ in range(3)] == [1, 1, 1]
    assert project.lint().cached == 0


def test_findings_of_contracts_are_remembered(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = '[contracts.one]\nentry-point = "a.py"\n'
    project.configure(contract)
    project.write("a.py", "pass\n")
    first = project.lint()
    assert [finding.code for finding in first.findings] == ["ACME006"]
    monkeypatch.setattr("sm_lint.lint.run.contract_run.check_contracts", lambda *given: pytest.fail("checked"))
    assert project.lint().findings == first.findings
    monkeypatch.undo()


def test_contracts_that_moved_are_checked_again(project: Project) -> None:
    contract = '[contracts.one]\nentry-point = "a.py"\n'
    project.configure(contract)
    project.write("a.py", "pass\n")
    (before,) = project.lint().findings
    project.configure(f"\n\n{contract}")
    (after,) = project.lint().findings
    assert after.place.span.line == before.place.span.line + 2


def test_a_fix_never_comes_from_the_cache(project: Project) -> None:
    """A cache may be a stranger's, and what it says must not get into a file."""
    project.write("a.py", "old()  # sagemaker\n")
    assert len(project.lint().findings) == 1
    (path,) = (project.root / ".sm_lint_cache").rglob("*.verdicts.jsonl")
    content = unpack("verdicts", path.name[:32], path.read_bytes())
    text = json.dumps(content)
    assert '"new"' in text
    path.write_bytes(pack("verdicts", path.name[:32], json.loads(text.replace('"new"', '"evil"'))))
    (finding,) = project.lint().findings
    assert finding.fix is not None
    assert finding.fix.edits[0].content == "evil"  # so the cache was used, as it should
    result = project.fix()
    assert [change.after for change in result.changes] == [b"new()  # sagemaker\n"]


def test_damaged_findings_are_looked_for_again(project: Project) -> None:
    project.write("a.py", "bad()  # sagemaker\n")
    expected = project.lint().findings
    (path,) = (project.root / ".sm_lint_cache").rglob("*.verdicts.jsonl")
    content = unpack("verdicts", path.name[:32], path.read_bytes())
    (name,) = content["verdicts"]
    for damage in ([[]], ["ACME001"], [["ACME001", "x", "error", "m", [None, 0, 1, 1, 1, None], [], None, None]]):
        content["verdicts"][name][-1] = damage
        path.write_bytes(pack("verdicts", path.name[:32], content))
        result = project.lint()
        assert (result.findings, result.cached) == (expected, 0)


def test_findings_without_the_named_file_are_remembered(launched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a named definition causes a finding in its script is decided by linting that without the definition."""
    (launched / "prepare.py").write_text(
        SCRIPT + "import argparse\nargparse.ArgumentParser().add_argument('--a', type=bool)\n"
    )
    lint(launched)
    first = same_with_and_without(launched, "launch.py")
    assert first.affected
    with monkeypatch.context() as patched:
        patched.setattr("sm_lint.lint.run.workers.lint_batch", lambda *given: pytest.fail("linted"))
        assert told(lint(launched, "launch.py")) == told(first)
    (launched / "launch.py").write_text(f"\n{LAUNCH}")
    same_with_and_without(launched, "launch.py")
    (launched / "prepare.py").write_text(SCRIPT)
    same_with_and_without(launched, "launch.py")
