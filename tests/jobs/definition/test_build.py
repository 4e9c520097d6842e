"""The builder of jobs: what readers set comes out, and the contract is made of it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from sm_lint.contracts.model import Contract
from sm_lint.jobs.definition.build import JobBuilder, all_open
from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.syntax.span import Place, Span

PLACE = Place("/p/run.py", Span(3, 1, 3, 9))
ELSEWHERE = Place("/p/run.py", Span(7, 1, 7, 9))
SENTINEL = Setting(PLACE, "x", "str", "literal")
READ = {"kind", "mounts", "arguments", "environment", "hyperparameters", "place"}
"""Fields of a job that its contract is made of."""
MADE = {"inputs", "outputs", "environment", "arguments"}
"""Fields of a contract that are made of the job."""


def builder() -> JobBuilder:
    return JobBuilder.begin("processing", "v2", "run", PLACE, class_name="Processor", step="Prepare")


def text(value: str) -> Setting:
    return Setting(PLACE, value, "str", "literal")


def mapping(**items: Setting) -> Setting:
    return Setting(PLACE, None, "dict", "literal", "", tuple(items.values()), tuple(items))


def mount(direction: str, name: str | None, path: str | None) -> Mount:
    named = text(name) if name is not None else None
    local = text(path) if path is not None else None
    return Mount("input" if direction == "input" else "output", PLACE, named, local)


def test_a_job_that_begins_knows_what_launches_it() -> None:
    job = builder().build()
    assert (job.label, job.kind, job.dialect, job.api) == ("step `Prepare` (run.py:3)", "processing", "v2", "run")
    assert (job.class_name, job.step, job.place) == ("Processor", "Prepare", PLACE)
    contract = job.contract
    assert (contract.id, contract.label, contract.origin, contract.job) == ("Prepare", job.label, "job", "processing")
    assert (contract.sdk, contract.place) == ("v2", PLACE)
    assert JobBuilder.begin("processing", "asl", "createProcessingJob", PLACE).build().contract.sdk is None


@pytest.mark.parametrize("name", sorted({item.name for item in fields(Job)} - READ - {"contract"}))
def test_a_field_of_a_job_that_is_set_is_handed_on(name: str) -> None:
    made = builder()
    made.job = replace(made.job, **{name: SENTINEL})
    assert getattr(made.build(), name) is SENTINEL


@pytest.mark.parametrize("name", sorted({item.name for item in fields(Contract)} - MADE))
def test_a_field_of_a_contract_that_is_set_is_handed_on(name: str) -> None:
    made = builder()
    made.contract = replace(made.contract, **{name: SENTINEL})
    assert getattr(made.build().contract, name) is SENTINEL


def test_the_contract_is_made_of_the_settings() -> None:
    made = builder()
    made.job = replace(
        made.job,
        mounts=(mount("input", "raw", "/in/"), mount("output", "train", "/out"), mount("output", None, "/more")),
        arguments=Setting(PLACE, None, "list", "literal", "", (text("--row_count"), text("10"))),
        environment=mapping(MODE=text("fast")),
    )
    made.files = (("train", "metrics.json"),)
    made.added = ("model_dir",)
    job = made.build()
    contract = job.contract
    assert [(entry.name, entry.path) for entry in contract.inputs] == [("raw", "/in")]
    assert [(entry.name, entry.path, entry.files) for entry in contract.outputs] == [
        ("train", "/out", ("metrics.json",)),
        ("output-2", "/more", ()),
    ]
    assert [(a.name, a.spelling, a.value) for a in contract.arguments] == [
        ("row-count", "row_count", "10"),
        ("model-dir", "model_dir", None),
    ]
    assert [(variable.name, variable.value) for variable in contract.environment] == [("MODE", "fast")]
    assert not any((contract.open_inputs, contract.open_outputs, contract.open_arguments, contract.open_environment))


def test_a_tuner_takes_the_place_of_a_hyperparameter() -> None:
    made = JobBuilder.begin("training", "v3", "train", PLACE)
    made.job = replace(made.job, hyperparameters=mapping(learning_rate=text("0.1"), epochs=text("3")))
    made.tuned = (("learning-rate", ELSEWHERE),)
    passed = {argument.name: argument for argument in made.build().contract.arguments}
    assert list(passed) == ["learning-rate", "epochs"]
    assert (passed["learning-rate"].value, passed["learning-rate"].place) == (None, ELSEWHERE)
    assert passed["epochs"].value == "3"


@pytest.mark.parametrize(
    ("kind", "given", "opened"),
    [
        ("processing", mount("input", "raw", None), "open_inputs"),
        ("processing", mount("output", "raw", "/a/*"), "open_outputs"),
        ("training", mount("input", None, None), "open_inputs"),
        ("training", mount("input", "c*", None), "open_inputs"),
        ("transform", mount("input", None, None), None),
    ],
)
def test_a_mount_that_is_not_known_opens_the_contract(kind: str, given: Mount, opened: str | None) -> None:
    made = builder()
    made.job = replace(made.job, kind=kind, mounts=(given,))  # type: ignore[arg-type]  # a word of JobKind
    contract = made.build().contract
    open_lists = [name for name in ("open_inputs", "open_outputs", "open_arguments") if getattr(contract, name)]
    assert open_lists == ([opened] if opened is not None else [])


def test_all_open() -> None:
    contract = all_open(builder().contract)
    assert all((contract.open_inputs, contract.open_outputs, contract.open_environment, contract.open_arguments))
    assert contract.id == "Prepare"
