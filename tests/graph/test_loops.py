"""Loops of pipelines: the steps in the body of a ForEachStep belong to the pipeline, and wait for it."""

from __future__ import annotations

import json
from pathlib import Path

from sm_lint.rules.jobs import runs_after
from tests.jobs.making import define

from .conftest import drawn
from .test_build import edges, step

LOOP = """\
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.for_each_step import CurrentItem, ForEachStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import ProcessingStep

processor = ScriptProcessor(
    image_uri="image", command=["python3"], role="role", instance_count=1, instance_type="ml.m5.large",
    sagemaker_session=PipelineSession(),
)
first = ProcessingStep(name="First", step_args=processor.run(code="a.py"))
body = ProcessingStep(name="Body", step_args=processor.run(code="b.py", arguments=["--item", CurrentItem().name]))
loop = ForEachStep(
    name="Each", iterable_items=["a", "b"], max_concurrency=2, for_each_body=[body], depends_on=[first]
)
pipeline = Pipeline(name="Loop", steps=[first, loop])
"""


def test_the_body_of_a_loop_is_drawn_behind_it(tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text(LOOP)
    (graph,) = drawn(tmp_path)
    assert {("First", "depends", "Each"), ("Each", "each", "Body")} <= edges(graph)
    assert step(graph, "Each").class_name == "ForEachStep"
    assert step(graph, "Body").script == "b.py"


def test_the_body_of_a_loop_waits_for_what_the_loop_waits_for() -> None:
    found = define(LOOP)
    (pipeline,) = found.pipelines
    assert pipeline.steps == ("First", "Each", "Body")
    after = runs_after(found)
    assert after is not None
    assert after("Body") == {"Each", "First"}


def test_a_definition_as_the_service_keeps_it(tmp_path: Path) -> None:
    request = {
        "AppSpecification": {"ImageUri": "image"},
        "ProcessingResources": {
            "ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}
        },
        "RoleArn": "arn:aws:iam::111122223333:role/x",
    }
    body = [{"Name": "Body", "Type": "Processing", "Arguments": request}]
    arguments = {"IterableItems": ["a"], "MaxConcurrency": 1, "ForEachBody": body}
    document = {"Version": "2020-12-01", "Steps": [{"Name": "Each", "Type": "ForEach", "Arguments": arguments}]}
    (tmp_path / "sm-lint.toml").write_text('pipeline-definitions = ["*.json"]\n')
    (tmp_path / "pipeline.json").write_text(json.dumps(document))
    (graph,) = drawn(tmp_path)
    assert ("Each", "each", "Body") in edges(graph)
    assert step(graph, "Body").kind == "processing"
