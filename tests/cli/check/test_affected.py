"""What a change touches, as git and the index of the project know it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

Run = Callable[..., Result]
CONTRACTS = """\
[tool.sm-lint.contracts.score]
entry-point = "score.py"
job = "processing"

[tool.sm-lint.contracts.score.expected-input-paths]
data = "/opt/ml/processing/input/data"

[tool.sm-lint.contracts.clean]
entry-point = "clean.py"
job = "processing"

[tool.sm-lint.contracts.clean.expected-input-paths]
data = "/opt/ml/processing/input/data"
"""
FILES = {
    "pyproject.toml": CONTRACTS,
    "score.py": "from common.frames import load\n\nprint(load('/opt/ml/processing/input/data'))\n",
    "clean.py": "print(open('/opt/ml/processing/input/data/a.csv').read())\n",
    "common/__init__.py": "",
    "common/frames.py": "from common import names\n\n\ndef load(path):\n    return open(path + names.FIRST)\n",
    "common/names.py": "FIRST = '/a.csv'\n",
    "train/train.py": "import json, os\nprint(os.environ['SM_MODEL_DIR'], json.load(open('limits.json')))\n",
    "train/requirements.txt": "pandas\n",
    "train/limits.json": "{}\n",
    "train/README.md": "how it trains\n",
    "pipelines/churn.py": (
        "from sagemaker.processing import ProcessingInput, ScriptProcessor\n"
        "from sagemaker.sklearn import SKLearn\n"
        "from sagemaker.workflow.pipeline import Pipeline\n"
        "from sagemaker.workflow.steps import ProcessingStep, TrainingStep\n\n"
        "processor = ScriptProcessor(role='r', image_uri='i', command=['python3'], instance_count=1, "
        "instance_type='ml.m5.large')\n"
        "clean = ProcessingStep(name='Clean', processor=processor, code='clean.py')\n"
        "estimator = SKLearn(entry_point='train.py', source_dir='train', role='r', instance_type='ml.m5.large', "
        "framework_version='1.2-1')\n"
        "train = TrainingStep(name='Train', estimator=estimator)\n"
        "pipeline = Pipeline(name='Churn', steps=[clean, train])\n"
    ),
    "tool.py": "print('nothing of this is for a container')\n",
}


@pytest.fixture
def repository(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "sm-lint")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "sm-lint@example.org")
    for name, text in FILES.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text)
    git(project, "init", "--quiet", "--initial-branch=main")
    commit(project)
    return project


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change")


def edit(folder: Path, name: str, old: str = "", new: str = "") -> None:
    path = folder / name
    text = path.read_text()
    path.write_text(text.replace(old, new) if old else text + "\n# edited\n")


def told(sm_lint: Run, *arguments: str) -> dict[str, Any]:
    ended = sm_lint("affected", "--since", "HEAD", "--output-format", "json", *arguments)
    assert ended.exit_code == 0, ended.output
    record = json.loads(ended.output)
    assert isinstance(record, dict)
    return record


def reasons(record: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {
        script["path"]: [(reason["cause"], reason["path"]) for reason in script["reasons"]]
        for script in record["scripts"]
    }


def steps(record: dict[str, Any]) -> list[str]:
    return [job["step"] for job in record["jobs"]]


def test_nothing_has_changed(repository: Path, sm_lint: Run) -> None:
    record = told(sm_lint)
    assert [record[key] for key in ("changed", "scripts", "jobs", "pipelines")] == [[], [], [], []]
    ended = sm_lint("affected", "--since", "main")
    assert ended.stdout == ""
    assert "no script, job or pipeline is touched" in ended.stderr


def test_a_script(repository: Path, sm_lint: Run) -> None:
    edit(repository, "clean.py")
    record = told(sm_lint)
    assert reasons(record) == {"clean.py": [("script", "clean.py")]}
    assert steps(record) == ["Clean"]
    assert [(each["name"], each["line"]) for each in record["pipelines"]] == [("Churn", 10)]
    ended = sm_lint("affected", "--since", "HEAD")
    assert ended.stdout.splitlines() == [
        "scripts",
        "  clean.py  (changed)",
        "jobs",
        "  pipelines/churn.py:7  Clean  (script clean.py)",
        "pipelines",
        "  pipelines/churn.py:10  Churn  (script clean.py)",
    ]


def test_a_function_that_is_called_twice_makes_one_job(repository: Path, sm_lint: Run) -> None:
    text = FILES["pipelines/churn.py"]
    head, _, body = text.partition("\n\n")
    inside = "".join(f"    {line}\n" for line in body.splitlines()).replace("'r'", "role").replace("'Churn'", "name")
    made = f"{head}\n\ndef make(role, name):\n{inside}\nmake('r', input())\nmake('q', input())\n"
    (repository / "pipelines" / "churn.py").write_text(made)
    (repository / "clean.py").write_text("print(1)\n")
    lines = sm_lint("affected", "--since", "HEAD").stdout.splitlines()
    jobs = lines[lines.index("jobs") + 1 : lines.index("pipelines")]
    assert [line.split()[1] for line in jobs] == ["Clean", "Train"]
    assert "a pipeline whose name is not known" in lines[-1]


def test_a_file_that_was_only_touched_has_not_changed(repository: Path, sm_lint: Run) -> None:
    os.utime(repository / "clean.py", (1, 1))
    assert told(sm_lint)["changed"] == []


@pytest.mark.parametrize("name", ["common/names.py", "common/frames.py"])
def test_a_module(repository: Path, sm_lint: Run, name: str) -> None:
    edit(repository, name)
    assert reasons(told(sm_lint)) == {"score.py": [("module", name)]}


def test_a_module_that_is_gone(repository: Path, sm_lint: Run) -> None:
    (repository / "common" / "names.py").unlink()
    assert reasons(told(sm_lint)) == {"score.py": [("module", "common/names.py")]}


def test_a_contract_touches_its_own_scripts(repository: Path, sm_lint: Run) -> None:
    edit(repository, "pyproject.toml", "input/data", "input/raw")  # both
    assert set(reasons(told(sm_lint))) == {"score.py", "clean.py"}
    git(repository, "checkout", "--quiet", "pyproject.toml")
    edit(repository, "pyproject.toml", 'clean.py"\n', 'clean.py"\nrequired-env-vars = ["REGION"]\n')
    record = told(sm_lint)
    assert reasons(record) == {"clean.py": [("contract", "pyproject.toml")]}
    assert steps(record) == ["Clean"]


def test_what_else_a_configuration_says_touches_nothing(repository: Path, sm_lint: Run) -> None:
    edit(
        repository,
        "pyproject.toml",
        "[tool.sm-lint.contracts.score]",
        "[project]\nname='x'\n[tool.sm-lint.contracts.score]",
    )
    record = told(sm_lint)
    assert record["changed"] == ["pyproject.toml"]
    assert record["scripts"] == []


def test_a_definition(repository: Path, sm_lint: Run) -> None:
    edit(repository, "pipelines/churn.py", "ml.m5.large", "ml.m5.xlarge")
    record = told(sm_lint)
    where = [("definition", "pipelines/churn.py")]
    assert reasons(record) == {"clean.py": where, "train/train.py": where}
    assert steps(record) == ["Clean", "Train"]
    assert len(record["pipelines"]) == 1


@pytest.mark.parametrize("name", ["train/requirements.txt", "train/limits.json"])
def test_a_file_that_goes_with_a_script(repository: Path, sm_lint: Run, name: str) -> None:
    edit(repository, name)
    record = told(sm_lint)
    assert reasons(record) == {"train/train.py": [("side-file", name)]}
    assert steps(record) == ["Train"]


@pytest.mark.parametrize("name", ["train/README.md", "tool.py"])
def test_a_file_that_has_nothing_to_do_with_scripts(repository: Path, sm_lint: Run, name: str) -> None:
    edit(repository, name)
    record = told(sm_lint)
    assert record["changed"] == [name]
    assert [record[key] for key in ("scripts", "jobs", "pipelines")] == [[], [], []]


def test_a_script_that_is_gone(repository: Path, sm_lint: Run) -> None:
    (repository / "clean.py").unlink()
    record = told(sm_lint)
    assert steps(record) == ["Clean"]
    assert record["jobs"][0]["reasons"] == [{"cause": "script", "path": "clean.py"}]


def test_a_new_script_that_git_does_not_know(repository: Path, sm_lint: Run) -> None:
    (repository / "other.py").write_text("print(open('/opt/ml/processing/input/a').read())\n")
    assert reasons(told(sm_lint)) == {"other.py": [("script", "other.py")]}


def test_paths_narrow_the_answer(repository: Path, sm_lint: Run) -> None:
    edit(repository, "pipelines/churn.py")
    record = told(sm_lint, "train")
    assert list(reasons(record)) == ["train/train.py"]
    assert record["jobs"] == []


def test_what_others_committed_since_the_branch_was_begun_is_no_change(repository: Path, sm_lint: Run) -> None:
    git(repository, "checkout", "--quiet", "-b", "mine")
    edit(repository, "clean.py")
    commit(repository)
    git(repository, "checkout", "--quiet", "main")
    edit(repository, "train/train.py")
    commit(repository)
    git(repository, "checkout", "--quiet", "mine")
    ended = sm_lint("affected", "--since", "main", "--output-format", "json")
    assert reasons(json.loads(ended.stdout)) == {"clean.py": [("script", "clean.py")]}


@pytest.mark.parametrize("since", ["nowhere", "--output=x", "HEAD:clean.py"])
def test_no_such_commit(repository: Path, sm_lint: Run, since: str) -> None:
    ended = sm_lint("affected", f"--since={since}")
    assert ended.exit_code == 2
    assert ended.stderr.count("\n") == 1
    assert f"`{since}` is not a commit" in ended.stderr


def test_no_repository(project: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    ended = sm_lint("affected", "--since", "HEAD")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("Error: git says: not a git repository")
    assert ended.stderr.count("\n") == 1


def test_no_git(repository: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ended = sm_lint("affected", "--since", "HEAD")
    assert ended.exit_code == 2
    assert ended.stderr == "Error: git is not installed, or not on the PATH\n"


@pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")
def test_nothing_that_the_repository_names_is_run(repository: Path, sm_lint: Run) -> None:
    program = repository / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {repository}/was-run\ncat\n")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "filter.x.clean",
        "filter.x.process",
        "diff.x.textconv",
    ):
        git(repository, "config", key, str(program))
    git(repository, "config", "core.hooksPath", str(repository))
    (repository / "post-index-change").symlink_to(program)
    (repository / ".gitattributes").write_text("*.py filter=x diff=x\n")
    edit(repository, "clean.py")
    os.utime(repository / "score.py", (1, 1))
    assert set(reasons(told(sm_lint))) == {"clean.py"}
    assert not (repository / "was-run").exists()
    subprocess.run(["git", "status"], cwd=repository, check=False, capture_output=True)
    assert (repository / "was-run").exists()  # which these settings do, where git is asked otherwise


def test_commits_are_completed(repository: Path) -> None:
    from click.shell_completion import ShellComplete

    from sm_lint.cli.main import cli

    git(repository, "branch", "feature")
    shell = ShellComplete(cli, {}, "sm-lint", "_SM_LINT_COMPLETE")
    assert [item.value for item in shell.get_completions(["affected", "--since"], "fe")] == ["feature"]
