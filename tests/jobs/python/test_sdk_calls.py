"""Every call of the SDK as plain data."""

from __future__ import annotations

from tests.jobs.making import define


def test_objects_are_linked_with_the_calls_that_made_them() -> None:
    calls = define(
        "from sagemaker.tuner import HyperparameterTuner, IntegerParameter\n"
        "from sagemaker.sklearn import SKLearn\n"
        "estimator = SKLearn('train.py', role='role')\n"
        "tuner = HyperparameterTuner(estimator, 'loss', {'depth': IntegerParameter(1, 2)})\n"
        "tuner.fit({'train': 's3://data'})\n"
    ).calls
    assert [call.name for call in calls] == ["SKLearn", "IntegerParameter", "HyperparameterTuner", "fit"]
    assert calls[2].link("estimator") == 0
    assert calls[2].link("hyperparameter_ranges[depth]") == 1
    assert (calls[3].bound, calls[3].link("self")) == (True, 2)
    entry = calls[0].setting("entry_point")
    assert entry is not None
    assert entry.text == "train.py"


def test_a_class_of_the_project_is_one_call_of_its_base() -> None:
    calls = define(
        "from sagemaker.sklearn import SKLearn\n"
        "class Mine(SKLearn):\n"
        "    def __init__(self, **rest):\n"
        "        super().__init__(entry_point='train.py', **rest)\n"
        "mine = Mine(role='role')\n"
    ).calls
    assert [call.callee for call in calls] == ["sagemaker.sklearn.SKLearn"]
    assert [name for name, _ in calls[0].settings] == ["entry_point", "role"]
    assert not calls[0].open


def test_what_nothing_calls_hands_on_more_than_is_known() -> None:
    calls = define(
        "from sagemaker.sklearn import SKLearn\n"
        "def make(*args, **rest):\n"
        "    return SKLearn('train.py', *args, **rest)\n"
    ).calls
    assert [(call.open, call.reached) for call in calls] == [(True, False)]


def test_a_call_with_all_its_arguments_is_closed() -> None:
    (call,) = define(
        "from sagemaker.sklearn import SKLearn\nSKLearn(**{'role': 'role', 'entry_point': 'a.py'})\n"
    ).calls
    assert not call.open
    assert {name for name, _ in call.settings} == {"role", "entry_point"}
