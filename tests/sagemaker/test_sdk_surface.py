"""What the tables of the SDK say, and how they are made from wheels."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from sm_lint.sagemaker.sdk import image_table, wheels
from sm_lint.sagemaker.sdk.framework_images import is_past, versions
from sm_lint.sagemaker.sdk.old_keywords import is_v1_keyword
from sm_lint.sagemaker.sdk.surface import Generation, Surface, surface

SOURCE = """
from dataclasses import dataclass
from typing import List, Optional, Union

from .other import helper as _helper
from outside import Model


class Base:
    def __init__(self, role, count=1, **kwargs):
        self.size = kwargs.pop("size", None)
        renamed_kwargs("old_role", "role", role, kwargs)

    def run(self, code, inputs: Optional[List[str]] = None, either: Union[str, List[str]] = None, *, wait=True):
        return code

    @staticmethod
    def made(name): ...


class Child(Base):
    def __init__(self, name, **kwargs):
        super().__init__(**kwargs)

    def free(self, **kwargs):
        unknown_to_all(kwargs)


@dataclass
class Options:
    first: str
    second: int = 2


@attr.s
class Hidden:
    _session: str = attr.ib()
    bare: int = 3
    _path: str = attr.ib(default=None)
    _count: int = attr.ib(init=False, default=0)
    _old = attr.ib()


@dataclass
class Kept:
    _session: str
    count: int = field(default=0, init=False)
    last: str = field(default="")


class Plain(Base):
    label: str = "a"


class Foreign(Model):
    first: str


def decorator(function=None, *, name=None):
    def wrap(inner):
        return inner

    return wrap if function is None else wrap(function)


Alias = Child
"""


@pytest.fixture
def made(tmp_path: Path) -> Surface:
    wheel = tmp_path / "sagemaker_made-1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("sagemaker/__init__.py", "from sagemaker.things import Child\n")
        archive.writestr("sagemaker/things.py", SOURCE)
        archive.writestr("sagemaker/other.py", "def helper(a, *rest): ...\n")
        archive.writestr("sagemaker/data.txt", "no code")
    found = wheels.surface([wheel])
    return Surface(tuple(found["sources"]), found["modules"])


def test_a_constructor_takes_what_its_base_takes(made: Surface) -> None:
    signature = made.signature("sagemaker.Child")
    assert signature is not None
    assert signature.positional == ("name",)
    assert signature.required == {"name"}
    assert signature.accepted == {"name", "role", "count", "size", "old_role"}
    assert signature.swallows
    assert not signature.open


def test_keywords_that_go_elsewhere_leave_a_signature_open(made: Surface) -> None:
    signature = made.signature("sagemaker.things.Child", "free")
    assert signature is not None
    assert signature.open


def test_lists_are_those_that_allow_nothing_else(made: Surface) -> None:
    signature = made.signature("sagemaker.things.Child", "run")
    assert signature is not None
    assert signature.lists == {"inputs"}
    assert signature.positional == ("code", "inputs", "either")
    assert "wait" in signature.accepted


def test_fields_make_the_constructor_of_a_dataclass_alone(made: Surface) -> None:
    options, plain = made.signature("sagemaker.things.Options"), made.signature("sagemaker.things.Plain")
    assert options is not None
    assert (options.positional, options.required) == (("first", "second"), {"first"})
    assert plain is not None
    assert plain.required == {"role"}


def test_fields_of_attrs_lose_their_underscore_and_those_of_dataclasses_keep_it(made: Surface) -> None:
    hidden, kept = made.signature("sagemaker.things.Hidden"), made.signature("sagemaker.things.Kept")
    assert hidden is not None
    assert {"session", "path", "old"} <= hidden.accepted
    assert not {"_session", "count", "_count"} & hidden.accepted
    assert hidden.required == {"session", "old"}
    assert kept is not None
    assert (kept.positional, kept.required) == (("_session", "last"), {"_session"})
    builder = surface("v2").signature("sagemaker.feature_store.dataset_builder.DatasetBuilder")
    assert builder is not None
    assert {"sagemaker_session", "base", "output_path", "kms_key_id"} <= builder.accepted


def test_a_base_outside_the_wheels_leaves_the_constructor_unknown(made: Surface) -> None:
    assert made.signature("sagemaker.things.Foreign") is None


def test_a_decorator_takes_its_own_arguments(made: Surface) -> None:
    signature = made.signature("sagemaker.things.decorator")
    assert signature is not None
    assert (signature.open, signature.accepted) == (False, {"function", "name"})


def test_names_are_followed(made: Surface) -> None:
    found = made.find("sagemaker.things.Alias")
    assert found is not None
    assert found.name == "Child"
    assert made.find("sagemaker.nothing") is None
    assert made.sources == ("https://pypi.org/project/sagemaker-made/1.2/",)


def test_wheels_without_arguments_say_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert wheels.main([]) == 2
    assert image_table.main([]) == 2
    assert "whl" in capsys.readouterr().err


@pytest.mark.parametrize("generation", ["v2", "v3"])
def test_each_line_of_a_table_is_a_module(generation: Generation) -> None:
    path = Path(wheels.HERE) / f"{generation}.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    lazy = surface(generation)
    assert list(lazy.modules) == list(whole["modules"])
    assert lazy.sources == tuple(whole["sources"])
    for name in list(whole["modules"])[::40]:
        assert lazy.modules[name] == whole["modules"][name]
    assert "sagemaker.nothing" not in lazy.modules


def test_known_classes_of_v2() -> None:
    sdk = surface("v2")
    pytorch = sdk.signature("sagemaker.pytorch.PyTorch")
    assert pytorch is not None
    assert {"metric_definitions", "environment", "py_version"} <= pytorch.accepted
    assert not pytorch.open
    assert "requirements_file" not in pytorch.accepted
    step = sdk.signature("sagemaker.workflow.steps.ProcessingStep", "add_depends_on")
    assert step is not None
    assert step.lists == {"step_names"}


def test_a_name_that_is_taken_again_later_is_the_imported_one() -> None:
    shape = surface("v3").signature("sagemaker.core.shapes.ProcessingInput")
    assert shape is not None
    assert {"input_name", "s3_input"} <= shape.accepted
    assert not shape.swallows


def test_images_know_versions_and_aliases() -> None:
    assert versions("tensorflow", "training")["2.3.1"] == versions("tensorflow", "training")["2.3"] == "py37"
    assert versions("huggingface", "training")["4.26 pytorch1.13"] == "py39"
    assert versions("xgboost", "training")["1.7-1"] == ""
    assert is_past("pytorch", "training", "1.99")
    assert not is_past("pytorch", "training", "99.1")
    assert not is_past("nothing", "training", "1.0")


def test_keywords_of_v1() -> None:
    assert is_v1_keyword("train_instance_type", ["PyTorch", "EstimatorBase"])
    assert not is_v1_keyword("train_instance_type", ["Model"])
