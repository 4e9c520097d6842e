"""Projects in which a name is renamed.

In these projects, ``§`` is the position of the cursor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from sm_lint.diagnostics.edits import Lines, apply
from sm_lint.server.landmarks import Cursor
from sm_lint.server.renaming.names import RenameRefusedError
from sm_lint.server.renaming.rename import Target
from sm_lint.server.session import Session

TRAINING = """
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"
    required-env-vars = ["REGION"]

    [tool.sm-lint.contracts.train.optional-env-vars]
    STAGE = "dev"

    [tool.sm-lint.contracts.train.expected-input-paths]
    train = "/opt/ml/input/data/train"
    validation = { path = "/opt/ml/input/data/validation", required = false }

    [tool.sm-lint.contracts.train.arguments]
    data-dir = "/opt/ml/input/data/train"
    epochs = "3"
    """
SCRIPT = """
    import argparse
    import os

    import pandas as pd

    DATA = "/opt/ml/input/data"


    def main():
        parser = argparse.ArgumentParser()
        parser.add_argument("--data-dir", default=os.environ["SM_CHANNEL_TRAIN"])
        parser.add_argument("--other", default="/opt/ml/input/data/train")
        parser.add_argument("--epochs", type=int, default=3)
        args = parser.parse_args()
        pd.read_csv(os.path.join(args.data_dir, "a.csv"))
        pd.read_csv(os.path.join(DATA, "train", "b.csv"))
        pd.read_csv(f"{DATA}/validation/train.csv")
        print(os.environ.get("STAGE", "dev"), os.environ["REGION"], args.epochs, args.other)


    if __name__ == "__main__":
        main()
    """
V2 = """
    from sagemaker.inputs import TrainingInput
    from sagemaker.pytorch import PyTorch

    CHANNEL = "train"
    estimator = PyTorch(
        entry_point="train.py",
        role="role",
        instance_type="ml.m5.large",
        instance_count=1,
        framework_version="2.0",
        py_version="py310",
        hyperparameters={"epochs": 3, "data-dir": "/opt/ml/input/data/train"},
        environment={"REGION": "eu", "STAGE": "train"},
    )
    estimator.fit({"train": TrainingInput("s3://bucket/train"), "validation": "s3://bucket/validation"})
    estimator.fit({CHANNEL: "s3://bucket/train"})
    estimator.fit(inputs=dict(train="s3://bucket/train"))
    """
V3 = """
    from sagemaker.train import ModelTrainer
    from sagemaker.train.configs import InputData, SourceCode

    trainer = ModelTrainer(
        training_image="image",
        source_code=SourceCode(source_dir=".", entry_script="train.py"),
        hyperparameters={"epochs": 1},
        environment={"REGION": "eu"},
    )
    trainer.train(input_data_config=[InputData(channel_name="train", data_source="s3://bucket/train")])
    """
PROCESSING = """
    [tool.sm-lint.contracts.prep]
    entry-point = "prep.py"
    job = "processing"

    [tool.sm-lint.contracts.prep.expected-input-paths]
    raw = "/opt/ml/processing/input/raw"

    [tool.sm-lint.contracts.prep.expected-output-paths]
    clean = { path = "/opt/ml/processing/output/clean" }
    """
PREP = """
    import pandas as pd

    pd.read_csv("/opt/ml/processing/input/raw/a.csv").to_csv("/opt/ml/processing/output/clean/a.csv")
    """
STEPS = """
    from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
    from sagemaker.workflow.properties import PropertyFile
    from sagemaker.workflow.steps import ProcessingStep

    processor = ScriptProcessor(
        image_uri="image", command=["python3"], role="role", instance_type="ml.m5.large", instance_count=1
    )
    report = PropertyFile(name="report", output_name="clean", path="a.csv")
    prep = ProcessingStep(
        name="Prep",
        processor=processor,
        code="prep.py",
        inputs=[ProcessingInput(input_name="raw", source="s3://bucket/raw", destination="/opt/ml/processing/input/raw")],
        outputs=[ProcessingOutput(output_name="clean", source="/opt/ml/processing/output/clean")],
        property_files=[report],
    )
    uri = prep.properties.ProcessingOutputConfig.Outputs["clean"].S3Output.S3Uri
    """


class Project:
    """Files in a folder, all open in an editor.

    Args:
        folder: where they are written.
        files: their texts by name; one of them has the cursor.
        saved: names of files that are not open.
    """

    def __init__(self, folder: Path, files: Mapping[str, str], saved: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.session = Session(folders=[str(folder)])
        self.cursor: Cursor | None = None
        self.texts: dict[str, str] = {}
        for name, given in {"pyproject.toml": "[tool.sm-lint]\n", **files}.items():
            text = dedent(given).lstrip("\n")
            before, mark, after = text.partition("§")
            path = folder / name
            if mark:
                lines = before.split("\n")
                self.cursor = Cursor(str(path), len(lines), len(lines[-1]) + 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((before + after).encode())
            self.texts[name] = before + after
            if name not in saved:
                self.session.buffers.put(str(path), before + after)

    def target(self) -> Target | None:
        """What is renamed at the cursor."""
        assert self.cursor is not None
        return self.session.renamer(self.cursor.path).target(self.cursor)

    def renamed(self, new: str) -> dict[str, str]:
        """The texts of the files that a renaming changes."""
        assert self.cursor is not None
        renamer = self.session.renamer(self.cursor.path)
        target = renamer.target(self.cursor)
        assert target is not None
        edits = renamer.edits(target, new)
        names = {edit.place.path: Path(edit.place.path).relative_to(self.folder).as_posix() for edit in edits}
        return {
            name: apply(self.texts[name], [edit for edit in edits if edit.place.path == path])
            for path, name in names.items()
        }

    def expect(self, new: str, changed: Mapping[str, str]) -> None:
        """Rename, and compare the files that change with those texts."""
        assert self.renamed(new) == {name: dedent(text).lstrip("\n") for name, text in changed.items()}

    def placeholder(self) -> tuple[str, str]:
        """The text at the target's place, and the text that is offered."""
        target = self.target()
        assert target is not None
        text = self.texts[Path(target.place.path).relative_to(self.folder).as_posix()]
        start, end = Lines(text).slice(target.place.span)
        return text[start:end], target.text


def at(text: str, piece: str, count: int = 1) -> str:
    """A text with the cursor inside an occurrence of a piece of it."""
    found = list(re.finditer(re.escape(piece), text))[count - 1]
    return text[: found.start() + 1] + "§" + text[found.start() + 1 :]


def channel(text: str) -> str:
    """One of the texts above with the channel `train` renamed to `rows`."""
    text = text.replace("/opt/ml/input/data/train", "/opt/ml/input/data/rows").replace(
        "SM_CHANNEL_TRAIN", "SM_CHANNEL_ROWS"
    )
    text = text.replace('train = "/opt', 'rows = "/opt').replace('DATA, "train"', 'DATA, "rows"')
    text = text.replace('{"train": ', '{"rows": ').replace('CHANNEL = "train"', 'CHANNEL = "rows"')
    return text.replace("dict(train=", "dict(rows=").replace('channel_name="train"', 'channel_name="rows"')


def refusal(project: Project, new: str) -> str:
    """Why a renaming is refused."""
    with pytest.raises(RenameRefusedError) as raised:
        project.renamed(new)
    return str(raised.value)
