"""Estimators beyond the name that they are bound to: functions that return or take them, `self`, and arguments through `**`."""

from __future__ import annotations

from textwrap import dedent

import pytest

from sm_lint.migration.definitions.stage import Definitions
from sm_lint.migration.model import Left, Rewritten
from sm_lint.syntax.span import Place, Span
from tests.migration.test_definitions import PATH, after, migrated, reasons

IMPORT = "from sagemaker.estimator import Estimator\n"
MADE = "Estimator('i', 'r', 1, 'ml.m5.large')"

GOES_ON = {
    "returned": f"def make():\n    e = {MADE}\n    return e\ne = make()\ne.fit('s3://b/x')\n",
    "returned as it is made": f"def make():\n    return {MADE}\nmake().fit('s3://b/x')\n",
    "returned twice": f"def make():\n    return {MADE}\ndef other():\n    return make()\ne = other()\ne.fit('s3://b/x')\n",
    "given to a function": f"def go(a, made):\n    made.fit('s3://b/x')\ne = {MADE}\ngo(1, e)\n",
    "given by name": f"def go(*, made):\n    made.fit('s3://b/x')\ne = {MADE}\ngo(made=e)\n",
    "held by self": f"""
        class A:
            def __init__(self):
                self.made = None
            def make(self):
                self.made = {MADE}
            def go(self):
                self.made.fit('s3://b/x')
        """,
    "a method": f"""
        class A:
            def make(self):
                return {MADE}
            def go(self):
                made = self.make()
                made.fit('s3://b/x')
        """,
    "from a method to a method": f"""
        class A:
            def all(self):
                self.go({MADE.replace("Estimator", "self.make", 1)})
            def make(self, *words):
                return {MADE}
            def go(self, made):
                made.fit('s3://b/x')
        """,
}


@pytest.mark.parametrize("code", GOES_ON.values(), ids=GOES_ON.keys())
def test_it_is_followed(code: str) -> None:
    text = IMPORT + dedent(code)
    found = after(text)
    assert "train(input_data_config=[InputData(channel_name=\"training\", data_source='s3://b/x')])" in found
    assert ".fit" not in found
    assert "Estimator" not in found
    assert not migrated(text).left


STAYS = {
    "several returns": (
        f"def make(x):\n    if x:\n        return other()\n    return {MADE}\ne = make(1)\ne.fit()\n",
        "not known",
    ),
    "another argument": (f"def go(made):\n    made.fit()\ne = {MADE}\ngo(e)\ngo(x)\n", "not known"),
    "the function is a value": (f"def go(made):\n    made.fit()\ne = {MADE}\ngo(e)\nrun(go)\n", "not known"),
    "the parameter is assigned again": (
        f"def go(made):\n    made = made or x\n    made.fit()\ne = {MADE}\ngo(e)\n",
        "not known",
    ),
    "returned after its job has run": (
        f"def go():\n    e = {MADE}\n    e.fit()\n    return e\n",
        "after its job has run",
    ),
    "another value of self": (
        f"class A:\n    def f(self):\n        self.e = {MADE}\n    def g(self):\n        self.e = x\n",
        "not known",
    ),
    "an attribute that others use": (
        f"class A:\n    def f(self):\n        self.e = {MADE}\na.e.fit()\n",
        "not known",
    ),
    "deployed by another function": (
        f"def make():\n    return {MADE}\ndef go():\n    e = make()\n    e.fit()\n    e.deploy(1, 'ml.m5.large')\n",
        "`deploy` is used of it",
    ),
    "a call of itself": (f"def go(made):\n    made.fit()\n    go(made.next)\ne = {MADE}\ngo(e)\n", "not known"),
}


@pytest.mark.parametrize(("code", "wanted"), STAYS.values(), ids=STAYS.keys())
def test_it_is_left(code: str, wanted: str) -> None:
    text = IMPORT + code
    assert [each for each in reasons(text) if wanted in each], migrated(text).left
    change = migrated(text).change
    assert change is None or b"Estimator('i'" in change.after


@pytest.mark.parametrize("returned", ["e", "'x', e"])
def test_callers_that_are_not_known_are_left_with_advice(returned: str) -> None:
    text = f"{IMPORT}def make():\n    e = {MADE}\n    return {returned}\n"
    found = migrated(text)
    assert found.change is not None
    assert b"e = ModelTrainer(" in found.change.after
    (left,) = found.left
    assert (left.kind, left.place.span.line) == ("call", 4)
    assert "`make` returns a `ModelTrainer`" in left.advice


def test_one_is_rewritten_beside_another_that_is_left() -> None:
    text = f"{IMPORT}e = {MADE}\ne.fit()\nf = {MADE}\nf.fit(x=1)\n"
    change = migrated(text).change
    assert change is not None
    found = change.after.decode()
    assert "e.train()" in found
    assert f"f = {MADE}" in found
    assert "from sagemaker.estimator import Estimator" in found
    assert any("`x` of `fit`" in each for each in reasons(text))


def test_a_job_name_that_is_printed() -> None:
    text = f"{IMPORT}n = f'a-{{now}}'\nprint(f'starts {{n}}')\ne = {MADE}\ne.fit(job_name=n)\n"
    assert "e.base_job_name = n\ne.train()" in after(text)


OPTIONS = "options = {'instance_count': 1, 'instance_type': 'ml.m5.large'}\n"


@pytest.mark.parametrize("options", [OPTIONS, "options = dict(instance_count=1, instance_type='ml.m5.large')\n"])
def test_a_mapping_of_arguments(options: str) -> None:
    found = after(f"{IMPORT}{options}e = Estimator('i', 'r', **options)\ne.fit()\n")
    assert "compute=Compute(instance_type='ml.m5.large', instance_count=1)" in found
    assert "options" not in found


@pytest.mark.parametrize(
    "code",
    [
        f"{OPTIONS}options['tags'] = []\ne = Estimator('i', 'r', **options)",
        f"{OPTIONS}if x:\n    e = Estimator('i', 'r', **options)",
        "options = {'instance_count': n, 'instance_type': 'ml.m5.large'}\nn = 2\ne = Estimator('i', 'r', **options)",
        "options = {**others, 'instance_count': 1}\ne = Estimator('i', 'r', **options)",
        f"{OPTIONS}e = Estimator('i', 'r', instance_count=1, **options)",
    ],
    ids=["changed", "in a branch", "of a name that is assigned again", "of other mappings", "twice"],
)
def test_a_mapping_that_is_not_known(code: str) -> None:
    text = f"{IMPORT}{code}\n"
    assert [each for each in reasons(text) if "its arguments" in each or "arguments are used" in each]
    assert migrated(text).change is None


def test_objects_that_are_not_written_out() -> None:
    found = after(f"{IMPORT}e = Estimator('i', 'r', 1, 'ml.m5.large', tags=cfg.tags, metric_definitions=METRICS)\n")
    assert 'tags=[Tag(key=each["Key"], value=each["Value"]) for each in cfg.tags or []]' in found
    assert '[MetricDefinition(name=each["Name"], regex=each["Regex"]) for each in METRICS or []]' in found


def test_a_folder_that_is_put_together() -> None:
    found = after(f"{IMPORT}e = Estimator('i', 'r', 1, 'ml.m5.large', entry_point='a.py', source_dir=HERE)\n")
    assert 'requirements="requirements.txt" if isfile(f"{HERE}/requirements.txt") else None' in found
    assert "from os.path import isfile" in found
    left = reasons(f"{IMPORT}e = Estimator('i', 'r', 1, 'ml.m5.large', entry_point='a.py', source_dir=S3_CODE)\n")
    assert [each for each in left if "is in S3" in each]


def test_inputs_by_a_name_that_is_bound_again() -> None:
    found = after(f"{IMPORT}e = {MADE}\nd = {{'a': 's3://b/1'}}\nprint(d)\nd = {{'c': 's3://b/2'}}\ne.fit(d)\n")
    assert "e.train(input_data_config=[InputData(channel_name='c', data_source='s3://b/2')])" in found


def test_an_input_of_v1() -> None:
    text = f"import sagemaker\n{IMPORT}x = sagemaker.s3_input('s3://b/x', content_type='csv')\ne = {MADE}\ne.fit({{'train': x}})\n"
    found = after(text)
    assert "x = TrainingInput('s3://b/x', content_type='csv')" in found
    assert "InputData(channel_name='train', data_source='s3://b/x', content_type='csv')" in found


def test_a_value_that_is_taken_for_a_uri() -> None:
    text = f"{IMPORT}def go(data):\n    e = {MADE}\n    e.fit({{'train': data}})\n"
    assert "InputData(channel_name='train', data_source=data)" in after(text)
    assert any("`data` is taken for a URI" in note for note in migrated(text).rewritten[0].notes)


def test_a_name_that_several_modules_give_out() -> None:
    text = (
        "from sagemaker.processing import ProcessingOutput\n"
        "a = ProcessingOutput(source='/opt/ml/processing/a', output_name='a')\n"
        "from sagemaker.workflow.steps import ProcessingOutput\n"
        "b = ProcessingOutput(source='/opt/ml/processing/b', output_name='b')\n"
    )
    found = after(text)
    assert found.count("s3_output=ProcessingS3Output(") == 2
    assert migrated(found).change is None


def test_a_script_whose_path_is_put_together() -> None:
    found = after(f"{IMPORT}e = Estimator('i', 'r', 1, 'ml.m5.large', entry_point=cfg.script)\n")
    assert 'source_dir=dirname(cfg.script) or "."' in found
    assert "entry_script=basename(cfg.script)" in found
    assert "from os.path import basename, dirname" in found


def test_what_is_taken_back_is_left_with_its_reason() -> None:
    place, old = Place(PATH, Span(1, 1, 1, 2)), "sagemaker.estimator.Estimator"
    others = (Left(place, old, "a call", kind="call"), Left(place, old, "a reason", kind="definition"))
    found = Definitions(b"new", (Rewritten(place, old, "sagemaker.train.ModelTrainer"),), others, frozenset({old}))
    taken_back = found.undone(b"old")
    assert (taken_back.content, taken_back.rewritten) == (b"old", ())
    reason = "`Estimator(...)` is left as it is: a name that it needs cannot be moved"
    assert [(each.kind, each.advice) for each in taken_back.left] == [
        ("definition", "a reason"),
        ("definition", reason),
    ]
