"""The same findings, whichever file of a project is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.run import project_index
from sm_lint.lint.run.runner import lint_paths

SCRIPT = 'import pandas as pd\n\npd.DataFrame().to_csv("/opt/ml/processing/output/out.csv")\n'
PIPELINE = (
    "from sagemaker.processing import ProcessingOutput\nfrom sagemaker.sklearn.processing import SKLearnProcessor\n\n"
    'SKLearnProcessor(framework_version="1.2-1", role="r", instance_type="ml.m5.large", instance_count=1).run(\n'
    '    code="prep.py", outputs=[ProcessingOutput(source="/opt/ml/processing/outputs")]\n)\n'
)


@pytest.mark.parametrize("named", [".", "prep.py", "pipeline.py"])
def test_the_same_findings_whatever_is_named(tmp_path: Path, named: str) -> None:
    (tmp_path / "prep.py").write_text(SCRIPT)
    for _ in range(2):  # a new pipeline file has a script judged again that was known to be clean
        before = lint_paths(["prep.py"], resolver=Resolver(cwd=str(tmp_path))).findings
        assert not [finding for finding in before if finding.code in ("SMC004", "SMC006")]
    (tmp_path / "pipeline.py").write_text(PIPELINE)
    found = lint_paths([named], resolver=Resolver(cwd=str(tmp_path))).findings
    assert [finding.code for finding in found if finding.code in ("SMC004", "SMC006")] == ["SMC004"]
    assert not lint_paths(["pipeline.py"], resolver=Resolver(cwd=str(tmp_path)), only_named=True).findings


def test_a_folder_that_every_user_may_write_to_is_no_project(tmp_path: Path) -> None:
    """Such as that of temporary files, which may take minutes to read."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "prep.py").write_text(SCRIPT)
    (folder / "pipeline.py").write_text(PIPELINE)
    found = lint_paths(["prep.py"], resolver=Resolver(cwd=str(folder))).findings
    assert not [finding for finding in found if finding.code == "SMC004"]
    folder.chmod(0o755)
    found = lint_paths(["prep.py"], resolver=Resolver(cwd=str(folder))).findings
    assert [finding for finding in found if finding.code == "SMC004"]


@pytest.mark.parametrize(("project", "found"), [("", False), ("sm-lint.toml", True), (".git", True)])
def test_a_folder_that_nothing_makes_a_project_is_searched_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: str, found: bool
) -> None:
    monkeypatch.setattr(project_index, "OF_FOLDER", project_index.Limits(10_000, 3, 1 << 20))
    (tmp_path / "prep.py").write_text(SCRIPT)
    (tmp_path / "z.py").write_text(PIPELINE)
    for name in "abc":
        (tmp_path / f"{name}.py").write_text("print(1)\n")
    if project:
        (tmp_path / project).mkdir() if project == ".git" else (tmp_path / project).write_text("")
    result = lint_paths(["prep.py"], resolver=Resolver(cwd=str(tmp_path)))
    assert bool([finding for finding in result.findings if finding.code == "SMC004"]) is found
    assert result.unindexed == (() if found else (str(tmp_path),))
