"""What is inferred for the ten example scripts, against the contracts that are written for them."""

from __future__ import annotations

import os
from functools import cache

import pytest

from sm_lint.config.load import Resolver
from sm_lint.contracts.load import load_contracts
from sm_lint.contracts.model import Contract
from sm_lint.inference.model import InferredContract, Source
from sm_lint.inference.run import infer_paths

EXAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "examples")
TEN = (
    "cradle_data_loading",
    "currency_conversion",
    "mims_package",
    "mims_payload",
    "mims_registration",
    "model_evaluation_xgb",
    "risk_table_mapping",
    "tabular_preprocess",
    "train",
    "train_xgb",
)

# What a contract says that its script does not: words for channels, and that a variable with a default must be set.
RENAMED = {
    "train": {"train_data": "train", "val_data": "val", "test_data": "test"},
    "train_xgb": {"train_data": "train", "val_data": "val"},
}
DEFAULTED = {"tabular_preprocess": {"TRAIN_RATIO": "0.7", "TEST_VAL_RATIO": "0.5"}}
NOT_IMPORTED = {"tabular_preprocess": {"numpy"}}


@cache
def _inferred(source: Source) -> dict[str, InferredContract]:
    results = infer_paths([os.path.join(EXAMPLES, "dockers")], Resolver(cwd=EXAMPLES), source)
    assert not [result for result in results if result.problem]
    return {result.contract.contract.id: result.contract for result in results if result.contract is not None}


def _written(id: str) -> Contract:
    contract = load_contracts(Resolver(cwd=EXAMPLES).settings_for(EXAMPLES)).get(id)
    assert contract is not None
    return contract


@pytest.mark.slow
@pytest.mark.parametrize("source", ["script", "both"])
@pytest.mark.parametrize("id", TEN)
def test_places_are_those_of_the_written_contract(id: str, source: Source) -> None:
    written, inferred = _written(id), _inferred(source)[id].contract
    for part in ("inputs", "outputs"):
        expected = {item.path: item.required for item in getattr(written, part)}
        assert {item.path: item.required for item in getattr(inferred, part)} == expected
    assert {item.path: item.kind for item in inferred.inputs} == {item.path: item.kind for item in written.inputs}


@pytest.mark.parametrize("id", TEN)
def test_names_are_those_of_the_written_contract(id: str) -> None:
    written, inferred = _written(id), _inferred("both")[id].contract
    renamed = RENAMED.get(id, {})
    for part in ("inputs", "outputs"):
        expected = {item.path: renamed.get(item.name, item.name) for item in getattr(written, part)}
        assert {item.path: item.name for item in getattr(inferred, part)} == expected


@pytest.mark.parametrize("id", TEN)
def test_variables_are_those_of_the_written_contract(id: str) -> None:
    written, inferred = _written(id), _inferred("script")[id].contract
    defaulted = DEFAULTED.get(id, {})
    expected = {
        item.name: (item.required and item.name not in defaulted, defaulted.get(item.name, item.value))
        for item in written.environment
    }
    assert {item.name: (item.required, item.value) for item in inferred.environment} == expected


@pytest.mark.parametrize("id", TEN)
def test_arguments_are_those_of_the_written_contract(id: str) -> None:
    written, inferred = _written(id), _inferred("script")[id].contract
    expected = {item.name: (item.required, item.value, item.choices) for item in written.arguments}
    assert {item.name: (item.required, item.value, item.choices) for item in inferred.arguments} == expected


@pytest.mark.parametrize("id", TEN)
def test_requirements_are_imports_with_the_versions_of_the_requirements_file(id: str) -> None:
    written, inferred = _written(id), _inferred("script")[id].contract
    wanted = {item.name: item.specifier for item in written.requirements if item.name != "python"}
    found = {item.name: item.specifier for item in inferred.requirements}
    assert wanted.keys() - NOT_IMPORTED.get(id, set()) <= found.keys()
    for name, specifier in found.items():
        assert specifier in ("", wanted.get(name, ""))
    if id in ("train", "train_xgb"):
        assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("id", TEN)
def test_kind_node_and_script_are_those_of_the_written_contract(id: str) -> None:
    written, inferred = _written(id), _inferred("script")[id].contract
    assert (inferred.job, inferred.node) == (written.job, written.node)
    assert [entry.pattern for entry in inferred.entry_points] == [entry.pattern for entry in written.entry_points]


def test_nothing_is_left_open() -> None:
    for id in TEN:
        assert _inferred("both")[id].complete
        assert _inferred("both")[id].gaps == ()


def test_reasons_say_where_a_part_comes_from() -> None:
    inferred = _inferred("script")["currency_conversion"]
    looked_up = inferred.reason("expected-input-paths", "data_input")
    assert looked_up is not None
    assert looked_up.sure
    assert (looked_up.text, looked_up.place.span.line) == ("looked up as `data_input`", 56)
    variable = inferred.reason("environment", "N_WORKERS")
    assert variable is not None
    assert (variable.text, variable.place.span.line) == ("read with a default", 96)
    assert inferred.contract.environment[-1].place == variable.place


def test_jobs_alone_give_what_they_mount_set_and_pass() -> None:
    contract = _inferred("jobs")["mims_payload"].contract
    assert [(item.name, item.path) for item in contract.inputs] == [("model_input", "/opt/ml/processing/input/model")]
    assert [(item.name, item.path) for item in contract.outputs] == [("payload_sample", "/opt/ml/processing/output")]
    assert [(item.name, item.required) for item in contract.environment] == [
        ("MODEL_NAME", True),
        ("CONTENT_TYPES", True),
    ]
