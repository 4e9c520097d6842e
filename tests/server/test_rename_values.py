"""Renaming variables and arguments wherever scripts, contracts and job definitions have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.renaming import SCRIPT, TRAINING, V2, Project, at, refusal


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
