"""Whatever a configuration file holds, nothing raises and every problem has a place."""

from __future__ import annotations

import os
import pickle
import re
import tempfile
from typing import Any

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sm_lint.config.load import Resolver
from sm_lint.config.node import deeper_than
from sm_lint.config.options import options
from sm_lint.config.settings import Settings
from sm_lint.config.shape import options_of
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.load import ContractSet, load_contracts
from sm_lint.contracts.schema import ArgumentTable, ContractTable, InputTable, OutputTable

pytestmark = pytest.mark.slow

PLACES = ("/opt/ml/processing/x", "/opt/ml/input/data/a", "opt/ml", "s3://b", "../..", "a:b", "*", "**/[", ".")
NAMES = ("", "a", "x", "A_B", "--a", "a-b", "a_b", "\x00", "\ud7ff", "x" * 300, "processing", "training", "sink")
WORDS = st.sampled_from((*PLACES, *NAMES, ">=1", "^2", "~"))
SCALARS = WORDS | st.integers() | st.booleans() | st.floats() | st.dates()
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)


def names(record: type) -> list[str]:
    return [*options_of(record), "unknown"]


def table(record: type, **shapes: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A table with some of a record's keys, each with a value of its kind or with any value."""
    return st.fixed_dictionaries(
        {}, optional={name: shapes.get(name.replace("-", "_"), VALUES) for name in names(record)}
    )


PARTS = {
    "expected_input_paths": st.dictionaries(WORDS, WORDS | table(InputTable), max_size=4),
    "expected_output_paths": st.dictionaries(WORDS, WORDS | table(OutputTable), max_size=4),
    "arguments": st.dictionaries(WORDS, SCALARS | table(ArgumentTable), max_size=4),
    "framework_requirements": st.dictionaries(WORDS, WORDS, max_size=4),
    "required_env_vars": st.lists(WORDS, max_size=4),
    "optional_env_vars": st.dictionaries(WORDS, WORDS, max_size=4),
    "extends": WORDS,
    "entry_point": WORDS | st.lists(WORDS, max_size=3),
    "job": st.sampled_from(["processing", "training", "transform", "inference", "x"]),
}
VARIANTS = st.dictionaries(WORDS, table(ContractTable, **PARTS), max_size=2)
CONTRACTS = st.dictionaries(WORDS, table(ContractTable, variants=VARIANTS | VALUES, **PARTS), max_size=4)
FILES = st.fixed_dictionaries({}, optional=dict.fromkeys([*options(), "unknown"], VALUES) | {"contracts": CONTRACTS})


def load(content: bytes) -> tuple[Settings, ContractSet]:
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "sm-lint.toml"), "wb") as file:
            file.write(content)
        found = Resolver(cwd=folder).settings_for("a.py")
        contracts = load_contracts(found)
        binder_for(found).governing(os.path.join(folder, "a.py"))
        binder_for(found).unmatched([])
    assert pickle.loads(pickle.dumps(found)).fingerprint() == found.fingerprint()
    assert len(pickle.loads(pickle.dumps(contracts)).contracts) == len(contracts.contracts)
    lines = re.split("\r\n|\r|\n", content.decode("utf-8", "replace"))
    for problem in (*found.problems, *contracts.problems):
        assert problem.message
        assert "\n" not in problem.message + problem.hint
        assert len(problem.message) < 1000
        if problem.place.path.endswith("sm-lint.toml"):
            span = problem.place.span
            assert 1 <= span.line <= len(lines)
            assert span.column <= len(lines[span.line - 1]) + 1
    return found, contracts


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(FILES)
def test_any_values(data: dict[str, Any]) -> None:
    load(tomlkit.dumps(data).encode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | st.text(st.sampled_from("abct.-_=[]{}\"'#\n ,1"), max_size=60).map(str.encode))
def test_any_bytes(content: bytes) -> None:
    load(content)
    load(b"[contracts.x]\n" + content)


@pytest.mark.parametrize(
    "content",
    [
        "src = [" + "1, " * 350_000 + "]",
        "src = [" + '"a", ' * 50_000 + "]",
        "contracts.x.extra.a = " + "[" * 300 + "]" * 300,
        "contracts.x.extra." + ".".join("a" * 900) + " = 1",
        "contracts." + ".".join("a" * 900) + " = 1",
        "contracts.x.variants." + ".".join("a" * 900) + " = 1",
        "extend = " + "[" * 300 + "]" * 300,
        "x = '''" + "a\n" * 500_000 + "'''\nsrc = 1",
        "contracts.x.arguments.a = 0x" + "f" * 20_000,
        "contracts.x.extra.a = 0x" + "f" * 20_000,
        "severity = { " + ", ".join(f"A{n} = 'x'" for n in range(5_000)) + " }",
        "contracts.x.job = '" + "x" * 100_000 + "'",
        "contracts.'" + "x" * 100_000 + "'.jb = 1",
        "\n".join(f"[contracts.c{n}]\nextends = 'c{n + 1}'" for n in range(3_000)),
        "\n".join(f"[contracts.c{n}]\nextends = 'c{(n + 1) % 2_000}'" for n in range(2_000)),
        'contract-files = ["**/*.toml", "/proc/nothing/**", "\\u0000"]',
        'extend = "\\u0000"\ncache-dir = "\\u0000"\nsrc = ["\\u0000"]',
    ],
    ids=range(17),
)
def test_mad_files(content: str) -> None:
    load(content.encode())


def test_a_list_of_wrong_items_is_reported_a_bounded_number_of_times() -> None:
    found, _ = load(("src = [" + "1, " * 5_000 + "]").encode())
    assert len(found.problems) == 100


def test_a_path_of_many_folders(tmp_path: Any) -> None:
    assert Resolver(cwd=str(tmp_path)).settings_for("a/" * 3_000 + "x.py").problems == ()


def test_depth_is_measured_without_recursion() -> None:
    deep: Any = 1
    for _ in range(50_000):
        deep = [deep]
    assert deeper_than(deep, 64)
    assert deeper_than({"a": [1]}, 1)
    assert not deeper_than({"a": [1]}, 2)
