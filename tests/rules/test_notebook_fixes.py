"""Fixes of job definitions in notebooks: the cell is edited, as a script would be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.fixing.fix_run import fix_paths
from sm_lint.lint.run.runner import lint_paths

SETUP = """%pip install sagemaker
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

size = ParameterString(name="Size", default_value="1")
"""
STEP = """    processor = SKLearnProcessor("1.2-1", "role", 1, "{instance}", sagemaker_session=PipelineSession())
    first = ProcessingStep(
        name="{name}",
        step_args=processor.run(
            code="s3://code/a.py",
            arguments=[{arguments}],
            outputs=[ProcessingOutput(output_name="train", source="{source}")],
        ),
    )
"""
PLAIN = {
    "instance": "ml.m5.xlarge",
    "name": "First",
    "arguments": '"--size", size',
    "source": "/opt/ml/processing/train",
}
SECOND = """second = ProcessingStep(
    name="Second",
    step_args=processor.run(
        code="s3://code/b.py",
        inputs=[
            ProcessingInput(
                source=first.properties.ProcessingOutputConfig.Outputs["{output}"].{member}.S3Uri,
                destination="/opt/ml/processing/train",
            )
        ],
    ),
)
"""
LAST = 'pipeline = Pipeline(name="P", parameters=[{parameters}], steps=[first, second])\n'


def cells(*, output: str = "train", member: str = "S3Output", parameters: str = "size", **changed: str) -> list[str]:
    return [
        SETUP,
        STEP.format(**{**PLAIN, **changed}),
        SECOND.format(output=output, member=member) + LAST.format(parameters=parameters),
    ]


def write(path: Path, sources: list[str]) -> None:
    document = {"cells": [{"cell_type": "code", "source": text.splitlines(keepends=True)} for text in sources]}
    path.write_text(json.dumps(document, indent=1) + "\n")


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("SMJ507", cells(output="trian")),
        ("SMJ509", cells(parameters="")),
        ("SMJ517", cells(instance="ml.m5.xlrge")),
        ("SMJ521", cells(arguments='"--size" "--more"')),
        ("SMJ526", cells(member="S3Ouput")),
        ("SMP104", cells(source="opt/ml/processing/train")),
    ],
)
def test_the_cell_is_mended(code: str, wrong: list[str], tmp_path: Path) -> None:
    right = cells(arguments='"--size", "--more"') if code == "SMJ521" else cells()
    path = tmp_path / "define.ipynb"
    write(path, right)
    expected = path.read_bytes()
    write(path, wrong)
    (tmp_path / "sm-lint.toml").write_text(f'select = ["{code}"]\n')
    resolver = Resolver(cwd=str(tmp_path))
    assert [finding.code for finding in lint_paths(["."], resolver=resolver, cache=False).findings] == [code]
    result = fix_paths(["."], resolver=resolver, unsafe=True, cache=False)
    assert result.findings == ()
    assert path.read_bytes() == expected
