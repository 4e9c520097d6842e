"""Estimators under a name that is bound several times, in loops or under the name of a module."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.migration.test_definitions import after, migrated, reasons

IMPORT = "from sagemaker.estimator import Estimator\n"
MADE = "e = Estimator('i', 'r', 1, kind, output_path='s3://b/out')"
AGAIN = f"{MADE}\ne.fit()\nprint(e.model_data)\n"
LOOP = f"for kind in kinds():\n    {MADE}\n    e.fit(wait=False)\n    names.append(e.latest_training_job.name)\n"


def test_in_a_loop_and_after_it() -> None:
    code = after(f"{IMPORT}{LOOP}{AGAIN}{LOOP}")
    assert code.count("e = ModelTrainer(") == 3
    assert code.count("names.append(e._latest_training_job.training_job_name)") == 2
    assert "print(e._latest_training_job.model_artifacts.s3_model_artifacts)" in code


def test_in_a_with() -> None:
    assert after(f"{IMPORT}with run():\n    {MADE}\n    e.fit()\n{AGAIN}").count("e.train(") == 2


LEFT = {
    "it is used after the loop": f"{LOOP}print(e.model_data)\n{AGAIN}",
    "it is used before it is bound": f"{AGAIN}for kind in kinds():\n    print(e.model_data)\n    {MADE}\n    e.fit()\n",
    "it is used by the loop itself": f"{AGAIN}while e.model_data:\n    {MADE}\n    e.fit()\n",
    "it is bound twice in a loop": f"for kind in kinds():\n    {MADE}\n    {MADE}\n    e.fit()\n",
    "it is bound in a branch": f"if kind:\n    {MADE}\n    e.fit()\n{AGAIN}",
    "the loop has an end of its own": f"for kind in kinds():\n    {MADE}\n    e.fit()\nelse:\n    print(e.model_data)\n{AGAIN}",
    "a function uses it": f"{LOOP}{AGAIN}def show():\n    print(e.model_data)\n",
}


@pytest.mark.parametrize("code", LEFT.values(), ids=LEFT.keys())
def test_left(code: str) -> None:
    assert not migrated(f"{IMPORT}{code}").rewritten
    assert any("not known what is done with it" in each for each in reasons(f"{IMPORT}{code}"))


def test_under_the_name_of_a_module_that_others_are_imported_from(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("print(1)\n")
    code = """
        from sagemaker.sklearn import SKLearn
        from sklearn import datasets
        from sklearn.datasets import sklearn as other
        sklearn = SKLearn("train.py", framework_version="1.2-1", role="r", instance_count=1, instance_type="ml.m5.large")
        sklearn.fit("s3://b/x")
    """
    assert "sklearn = ModelTrainer(" in after(code, str(tmp_path / "launch.py"))
