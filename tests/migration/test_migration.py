"""Code of SDK v2 as it is written for v3: what is rewritten, and what is left with advice."""

from __future__ import annotations

import ast
import json
import random
from textwrap import dedent

import pytest

from sm_lint.migration.model import FileMigration
from sm_lint.migration.names import future
from sm_lint.migration.run import migrate_content, migrate_file
from sm_lint.sagemaker.sdk.moves import moves
from sm_lint.sagemaker.sdk.surface import surface

PATH = "/project/launch.py"


def migrated(text: str) -> FileMigration:
    return migrate_content(PATH, dedent(text).encode())


def after(text: str) -> str:
    found = migrated(text)
    assert not found.problem
    assert found.change is not None, found
    ast.parse(found.change.after)
    assert migrate_content(PATH, found.change.after).change is None, "a second run changes something"
    return found.change.after.decode()


def advice(text: str) -> list[str]:
    return [each.advice for each in migrated(text).left]


REWRITTEN = {
    "one home": (
        "from sagemaker.inputs import TrainingInput as TI, CreateModelInput  # both\n",
        "from sagemaker.core.inputs import TrainingInput as TI, CreateModelInput  # both\n",
    ),
    "several homes, and one that is gone": (
        "from sagemaker.workflow.steps import ProcessingStep, CreateModelStep, CacheConfig\n",
        (
            "from sagemaker.mlops.workflow.steps import ProcessingStep, CacheConfig\n"
            "from sagemaker.workflow.steps import CreateModelStep\n"
        ),
    ),
    "parentheses and comments stay": (
        "from sagemaker.inputs import (\n    # data\n    TrainingInput,  # a\n    TransformInput,\n)\n",
        "from sagemaker.core.inputs import (\n    # data\n    TrainingInput,  # a\n    TransformInput,\n)\n",
    ),
    "comments go with their names": (
        (
            "from sagemaker.processing import (\n    # data\n    ProcessingInput,  # a\n    ScriptProcessor,  # b\n    # end\n"
            "    NetworkConfig as N,\n)\n"
        ),
        (
            "from sagemaker.core.shapes import (\n    # data\n    ProcessingInput,  # a\n)\n"
            "from sagemaker.core.processing import (\n    ScriptProcessor,  # b\n)\n"
            "from sagemaker.core.network import (\n    # end\n    NetworkConfig as N,\n)\n"
        ),
    ),
    "a module under its name": (
        "from sagemaker import image_uris, session\nimage_uris.retrieve('a', 'b')\nsession.Session()\n",
        (
            "from sagemaker.core import image_uris\nfrom sagemaker.core.helper import session_helper as session\n"
            "image_uris.retrieve('a', 'b')\nsession.Session()\n"
        ),
    ),
    "import as": ("import sagemaker.s3 as s3\ns3.S3Uploader\n", "import sagemaker.core.s3 as s3\ns3.S3Uploader\n"),
    "through the package": (
        "import sagemaker\nrole = sagemaker.get_execution_role()\nuri = sagemaker.image_uris.retrieve('a', 'b')\n",
        (
            "from sagemaker.core.helper.session_helper import get_execution_role\nfrom sagemaker.core import image_uris\n"
            "role = get_execution_role()\nuri = image_uris.retrieve('a', 'b')\n"
        ),
    ),
    "the package is still used": (
        "import sagemaker  # sdk\nsagemaker.Session()\nsagemaker.estimator.Estimator()\n",
        (
            "from sagemaker.core.helper.session_helper import Session\nimport sagemaker  # sdk\nSession()\n"
            "sagemaker.estimator.Estimator()\n"
        ),
    ),
    "the name is taken": (
        "import sagemaker\nfrom boto3 import Session\nsagemaker.Session(Session())\n",
        (
            "import sagemaker.core.helper.session_helper\nimport sagemaker\nfrom boto3 import Session\n"
            "sagemaker.core.helper.session_helper.Session(Session())\n"
        ),
    ),
    "the name is there": (
        "from sagemaker import Session\nimport sagemaker as sm\nsm.Session\nsm.get_execution_role()\n",
        (
            "from sagemaker.core.helper.session_helper import Session\n"
            "from sagemaker.core.helper.session_helper import get_execution_role\nSession\nget_execution_role()\n"
        ),
    ),
    "several names of one module": (
        "import sagemaker\nsagemaker.Session()\nsagemaker.get_execution_role()\n",
        "from sagemaker.core.helper.session_helper import Session, get_execution_role\nSession()\nget_execution_role()\n",
    ),
    "in a function": (
        "def f():\n    import sagemaker\n    return sagemaker.Session()\n",
        "def f():\n    from sagemaker.core.helper.session_helper import Session\n    return Session()\n",
    ),
    "a class does not hide the module from its methods": (
        "import sagemaker\nclass A:\n    import sagemaker\n    def f(self):\n        return sagemaker.Session()\n",
        (
            "from sagemaker.core.helper.session_helper import Session\nimport sagemaker\nclass A:\n    import sagemaker\n"
            "    def f(self):\n        return Session()\n"
        ),
    ),
    "what a module offers stays": (
        "import sagemaker\n__all__ = ['sagemaker']\nsagemaker.Session()\n",
        (
            "from sagemaker.core.helper.session_helper import Session\nimport sagemaker\n__all__ = ['sagemaker']\n"
            "Session()\n"
        ),
    ),
    "in each branch": (
        "try:\n    import sagemaker\nexcept ImportError:\n    install()\n    import sagemaker\nsagemaker.Session()\n",
        (
            "try:\n    from sagemaker.core.helper.session_helper import Session\n    import sagemaker\nexcept ImportError:\n    install()\n"
            "    from sagemaker.core.helper.session_helper import Session\n    import sagemaker\nSession()\n"
        ),
    ),
    "on one line": (
        "if x: from sagemaker.tuner import HyperparameterTuner, IntegerParameter; y = 1\n",
        "if x: from sagemaker.train.tuner import HyperparameterTuner; from sagemaker.core.parameter import IntegerParameter; y = 1\n",
    ),
    "tabs": (
        "def f():\n\tfrom sagemaker.tuner import HyperparameterTuner, IntegerParameter\n",
        "def f():\n\tfrom sagemaker.train.tuner import HyperparameterTuner\n\tfrom sagemaker.core.parameter import IntegerParameter\n",
    ),
    "a module of the package": (
        "import os, sagemaker.inputs\nsagemaker.inputs.TrainingInput('a')\n",
        "from sagemaker.core.inputs import TrainingInput\nimport os, sagemaker\nTrainingInput('a')\n",
    ),
    "line endings": (
        "from sagemaker.tuner import HyperparameterTuner, IntegerParameter\r\nx = 1\r\n",
        "from sagemaker.train.tuner import HyperparameterTuner\r\nfrom sagemaker.core.parameter import IntegerParameter\r\nx = 1\r\n",
    ),
}


@pytest.mark.parametrize(("before", "wanted"), REWRITTEN.values(), ids=REWRITTEN.keys())
def test_rewritten(before: str, wanted: str) -> None:
    assert after(before) == wanted


LEFT = {
    "gone": ("from sagemaker.pytorch import PyTorch\n", "ModelTrainer"),
    "gone, and nothing known": ("from sagemaker.algorithm import AlgorithmEstimator\n", "is gone"),
    "v1": ("from sagemaker.predictor import csv_serializer\n", "is SDK v1"),
    "star": (
        "from sagemaker.inputs import *\n",
        "name what is used: v3 has the names of `sagemaker.inputs` in `sagemaker.core.inputs`",
    ),
    "module as a whole": ("from sagemaker import image_uris\nuse(image_uris)\n", "used as a whole"),
    "module with more": ("from sagemaker import s3\ns3.nothing()\n", "not all that is used"),
    "bound otherwise": ("import sagemaker\nsagemaker.Session()\nsagemaker = None\n", "also bound otherwise"),
    "keyword": (
        "from sagemaker.processing import ProcessingInput\nProcessingInput(input_name='a', source='b')\n",
        "argument `source` of `ProcessingInput`: v3 does not take it; it has `s3_input=",
    ),
    "step": (
        "from sagemaker.workflow.steps import TrainingStep\nTrainingStep(name='a', estimator=e)\n",
        "argument `estimator` of `TrainingStep`: v3 does not take it; it has `step_args`",
    ),
    "position": (
        "import sagemaker.tuner as t\nt.HyperparameterTuner(e)\n",
        "v2 has `estimator`, v3 has `model_trainer` there",
    ),
    "text": ("import sagemaker\nmock.patch('sagemaker.session.Session.upload_data')\n", "where a text names it"),
}


@pytest.mark.parametrize(("text", "wanted"), LEFT.values(), ids=LEFT.keys())
def test_left_with_advice(text: str, wanted: str) -> None:
    found = migrated(text)
    assert [each for each in found.left if wanted in each.advice], found.left
    assert all(each.link.startswith("https://") for each in found.left)


UNTOUCHED = {
    "v3": "from sagemaker.core.inputs import TrainingInput\nfrom sagemaker.train import ModelTrainer\n",
    "both": "try:\n    from sagemaker.core.inputs import TrainingInput\nexcept ImportError:\n    from sagemaker.inputs import TrainingInput\n",
    "another client": "import boto3\nsagemaker = boto3.client('sagemaker')\nsagemaker.create_endpoint()\n",
    "a module of the project": "from sagemaker_helpers.inputs import TrainingInput\nfrom .sagemaker.inputs import TrainingInput\n",
    "a relative import": "from . import sagemaker\nsagemaker.Session()\n",
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_untouched(text: str) -> None:
    assert migrated(text).is_untouched


def test_notebook() -> None:
    cells = [
        ["%pip install sagemaker\n", "import sagemaker\n", "from sagemaker.inputs import TrainingInput"],
        ["role = sagemaker.get_execution_role()"],
    ]
    book = {
        "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells],
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    found = migrate_content("/project/a.ipynb", json.dumps(book, indent=1).encode())
    assert found.change is not None
    written = ["".join(cell["source"]) for cell in json.loads(found.change.after)["cells"]]
    assert written == [
        (
            "%pip install sagemaker\nfrom sagemaker.core.helper.session_helper import get_execution_role\n"
            "from sagemaker.core.inputs import TrainingInput"
        ),
        "role = get_execution_role()",
    ]
    assert [each.place.cell for each in found.moved] == [1, 2]
    assert migrate_content("/project/a.ipynb", found.change.after).change is None


def test_what_a_magic_uses_stays_imported() -> None:
    book = {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {},
                "outputs": [],
                "source": ["import sagemaker\n", "s = sagemaker.Session()"],
            },
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%time sagemaker.get_execution_role()"]},
        ],
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    found = migrate_content("/project/a.ipynb", json.dumps(book).encode())
    assert found.change is not None
    first = "".join(json.loads(found.change.after)["cells"][0]["source"])
    assert "import sagemaker\n" in first
    assert first.endswith("s = Session()")


def test_encoding_is_kept() -> None:
    text = "# -*- coding: latin-1 -*-\n# é\nfrom sagemaker.inputs import TrainingInput\n".encode("latin-1")
    found = migrate_content(PATH, text)
    assert found.change is not None
    assert found.change.after == text.replace(b"sagemaker.inputs", b"sagemaker.core.inputs")


def test_what_does_not_parse_is_left(tmp_path) -> None:
    path = tmp_path / "a.py"
    path.write_text("from sagemaker.inputs import TrainingInput\nprint 'a'\n")
    found = migrate_file(str(path), write=True)
    assert "syntax error" in found.problem
    assert found.change is None
    assert path.read_text().startswith("from sagemaker.inputs")


def test_a_read_only_file_stays(tmp_path) -> None:
    path = tmp_path / "a.py"
    path.write_text("from sagemaker.inputs import TrainingInput\n")
    path.chmod(0o444)
    found = migrate_file(str(path), write=True)
    assert "read-only" in found.problem
    assert found.change is None
    assert path.read_text() == "from sagemaker.inputs import TrainingInput\n"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_imports_made_at_random(seed: int) -> None:
    """After the migration each import of a name of v2 is one of v3, or is listed as left; and a second run changes nothing."""
    choose = random.Random(seed)
    modules = sorted(name for name in surface("v2").modules if name.count(".") == 1)
    lines = []
    bound = 0
    for module in choose.sample(modules, 12):
        here = surface("v2").modules[module]
        names = sorted({*here.get("classes", ()), *here.get("functions", ())} | set(moves().names.get(module, ())))
        picked = choose.sample(names, min(len(names), choose.randint(1, 5)))
        if not picked:
            continue
        items = []
        for name in picked:
            bound += 1
            items.append(f"{name} as n{bound}" if choose.random() < 0.5 else name)
        margin = choose.choice(["", "    "])
        if margin:
            lines.append(choose.choice(["if flag:", f"def f{bound}():"]))
        joined = ", ".join(items)
        opened = "(\n        " + ",  # note\n        ".join(items) + ",\n    )"
        lines.append(f"{margin}from {module} import {choose.choice([joined, f'({joined})', opened])}")
    text = "\n".join(lines) + "\n"
    found = migrated(text)
    assert not found.problem
    content = found.change.after if found.change is not None else text.encode()
    left = {each.name for each in found.left}
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                assert surface("v3").find(name) is not None or name in left, name
    assert content.count(b"# note") == text.count("# note")
    assert migrate_content(PATH, content).change is None
    assert all(future(each.old).fate == "moved" for each in found.moved)
