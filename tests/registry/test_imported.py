"""What dotted names stand for by the imports of a file."""

from __future__ import annotations

import libcst as cst
import pytest

from sm_lint.registry.imported import bindings, qualified_name
from sm_lint.syntax.parse import parse


@pytest.mark.parametrize(
    ("source", "name", "known"),
    [
        ("from joblib import dump", "dump", "joblib.dump"),
        ("import joblib as jl", "jl.dump", "joblib.dump"),
        ("import os.path", "os.path.join", "os.path.join"),
        ("", "bool", "builtins.bool"),
        ("import builtins", "builtins.bool", "builtins.bool"),
        ("def bool(text): ...", "bool", None),
        ("from distutils.util import strtobool as bool", "bool", "distutils.util.strtobool"),
        ("bool = str", "bool", None),
        ("def f(bool): ...", "bool", None),
        ("from values import *", "bool", None),
        ("from .local import dump", "dump", None),
        ("from json import dump\nfrom joblib import dump", "dump", None),
        ("from joblib import dump\nwith open('x') as dump: ...", "dump", None),
        ("", "unknown.dump", None),
    ],
)
def test_names_stand_for_what_is_imported(source: str, name: str, known: str | None) -> None:
    assert qualified_name(cst.parse_expression(name), bindings(parse("/project/script.py", source))) == known
