"""Values that a definition reads from a file of the project."""

from __future__ import annotations

import pytest
import yaml

from sm_lint.flow.models.config import MAX_YAML_BYTES
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


# PyYAML raises other errors than its own over values that do not fit their tags.
MISFITS = [
    "!!bool x",
    "!!int ''",
    "!!int '-'",
    "!!float ''",
    "!!float abc",
    "!!timestamp x",
    "2001-99-99",
    "1:" * 3000 + "1",
]
LARGE = [JSON + " " * MAX_YAML_BYTES, "{a: " * 5000, "- " * 5000, "? " * 3000, "x: &x [*x]", "9" * 5000]


@pytest.mark.parametrize(
    "text", ["", "[", "- a: [", "\x00", "[" * 5000, "!!python/object:os.system x", *MISFITS, *LARGE]
)
def test_a_file_that_is_none_of_its_format(tree: Tree, text: str) -> None:
    tree.write("config.yaml", text)
    tree.write("run.py", DEFINITION.format(name="config.yaml", mode="r", reader="yaml.safe_load"))
    (job,) = tree.jobs("run.py")
    assert job.script is not None
    assert job.script.remote


SHARES_NOT = tuple(map(int, yaml.__version__.split(".")[:3])) < (6, 0, 4)
"""Such a PyYAML copies what is merged by itself."""


def _flatten(loader: yaml.SafeLoader, node: yaml.MappingNode) -> None:
    """Merge keys as PyYAML 6.0.3 takes them: each mapping is copied as often as it is named."""
    merge: list[object] = []
    for key, value in list(node.value):
        if key.tag == "tag:yaml.org,2002:merge":
            node.value.remove((key, value))
            for other in value.value:
                loader.flatten_mapping(other)
                merge.extend(other.value)
    node.value = merge + node.value


@pytest.mark.parametrize("old", [True, False])
def test_merge_keys_cost_no_more_than_they_are_written_with(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, old: bool
) -> None:
    """Each mapping takes over the one before nine times."""
    if old:
        monkeypatch.setattr(yaml.SafeLoader, "flatten_mapping", _flatten)
    lines = ["a0: &a0 {code: prepare.py}"]
    for number in range(1, 40):
        lines.append(f"a{number}: &a{number}\n  <<: [{', '.join([f'*a{number - 1}'] * 9)}]\n  k{number}: 1")
    tree.write("config.yaml", "\n".join([*lines, "step: *a39"]))
    tree.write("run.py", DEFINITION.format(name="config.yaml", mode="r", reader="yaml.safe_load"))
    (job,) = tree.jobs("run.py")
    assert job.script is not None
    assert job.script.remote is (old or SHARES_NOT)
