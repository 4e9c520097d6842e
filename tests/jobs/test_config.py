"""Values that a definition reads from a file of the project."""

from __future__ import annotations

import pytest

from tests.jobs.making import Tree

DEFINITION = """
import json, yaml, tomllib
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor
with open("{name}", "{mode}") as stream:
    config = {reader}(stream)
step = config["step"]
SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1).run(
    code=step["code"],
    inputs=[ProcessingInput("s3://a", path) for path in step["mounts"]],
    arguments=["--rows", step["rows"]],
)
"""
JSON = '{"step": {"code": "prepare.py", "mounts": ["/opt/ml/processing/a", "/opt/ml/processing/b"], "rows": 3}}'
TOML = '[step]\ncode = "prepare.py"\nmounts = ["/opt/ml/processing/a", "/opt/ml/processing/b"]\nrows = 3\n'


@pytest.mark.parametrize(
    ("name", "reader", "text"),
    [
        ("config.json", "json.load", JSON),
        ("config/config.yaml", "yaml.safe_load", JSON),
        ("config.toml", "tomllib.load", TOML),
    ],
)
def test_a_constant_of_a_file(tree: Tree, name: str, reader: str, text: str) -> None:
    tree.write(name, text)
    path = tree.write("prepare.py", "import os\n")
    tree.write("pipelines/run.py", DEFINITION.format(name=name, mode="r", reader=reader))
    definitions = tree.link().by_file[str(tree.folder / "pipelines/run.py")]
    (job,) = definitions.jobs
    assert job.script is not None
    assert job.script.path == str(path)
    assert [entry.path for entry in job.contract.inputs] == ["/opt/ml/processing/a", "/opt/ml/processing/b"]
    assert job.contract.arguments[0].value == "3"


@pytest.mark.parametrize("text", ["", "[", "- a: [", "\x00", "[" * 5000, "!!python/object:os.system x"])
def test_a_file_that_is_none_of_its_format(tree: Tree, text: str) -> None:
    tree.write("config.yaml", text)
    tree.write("run.py", DEFINITION.format(name="config.yaml", mode="r", reader="yaml.safe_load"))
    (job,) = tree.jobs("run.py")
    assert job.script is not None
    assert job.script.remote
