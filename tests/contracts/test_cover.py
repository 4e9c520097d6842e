"""What a contract says of paths, variables, channels and arguments."""

from __future__ import annotations

import pytest

from sm_lint.contracts import cover
from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable
from sm_lint.syntax.span import Place

HERE = Place("/project/pyproject.toml")


def contract(**parts: object) -> Contract:
    return Contract("c", HERE, **parts)  # type: ignore[arg-type]


def given_input(name: str, path: str | None = None, **parts: object) -> Input:
    return Input(name, path, HERE, **parts)  # type: ignore[arg-type]


TRAINING = contract(
    job="training",
    inputs=(
        given_input("train"),
        given_input("val-data", "/opt/ml/input/data/val-data"),
        given_input("more", "/opt/ml/input/data", channels=("a", "b")),
    ),
)


def test_a_label_beats_the_id() -> None:
    assert cover.named(contract()) == "contract `c`"
    assert cover.named(contract(label="step `S` (pipeline.py:3)")) == "step `S` (pipeline.py:3)"


def test_a_channel_without_a_path_lies_in_the_directory_of_its_name() -> None:
    assert cover.input_path(given_input("train"), contract(job="training")) == "/opt/ml/input/data/train"
    assert cover.input_path(given_input("train"), contract(job="processing")) is None


def test_places_may_be_unknown() -> None:
    assert cover.places_are_known(TRAINING)
    assert not cover.places_are_known(contract(inputs=(given_input("x"),)))
    assert not cover.places_are_known(contract(outputs=(Output("x", None, HERE),)))


@pytest.mark.parametrize(
    ("path", "declared"),
    [
        ("/opt/ml/processing/input", True),
        ("/opt/ml/processing/input/a/b.csv", True),
        ("/opt/ml/processing", True),
        ("/opt/ml", True),
        ("/opt/ml/processing/inputs", False),
        ("/opt/ml/processing/out/x", True),
        ("/opt/ml/processing/*", True),
        ("/opt/ml/processing/in*", True),
        ("/opt/ml/processing/other/*", False),
        ("/opt/ml/assets/deep/a.txt", True),
        ("/opt/ml/models/bert/config.json", True),
        ("/opt/ml/models/bert/weights.bin", False),
        ("/opt/ml/variant/x", True),
    ],
)
def test_what_may_be_declared(path: str, declared: bool) -> None:
    variant = contract(inputs=(given_input("v", "/opt/ml/variant"),))
    base = contract(
        inputs=(given_input("raw", "/opt/ml/processing/input"),),
        outputs=(Output("out", "/opt/ml/processing/out", HERE),),
        allow_paths=("/opt/ml/assets/**", "/opt/ml/models/*/config.json"),
        variants=(("v", variant),),
    )
    assert cover.may_be_declared(path, base) is declared


def test_channels() -> None:
    assert cover.channels(TRAINING) == {"train", "val-data", "a", "b"}
    assert cover.has_channels(TRAINING)
    assert not cover.has_channels(contract(job="processing", inputs=TRAINING.inputs))
    assert cover.has_channels(contract(inputs=(given_input("x", "/opt/ml/input/data/x"),)))
    assert not cover.all_channels(TRAINING)
    assert cover.all_channels(contract(job="training", inputs=(given_input("x", "/opt/ml/input/data"),)))


def test_variables_that_lead_to_a_channel() -> None:
    first, second, third = TRAINING.inputs
    assert cover.channel_variables(first, TRAINING) == {"SM_CHANNEL_TRAIN"}
    assert cover.channel_variables(second, TRAINING) == {"SM_CHANNEL_VAL-DATA"}
    assert cover.channel_variables(third, TRAINING) == {"SM_CHANNEL_A", "SM_CHANNEL_B"}
    assert cover.channel_variables(first, contract(job="processing")) == set()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("MODEL", "MODEL"),
        ("FIELD_A", "FIELD_A"),
        ("FIELD_B", "FIELD_*"),
        ("FIELD_*", "FIELD_*"),
        ("MO*", "MODEL"),
        ("X", None),
    ],
)
def test_variables(name: str, found: str | None) -> None:
    declared = contract(environment=tuple(Variable(known, HERE) for known in ("FIELD_*", "FIELD_A", "MODEL")))
    entry = cover.variable(name, declared)
    assert (entry.name if entry else None) == found


def test_arguments_of_variants_count_once() -> None:
    variant = contract(arguments=(Argument("a", HERE), Argument("b", HERE)))
    base = contract(arguments=(Argument("a", HERE, required=True),), variants=(("v", variant),))
    assert [(entry.name, entry.required) for entry in cover.arguments(base)] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/opt/ml/processing/inptu/a.csv", "/opt/ml/processing/input"),
        ("/opt/ml/processing/input2", "/opt/ml/processing/input"),
        ("/opt/ml/procesing/input/a.csv", "/opt/ml/processing/input"),
        ("/opt/ml/processing/xyz/a.csv", None),
        ("/opt/ml/processing", None),
        ("/opt/ml/procesing/inptu/a.csv", None),
    ],
)
def test_nearest_path_forgives_one_segment(path: str, near: str | None) -> None:
    assert cover.nearest_path(path, ["/opt/ml/processing/output/model", "/opt/ml/processing/input"]) == near
