"""What the arguments of job definitions are called."""

from __future__ import annotations

import pytest

from sm_lint.jobs.definition.sdk import class_named
from sm_lint.sagemaker.api.enumerations import enumeration
from sm_lint.sagemaker.api.job_fields import job_field, job_fields
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.job_kinds import JOB_KINDS
from sm_lint.sagemaker.sdk.changes import instead_in_v3


def test_enumerations_of_fields_exist() -> None:
    for field in job_fields():
        for kind in (field.kinds or ("processing", "training", "transform")) if field.values else ():
            values = enumeration(field.values.replace("*", kind))
            assert values
            assert not values & field.extra


def test_kinds_of_fields_exist() -> None:
    assert {kind for field in job_fields() for kind in field.kinds} <= set(JOB_KINDS)


def test_a_field_is_found_by_name_and_owner() -> None:
    assert job_field("input mode").paths[0] == ("input_mode",)
    assert job_field("input mode", "mount").of == "mount"
    with pytest.raises(KeyError):
        job_field("no such thing")


def test_changed_keywords_are_those_that_v3_does_not_take() -> None:
    classes = {"input": "ProcessingInput", "output": "ProcessingOutput"}
    for change in load("sdk/changes")["change"]:
        described = class_named(classes.get(change["of"], change["of"]), "v3")
        assert described is not None
        assert change["keyword"] not in described.parameters, change


def test_what_v3_takes_instead() -> None:
    assert instead_in_v3("ModelTrainer", "image_uri") == "training_image"
    assert instead_in_v3("ModelTrainer", "environment") is None
    assert instead_in_v3("Unheard", "image_uri") is None
