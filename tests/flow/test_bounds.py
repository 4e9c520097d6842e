"""The bounds of the interpreter and their page in the documentation agree."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import sm_lint.flow

FLOW = Path(sm_lint.flow.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "how-flow-works.md"
ROWS = re.findall(r"^\| `(M(?:AX|IN)_\w+)` \| `([\w/]+)` \| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
_BOUND = re.compile(r"^(M(?:AX|IN)_\w+) = ", re.MULTILINE)


@pytest.mark.parametrize(("name", "module", "value"), ROWS)
def test_a_documented_bound_is_the_one_of_the_code(name: str, module: str, value: str) -> None:
    assert getattr(importlib.import_module(f"sm_lint.flow.{module.replace('/', '.')}"), name) == int(value)


def test_all_bounds_are_documented() -> None:
    bounds = {
        (name, path.relative_to(FLOW).with_suffix("").as_posix())
        for path in FLOW.rglob("*.py")
        for name in _BOUND.findall(path.read_text(encoding="utf-8"))
    }
    assert bounds == {(name, module) for name, module, _ in ROWS}
