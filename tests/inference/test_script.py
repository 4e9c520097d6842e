"""What is inferred from a script alone."""

from __future__ import annotations

import pytest

from sm_lint.contracts.model import Contract
from tests.inference.conftest import Infer

INPUT, OUTPUT = "/opt/ml/processing/input", "/opt/ml/processing/output"


def _inputs(contract: Contract) -> dict[str, str | None]:
    return {item.name: item.path for item in contract.inputs}


def _outputs(contract: Contract) -> dict[str, str | None]:
    return {item.name: item.path for item in contract.outputs}


def _needed(contract: Contract) -> dict[str, bool]:
    return {item.name: item.required for item in contract.inputs}


@pytest.mark.parametrize(
    ("code", "inputs"),
    [
        # A file directly below: the whole directory is mounted.
        ('open("/opt/ml/processing/input/raw.csv")', {"input_data": INPUT}),
        # Several folders below: each is a mount.
        (
            'open("/opt/ml/processing/input/a/x.csv")\nopen("/opt/ml/processing/input/b/x.csv")',
            {"a": f"{INPUT}/a", "b": f"{INPUT}/b"},
        ),
        # A constant names it, and is what the author mounts.
        ('RAW_DATA_DIR = "/opt/ml/processing/input/a/b"\nopen(RAW_DATA_DIR + "/x.csv")', {"raw_data": f"{INPUT}/a/b"}),
        # A root from which several are made is no mount.
        (
            'ROOT = "/opt/ml/processing/input"\nopen(ROOT + "/a/x.csv")\nopen(ROOT + "/b/x.csv")',
            {"a": f"{INPUT}/a", "b": f"{INPUT}/b"},
        ),
        # Beside input and output, the first folder.
        ('open("/opt/ml/processing/test/test.csv")', {"test": "/opt/ml/processing/test"}),
        # What the script has written itself is no input.
        ('open("/opt/ml/processing/scratch/a", "w")\nopen("/opt/ml/processing/scratch/a")', {}),
        # The SDK's own mounts are none.
        ('open("/opt/ml/processing/input/code/lookup.csv")\nopen("/opt/ml/processing/input/a/x")', {"a": f"{INPUT}/a"}),
        # Nor what only a message names.
        ('print("/opt/ml/processing/input/old")\nopen("/opt/ml/processing/input/a/x")', {"a": f"{INPUT}/a"}),
    ],
)
def test_inputs_of_a_processing_script(infer: Infer, code: str, inputs: dict[str, str]) -> None:
    assert _inputs(infer(code + "\n").contract) == inputs


@pytest.mark.parametrize(
    ("code", "outputs"),
    [
        ('open("/opt/ml/processing/output/x.csv", "w")', {"output_data": OUTPUT}),
        (
            'OUT = "/opt/ml/processing/output"\nfor part in ("a", "b"):\n    open(f"{OUT}/{part}/x", "w")',
            {"out": OUTPUT},
        ),
        (
            'import os\nos.makedirs("/opt/ml/processing/output/a")\nopen("/opt/ml/processing/output/a/x", "w")',
            {"a": f"{OUTPUT}/a"},
        ),
        ('open("/opt/ml/processing/train/x", "w")', {"train": "/opt/ml/processing/train"}),
    ],
)
def test_outputs_of_a_processing_script(infer: Infer, code: str, outputs: dict[str, str]) -> None:
    assert _outputs(infer(code + "\n").contract) == outputs


def test_names_are_those_of_the_mapping_that_is_passed(infer: Infer) -> None:
    found = infer(
        "def main(input_paths, output_paths):\n"
        '    open(input_paths["raw"] + "/x")\n'
        '    open(output_paths["report"], "w")\n'
        'main({"raw": "/opt/ml/processing/input"}, {"report": "/opt/ml/processing/output/report.json"})\n'
    ).contract
    assert _inputs(found) == {"raw": INPUT}
    # SageMaker makes a directory at the path of an output: the file is in it.
    assert _outputs(found) == {"report": OUTPUT}
    assert found.outputs[0].files == ("report.json",)


def test_channels_and_the_places_of_a_training_job(infer: Infer) -> None:
    found = infer(
        "import argparse, json, os, torch\n"
        "parser = argparse.ArgumentParser()\n"
        'parser.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])\n'
        'parser.add_argument("--model-dir", default=os.environ["SM_MODEL_DIR"])\n'
        "args = parser.parse_args()\n"
        'json.load(open("/opt/ml/input/config/hyperparameters.json"))\n'
        "os.listdir(args.train)\n"
        'torch.save({}, os.path.join(args.model_dir, "m.pt"))\n'
        'open("/opt/ml/output/failure", "w")\n'
    ).contract
    assert found.job == "training"
    assert _inputs(found) == {
        "config": "/opt/ml/input/config/hyperparameters.json",
        "train": "/opt/ml/input/data/train",
    }
    assert found.inputs[0].kind == "file"
    assert _outputs(found) == {"model_output": "/opt/ml/model"}
    assert [item.spelling for item in found.arguments] == ["train", "model-dir"]
    assert found.environment == ()


def test_the_directory_of_all_channels(infer: Infer) -> None:
    found = infer(
        "import os\n"
        "def main(input_paths):\n"
        '    for split in ("train", "val"):\n'
        '        os.listdir(os.path.join(input_paths["input_path"], split))\n'
        '    open(input_paths["extra"] + "/x")\n'
        'main({"input_path": "/opt/ml/input/data", "extra": "/opt/ml/input/data/extra"})\n'
    ).contract
    assert _inputs(found) == {"input_path": "/opt/ml/input/data", "extra": "/opt/ml/input/data/extra"}
    assert found.inputs[0].channels == ("train", "val")
    assert _needed(found) == {"input_path": True, "extra": True}


@pytest.mark.parametrize(
    ("code", "required"),
    [
        ("open(D + '/x')", True),
        ("if os.path.exists(D + '/x'):\n    open(D + '/x')", False),
        ("if os.path.isdir(D):\n    os.listdir(D)", False),
        ("if not os.path.exists(D + '/x'):\n    raise SystemExit('missing')\nopen(D + '/x')", True),
        ("if not os.path.exists(D):\n    sys.exit(1)\nopen(D + '/x')", True),
        ("def f():\n    if not os.path.exists(D):\n        return None\n    return open(D + '/x')\nf()", False),
        ("if os.path.exists(D + '/x'):\n    open(D + '/x')\nelse:\n    raise ValueError", True),
        # One of several files: one of them has to be there.
        ("for n in 'ab':\n    if os.path.exists(D + n):\n        open(D + n)", True),
        ("def f():\n    if os.path.exists(D + '/x'):\n        return open(D + '/x')\n    raise OSError\nf()", True),
    ],
)
def test_what_a_script_can_do_without(infer: Infer, code: str, required: bool) -> None:
    found = infer(f'import os, sys\nprint()\nD = "/opt/ml/processing/input/extra"\n{code}\n').contract
    assert [item.required for item in found.inputs] == [required]


def test_names_in_both_branches_are_needed(infer: Infer) -> None:
    script = (
        "import sys\n"
        "def main(input_paths):\n"
        "    if len(sys.argv) > 1:\n"
        '        open(input_paths["a"] + "/x")\n'
        "    else:\n"
        '        open(input_paths["a"] + "/y")\n'
        '        open(input_paths["b"] + "/z")\n'
        'main({"a": "/opt/ml/processing/input/a", "b": "/opt/ml/processing/input/b"})\n'
    )
    assert _needed(infer(script).contract) == {"a": True, "b": False}


def test_variables(infer: Infer) -> None:
    found = infer(
        "import os\n"
        'os.environ["NEEDED"]\n'
        'os.environ.get("DEFAULTED", "3")\n'
        'os.environ.get("MAYBE")\n'
        'os.environ.get("COMPUTED", str(len(os.listdir("."))))\n'
        'if "PROBED" in os.environ:\n    os.environ["PROBED"]\n'
        'label = os.environ.get("LABEL")\n'
        'if not label:\n    raise ValueError("LABEL is not set")\n'
        'os.environ["OWN"] = "1"\nos.environ["OWN"]\n'
        'os.environ["AWS_REGION"]\n'
        'open("/opt/ml/processing/input/x")\n'
    )
    assert {item.name: (item.required, item.value) for item in found.contract.environment} == {
        "NEEDED": (True, None),
        "DEFAULTED": (False, "3"),
        "MAYBE": (False, ""),
        "COMPUTED": (False, ""),
        "PROBED": (False, ""),
        "LABEL": (True, None),
    }
    assert [gap.text for gap in found.gaps] == ["the default of `COMPUTED` is not known"]


def test_arguments(infer: Infer) -> None:
    found = infer(
        "import argparse\n"
        "p = argparse.ArgumentParser()\n"
        'p.add_argument("--job_type", required=True, choices=["a", "b"])\n'
        'p.add_argument("-n", "--num-round", type=int, default=3)\n'
        'p.add_argument("--verbose", action="store_true")\n'
        'p.add_argument("source")\n'
        "p.parse_args()\n"
        'open("/opt/ml/processing/input/x")\n'
    ).contract
    told = [
        (item.spelling, item.required, item.value, item.choices, item.type, item.action) for item in found.arguments
    ]
    assert told == [
        ("job_type", True, None, ("a", "b"), None, None),
        ("num-round", False, "3", (), "int", None),
        ("verbose", False, "False", (), None, "store_true"),
        ("source", True, None, (), None, None),
    ]


def test_a_script_without_a_parser_has_no_table_of_arguments(infer: Infer) -> None:
    assert infer('open("/opt/ml/processing/input/x")\n').contract.open_arguments


def test_requirements(infer: Infer) -> None:
    found = infer(
        "import os, numpy, sklearn.svm, yaml, boto3, botocore, beside\n"
        "try:\n    import torch\nexcept ImportError:\n    pass\n"
        'open("/opt/ml/processing/input/x")\n',
        beside__py="import pandas\n",
        requirements__txt="# pinned\nPyYAML==6.0 # why\nscikit-learn[extra]>=1.0, <2\n-r other.txt\nnumpy\n",
    ).contract
    assert {item.name: item.specifier for item in found.requirements} == {
        "numpy": "",
        "scikit-learn": ">=1.0,<2",
        "PyYAML": "==6.0",
        "boto3": "",
    }


def test_gaps_say_what_is_not_known_and_where(infer: Infer) -> None:
    found = infer("import sys, pandas\nX = 1\npandas.read_csv(sys.stdin.read())\nopen('/opt/ml/scratch/x', 'w')\n")
    assert not found.complete
    assert [(gap.text, gap.place.span.line) for gap in found.gaps][1:] == [
        ("`/opt/ml/scratch/x` is no input or output: it is written, where a SageMaker job mounts nothing", 4),
        ("the path given to pandas.read_csv is not known", 3),
    ]


def test_a_file_beside_all_inputs_and_outputs_is_no_mount(infer: Infer) -> None:
    found = infer('open("/opt/ml/processing/e")\n')
    assert found.contract.inputs == ()
    assert "directly in `/opt/ml/processing`" in found.gaps[0].text


def test_an_output_in_an_input_is_left_out_with_a_reason(infer: Infer) -> None:
    found = infer('import os\nos.listdir("/opt/ml/processing/data")\nopen("/opt/ml/processing/data/x", "w")\n')
    assert _inputs(found.contract) == {"data": "/opt/ml/processing/data"}
    assert _outputs(found.contract) == {}
    assert "which is not uploaded" in found.gaps[0].text


def test_an_output_that_is_only_made_need_not_be_written(infer: Infer) -> None:
    found = infer(
        "import os\n"
        "def main(output_paths):\n"
        '    os.makedirs(output_paths["made"])\n'
        '    os.makedirs(output_paths["filled"])\n'
        '    open(output_paths["filled"] + "/x", "w")\n'
        'main({"made": "/opt/ml/processing/output/made", "filled": "/opt/ml/processing/output/filled"})\n'
    ).contract
    assert {item.name: item.required for item in found.outputs} == {"made": False, "filled": True}


def test_channels_that_only_a_variable_leads_to(infer: Infer) -> None:
    found = infer(
        "import argparse, os\n"
        "p = argparse.ArgumentParser()\n"
        'p.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])\n'
        'p.add_argument("--valid", default=os.environ.get("SM_CHANNEL_VALID"))\n'
        "p.parse_args()\n"
    )
    assert _needed(found.contract) == {"train": True, "valid": False}
    assert found.contract.inputs[0].path == "/opt/ml/input/data/train"
    # Their places are the platform's, not defaults of the author.
    assert [item.value for item in found.contract.arguments] == [None, None]
    reason = found.reason("expected-input-paths", "train")
    assert reason is not None
    assert reason.text == "asked for by `SM_CHANNEL_TRAIN`"


def test_values_of_documents_are_not_written_down(infer: Infer) -> None:
    found = infer(
        "import json, os\n"
        'with open(os.path.join(os.path.dirname(__file__), "settings.json")) as stream:\n'
        "    settings = json.load(stream)\n"
        'print(os.environ.get("TOKEN", settings["token"]))\n'
        'open("/opt/ml/processing/input/x")\n',
        settings__json='{"token": "a-secret-of-the-team"}',
    )
    assert [(item.name, item.value) for item in found.contract.environment] == [("TOKEN", "")]


MISNAMED = (
    "def main(input_paths, output_paths):\n"
    '    open(input_paths.get("eval_output") + "/x")\n'
    '    open(output_paths["report"] + "/x", "w")\n'
    'main({"scores": "/opt/ml/processing/input/eval"}, {"report": "/opt/ml/processing/output/report"})\n'
)


def test_an_entry_that_is_looked_up_under_another_name_is_an_input(infer: Infer) -> None:
    found = infer(MISNAMED)
    assert _inputs(found.contract) == {"scores": f"{INPUT}/eval"}
    assert _needed(found.contract) == {"scores": False}
    assert found.reasons["expected-input-paths.scores"].text == "set in `input_paths`, and never looked up"
    said = "`eval_output` is looked up in `input_paths`, and its caller does not set it; it has `scores`"
    assert said in [gap.text for gap in found.gaps]


def test_an_entry_that_is_never_looked_up_is_none_where_every_name_is_known(infer: Infer) -> None:
    text = MISNAMED.replace('.get("eval_output")', '["scores"]').replace(
        '{"scores"', '{"old": "/opt/ml/processing/old", "scores"'
    )
    assert _inputs(infer(text).contract) == {"scores": f"{INPUT}/eval"}
