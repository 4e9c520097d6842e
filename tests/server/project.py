"""A small project for tests of the server."""

from pathlib import Path

CONFIGURATION = """\
[tool.sm-lint]
select = ["ALL"]
ignore = ["SMX905"]

[tool.sm-lint.contracts.prep]
entry-point = "prep.py"
job = "processing"

[tool.sm-lint.contracts.prep.expected-input-paths]
raw = "/opt/ml/processing/input/raw"

[tool.sm-lint.contracts.prep.expected-output-paths]
clean = "/opt/ml/processing/output/clean"

[tool.sm-lint.contracts.prep.arguments]
rows = { type = "int", default = "10" }
"""

SCRIPT = """\
import argparse
import os

import pandas as pd

IN = "/opt/ml/processing/input"
OUT = "/opt/ml/processing/output/clean"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10)
    args = parser.parse_args()
    frame = pd.read_csv(os.path.join(IN, "raw", "a.csv"))
    frame.head(args.rows).to_csv(os.path.join(OUT, "a.csv"))


if __name__ == "__main__":
    main()
"""

PIPELINE = """\
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor

processor = ScriptProcessor(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/prep:1",
    command=["python3"],
    role="arn:aws:iam::123456789012:role/prep",
    instance_type="ml.m5.large",
    instance_count=1,
)
processor.run(
    code="prep.py",
    inputs=[ProcessingInput(input_name="raw", source="s3://bucket/raw/", destination="/opt/ml/processing/input/raw")],
    outputs=[ProcessingOutput(output_name="clean", source="/opt/ml/processing/output/clean")],
    arguments=["--rows", "5"],
)
"""


def write(folder: Path) -> None:
    """Write the project; it has no findings."""
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "prep.py").write_text(SCRIPT, encoding="utf-8")
    (folder / "pipeline.py").write_text(PIPELINE, encoding="utf-8")
