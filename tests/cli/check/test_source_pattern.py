"""A source pattern that is added to a contract is noticed although the definition of the job is known to be clean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

PIPELINE = """\
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor("1.2-1", "role", "ml.m5.large", 1, env={"REGION": "eu"})
processor.run(
    code="preprocess.py",
    inputs=[ProcessingInput(input_name="raw", source="s3://raw/all", destination="/opt/ml/processing/input")],
)
"""


def test_the_cache(good: Path, sm_lint: Callable[..., Result]) -> None:
    (good / "pipeline.py").write_text(PIPELINE)
    arguments = ("check", "--select", "SMC018", "--output-format", "concise")
    assert sm_lint(*arguments).exit_code == 0
    assert sm_lint(*arguments).exit_code == 0
    configuration = good / "pyproject.toml"
    text = configuration.read_text()
    plain = 'raw = "/opt/ml/processing/input"'
    assert plain in text
    configuration.write_text(
        text.replace(plain, 'raw = { path = "/opt/ml/processing/input", source-pattern = "s3://curated/*" }')
    )
    result = sm_lint(*arguments)
    assert result.exit_code == 1
    assert "pipeline.py:7:54: error SMC018" in result.stdout
    configuration.write_text(
        text.replace(plain, 'raw = { path = "/opt/ml/processing/input", source-pattern = "s3://raw/*" }')
    )
    assert sm_lint(*arguments).exit_code == 0
