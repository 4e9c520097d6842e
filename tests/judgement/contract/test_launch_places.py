"""Mounts that the class of a processor adds, and those that this launch does not make."""

from __future__ import annotations

from typing import Any

import pytest

from sm_lint.testing import lint_files

SCRIPT = (
    'import os\n\nprint(os.listdir("/opt/ml/processing/input/{place}"), open("/opt/ml/processing/input/data/x.csv"))\n'
)
V2 = """from sagemaker.processing import ProcessingInput, {name}

processor = {made}
processor.run(code="prepare.py", inputs=[ProcessingInput("s3://b/d", "/opt/ml/processing/input/data")]{more})
"""
SCRIPT_PROCESSOR = {
    "name": "ScriptProcessor",
    "made": 'ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")',
}
FRAMEWORK = {
    "name": "FrameworkProcessor",
    "made": 'FrameworkProcessor(SKLearn, "1.2-1", "role", 1, "ml.m5.xlarge", image_uri="image")',
    "more": ', source_dir="."',
}
V3 = """from sagemaker.core.processing import FrameworkProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input

processor = FrameworkProcessor(image_uri="image", role="role", instance_count=1, instance_type="ml.m5.xlarge")
processor.run(
    code="prepare.py", source_dir={source},
    inputs=[ProcessingInput(input_name="data", s3_input=ProcessingS3Input(
        s3_uri="s3://b/d", local_path="/opt/ml/processing/input/data", s3_data_type="S3Prefix", s3_input_mode="File"))],
)
"""


def found(place: str, definition: str, tmp_path: Any) -> bool:
    files = {"prepare.py": SCRIPT.format(place=place), "launch.py": definition}
    findings = lint_files(files, str(tmp_path), select=["SMC001"]).findings
    return any(place in finding.message for finding in findings)


@pytest.mark.parametrize(("place", "reported"), [("code", False), ("entrypoint", True), ("aux", True), ("other", True)])
def test_a_script_processor(place: str, reported: bool, tmp_path: Any) -> None:
    assert found(place, V2.format(**SCRIPT_PROCESSOR, more=""), tmp_path) is reported


@pytest.mark.parametrize(("place", "reported"), [("code", False), ("entrypoint", False), ("aux", True)])
def test_a_framework_processor_of_v2(place: str, reported: bool, tmp_path: Any) -> None:
    assert found(place, V2.format(**FRAMEWORK), tmp_path) is reported


@pytest.mark.parametrize(("place", "reported"), [("code", False), ("aux", False), ("other", True)])
def test_a_framework_processor_of_v3(place: str, reported: bool, tmp_path: Any) -> None:
    assert found(place, V3.format(source='"."'), tmp_path) is reported


def test_a_class_of_ones_own(tmp_path: Any) -> None:
    own = "from acme import Own\nfrom sagemaker.processing import ProcessingInput\n\nprocessor = Own()\n"
    launch = V2.partition("processor.run")[2].format(more="", name="", made="")
    assert not found("entrypoint", own + "processor.run" + launch, tmp_path)
