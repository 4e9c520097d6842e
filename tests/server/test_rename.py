"""Renaming: every place in scripts, contracts and job definitions, or a refusal with its reason.

In these projects, ``§`` is the position of the cursor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from sm_lint.diagnostics.edits import Lines, apply
from sm_lint.server.buffers import CellText
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


@pytest.mark.parametrize(
    ("name", "piece", "count"),
    [
        ("train.py", "TRAIN", 1),
        ("train.py", 'train"', 1),
        ("train.py", 'train", "b.csv"', 1),
        ("pyproject.toml", "train =", 1),
        ("pyproject.toml", 'train"', 1),
        ("launch.py", 'train": Training', 1),
        ("launch.py", "train=", 1),
        ("launch.py", 'train"', 1),
        ("trainer.py", 'train", data_source', 1),
    ],
)
def test_a_channel_everywhere(tmp_path: Path, name: str, piece: str, count: int) -> None:
    files = {"pyproject.toml": TRAINING, "train.py": SCRIPT, "launch.py": V2, "trainer.py": V3}
    wanted = {file: channel(text) for file, text in files.items()}
    Project(tmp_path, {**files, name: at(files[name], piece, count)}).expect("rows", wanted)


def test_a_channel_is_offered_by_its_name_where_a_variable_or_path_has_it(tmp_path: Path) -> None:
    files = {"pyproject.toml": TRAINING, "launch.py": V2}
    assert Project(tmp_path / "a", {**files, "train.py": at(SCRIPT, "TRAIN")}).placeholder() == ("TRAIN", "train")
    assert Project(tmp_path / "b", {**files, "train.py": at(SCRIPT, 'train", "b')}).placeholder() == ("train", "train")
    assert Project(tmp_path / "c", {**files, "train.py": at(SCRIPT, "n.csv")}).target() is None


def test_boto3_and_a_pipeline_of_json(tmp_path: Path) -> None:
    boto3 = """
        import boto3

        boto3.client("sagemaker").create_training_job(
            TrainingJobName="train",
            AlgorithmSpecification={"TrainingImage": "image", "TrainingInputMode": "File"},
            HyperParameters={"sagemaker_program": "fit_it.py", "sagemaker_submit_directory": "s3://bucket/code.tar.gz"},
            Environment={"REGION": "eu"},
            InputDataConfig=[{"ChannelName": "§train", "DataSource": {"S3DataSource": {"S3Uri": "s3://bucket/train"}}}],
        )
        """
    document = """
        {"Version": "2020-12-01", "Steps": [{"Name": "Train", "Type": "Training", "Arguments": {
        "AlgorithmSpecification": {"TrainingImage": "image", "TrainingInputMode": "File"},
        "HyperParameters": {"sagemaker_program": "fit_it.py", "sagemaker_submit_directory": "s3://bucket/code.tar.gz"},
        "Environment": {"REGION": "train"},
        "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri": "s3://bucket/train"}}}]}}]}
        """
    script = """
        import os

        print(os.environ["REGION"], os.listdir("/opt/ml/input/data/train"))
        """
    files = {"launch.py": boto3, "pipeline.json": document, "fit_it.py": script}
    project = Project(tmp_path, files)
    changed = {
        "launch.py": boto3.replace("§", "").replace('"ChannelName": "train"', '"ChannelName": "rows"'),
        "pipeline.json": document.replace('"ChannelName": "train"', '"ChannelName": "rows"'),
        "fit_it.py": script.replace("data/train", "data/rows"),
    }
    project.expect("rows", changed)
    variable = {**files, "launch.py": boto3.replace("§", ""), "fit_it.py": at(script, "REGION")}
    changed = {
        "launch.py": boto3.replace("§", "").replace("REGION", "PLACE"),
        "pipeline.json": document.replace("REGION", "PLACE"),
        "fit_it.py": script.replace("REGION", "PLACE"),
    }
    Project(tmp_path / "other", variable).expect("PLACE", changed)


@pytest.mark.parametrize(
    ("name", "piece", "count"),
    [
        ("pyproject.toml", "clean =", 1),
        ("steps.py", 'clean", path', 1),
        ("steps.py", 'clean", source', 1),
        ("steps.py", 'clean"].S3Output', 1),
        ("other.py", 'clean"]', 1),
    ],
)
def test_an_output_everywhere(tmp_path: Path, name: str, piece: str, count: int) -> None:
    other = """
        from sagemaker.inputs import TrainingInput
        from sagemaker.workflow.steps import TrainingStep

        from steps import estimator, prep

        step = TrainingStep(
            name="Train",
            estimator=estimator,
            inputs={"clean": TrainingInput(prep.properties.ProcessingOutputConfig.Outputs["clean"].S3Output.S3Uri)},
        )
        """
    files = {"pyproject.toml": PROCESSING, "prep.py": PREP, "steps.py": STEPS, "other.py": other}
    changed = {
        "pyproject.toml": PROCESSING.replace("clean =", "rows ="),
        "steps.py": STEPS.replace('output_name="clean"', 'output_name="rows"').replace('["clean"]', '["rows"]'),
        "other.py": other.replace('["clean"]', '["rows"]'),
    }
    Project(tmp_path, {**files, name: at(files[name], piece, count)}).expect("rows", changed)


def test_an_input_and_the_look_ups_of_its_name(tmp_path: Path) -> None:
    script = """
        import pandas as pd

        INPUTS = {"raw": "/opt/ml/processing/input/raw"}


        def main(inputs):
            pd.read_csv(inputs["raw"] + "/raw.csv")["raw"].to_csv("/opt/ml/processing/output/clean/a.csv")


        if __name__ == "__main__":
            main(INPUTS)
        """
    files = {"pyproject.toml": at(PROCESSING, "raw ="), "prep.py": script, "steps.py": STEPS}
    changed = {
        "pyproject.toml": PROCESSING.replace("raw =", "rows ="),
        "prep.py": script.replace('{"raw"', '{"rows"').replace('inputs["raw"]', 'inputs["rows"]'),
        "steps.py": STEPS.replace('input_name="raw"', 'input_name="rows"'),
    }
    Project(tmp_path, files).expect("rows", changed)


@pytest.mark.parametrize(
    ("name", "piece"), [("train.py", "STAGE"), ("pyproject.toml", "STAGE"), ("launch.py", 'STAGE"')]
)
def test_a_variable_everywhere(tmp_path: Path, name: str, piece: str) -> None:
    files = {"pyproject.toml": TRAINING, "train.py": SCRIPT, "launch.py": V2}
    wanted = {file: text.replace("STAGE", "PHASE") for file, text in files.items()}
    Project(tmp_path, {**files, name: at(files[name], piece)}).expect("PHASE", wanted)


def test_a_variable_that_constants_name(tmp_path: Path) -> None:
    names = 'REGION = "PLACE"\n'
    script = """
        import os

        from names import REGION

        print(os.getenv(REGION), "PLACE" in os.environ)
        os.environ["PLACE"] = "PLACE"
        """
    pipeline = """
        from sagemaker.processing import ScriptProcessor

        ENVIRONMENT = {"PLACE": "eu"}
        processor = ScriptProcessor(
            image_uri="image",
            command=["python3"],
            role="role",
            instance_type="ml.m5.large",
            instance_count=1,
            env=ENVIRONMENT,
        )
        processor.run(code="prep.py")
        """
    changed = {
        "names.py": names.replace("PLACE", "SITE"),
        "prep.py": script.replace('"PLACE" in', '"SITE" in').replace('["PLACE"]', '["SITE"]'),
        "pipeline.py": pipeline.replace("PLACE", "SITE"),
    }
    files = {"names.py": names, "prep.py": at(script, "PLACE"), "pipeline.py": pipeline}
    Project(tmp_path, files).expect("SITE", changed)


@pytest.mark.parametrize(
    ("name", "piece"), [("train.py", "epochs"), ("pyproject.toml", "epochs"), ("launch.py", 'epochs"')]
)
def test_an_argument_everywhere(tmp_path: Path, name: str, piece: str) -> None:
    script = SCRIPT.replace("args.other)", 'args.other, os.environ["SM_HP_EPOCHS"])')
    files = {"pyproject.toml": TRAINING, "train.py": script, "launch.py": V2}
    changed = {
        "pyproject.toml": TRAINING.replace("epochs", "rounds"),
        "train.py": script.replace('"--epochs"', '"--rounds"')
        .replace("args.epochs", "args.rounds")
        .replace("HP_EPOCHS", "HP_ROUNDS"),
        "launch.py": V2.replace("epochs", "rounds"),
    }
    Project(tmp_path, {**files, name: at(files[name], piece)}).expect("rounds", changed)


def test_an_argument_whose_new_name_has_a_hyphen(tmp_path: Path) -> None:
    files = {"pyproject.toml": TRAINING, "train.py": at(SCRIPT, "epochs"), "launch.py": V2}
    changed = {
        "pyproject.toml": TRAINING.replace("epochs", "max-rounds"),
        "train.py": SCRIPT.replace('"--epochs"', '"--max-rounds"').replace("args.epochs", "args.max_rounds"),
        "launch.py": V2.replace("epochs", "max-rounds"),
    }
    Project(tmp_path, files).expect("max-rounds", changed)
    variable = SCRIPT.replace("args.other)", 'args.other, os.environ["SM_HP_EPOCHS"])')
    reason = refusal(Project(tmp_path / "variable", {**files, "train.py": at(variable, "epochs")}), "max-rounds")
    assert reason.startswith("SME205 would be reported at train.py:18: ")


def test_an_argument_that_functions_are_given(tmp_path: Path) -> None:
    script = """
        import argparse


        def parse():
            parser = argparse.ArgumentParser()
            parser.add_argument("--rows", type=int)
            return parser.parse_args()


        def main(job, table):
            print(job.rows, table.rows)
            second(table, given=job)


        def second(table, given):
            print(given.rows, table.rows)


        if __name__ == "__main__":
            main(parse(), open("table"))
        """
    changed = script.replace("--rows", "--count").replace("job.rows", "job.count").replace("given.rows", "given.count")
    Project(tmp_path, {"prep.py": at(script, "rows")}).expect("count", {"prep.py": changed})


def test_all_scripts_of_one_contract(tmp_path: Path) -> None:
    contract = TRAINING.replace('"train.py"', '["train.py", "other.py"]')
    other = SCRIPT.replace("TRAIN", "TRAIN")
    files = {"pyproject.toml": at(contract, "train ="), "train.py": SCRIPT, "other.py": other}
    changed = {"pyproject.toml": channel(contract), "train.py": channel(SCRIPT), "other.py": channel(other)}
    Project(tmp_path, files).expect("rows", changed)


def test_files_that_are_not_open_and_line_endings(tmp_path: Path) -> None:
    files = {"pyproject.toml": TRAINING.replace("\n", "\r\n"), "train.py": at(SCRIPT, "TRAIN"), "launch.py": V2}
    project = Project(tmp_path, files, saved=("pyproject.toml", "launch.py"))
    found = project.renamed("rows")
    assert found["pyproject.toml"] == channel(project.texts["pyproject.toml"])
    assert set(found) == {"pyproject.toml", "train.py", "launch.py"}


# -- refusals -----------------------------------------------------------------------------------------------------------


def refusal(project: Project, new: str) -> str:
    with pytest.raises(RenameRefusedError) as raised:
        project.renamed(new)
    return str(raised.value)


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


def test_a_notebook_that_is_not_open_as_one(tmp_path: Path) -> None:
    cell: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": [], "source": dedent(V2)}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    files = {"pyproject.toml": TRAINING, "train.py": at(SCRIPT, "TRAIN"), "launch.ipynb": notebook}
    project = Project(tmp_path, files, saved=("launch.ipynb",))
    with pytest.raises(RenameRefusedError, match=re.escape("launch.ipynb is not open as a notebook")):
        project.target()
    cells = [CellText("cell:1", True, dedent(V2).lstrip("\n"))]
    project.session.buffers.put_notebook(str(tmp_path / "launch.ipynb"), cells)
    project.session.changed()
    project.texts["launch.ipynb"] = cells[0].text
    found = project.renamed("rows")
    assert found["launch.ipynb"] == channel(cells[0].text)
