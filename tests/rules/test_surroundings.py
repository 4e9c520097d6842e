"""Verdicts know every file that they rest on, whatever rule looked at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.run.runner import lint_paths
from sm_lint.registry.packages import catalogue
from sm_lint.testing import lint_files

PLUGIN = """
import os
from pathlib import Path

from sm_lint.registry.bases import ScriptRule


class Peeking(ScriptRule):
    \"\"\"Looks at files by itself.\"\"\"

    code, name = "PEEK01", "peeking"

    def finish(self):
        beside = os.path.join(os.path.dirname(self.context.module.path), "notes.txt")
        {look}
"""
LOOKS = [
    "open(beside).close()",
    "Path(beside).read_text()",
    "os.path.exists(beside)",
    "Path(beside).is_file()",
    "os.listdir(os.path.dirname(beside))",
    "list(Path(beside).parent.iterdir())",
    "list(os.walk(os.path.dirname(beside)))",
    "os.path.getsize(beside)",
]


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path.parent / f"{tmp_path.name}-plugins"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    catalogue.cache_clear()
    yield folder
    catalogue.cache_clear()


@pytest.mark.parametrize(("number", "look"), list(enumerate(LOOKS)))
def test_a_rule_that_looks_by_itself_is_caught(
    number: int, look: str, plugins: Path, tmp_path: Path, looks: list[str]
) -> None:
    name = f"peeking_rules_{number}"
    (plugins / f"{name}.py").write_text(PLUGIN.format(look=look))
    result = lint_files(
        {"script.py": "# sagemaker\n", "notes.txt": "x"}, str(tmp_path), select=["PEEK"], plugins=[name]
    )
    assert not result.internal_errors
    assert looks
    looks.clear()


def test_a_rule_that_asks_is_not(plugins: Path, tmp_path: Path, looks: list[str]) -> None:
    look = "files = self.context.files; files.text(beside), files.is_file(beside), files.names(os.path.dirname(beside))"
    (plugins / "asking_rules.py").write_text(PLUGIN.format(look=look))
    files = {"script.py": "# sagemaker\n", "notes.txt": "x"}
    result = lint_files(files, str(tmp_path), select=["PEEK"], plugins=["asking_rules"])
    assert not result.internal_errors
    assert looks == []


PROCESSOR = """
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor(framework_version="1.2-1", role="r", instance_type="ml.m5.large", instance_count=1)
processor.run(code="source/script.py")
"""
ISOLATED = """
from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="script.py", source_dir="source", role="r", instance_count=1, instance_type="ml.g5.xlarge",
    framework_version="2.1", py_version="py310", enable_network_isolation=True,
)
estimator.fit({"train": "s3://bucket/train"})
"""
ESTIMATOR = """
from sagemaker.sklearn import SKLearn

estimator = SKLearn(
    entry_point="script.py", source_dir="source", role="r", instance_count=1, instance_type="ml.m5.large",
    framework_version="1.2-1",
)
estimator.fit({"train": "s3://bucket/train"})
"""
WHOLE = ESTIMATOR  # an image whose packages are all known
NESTED = ESTIMATOR.replace('"script.py"', '"inner/script.py"')
WRANGLER = "import awswrangler\n\nprint(awswrangler)\n"
CONFIGURED = """
import yaml
from sagemaker.processing import ProcessingOutput

with open("config.yaml") as file:
    config = yaml.safe_load(file)
output = ProcessingOutput(source=config["path"], output_name="a")
""" + PROCESSOR.replace('script.py")', 'script.py", outputs=[output])')


@pytest.mark.parametrize(
    ("code", "launch", "script", "changed", "before", "after"),
    [
        ("SMI602", PROCESSOR, WRANGLER, "source/requirements.txt", None, "awswrangler\n"),
        ("SMI602", PROCESSOR, WRANGLER, "source/requirements.txt", "polars\n", "awswrangler\n"),
        ("SMI603", ISOLATED, "print(1)\n", "source/requirements.txt", None, "awswrangler\n"),
        ("SMI603", ISOLATED, "print(1)\n", "source/requirements.txt", "\n", "awswrangler\n"),
        ("SMI604", ESTIMATOR, WRANGLER, "source/requirements.txt", "awswrangler\n", "polars\n"),
        ("SMI620", WHOLE, WRANGLER, "source/setup.py", "\n", None),
        ("SMI604", ESTIMATOR, "import helper\n", "source/helper/__init__.py", "\n", None),
        ("SMJ514", NESTED, "", "source/setup.py", None, "\n"),
        ("SMJ519", PROCESSOR, "print(1)\n", "source/script.py", "print(1)\n", "\n"),
        ("SMJ519", PROCESSOR, "print(1)\n", "source/script.py", "print(1)\n", None),
        ("SMP101", CONFIGURED, "print(1)\n", "config.yaml", "path: /opt/ml/processing/a\n", "path: /data\n"),
        ("SMP101", CONFIGURED, "print(1)\n", "config.yaml", None, "path: /data\n"),
    ],
)  # fmt: skip
def test_a_clean_verdict_does_not_outlive_what_it_rests_on(
    code: str, launch: str, script: str, changed: str, before: str | None, after: str | None, tmp_path: Path
) -> None:
    (tmp_path / "sm-lint.toml").write_text(f'preview = true\nselect = ["{code}"]\n')
    (tmp_path / "source/helper").mkdir(parents=True)
    (tmp_path / "source/inner").mkdir()
    (tmp_path / "launch.py").write_text(launch)
    (tmp_path / "source/script.py").write_text(script)
    (tmp_path / "source/inner/script.py").write_text("")
    target = tmp_path / changed

    def lint() -> tuple[list[str], int]:
        result = lint_paths(["launch.py", "source"], resolver=Resolver(cwd=str(tmp_path)))
        return [finding.code for finding in result.findings], result.cached

    if before is not None:
        target.write_text(before)
    assert lint() == ([], 0)
    assert lint()[1] > 1
    if after is not None:
        target.write_text(after)
    else:
        target.unlink()
    assert lint()[0] == [code]
