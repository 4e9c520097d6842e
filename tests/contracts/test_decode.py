from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.contracts.load import ContractSet, load_contracts
from sm_lint.contracts.model import Contract, argument_name

Load = Callable[..., ContractSet]

DOCUMENTED = """\
[tool.sm-lint]
src = ["dockers", "pipelines"]        # roots that entry points and local imports are looked up in; default ["."]
ignore-env-vars = ["SECURE_PYPI_*"]   # read freely, never reported

[tool.sm-lint.contracts.mims-payload]
entry-point = "mims_payload.py"       # path or glob under a src root, or a list of them; a basename alone matches anywhere
job = "processing"                    # processing | training | transform | inference
description = "Sample payloads for the registration step"
required-env-vars = ["MODEL_NAME"]
framework-requirements = { python = ">=3.7", pandas = ">=1.3.0" }

[tool.sm-lint.contracts.mims-payload.optional-env-vars]
CONTENT_TYPES = "application/json"    # name = default, always a string
"SPECIAL_FIELD_*" = ""                # globs are allowed

[tool.sm-lint.contracts.mims-payload.expected-input-paths]
model_input = "/opt/ml/processing/input/model"
custom_payload = { path = "/opt/ml/processing/input/custom", required = false }

[tool.sm-lint.contracts.mims-payload.expected-output-paths]
payload_sample = "/opt/ml/processing/output"

[tool.sm-lint.contracts.mims-payload.arguments]
job-type = { required = true, choices = ["training", "calibration"] }
"""

OPEN = ("open_inputs", "open_outputs", "open_environment", "open_arguments")


def only(found: ContractSet) -> Contract:
    assert found.problems == ()
    [contract] = found.contracts
    return contract


def test_the_documented_example(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(DOCUMENTED)
    contract = only(load_contracts(Resolver(cwd=str(tmp_path)).settings_for("x.py")))
    assert (contract.id, contract.label, contract.job) == ("mims-payload", "contract `mims-payload`", "processing")
    assert contract.place.path == str(path)
    assert contract.place.span == (5, 25, 5, 37)
    assert [(entry.pattern, entry.place.span.line) for entry in contract.entry_points] == [("mims_payload.py", 6)]
    assert [(i.name, i.path, i.required, i.kind, i.source, *i.place.span[:2]) for i in contract.inputs] == [
        ("model_input", "/opt/ml/processing/input/model", True, "dir", "mount", 17, 15),
        ("custom_payload", "/opt/ml/processing/input/custom", False, "dir", "mount", 18, 27),
    ]
    [output] = contract.outputs
    assert (output.name, output.path, output.place.span) == (
        "payload_sample",
        "/opt/ml/processing/output",
        (21, 18, 21, 45),
    )
    assert [(v.name, v.required, v.value, *v.place.span[:2]) for v in contract.environment] == [
        ("MODEL_NAME", True, None, 9, 22),
        ("CONTENT_TYPES", False, "application/json", 13, 1),
        ("SPECIAL_FIELD_*", False, "", 14, 1),
    ]
    [argument] = contract.arguments
    assert (argument.name, argument.required, argument.choices) == ("job-type", True, ("training", "calibration"))
    assert [(r.name, r.specifier) for r in contract.requirements] == [("python", ">=3.7"), ("pandas", ">=1.3.0")]
    assert [name for name in OPEN if getattr(contract, name)] == []


def test_everything_that_the_format_says(load: Load) -> None:
    contract = only(
        load(
            """
[contracts.x]
entry-point = ["a.py", "jobs/*/b.py"]
job = "training"
node = "source"
version = "1.2"
first-party = ["helpers", "acme.features"]
delegates = true
allow-paths = ["/opt/ml/code/**", "/data/"]
reserved = ["old_name"]
extra = { owner = "fraud", deep = { list = [1, { a = 2 }] } }
required-env-vars = ["A", "B_*"]
[contracts.x.expected-input-paths]
data = { path = "/opt/ml/input/data/", channels = ["train", "val"] }
config = { path = "/opt/ml/input/config/hyperparameters.json", kind = "file" }
helpers = { path = "/opt/ml/code/helpers", source = "bundled" }
somewhere = { required = false }
[contracts.x.expected-output-paths]
model = "/opt/ml/model"
evaluation = { path = "/opt/ml/output/data", required = false, files = ["evaluation.json"] }
[contracts.x.arguments]
epochs = 10
rate = 1e-3
flag = true
--learning_rate = "x"
"batch-size" = { default = 32, type = "int", action = "store" }
""".replace("--learning_rate", '"--learning_rate"')
        )
    )
    assert [entry.pattern for entry in contract.entry_points] == ["a.py", "jobs/*/b.py"]
    assert (contract.node, contract.version, contract.delegates) == ("source", "1.2", True)
    assert contract.first_party == ("helpers", "acme.features")
    assert contract.allow_paths == ("/opt/ml/code/**", "/data")
    assert contract.reserved == ("old_name",)
    assert contract.extra == {"owner": "fraud", "deep": {"list": [1, {"a": 2}]}}
    assert [(i.name, i.path, i.kind, i.channels, i.source) for i in contract.inputs] == [
        ("data", "/opt/ml/input/data", "dir", ("train", "val"), "mount"),
        ("config", "/opt/ml/input/config/hyperparameters.json", "file", (), "mount"),
        ("helpers", "/opt/ml/code/helpers", "dir", (), "bundled"),
        ("somewhere", None, "dir", (), "mount"),
    ]
    assert [(o.name, o.required, o.files) for o in contract.outputs] == [
        ("model", True, ()),
        ("evaluation", False, ("evaluation.json",)),
    ]
    assert [(a.name, a.spelling, a.value, a.type) for a in contract.arguments] == [
        ("epochs", "epochs", "10", None),
        ("rate", "rate", "0.001", None),
        ("flag", "flag", "True", None),
        ("learning-rate", "learning_rate", "x", None),
        ("batch-size", "batch-size", "32", "int"),
    ]
    assert pickle.loads(pickle.dumps(contract)) == contract


def test_what_is_left_out(load: Load) -> None:
    contract = only(load("[contracts.x]\n"))
    assert (contract.job, contract.node, contract.entry_points, contract.environment) == (None, None, (), ())
    assert contract.open_arguments
    assert not contract.open_environment
    assert not only(load("[contracts.x.arguments]\n")).open_arguments


def test_variants_are_laid_over_the_contract(load: Load) -> None:
    contract = only(
        load(
            """
[contracts.x]
job = "processing"
required-env-vars = ["A", "B"]
optional-env-vars = { C = "1", D = "2" }
expected-input-paths = { data = "/opt/ml/processing/input/data", model = { path = "/opt/ml/processing/input/model" } }
expected-output-paths = { out = "/opt/ml/processing/output" }
arguments = { n = 1 }
[contracts.x.variants.calibration]
required-env-vars = ["A", "C"]
expected-input-paths.data.required = false
expected-input-paths.model = "/opt/ml/processing/input/other"
expected-input-paths.more = "/opt/ml/processing/input/more"
arguments.n = { required = true }
[contracts.x.variants.training]
optional-env-vars = { B = "b" }
"""
        )
    )
    calibration, training = (dict(contract.variants)[name] for name in ("calibration", "training"))
    assert (calibration.id, calibration.label) == ("x", "contract `x`, variant `calibration`")
    assert [(i.name, i.path, i.required) for i in calibration.inputs] == [
        ("data", "/opt/ml/processing/input/data", False),
        ("model", "/opt/ml/processing/input/other", True),
        ("more", "/opt/ml/processing/input/more", True),
    ]
    assert [(v.name, v.required) for v in calibration.environment] == [("A", True), ("C", True), ("D", False)]
    assert [(v.name, v.required) for v in training.environment] == [
        ("A", True),
        ("C", False),
        ("D", False),
        ("B", False),
    ]
    assert [(a.required, a.value) for a in calibration.arguments] == [(True, "1")]
    assert calibration.outputs == contract.outputs
    assert calibration.inputs[0].place == contract.inputs[0].place
    assert [i.required for i in contract.inputs] == [True, True]


def test_a_contract_extends_another(load: Load) -> None:
    found = load(
        """
[contracts.base]
entry-point = "base.py"
version = "1"
description = "Base"
job = "processing"
required-env-vars = ["A"]
expected-input-paths.data = "/opt/ml/processing/input/data"
variants.v.required-env-vars = ["A", "V"]
[contracts.middle]
extends = "base"
expected-output-paths.out = "/opt/ml/processing/output"
[contracts.top]
extends = "middle"
entry-point = "top.py"
expected-input-paths.data.required = false
"""
    )
    assert found.problems == ()
    top = found.get("top")
    assert top is not None
    assert ([e.pattern for e in top.entry_points], top.job, top.version, top.description) == (
        ["top.py"],
        "processing",
        None,
        "",
    )
    assert [(i.path, i.required) for i in top.inputs] == [("/opt/ml/processing/input/data", False)]
    assert [o.name for o in top.outputs] == ["out"]
    assert [v.name for v in dict(top.variants)["v"].environment] == ["A", "V"]
    assert top.place.span.line == 13


def test_contract_files(load: Load, tmp_path: Path) -> None:
    found = load(
        'contract-files = ["a.toml", "b.toml", "c.toml"]\n[contracts.x]\nextends = "y"\n',
        a='[contracts.y]\njob = "training"\n[contracts.z]\n',
        b='[tool.sm-lint.contracts.w]\nentry-point = "w.py"\n',
        c="[contracts.y]\n[train]\n",
    )
    assert [contract.id for contract in found.contracts] == ["x", "y", "z", "w"]
    assert [contract.job for contract in found.contracts] == ["training", "training", None, None]
    assert [(p.message, p.hint, p.place.span.line) for p in found.problems] == [
        ("unknown key `train` in a contract file", "contracts stand under `[contracts.train]`", 2),
        (f"contract `y` is already declared at {tmp_path}/a.toml:1", "", 1),
    ]
    assert found.files == tuple(f"{tmp_path}/{name}.toml" for name in ("sm-lint", "a", "b", "c"))


def test_a_contract_replaces_one_of_the_file_that_is_extended(load: Load) -> None:
    found = load(
        'extend = "base.toml"\n[contracts.x]\njob = "training"\n',
        base='[contracts.x]\njob = "processing"\n[contracts.y]\n',
    )
    assert found.problems == ()
    assert [(contract.id, contract.job) for contract in found.contracts] == [("x", "training"), ("y", None)]


def test_contracts_are_decoded_once_for_the_same_settings(tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").write_text("[contracts.x]\n")
    first, second = (load_contracts(Resolver(cwd=str(tmp_path)).settings_for("x.py")) for _ in range(2))
    assert first is second
    (tmp_path / "sm-lint.toml").write_text("\n[contracts.x]\n")
    third = load_contracts(Resolver(cwd=str(tmp_path)).settings_for("x.py"))
    assert third.contracts[0].place.span.line == 2


@pytest.mark.parametrize("text", ["[contracts.x]\nentry-point = 'a.py'\n", ""])
def test_contracts_of_the_command_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "sm-lint.toml").write_text(text)
    resolver = Resolver(config='contracts.x.job = "training"', cwd=str(tmp_path))
    found = load_contracts(resolver.settings_for("x.py"))
    assert [(contract.id, contract.job) for contract in found.contracts] == [("x", "training")]
    assert found.problems == ()


def test_underscores_and_hyphens_make_no_difference_to_arguments() -> None:
    assert argument_name("learning_rate") == argument_name("learning-rate") == "learning-rate"
    assert argument_name("Learning") != argument_name("learning")
