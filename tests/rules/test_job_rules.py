"""No rule breaks on what a definition may hold, however odd, and none speaks of what is not known."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sm_lint.config.settings import Settings
from sm_lint.contracts.model import Contract
from sm_lint.flow.facts import ScriptFacts
from sm_lint.jobs.definition.model import Definitions, Job, Mount, Pipeline, Script, Setting, Use
from sm_lint.registry.bases import JobRule
from sm_lint.registry.context import Context
from sm_lint.registry.packages import catalogue, load_class
from sm_lint.registry.report import Report
from sm_lint.sagemaker.api.job_fields import job_fields
from sm_lint.sagemaker.job_kinds import JOB_KINDS
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.parse import parse
from sm_lint.syntax.span import Place, Span

RULES = [rule for rule in catalogue() if rule.kind == "job"]
TEXT = 'processor.run(code="prepare.py")\n'
NAMES = sorted(
    {path[0] for field in job_fields() for path in field.paths}
    | {"base_job_name", "job_name", "name", "code", "entry_point", "git_config", "sagemaker_session", "property_files"}
    | {"output_name", "Regex", "Name", "app_managed", "source_dir"}
)
TEXTS = st.sampled_from(
    [
        "",
        "a",
        "a_b",
        "*",
        "s3://b/k",
        "/opt/ml/processing/a",
        "opt/ml",
        "/home/a",
        "(",
        "(.*?)",
        "x" * 3000,
        "3",
        "True",
    ]
) | st.text(max_size=8)
PLACES = st.builds(
    Place,
    st.sampled_from(["/p/define.py", "/p/other.py"]),
    st.sampled_from([Span(1, 1, 1, 4), Span(1, 20, 1, 32), Span(1, 5, 2, 1), Span(3, 1, 4, 9)]),
    st.sampled_from([None, 1]),
)
LEAVES = st.builds(
    Setting,
    PLACES,
    st.none() | TEXTS,
    st.sampled_from(["", "str", "int", "float", "bool", "None", "sagemaker.Session", "pathlib.Path"]),
    st.sampled_from(["literal", "computed", "variable", "unknown"]),
    st.sampled_from(["", "a", "'a' '--b'", "Session()", "f(", "'a\n"]),
)


def nested(inner: st.SearchStrategy[Setting]) -> st.SearchStrategy[Setting]:
    rows = st.lists(inner, max_size=4)
    lists = st.builds(
        lambda place, items, open: Setting(place, None, "list", "literal", "", tuple(items), (), open),
        PLACES,
        rows,
        st.booleans(),
    )
    mappings = st.builds(
        lambda place, items, open, type: Setting(
            place, None, type, "literal", "", tuple(items.values()), tuple(items), open
        ),
        PLACES,
        st.dictionaries(st.sampled_from(NAMES) | TEXTS, inner, max_size=4),
        st.booleans(),
        st.sampled_from(["dict", "sagemaker.workflow.properties.PropertyFile"]),
    )
    return lists | mappings


SETTINGS = st.recursive(LEAVES, nested, max_leaves=6)
ARGUMENTS = st.dictionaries(st.sampled_from(NAMES), SETTINGS, max_size=8).map(lambda found: tuple(found.items()))
MOUNTS = st.builds(
    Mount,
    st.sampled_from(["input", "output"]),
    PLACES,
    st.none() | SETTINGS,
    st.none() | SETTINGS,
    st.none() | SETTINGS,
    ARGUMENTS,
)
SCRIPTS = st.builds(Script, TEXTS, PLACES, st.none() | st.just("/p/define.py"), missing=st.booleans())
JOBS = st.builds(
    Job,
    st.just("a job"),
    st.none() | st.sampled_from(JOB_KINDS),
    st.sampled_from(["v2", "v3", "boto3", "json", "asl"]),
    st.sampled_from(["run", "ProcessingStep", "create_training_job"]),
    st.sampled_from(["", "ScriptProcessor", "FrameworkProcessor", "PyTorch", "ModelTrainer", "NoSuchClass"]),
    PLACES,
    st.builds(Contract, st.just("c"), PLACES),
    st.none() | SCRIPTS,
    st.sampled_from([None, "Step", "*"]),
    st.lists(MOUNTS, max_size=3).map(tuple),
    st.none() | SETTINGS,
    st.none() | SETTINGS,
    st.none() | SETTINGS,
    ARGUMENTS,
    st.booleans(),
)
USES = st.builds(
    Use,
    st.sampled_from(["property", "property-file", "json-get", "parameter", "depends", "step"]),
    PLACES,
    st.sampled_from([None, "Step", "Other"]),
    st.sampled_from(
        ["", "*", "A.B", 'ProcessingOutputConfig.Outputs["a"].S3Uri', "ProcessingOutputConfig.Outputs[*", "["]
    ),
    st.sampled_from([None, "a job"]),
)
PIPELINES = st.builds(
    Pipeline,
    PLACES,
    st.none() | SETTINGS,
    st.sampled_from([None, (), ("Step",)]),
    st.sampled_from([None, (), ("Parameter",)]),
)


@cache
def module() -> ParsedModule:
    return parse("/p/define.py", TEXT)


def run(definitions: Definitions) -> list[Report]:
    reports: list[Report] = []
    context = Context(
        path="/p/define.py",
        text=TEXT,
        settings=Settings(root="/p"),
        parsed=module(),
        known=ScriptFacts(module()),
        jobs=definitions.jobs,
        definitions=definitions,
        reports=reports,
    )
    for info in RULES:
        rule: Any = load_class(info)()
        assert isinstance(rule, JobRule)
        rule.context = context
        rule.begin()
        rule.check_definitions(definitions)
        for job in definitions.jobs:
            rule.check_job(job)
        rule.finish()
    return reports


@settings(max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(JOBS, max_size=3), st.lists(USES, max_size=4), st.lists(PIPELINES, max_size=2))
def test_rules_take_whatever_is_read(jobs: list[Job], uses: list[Use], pipelines: list[Pipeline]) -> None:
    for report in run(Definitions("/p/define.py", tuple(jobs), tuple(pipelines), tuple(uses))):
        assert str(report.message)
        assert not str(report.message).endswith(".")


@pytest.mark.parametrize("kind", [None, *JOB_KINDS])
@pytest.mark.parametrize("dialect", ["v2", "v3", "boto3", "json", "asl"])
def test_nothing_is_said_of_what_is_not_known(kind: Any, dialect: Any) -> None:
    place = Place("/p/define.py")
    unknown = Setting(place)
    mounts = [Mount(direction, place, unknown, unknown, unknown) for direction in ("input", "output")]  # type: ignore[arg-type]
    job = Job(
        "a job", kind, dialect, "run", "SKLearnProcessor", place, Contract("c", place), None, "Step",
        tuple(mounts), unknown, unknown, unknown, tuple((name, unknown) for name in NAMES),
    )  # fmt: skip
    assert run(Definitions("/p/define.py", (job,), (Pipeline(place, unknown),))) == []
