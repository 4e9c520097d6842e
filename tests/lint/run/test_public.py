from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sm_lint

REPOSITORY = Path(__file__).parents[3]


@pytest.mark.parametrize("name", sm_lint.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(sm_lint, name) is not None
    assert name in dir(sm_lint)


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="lint_pathz"):
        _ = sm_lint.lint_pathz  # type: ignore[attr-defined]


def test_importing_the_package_costs_nothing() -> None:
    script = (
        "import sys, sm_lint; print(sorted(name for name in sys.modules if name.startswith(('sm_lint', 'libcst'))))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, check=True, capture_output=True, text=True)
    assert done.stdout == "['sm_lint', 'sm_lint.version']\n"
