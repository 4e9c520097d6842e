"""What a named script is held to follows the other files of its project, whatever the cache remembers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.run.runner import lint_paths, lint_source
from sm_lint.workspace import workspace

SCRIPT = "import pandas as pd\n\nprint(pd.read_csv('/opt/ml/processing/input/a.csv'))\n"
LAUNCH = (
    "from sagemaker.processing import ProcessingInput, ScriptProcessor\nfrom settings import PLACE\n\n"
    "ScriptProcessor(role='r', image_uri='i', command=['python3'], instance_count=1, instance_type='ml.m5.large').run(\n"
    "    code='prep.py', inputs=[ProcessingInput('s3://b/k', PLACE)]\n)\n"
)
CONTRACT = """\
[contracts.prep]
entry-point = "prep.py"
job = "processing"

[contracts.prep.expected-input-paths]
raw = "/opt/ml/processing/input"
"""
Codes = Callable[[], list[str]]


@pytest.fixture(params=["named", "stdin", "folder"])
def codes(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Codes:
    """What is found in the script, asked twice, so that the second answer comes from a warm cache."""
    monkeypatch.setattr(workspace, "RACY_NANOSECONDS", -10_000_000_000)  # files are old enough to be trusted
    (tmp_path / ".git").mkdir()
    (tmp_path / "prep.py").write_text(SCRIPT)
    (tmp_path / "settings.py").write_text("PLACE = '/opt/ml/processing/input'\n")
    for number in range(10):  # so many that it is remembered how jobs and scripts were brought together
        (tmp_path / f"job{number}.py").write_text(LAUNCH.replace("prep.py", f"other{number}.py"))
        (tmp_path / f"other{number}.py").write_text(SCRIPT)

    def ask() -> list[str]:
        resolver = Resolver({"select": ["SMC", "SMX903"]}, cwd=str(tmp_path))
        if request.param == "stdin":
            result = lint_source(SCRIPT, "prep.py", resolver=resolver)
        else:
            result = lint_paths(["prep.py" if request.param == "named" else "."], resolver=resolver)
        return [finding.code for finding in result.findings if Path(finding.place.path).name == "prep.py"]

    def twice() -> list[str]:
        first, second = ask(), ask()
        assert first == second
        return first

    return twice


def move_mount(folder: Path) -> None:
    (folder / "settings.py").write_text("PLACE = '/opt/ml/processing/inputs'\n")


def test_a_definition_that_comes_is_renamed_and_goes(tmp_path: Path, codes: Codes) -> None:
    move_mount(tmp_path)
    assert codes() == []
    (tmp_path / "deep").mkdir()
    (tmp_path / "launch.py").write_text(LAUNCH)
    assert codes() == ["SMC001"]
    (tmp_path / "launch.py").rename(tmp_path / "start.py")
    assert codes() == ["SMC001"]
    (tmp_path / "start.py").rename(tmp_path / "test_start.py")  # a test stops the request
    assert codes() == []
    (tmp_path / "test_start.py").rename(tmp_path / "start.py")
    assert codes() == ["SMC001"]
    (tmp_path / "start.py").unlink()
    assert codes() == []


def test_a_mount_that_changes_in_the_definition(tmp_path: Path, codes: Codes) -> None:
    (tmp_path / "launch.py").write_text(LAUNCH)
    assert codes() == []
    (tmp_path / "launch.py").write_text(LAUNCH.replace("PLACE)", "PLACE + 's')"))
    assert codes() == ["SMC001"]
    (tmp_path / "launch.py").write_text(LAUNCH)
    assert codes() == []


def test_a_mount_that_changes_in_a_module_of_the_definition(tmp_path: Path, codes: Codes) -> None:
    (tmp_path / "launch.py").write_text(LAUNCH)
    assert codes() == []
    move_mount(tmp_path)
    assert codes() == ["SMC001"]


def test_a_definition_that_launches_another_script(tmp_path: Path, codes: Codes) -> None:
    move_mount(tmp_path)
    (tmp_path / "launch.py").write_text(LAUNCH)
    assert codes() == ["SMC001"]
    (tmp_path / "launch.py").write_text(LAUNCH.replace("prep.py", "other1.py"))
    assert codes() == []


def test_a_contract_that_comes_changes_and_goes(tmp_path: Path, codes: Codes) -> None:
    assert codes() == []
    (tmp_path / "sm-lint.toml").write_text(CONTRACT)
    assert codes() == []
    (tmp_path / "sm-lint.toml").write_text(CONTRACT.replace('input"', 'raw"'))
    assert set(codes()) == {"SMC001", "SMC005"}
    (tmp_path / "sm-lint.toml").unlink()
    assert codes() == []


def test_a_contract_in_a_file_of_its_own(tmp_path: Path, codes: Codes) -> None:
    (tmp_path / "sm-lint.toml").write_text('contract-files = ["held/*.toml"]\n')
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "keep.toml").write_text(CONTRACT.replace("prep", "other1"))
    assert codes() == []
    (tmp_path / "held" / "prep.toml").write_text(CONTRACT.replace('input"', 'raw"'))
    assert set(codes()) == {"SMC001", "SMC005"}


def test_a_configuration_that_changes(tmp_path: Path, codes: Codes) -> None:
    move_mount(tmp_path)
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "pipelines" / "launch.py").write_text(LAUNCH)
    (tmp_path / "sm-lint.toml").write_text('src = ["."]\n')
    assert codes() == ["SMC001"]
    (tmp_path / "sm-lint.toml").write_text('src = ["."]\nextend-exclude = ["pipelines"]\n')
    assert codes() == []
    (tmp_path / "sm-lint.toml").write_text('src = ["."]\ndefinitions = ["pipelines/**"]\n')
    assert codes() == ["SMC001"]
    (tmp_path / "sm-lint.toml").write_text('src = ["."]\ndefinitions = ["elsewhere/**"]\n')
    assert codes() == []
    (tmp_path / ".gitignore").write_text("pipelines\n")
    (tmp_path / "sm-lint.toml").write_text('src = ["."]\n')
    assert codes() == []
