"""Every format gives exactly what is written in `golden/`; ``SM_LINT_WRITE_GOLDEN=1`` writes it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sm_lint.diagnostics.finding import Finding
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import NAMES, load

GOLDEN = Path(__file__).parent / "golden"
REWRITE = "SM_LINT_WRITE_GOLDEN=1 .venv-test/bin/python -m pytest tests/output/test_golden.py"


def held(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get("SM_LINT_WRITE_GOLDEN"):
        file.write_bytes(text.encode())
    kept = file.read_bytes().decode() if file.exists() else None
    assert text == kept, f"{file.name} is stale or missing; `{REWRITE}` writes it"


@pytest.mark.parametrize("name", NAMES)
def test_format(name: str, findings: Sequence[Finding], context: RenderContext) -> None:
    held(f"{name}.txt", "".join(load(name).render(findings, context)))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_found(name: str, context: RenderContext) -> None:
    held(f"{name}.empty.txt", "".join(load(name).render([], context)))


@pytest.mark.parametrize("name", ["full", "concise", "grouped"])
def test_colours(name: str, findings: Sequence[Finding], context: RenderContext) -> None:
    held(f"{name}.color.txt", "".join(load(name).render(findings, replace(context, color=True))))


def test_no_format_of_that_name() -> None:
    with pytest.raises(KeyError):
        load("xml")
