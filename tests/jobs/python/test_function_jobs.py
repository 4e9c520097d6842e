"""Jobs that run functions: `@step`, `@remote`, `RemoteExecutor`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint.jobs.definition.reading import literal
from sm_lint.jobs.python.function_jobs import launches_function
from tests.jobs.making import Tree, define, one_job

HEADER = """\
from sagemaker.remote_function import RemoteExecutor, remote
from sagemaker.workflow.function_step import step
from sagemaker.workflow.pipeline import Pipeline

"""


def test_a_decorator_gives_the_settings() -> None:
    job = one_job(
        HEADER
        + '@step(name="Prepare", instance_type="ml.m5.large", environment_variables={"A": "b"}, subnets=["s"])\n'
        + "def prepare(x):\n    return x\n"
    )
    assert (job.kind, job.dialect, job.api, job.step, job.script) == ("training", "v2", "step", "Prepare", None)
    assert literal(job.setting("instance_type")) == "ml.m5.large"
    assert job.environment is not None
    assert job.environment.keys == ("A",)
    assert job.function is not None
    assert (job.function.span.line, job.function.span.column) == (6, 5)
    assert job.label == "step `Prepare` (pipeline.py:5)"
    assert not job.open_settings


def test_v3_is_known_by_its_module() -> None:
    text = "from sagemaker.mlops.workflow.function_step import step\n@step(instance_type='ml.m5.large')\ndef f(): ...\n"
    assert one_job(text).dialect == "v3"


def test_a_decorator_without_arguments() -> None:
    job = one_job(HEADER + "@remote\ndef f():\n    return 1\n")
    assert (job.api, job.settings, job.step) == ("remote", (), None)
    assert job.label == "`f` (pipeline.py:5)"
    assert job.function is not None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(x): ...\nstep(f, name='A', instance_type='x')(1)", ["A"]),
        ("def f(x): ...\nstep(name='A', instance_type='x')(f)(1)", ["A"]),
        ("def f(x): ...\ndef g(x): ...\nstep(f, name='A')(1)\nstep(g, name='B')(2)", ["A", "B"]),
        ("def f(x): ...\nfor n in ('A', 'B'):\n    step(f, name=n)(1)", ["A"]),
        ("from elsewhere import f\nstep(f, name='A')(1)", []),
        ("def f(x): ...\ne = RemoteExecutor(job_name_prefix='a')\ne.submit(f, 1)\ne.submit(f, 2)", [None]),
        ("def f(x): ...\nwith RemoteExecutor() as e:\n    e.map(f, [1, 2])", [None]),
        ("e = RemoteExecutor()", []),
        ("def step(): ...\n@step\ndef f(): ...", []),
    ],
)
def test_other_ways_to_run_a_function(text: str, names: list[str | None]) -> None:
    assert [job.step for job in define(HEADER + text + "\n").jobs] == names


def test_a_step_has_a_delayed_result_and_its_pipeline_more_steps_than_are_listed() -> None:
    text = '@step(name="A")\ndef f(): return "literal"\n@step(name="B")\ndef g(x): return 1\nPipeline(name="p", steps=[g(f())])\n'
    definitions = define(HEADER + text)
    (pipeline,) = definitions.pipelines
    assert pipeline.steps is None
    assert [job.step for job in definitions.jobs] == ["A", "B"]


def test_a_remote_function_has_its_own_result() -> None:
    text = "@remote(instance_type='ml.m5.large')\ndef f(): return 'A'\n@step(name=f())\ndef g(): ...\n"
    assert [job.step for job in define(HEADER + text).jobs] == [None, "A"]


def test_further_arguments_may_be_given() -> None:
    job = one_job(HEADER + "import settings\n@step(name='A', **settings.load())\ndef f(): ...\n")
    assert job.open_settings


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("sagemaker.workflow.function_step.step", True),
        ("sagemaker.workflow.function_step.step()", True),
        ("sagemaker.core.remote_function.remote", True),
        ("sagemaker.remote_function.RemoteExecutor.submit", True),
        ("sagemaker.workflow.parallelism_config.ParallelismConfiguration.map", False),
        ("sagemaker.workflow.pipeline.Pipeline.step", False),
        ("ray.remote", False),
    ],
)
def test_names(name: str, is_one: bool) -> None:
    assert launches_function(name) is is_one


def test_functions_of_another_module(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("pyproject.toml", "[tool.sm-lint]\n")
    tree.write("steps.py", HEADER + "def f(x):\n    return x\n\n\n@step(name='B')\ndef g(x):\n    return x\n")
    tree.write("pipeline.py", HEADER + "from steps import f, g\n\nstep(f, name='A')(1)\ng(2)\n")
    found = {job.step: job for job in tree.jobs("pipeline.py")}
    assert set(found) == {"A", "B"}
    for job, line in ((found["A"], 5), (found["B"], 10)):
        assert job.function is not None
        assert (Path(job.function.path).name, job.function.span.line) == ("steps.py", line)


@pytest.mark.parametrize(
    "text",
    [
        "class C:\n    @remote(instance_type='x')\n    def f(self): ...\n",
        "@remote\nasync def f(): ...\n",
        "@step(lambda: 1)\ndef f(): ...\n",
        "step(lambda x: x, name='A')(1)\n",
        "@step()\n@remote()\ndef f(): ...\n",
        "@step\ndef f(n): return f(n)\nf(f(1))\n",
        "def make():\n    @step(name='A')\n    def f(): ...\n    return f\nmake()()\n",
        "for name in 'ab':\n    @step(name=name)\n    def f(): ...\n    f()\n",
    ],
)
def test_unusual_definitions(text: str) -> None:
    for job in define(HEADER + text).jobs:
        assert job.kind == "training"
