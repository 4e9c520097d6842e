"""`migrate`: what is shown, what is written, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli

MOVED = "from sagemaker.inputs import TrainingInput\n"
NEW = "from sagemaker.core.inputs import TrainingInput\n"
GONE = "from sagemaker.pytorch import PyTorch\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, ["migrate", "--to", "v3", "--isolated", *words])


def test_shows_without_writing(run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MOVED + GONE)
    result = run()
    assert result.exit_code == 1
    assert f"-{MOVED}+{NEW}" in result.stdout
    assert "a.py:2:31: `sagemaker.pytorch.PyTorch` is gone: use `sagemaker.train.ModelTrainer`" in result.stdout
    assert result.stdout.endswith("1 file would change for SDK v3: 1 name to move, 1 left to do by hand\n")
    assert (tmp_path / "a.py").read_text() == MOVED + GONE


def test_diff_alone_on_standard_output(run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MOVED)
    result = run("--diff")
    assert result.exit_code == 1
    assert result.stdout == f"--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-{MOVED}+{NEW}"
    assert "1 name to move" in result.stderr


def test_output_in_a_file(run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MOVED)
    assert run("-o", "out.txt").exit_code == 1
    assert f"+{NEW}" in (tmp_path / "out.txt").read_text()


def test_writes_and_has_nothing_to_do_then(run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MOVED)
    (tmp_path / "b.py").write_text(GONE)
    result = run("--write", "a.py")
    assert result.exit_code == 0
    assert result.stdout == (
        "a.py: 1 moved, 0 left to do by hand\n1 file changed for SDK v3: 1 name moved, 0 left to do by hand\n"
    )
    assert (tmp_path / "a.py").read_text() == NEW
    again = run("--write", "a.py")
    assert again.exit_code == 0
    assert again.stdout.startswith("nothing to migrate")
    assert run("--write").exit_code == 1, "b.py is left to do by hand"


def test_json_and_markdown(run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MOVED + GONE)
    record = json.loads(run("--format", "json").stdout)
    assert record["total"] == {"files": 1, "changed": 1, "moved": 1, "rewritten": 0, "left": 1, "problems": 0}
    assert record["files"][0]["moved"] == [
        {
            "line": 1,
            "column": 30,
            "cell": None,
            "old": "sagemaker.inputs.TrainingInput",
            "new": "sagemaker.core.inputs.TrainingInput",
        }
    ]
    assert record["files"][0]["left"][0]["name"] == "sagemaker.pytorch.PyTorch"
    page = run("--format", "markdown").stdout
    assert "| `a.py` | 1 | 0 | 1 |  |" in page
    assert "- [ ] line 2: `sagemaker.pytorch.PyTorch` is gone" in page


DEFINITION = """\
from sagemaker.estimator import Estimator

estimator = Estimator("image", "role", 1, "ml.m5.large", hyperparameters={"fast": True})
estimator.fit("s3://b/x")
"""


def test_definitions(run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(DEFINITION)
    result = run()
    assert (
        '+estimator.train(input_data_config=[InputData(channel_name="training", data_source="s3://b/x")])\n'
        in result.stdout
    )
    assert result.stdout.endswith(
        "a.py:3:13: `Estimator` is written as `ModelTrainer` of v3; the value of `fast` is `true` in v3, and `True` in v2\n"
        "a.py: 0 moved, 1 definition to rewrite, 0 left to do by hand\n"
        "1 file would change for SDK v3: 0 names to move, 1 definition to rewrite, 0 left to do by hand\n"
    )
    record = json.loads(run("--format", "json").stdout)
    assert record["files"][0]["rewritten"] == [
        {
            "line": 3,
            "column": 13,
            "cell": None,
            "old": "sagemaker.estimator.Estimator",
            "new": "sagemaker.train.ModelTrainer",
            "notes": ["the value of `fast` is `true` in v3, and `True` in v2"],
        }
    ]
    assert "- line 3: `Estimator` is written as `ModelTrainer` of v3" in run("--format", "markdown").stdout
    alone = run("--imports-only")
    assert "ModelTrainer(" not in alone.stdout
    assert "`sagemaker.estimator.Estimator` is gone" in alone.stdout
    assert run("--write").exit_code == 0
    assert run("--write").stdout.startswith("nothing to migrate")


def test_a_file_that_does_not_parse(run, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MOVED + "print 'a'\n")
    result = run("--write")
    assert result.exit_code == 2
    assert "a.py: not migrated: syntax error" in result.stdout
    assert (tmp_path / "a.py").read_text() == MOVED + "print 'a'\n"


@pytest.mark.parametrize("words", [("--diff", "--format", "json"), ("nowhere.py",)])
def test_wrong_usage(run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_the_example_of_the_documentation(run, tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "migration-to-sdk-v3.md").read_text(encoding="utf-8")
    script, shown = (page.split(f"```{kind}\n")[1].split("```")[0] for kind in ("python", "diff"))
    (tmp_path / "a.py").write_text(script)
    lines = run("--diff").stdout.splitlines()
    assert [line.rstrip() for line in lines[3:]] == [line.rstrip() for line in shown.splitlines()]


def test_the_version_must_be_named() -> None:
    assert CliRunner().invoke(cli, ["migrate", "."]).exit_code == 2
