"""Pairs that look like a breaking change and are none, and the reverse."""

from __future__ import annotations

import pytest

from sm_lint.evolution.patterns import covers
from sm_lint.evolution.requirements import excluded_version
from tests.evolution.pairs import diff

JOB = 'job = "processing"\n'
PLACE = "/opt/ml/processing/a"


def _inputs(more: str) -> str:
    return f'{JOB}expected-input-paths.a = {{ path = "{PLACE}", {more} }}'


def _output(files: str) -> str:
    return f'{JOB}expected-output-paths.o = {{ path = "/opt/ml/processing/o", files = [{files}] }}'


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ('arguments.tag = { type = "str" }', 'arguments.tag = { action = "append_const" }', "argument-action-changed"),
        ('arguments.tag = { action = "append" }', 'arguments.tag = { type = "str" }', "argument-action-changed"),
        ('arguments.n = { type = "Path" }', 'arguments.n = { type = "int" }', "argument-type-changed"),
        (
            'arguments.n = { choices = ["1", "2"] }',
            'arguments.n = { choices = ["1.0", "2"] }',
            "choices-narrowed",
        ),
        (_inputs('source-pattern = "s3://b/*"'), _inputs('source-pattern = "s3://b/*.csv"'), "source-pattern-narrowed"),
        (_inputs('source-pattern = "s3://b/*"'), _inputs('source-pattern = "s3://?/*"'), "source-pattern-narrowed"),
        ('entry-point = "x.py"', 'entry-point = "scripts/x.py"', "entry-point-removed"),
        ('entry-point = "a/b/x.py"', 'entry-point = "a/*.py"', "entry-point-removed"),
        (_output('"part-0.csv"'), _output('"part-*.csv"'), "output-file-renamed"),
        (
            'framework-requirements.torch = "===2.0-internal"',
            'framework-requirements.torch = ">=2"',
            "requirement-tightened",
        ),
    ],
)
def test_what_breaks_a_launch(before: str, after: str, kind: str) -> None:
    found = diff(before, after)
    assert kind in {change.kind.name for change in found.changes if change.is_breaking}
    assert found.is_unannounced


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("arguments.d = {}", 'arguments.d = { type = "Path" }', {"argument-type-widened"}),
        ('arguments.d = { type = "int" }', 'arguments.d = { type = "Path" }', {"argument-type-widened"}),
        ("arguments.d = {}", 'arguments.d = { action = "append" }', {"argument-repeatable"}),
        (
            'arguments.n = { type = "int", choices = ["1", "2"] }',
            'arguments.n = { type = "float", choices = ["1.0", "2", "3"] }',
            {"argument-type-widened", "choices-widened"},
        ),
        (
            _inputs('source-pattern = "s3://b/*.csv"'),
            _inputs('source-pattern = "s3://b/*"'),
            {"source-pattern-widened"},
        ),
        ('entry-point = "scripts/x.py"', 'entry-point = "x.py"', {"entry-point-added"}),
        ('entry-point = "scripts/x.py"', 'entry-point = "scripts/*.py"', {"entry-point-added"}),
        ('entry-point = "a/b/x.py"', 'entry-point = "a/**/*.py"', {"entry-point-added"}),
        (
            'optional-env-vars.FIELD_A = "1"',
            'optional-env-vars."FIELD_*" = "1"',
            {"optional-variable-added"},
        ),
        # In doubt: reported, and not as certain.
        ('arguments.max-depth = "6"', 'arguments.max_depth = "6"', {"argument-respelled"}),
        (_output('"part-*.csv"'), _output('"part-0.csv"'), {"output-file-renamed"}),
        (
            'optional-env-vars."FIELD_*" = "1"',
            'optional-env-vars."FIELD_A*" = "1"',
            {"optional-variable-added", "variable-removed"},
        ),
        (
            'job = "training"\nexpected-input-paths.d = { path = "/opt/ml/input/data" }',
            'job = "training"\nexpected-input-paths.d = { path = "/opt/ml/input/data", channels = ["train"] }',
            {"channel-added"},
        ),
        (
            'job = "training"\nexpected-input-paths.d = { path = "/opt/ml/input/data", channels = ["train"] }',
            'job = "training"\nexpected-input-paths.d = { path = "/opt/ml/input/data" }',
            {"channel-removed"},
        ),
        (
            JOB,
            JOB + '[contracts.x.variants.weekly]\nrequired-env-vars = ["NEW"]',
            {"variant-added", "required-variable-added"},
        ),
    ],
)
def test_what_breaks_no_launch_for_certain(before: str, after: str, kinds: set[str]) -> None:
    found = diff(before, after)
    assert {change.kind.name for change in found.changes} == kinds
    assert not any(change.is_breaking for change in found.changes)
    assert not found.is_unannounced


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("*", "a/?", True),
        ("a*", "ab*", True),
        ("a*c", "a*", False),
        ("*.csv", "part-*.csv", True),
        ("a?", "a*", False),
        ("a?", "ab", False),
        ("[ab]*", "a*", False),
        ("x", "x", True),
    ],
)
def test_a_pattern_that_covers_another(wide: str, narrow: str, expected: bool) -> None:
    assert covers(wide, narrow) is expected


def test_texts_that_are_no_versions() -> None:
    assert excluded_version("===1.0-custom", "") is None
    assert excluded_version("===1.0-custom", "===1.0-custom") is None
    assert excluded_version("===nightly", "===weekly") == "nightly"
    assert excluded_version("===2.1", ">=2") is None
