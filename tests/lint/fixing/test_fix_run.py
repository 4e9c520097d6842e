from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sm_lint.lint.fixing import fix_run

if TYPE_CHECKING:
    from tests.lint.conftest import Project

HEAD = "import sagemaker\n"


def test_fixes_are_written_until_nothing_is_left(project: Project) -> None:
    path = project.write("a.py", HEAD + "old(old_twice(1))\nbad()\n")
    result = project.fix()
    assert path.read_text() == HEAD + "new(new(1))\nbad()\n"
    assert project.shown(result) == ["a.py:3:1 ACME001"]
    assert [(finding.code, finding.message) for finding in result.fixed] == [
        ("ACME003", "old is old"),
        ("ACME003", "old_twice is old"),
        ("ACME003", "old is old"),
    ]
    (change,) = result.changes
    assert (change.path, change.before) == (str(path), (HEAD + "old(old_twice(1))\nbad()\n").encode())
    assert change.after == path.read_bytes()


def test_unsafe_fixes_are_asked_for(project: Project) -> None:
    path = project.write("a.py", HEAD + "old_unsafe()\n")
    assert project.shown(project.fix()) == ["a.py:2:1 ACME003"]
    assert project.fix().changes == ()
    result = project.fix(unsafe=True)
    assert result.findings == ()
    assert path.read_text() == HEAD + "new()\n"


def test_without_writing_the_changes_are_only_told(project: Project) -> None:
    path = project.write("a.py", HEAD + "old(old_twice())\n")
    result = project.fix(write=False)
    assert path.read_text() == HEAD + "old(old_twice())\n"
    assert [change.after for change in result.changes] == [(HEAD + "new(new())\n").encode()]
    assert result.findings == ()


JOB = """from sagemaker.xgboost import XGBoost

XGBoost(
    entry_point="boost.py", framework_version="1.7-1", role="role", instance_count=1, instance_type="ml.m5.large"
).fit({"train": "s3://bucket/train"})
"""


@pytest.mark.parametrize("write", [True, False])
def test_what_only_the_job_shows_to_be_useless_is_removed_in_one_run(project: Project, write: bool) -> None:
    """Later passes look at the changed files alone: without its job, a script has fewer rules that could speak."""
    project.configure("extend-select = ['SMP104', 'SMC001', 'SMX902']\n")
    project.write("launch.py", JOB)
    path = project.write("boost.py", "import awswrangler  # sm-lint: ignore[SMP104, SMC001]\nprint(awswrangler)\n")
    result = project.fix(write=write)
    (change,) = result.changes
    assert (change.path, change.after) == (str(path), b"import awswrangler\nprint(awswrangler)\n")


@pytest.mark.parametrize("options", ['unfixable = ["no-old"]', 'fixable = ["ACME001"]', "fixable = []"])
def test_what_may_not_be_fixed_is_left(project: Project, options: str) -> None:
    project.configure(options + "\n")
    path = project.write("a.py", HEAD + "old()\n")
    assert project.shown(project.fix()) == ["a.py:2:1 ACME003"]
    assert path.read_text() == HEAD + "old()\n"


def test_a_fix_that_breaks_the_file_is_refused_and_the_others_are_made(project: Project) -> None:
    path = project.write("a.py", HEAD + "old_broken()\nold()\n")
    result = project.fix()
    assert path.read_text() == HEAD + "old_broken()\nnew()\n"
    assert project.shown(result) == ["a.py:2:1 ACME003"]
    assert [item.reason for item in result.refused] == ["a.py would not parse any more, or not before Python 3.12"]


def test_line_ends_encoding_and_mode_stay(project: Project) -> None:
    path = project.root / "a.py"
    path.write_bytes(b"\xef\xbb\xbfimport sagemaker\r\nold('\xc3\xa9')\r\n")
    path.chmod(0o755)
    project.fix()
    assert path.read_bytes() == b"\xef\xbb\xbfimport sagemaker\r\nnew('\xc3\xa9')\r\n"
    assert path.stat().st_mode & 0o777 == 0o755


def test_a_file_that_changes_before_it_is_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.write("a.py", HEAD + "old()\n")
    other = project.write("b.py", HEAD + "old()\n")
    write = fix_run.FixRun._write

    def late(self: fix_run.FixRun, changed: dict[str, bytes]) -> list[str]:
        path.write_text(HEAD + "mine()\n")
        return write(self, changed)

    monkeypatch.setattr(fix_run.FixRun, "_write", late)
    result = project.fix()
    assert path.read_text() == HEAD + "mine()\n"
    assert other.read_text() == HEAD + "new()\n"
    assert [(item.path, item.reason) for item in result.refused] == [
        (str(path), "a.py was changed by another program meanwhile")
    ]
    assert [finding.place.path for finding in result.fixed] == [str(other)]


def test_a_file_that_changes_before_it_is_fixed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.write("a.py", HEAD + "old()\n")
    apply = fix_run.apply_fixes

    def late(*arguments: object) -> object:
        path.write_text(HEAD + "old(mine)\n")
        return apply(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(fix_run, "apply_fixes", late)
    result = project.fix()
    assert path.read_text() == HEAD + "old(mine)\n"
    assert [item.reason for item in result.refused] == ["a.py cannot be edited: it was changed or removed meanwhile"]


def test_text_of_an_overlay_is_fixed_and_not_written(project: Project) -> None:
    path = Path(project.root / "a.py")
    result = project.fix("a.py", overlay={str(path): (HEAD + "old(old_twice())\n").encode()})
    assert [change.after for change in result.changes] == [(HEAD + "new(new())\n").encode()]
    assert result.findings == ()
    assert not path.exists()


CONTRACT = """
[contracts.one]
entry-point = "a.py"
job = "processing"
description = "x"
[contracts.one.expected-output-paths]
out = "/opt/ml/processing/output/payload.tar.gz"
"""


def test_a_configuration_file_is_fixed(project: Project) -> None:
    path = project.configure('extend-select = ["SMC002"]\n' + CONTRACT)
    project.write("a.py", "import tarfile\ntarfile.open('/opt/ml/processing/output/payload.tar.gz', 'w')\n")
    result = project.fix(unsafe=True)
    assert 'out = "/opt/ml/processing/output"\n' in path.read_text()
    assert [finding.code for finding in result.fixed] == ["SMC002"]
    assert result.findings == ()
    assert [change.path for change in result.changes] == [str(path)]
