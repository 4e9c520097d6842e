"""Definitions of SDK v2 as they are written for v3, and those that are left, with the reason."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from textwrap import dedent

import pytest

from sm_lint.migration.model import FileMigration
from sm_lint.migration.run import migrate_content
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.sdk.surface import surface

PATH = "/project/launch.py"
ROLE = 'role="role", instance_count=1, instance_type="ml.m5.large"'


def migrated(text: str, path: str = PATH) -> FileMigration:
    found = migrate_content(path, dedent(text).encode())
    assert not found.problem
    if found.change is not None:
        ast.parse(found.change.after)
        again = migrate_content(path, found.change.after)
        assert again.change is None, "a second run changes something"
        for node in ast.walk(ast.parse(found.change.after)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sagemaker"):
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    assert surface("v3").find(name) is not None or name in {each.name for each in found.left}, name
    return found


def after(text: str, path: str = PATH) -> str:
    found = migrated(text, path)
    assert found.change is not None, found
    assert not found.left, found.left
    assert found.rewritten
    return found.change.after.decode()


def reasons(text: str) -> list[str]:
    return [each.advice for each in migrated(text).left if each.kind == "definition"]


REWRITTEN = {
    "an input and an output": (
        """
        from sagemaker.processing import ProcessingInput, ProcessingOutput
        inputs = [ProcessingInput("s3://b/x", "/opt/ml/processing/x", "x")]
        output = ProcessingOutput(output_name="y", source="/opt/ml/processing/y")
        """,
        """
        from sagemaker.core.shapes import ProcessingS3Input, ProcessingS3Output
        from sagemaker.core.shapes import ProcessingInput, ProcessingOutput
        inputs = [ProcessingInput(
            input_name="x",
            s3_input=ProcessingS3Input(
                s3_uri="s3://b/x",
                local_path="/opt/ml/processing/x",
                s3_data_type="S3Prefix",
                s3_input_mode="File",
            ),
        )]
        output = ProcessingOutput(
            output_name="y",
            s3_output=ProcessingS3Output(
                local_path="/opt/ml/processing/y",
                s3_uri="",
                s3_upload_mode="EndOfJob",
            ),
        )
        """,
    ),
    "a processor of a framework, with comments": (
        """
        import sagemaker
        from sagemaker.sklearn.processing import SKLearnProcessor

        session = sagemaker.Session()
        processor = SKLearnProcessor(
            # the image
            framework_version="1.2-1",
            role="role",
            instance_type="ml.m5.large",  # cheap
            instance_count=1,
            sagemaker_session=session,
        )
        processor.run(code="prepare.py")
        """,
        """
        from sagemaker.core import image_uris
        from sagemaker.core.processing import ScriptProcessor
        from sagemaker.core.helper.session_helper import Session

        session = Session()
        processor = ScriptProcessor(
            image_uri=image_uris.retrieve(
                "sklearn",
                region=session.boto_region_name,
                # the image
                version="1.2-1",
                instance_type="ml.m5.large",
            ),
            command=["python3"],
            role="role",
            instance_type="ml.m5.large",  # cheap
            instance_count=1,
            sagemaker_session=session,
        )
        processor.run(code="prepare.py")
        """,
    ),
    "an estimator": (
        """
        from sagemaker.estimator import Estimator
        from sagemaker.inputs import TrainingInput

        estimator = Estimator("image", "role", 1, "ml.m5.large", max_run=60, tags=[{"Key": "a", "Value": "b"}])
        train = TrainingInput("s3://b/train", content_type="text/csv")
        estimator.fit({"train": train, "test": f"s3://{bucket}/test"}, logs="None")
        print(estimator.latest_training_job.name)
        """,
        """
        from sagemaker.core.training.configs import Compute, InputData, StoppingCondition, Tag
        from sagemaker.train import ModelTrainer
        from sagemaker.core.inputs import TrainingInput

        estimator = ModelTrainer(
            training_image="image",
            compute=Compute(instance_type="ml.m5.large", instance_count=1),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=60),
            role="role",
            tags=[Tag(key="a", value="b")],
        )
        train = TrainingInput("s3://b/train", content_type="text/csv")
        estimator.train(input_data_config=[
            InputData(channel_name="train", data_source="s3://b/train", content_type="text/csv"),
            InputData(channel_name="test", data_source=f"s3://{bucket}/test"),
        ], logs=False)
        print(estimator._latest_training_job.training_job_name)
        """,
    ),
    "steps that are given objects": (
        """
        from sagemaker.processing import ScriptProcessor
        from sagemaker.workflow.steps import ProcessingStep

        processor = ScriptProcessor(image_uri="i", command=["python3"], role="r", instance_count=1, instance_type="ml.m5.large")
        step = ProcessingStep(name="a", processor=processor, code="a.py", depends_on=["b"])
        """,
        """
        from sagemaker.core.workflow.pipeline_context import PipelineSession
        from sagemaker.core.processing import ScriptProcessor
        from sagemaker.mlops.workflow.steps import ProcessingStep

        processor = ScriptProcessor(
            image_uri="i",
            command=["python3"],
            role="r",
            instance_count=1,
            instance_type="ml.m5.large",
            sagemaker_session=PipelineSession(),
        )
        step = ProcessingStep(name="a", step_args=processor.run(code="a.py"), depends_on=["b"])
        """,
    ),
    "one name for two objects": (
        """
        from sagemaker.estimator import Estimator
        e = Estimator("a", "role", 1, "ml.m5.large", max_run=60)
        e.fit()
        e = Estimator("b", "role", 1, "ml.m5.large", max_run=60)
        e.fit()
        """,
        """
        from sagemaker.core.training.configs import Compute, StoppingCondition
        from sagemaker.train import ModelTrainer
        e = ModelTrainer(
            training_image="a",
            compute=Compute(instance_type="ml.m5.large", instance_count=1),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=60),
            role="role",
        )
        e.train()
        e = ModelTrainer(
            training_image="b",
            compute=Compute(instance_type="ml.m5.large", instance_count=1),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=60),
            role="role",
        )
        e.train()
        """,
    ),
}


@pytest.mark.parametrize(("before", "wanted"), REWRITTEN.values(), ids=REWRITTEN.keys())
def test_rewritten(before: str, wanted: str) -> None:
    assert after(before) == dedent(wanted)


LEFT = {
    "deployed": (
        "e = Estimator('i', 'r', 1, 'ml.m5.large')\ne.fit()\ne.deploy(1, 'ml.m5.large')",
        "`deploy` is used of it",
    ),
    "handed on": ("e = Estimator('i', 'r', 1, 'ml.m5.large')\nstart(e)", "handed on to other code"),
    "an attribute": ("self.e = Estimator('i', 'r', 1, 'ml.m5.large')", "it is not known what is done with it"),
    "unknown inputs": (
        "x = [1]\ne = Estimator('i', 'r', 1, 'ml.m5.large')\ne.fit({'train': x})",
        "a URI or an object of v2",
    ),
    "a name that no shell takes": (
        "e = Estimator('i', 'r', 1, 'ml.m5.large')\ne.fit({'my-data': 's3://b/x'})",
        "`my-data` cannot be part of one",
    ),
    "a job name": (
        "n = 'x'\ne = Estimator('i', 'r', 1, 'ml.m5.large')\ne.fit(job_name=n)\nprint(n)",
        "`job_name` of `fit`",
    ),
    "options": ("e = Estimator('i', **options)", "not all known by name"),
    "no place": ("e = Estimator('i', 'r', 1, 'ml.m5.large', rules=[x])", "`rules` has no place"),
    "debugging": (
        "e = Estimator('i', 'r', 1, 'ml.m5.large', debugger_hook_config=x)\ne.fit()",
        "`TrainingJob.create` of `sagemaker.core.resources` takes `debug_hook_config`",
    ),
    "unknown folder": (
        "e = Estimator('i', 'r', 1, 'ml.m5.large', entry_point='a.py', source_dir='src')\ne.fit()",
        "there is no folder `src` here",
    ),
    "bound otherwise": (
        "for e in [1]:\n    e = Estimator('i', 'r', 1, 'ml.m5.large')\n    e.fit()",
        "not known what is done",
    ),
    "the name is taken": (
        "Compute = 1\ne = Estimator('i', 'r', 1, 'ml.m5.large')\ne.fit()",
        "bound to something else here",
    ),
    "started and in a step": (
        "from sagemaker.workflow.steps import TrainingStep\ne = Estimator('i', 'r', 1, 'ml.m5.large')\ne.fit()\nTrainingStep('a', estimator=e)",
        "also started directly",
    ),
}


@pytest.mark.parametrize(("code", "wanted"), LEFT.values(), ids=LEFT.keys())
def test_left_as_a_whole(code: str, wanted: str) -> None:
    text = f"from sagemaker.estimator import Estimator\n{code}\n"
    assert [each for each in reasons(text) if wanted in each], migrated(text).left
    change = migrated(text).change
    assert change is None or b"Estimator('i'" in change.after


TEXTS = {
    "bound twice": "x = 's3://b/x'\nx = f'{x}/y'\n{}",
    "a parameter": "def f(x: str):\n    {}",
    "a variable": "import os\nx = os.environ['X']\n{}",
    "what was uploaded": "x = session.upload_data('x')\n{}",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_inputs_that_are_texts(text: str) -> None:
    margin = "    " if text.endswith("    {}") else ""
    code = f"e = Estimator('i', 'r', 1, 'ml.m5.large')\n{margin}e.fit({{'train': x}})\n{margin}print(e.image_uri)\n"
    found = after(f"from sagemaker.estimator import Estimator\n{text.replace('{}', code)}")
    assert "InputData(channel_name='train', data_source=x)" in found
    assert "e.training_image" in found


def test_comments_at_the_end_of_a_call_stay() -> None:
    text = """
        from sagemaker.estimator import Estimator
        e = Estimator(
            "i", "r", 1, "ml.m5.large",
            # volume_size=30
        )
        e.fit()
    """
    assert "# volume_size=30" in after(text)


def test_an_input_without_a_name_outside_a_list() -> None:
    text = "from sagemaker.processing import ProcessingInput\nx = ProcessingInput(source='a', destination='b')\n"
    assert "`input_name`" in reasons(text)[0]


def test_code_for_both_generations_is_left() -> None:
    text = """
        try:
            from sagemaker.train import ModelTrainer
            from sagemaker.estimator import Estimator
        except ImportError:
            pass
        e = Estimator("i", "r", 1, "ml.m5.large")
    """
    assert not migrated(text).rewritten


@pytest.mark.parametrize(("requirements", "wanted"), [(True, 'requirements="requirements.txt"'), (False, "")])
def test_requirements_of_the_code(tmp_path: Path, requirements: bool, wanted: str) -> None:
    (tmp_path / "src").mkdir()
    if requirements:
        (tmp_path / "src" / "requirements.txt").write_text("numpy\n")
    text = f"""
        from sagemaker.sklearn import SKLearn
        e = SKLearn("train.py", source_dir="src", framework_version="1.2-1", {ROLE})
        e.fit()
    """
    code = after(text, str(tmp_path / "launch.py"))
    assert 'source_dir="src"' in code
    assert 'entry_script="train.py"' in code
    assert ("requirements=" in code) == bool(wanted)
    assert wanted in code
    assert 'py_version="py3"' in code


def test_a_notebook() -> None:
    cells = [
        ["from sagemaker.estimator import Estimator\n", "import json"],
        ["!ls -e disk\n", "e1 = Estimator('i', 'r', 1, 'ml.m5.large')\n", "e1.fit('s3://b/x')"],
        ["%%writefile a.py\n", "e1 = 2\n"],
    ]
    book = {
        "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells],
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    found = migrate_content("/project/a.ipynb", json.dumps(book, indent=1).encode())
    assert found.change is not None
    assert not found.left
    first, second, _ = ("".join(cell["source"]) for cell in json.loads(found.change.after)["cells"])
    assert first.endswith("from sagemaker.train import ModelTrainer\nimport json")
    assert second.endswith("e1.train(input_data_config=[InputData(channel_name=\"training\", data_source='s3://b/x')])")
    assert found.rewritten[0].place.cell == 2


def test_the_table_names_what_v3_has() -> None:
    table = load("sdk/rewrites")
    trainer = surface("v3").signature("sagemaker.train.ModelTrainer")
    assert trainer is not None
    assert set(table["trainer"]["same"].values()) <= trainer.accepted
    old = surface("v2").signature("sagemaker.estimator.Estimator")
    assert old is not None
    assert set(table["trainer"]["same"]) <= old.accepted
    for group in table["trainer"]["group"]:
        signature = surface("v3").signature(f"{group['home']}.{group['class']}")
        assert group["argument"] in trainer.accepted
        assert signature is not None
        assert set(group["members"]) <= old.accepted
    for entry in table["processor"]:
        assert surface("v3").find(f"sagemaker.core.processing.{entry['becomes']}") is not None
