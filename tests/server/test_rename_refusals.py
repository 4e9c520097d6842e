"""Names that cannot be renamed, with the reason."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.server.renaming import SCRIPT, TRAINING, V2, Project, at, refusal


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("a b", "`a b` is not a valid name of a channel"),
        ("x" * 65, "is not a valid name of a channel"),
        ("validation", "there is a channel `validation` already"),
        ("Validation", "there is a channel `Validation` already"),
        ("to-train", "launch.py:17 gives it by a keyword, which `to-train` cannot be"),
    ],
)
def test_a_new_name_that_cannot_be(tmp_path: Path, new: str, reason: str) -> None:
    files = {"pyproject.toml": TRAINING, "train.py": at(SCRIPT, "TRAIN"), "launch.py": V2}
    assert reason in refusal(Project(tmp_path, files), new)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ('import os\n\nprint(os.environ["§SM_MODEL_DIR"])\n', "`SM_MODEL_DIR` is set by SageMaker"),
        (
            'import os\nimport sys\n\nprint(os.environ["§REGION"], os.environ[sys.argv[1]])\n',
            "train.py:4 reads a variable whose name is not known",
        ),
        (
            'import os\n\nprint(os.environ["§APP_A"], [k for k in os.environ if k.startswith("APP_")])\n',
            "train.py:3 looks for variables named `APP_*`",
        ),
        (
            'import os\n\nname = "RE"\nprint(os.environ["REGION"], os.environ["§REGION"], os.environ[name + "GION"])\n',
            "train.py:4 depends on `REGION` in a way that cannot be followed",
        ),
    ],
)
def test_a_variable_that_cannot_be_renamed(tmp_path: Path, script: str, reason: str) -> None:
    files = {"train.py": script, "launch.py": V2}
    assert refusal(Project(tmp_path, files), "PLACE") == reason


def test_a_channel_that_is_not_spelled_out(tmp_path: Path) -> None:
    script = """
        import os

        PART = "tr"
        os.listdir("/opt/ml/input/data/" + PART + "ain")
        os.listdir("/opt/ml/input/data/§train")
        """
    reason = refusal(Project(tmp_path, {"train.py": script, "launch.py": V2}), "rows")
    assert reason == "train.py:4 depends on `train` in a way that cannot be followed"


def test_a_program_that_is_not_in_the_project(tmp_path: Path) -> None:
    launch = """
        from sagemaker.estimator import Estimator

        estimator = Estimator(image_uri="image", role="role", instance_count=1, instance_type="ml.m5.large")
        estimator.fit({"§train": "s3://bucket/train"})
        """
    reason = refusal(Project(tmp_path, {"launch.py": launch}), "rows")
    assert re.fullmatch(r"the program that .*fit.* runs is not in the project", reason)


def test_a_constant_that_another_script_uses(tmp_path: Path) -> None:
    names = 'CHANNEL = "train"\n'
    script = """
        import os

        from names import CHANNEL

        os.listdir(os.path.join("/opt/ml/input/data", CHANNEL))
        """
    launch = """
        from sagemaker.pytorch import PyTorch

        common = dict(
            role="role",
            instance_type="ml.m5.large",
            instance_count=1,
            framework_version="2.0",
            py_version="py310",
        )
        PyTorch(entry_point="train.py", **common).fit({"§train": "s3://bucket/train"})
        """
    other = 'PyTorch(entry_point="other.py", **common).fit({"train": "s3://bucket/train"})\n'
    files = {"names.py": names, "train.py": script, "launch.py": launch}
    changed = {"names.py": names.replace("train", "rows"), "launch.py": launch.replace('§train"', 'rows"')}
    Project(tmp_path / "one", files).expect("rows", changed)
    both = {**files, "other.py": script, "launch.py": dedent(launch) + other}
    reason = refusal(Project(tmp_path / "two", both), "rows")
    assert reason == "other.py:5 depends on `train` in a way that cannot be followed"


def test_an_environment_that_another_job_shares(tmp_path: Path) -> None:
    launch = """
        from sagemaker.processing import ScriptProcessor

        processor = ScriptProcessor(
            image_uri="image",
            command=["python3"],
            role="role",
            instance_type="ml.m5.large",
            instance_count=1,
            env={"STAGE": "dev"},
        )
        processor.run(code="one.py")
        processor.run(code="two.py")
        """
    one, two = 'import os\n\nprint(os.environ["§STAGE"])\n', 'import os\n\nprint(os.environ["STAGE"])\n'
    reason = refusal(Project(tmp_path, {"launch.py": launch, "one.py": one, "two.py": two}), "PHASE")
    assert reason == "launch.py:12 depends on `STAGE` in a way that cannot be followed"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("run.sh", "#!/bin/sh\n# $SM_CHANNEL_TRAIN\npython train.py $SM_CHANNEL_TRAIN\n", 3),
        ("run.sh", "ls /opt/ml/input/data/train\n", 1),
        ("docker/Dockerfile", "FROM image\nENV DATA=/opt/ml/input/data/train/x\n", 2),
    ],
)
def test_a_channel_that_a_shell_uses(tmp_path: Path, name: str, text: str, line: int) -> None:
    files = {"pyproject.toml": TRAINING, "train.py": at(SCRIPT, "TRAIN"), "launch.py": V2, name: text}
    reason = refusal(Project(tmp_path, files, saved=(name,)), "rows")
    assert reason == f"{Path(name).name}:{line} uses `train` too, and is not edited"
