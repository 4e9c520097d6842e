"""Estimators of SDK v2 that run on this machine, as a trainer of v3 runs them there."""

from __future__ import annotations

from textwrap import dedent

import pytest

from sm_lint.migration.run import migrate_content
from tests.migration.test_definitions import after, migrated, reasons
from tests.migration.test_estimators import _book

IMPORT = "from sagemaker.estimator import Estimator\n"


def test_a_local_estimator() -> None:
    before = f"{IMPORT}e = Estimator('i', 'r', 1, 'local', hyperparameters={{'epochs': 1}})\ne.fit({{'train': 'file://./data', 'test': 's3://b/x'}})\n"
    wanted = """
        from tempfile import mkdtemp
        from sagemaker.core.training.configs import Compute, InputData
        from sagemaker.train import ModelTrainer
        from sagemaker.train.model_trainer import Mode
        e = ModelTrainer(
            training_image='i',
            training_mode=Mode.LOCAL_CONTAINER,
            local_container_root=mkdtemp(),
            compute=Compute(instance_type='local', instance_count=1),
            role='r',
            hyperparameters={'epochs': 1},
        )
        e.train(input_data_config=[
            InputData(channel_name='train', data_source='./data'),
            InputData(channel_name='test', data_source='s3://b/x'),
        ])
    """
    assert after(before).strip() == dedent(wanted).strip()
    assert any("compressed_artifacts" in note for note in migrated(before).rewritten[0].notes)


WRITTEN = {
    "by a name": ("kind = 'local_gpu'\ne = Estimator('i', 'r', 1, kind)\ne.fit()", "Compute(instance_type=kind,"),
    "a local session": (
        "from sagemaker.local import LocalSession\ns = LocalSession()\ns.config = {}\ne = Estimator('i', 'r', 1, 'local', sagemaker_session=s)\ne.fit()",
        "sagemaker_session=s,",
    ),
    "a folder by a name": (
        "place = 'file:///tmp/data'\ne = Estimator('i', 'r', 1, 'local')\ne.fit({'train': place})",
        'data_source=place.removeprefix("file://")',
    ),
    # v2 waits in any case; v3 would clean up while the container runs.
    "not waiting": ("e = Estimator('i', 'r', 1, 'local')\ne.fit('s3://b/x', wait=False)", "s3://b/x')])"),
    "the service": (
        "e = Estimator('i', 'r', 1, kind())\ne.fit()",
        "compute=Compute(instance_type=kind(), instance_count=1),",
    ),
}


@pytest.mark.parametrize(("code", "wanted"), WRITTEN.values(), ids=WRITTEN.keys())
def test_written(code: str, wanted: str) -> None:
    assert wanted in after(f"{IMPORT}{code}\n")


LEFT = {
    "perhaps": ("e = Estimator('i', 'r', 1, 'local' if a else 'ml.m5.large')\ne.fit()", "it may run in local mode"),
    "a session of the service": (
        "import sagemaker\ns = sagemaker.Session()\ne = Estimator('i', 'r', 1, 'local', sagemaker_session=s)\ne.fit()",
        "whether its session is a local one",
    ),
    "a local session alone": (
        "from sagemaker.local import LocalSession\ne = Estimator('i', 'r', 1, 'ml.m5.large', sagemaker_session=LocalSession())\ne.fit()",
        "whether its instance type is `local`",
    ),
    "a place for the model": ("e = Estimator('i', 'r', 1, 'local', output_path='s3://b/x')\ne.fit()", "`output_path`"),
    "a file": (
        "e = Estimator('i', 'r', 1, 'local')\ne.fit({'train': 'file://./data/x.csv'})",
        "the folder that a file is in",
    ),
    "a path put together": (
        "e = Estimator('i', 'r', 1, 'local')\ne.fit({'train': f'file://{place}'})",
        "without `file://`",
    ),
    "an input object": (
        "from sagemaker.inputs import TrainingInput\ne = Estimator('i', 'r', 1, 'local')\ne.fit({'train': TrainingInput('file://data')})",
        "no `TrainingInput` of it",
    ),
    "its model": ("e = Estimator('i', 'r', 1, 'local')\ne.fit()\nprint(e.model_data)", "v3 has no job in local mode"),
    "a tuner": (
        "from sagemaker.tuner import HyperparameterTuner\ne = Estimator('i', 'r', 1, 'local')\nt = HyperparameterTuner(e, 'loss', {})\nt.fit()",
        "given to a step or a tuner",
    ),
}


@pytest.mark.parametrize(("code", "wanted"), LEFT.values(), ids=LEFT.keys())
def test_left(code: str, wanted: str) -> None:
    found = migrated(f"{IMPORT}{code}\n")
    assert not found.rewritten
    assert [each for each in reasons(f"{IMPORT}{code}\n") if wanted in each], found.left


def test_a_cell_that_serves_the_model_is_left_for_itself() -> None:
    book = _book(f"{IMPORT}e = Estimator('i', 'r', 1, 'local')\ne.fit('s3://b/x')", "p = e.deploy(1, 'local')")
    found = migrate_content("/project/a.ipynb", book)
    assert found.change is not None
    (left,) = found.left
    assert left.advice.startswith(
        "`deploy` of `e` is left: v3 has no job in local mode; the model is in `compressed_artifacts/"
    )
    again = migrate_content("/project/a.ipynb", found.change.after)
    assert again.change is None
    assert [each.advice for each in again.left] == [each.advice for each in found.left]
