"""No rule breaks on what a definition may hold, however odd, and none speaks of what is not known."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest

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
WORDS = (
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
)
SPANS = (Span(1, 1, 1, 4), Span(1, 20, 1, 32), Span(1, 5, 2, 1), Span(3, 1, 4, 9))
TYPES = ("", "str", "int", "float", "bool", "None", "sagemaker.Session", "pathlib.Path")
SOURCES = ("", "a", "'a' '--b'", "Session()", "f(", "'a\n")
TARGETS = ("", "*", "A.B", 'ProcessingOutputConfig.Outputs["a"].S3Uri', "ProcessingOutputConfig.Outputs[*", "[")
LETTERS = "aZ09_-./:*\\'\"({[ \n\tß\u0000\u2028\ud7ff\U0001f600"


class Maker:
    """Makes random definitions: what hypothesis takes a quarter of a second for takes a millisecond here."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.of = self.chance.choice

    def flag(self) -> bool:
        return self.chance.random() < 0.5

    def text(self) -> str:
        return self.of(WORDS) if self.flag() else "".join(self.chance.choices(LETTERS, k=self.chance.randrange(9)))

    def place(self) -> Place:
        return Place(self.of(("/p/define.py", "/p/other.py")), self.of(SPANS), self.of((None, 1)))

    def setting(self, depth: int = 2) -> Setting:
        if depth == 0 or self.chance.random() < 0.6:
            text = None if self.flag() else self.text()
            known = self.of(("literal", "computed", "variable", "unknown"))
            return Setting(self.place(), text, self.of(TYPES), known, self.of(SOURCES))
        items = [self.setting(depth - 1) for _ in range(self.chance.randrange(5))]
        if self.flag():
            return Setting(self.place(), None, "list", "literal", "", tuple(items), (), self.flag())
        entries = {self.of(NAMES) if self.flag() else self.text(): item for item in items}
        kind = self.of(("dict", "sagemaker.workflow.properties.PropertyFile"))
        return Setting(self.place(), None, kind, "literal", "", tuple(entries.values()), tuple(entries), self.flag())

    def perhaps(self) -> Setting | None:
        return self.setting() if self.flag() else None

    def arguments(self) -> tuple[tuple[str, Setting], ...]:
        return tuple({self.of(NAMES): self.setting() for _ in range(self.chance.randrange(9))}.items())

    def mount(self) -> Mount:
        direction = self.of(("input", "output"))
        return Mount(direction, self.place(), self.perhaps(), self.perhaps(), self.perhaps(), self.arguments())

    def script(self) -> Script:
        return Script(self.text(), self.place(), self.of((None, "/p/define.py")), missing=self.flag())

    def job(self) -> Job:
        return Job(
            "a job",
            self.of((None, *JOB_KINDS)),
            self.of(("v2", "v3", "boto3", "json", "asl")),
            self.of(("run", "ProcessingStep", "create_training_job")),
            self.of(("", "ScriptProcessor", "FrameworkProcessor", "PyTorch", "ModelTrainer", "NoSuchClass")),
            self.place(),
            Contract("c", self.place()),
            self.script() if self.flag() else None,
            self.of((None, "Step", "*")),
            tuple(self.mount() for _ in range(self.chance.randrange(4))),
            self.perhaps(),
            self.perhaps(),
            self.perhaps(),
            self.arguments(),
            self.flag(),
        )

    def use(self) -> Use:
        kind = self.of(("property", "property-file", "json-get", "parameter", "depends", "step"))
        return Use(kind, self.place(), self.of((None, "Step", "Other")), self.of(TARGETS), self.of((None, "a job")))

    def pipeline(self) -> Pipeline:
        return Pipeline(
            self.place(), self.perhaps(), self.of((None, (), ("Step",))), self.of((None, (), ("Parameter",)))
        )

    def definitions(self) -> Definitions:
        return Definitions(
            "/p/define.py",
            tuple(self.job() for _ in range(self.chance.randrange(4))),
            tuple(self.pipeline() for _ in range(self.chance.randrange(3))),
            tuple(self.use() for _ in range(self.chance.randrange(5))),
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


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_rules_take_whatever_is_read(seed: int) -> None:
    for number in range(30):
        for report in run(Maker(30 * seed + number).definitions()):
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
