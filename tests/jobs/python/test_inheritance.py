"""Classes of the project that derive from the SDK's."""

from __future__ import annotations

import pytest

from tests.jobs.making import define, one_job

IMPORTS = """\
from sagemaker.processing import ScriptProcessor
from sagemaker.pytorch import PyTorch
from sagemaker.workflow.steps import ProcessingStep
"""
INHERITED = """\
class Processor(ScriptProcessor):
    retries = 3
"""
KEYWORDS = """\
class Processor(ScriptProcessor):
    def __init__(self, role, **kwargs):
        super().__init__(role=role, **kwargs)
"""
NAMED = """\
class Processor(ScriptProcessor):
    def __init__(self, role, image_uri, env):
        self.level = 1
        ScriptProcessor.__init__(self, role, image_uri, env=env)
"""
TWICE = """\
from abc import ABC
class Base(ABC, ScriptProcessor):
    def __init__(self, *args, **kwargs):
        super(Base, self).__init__(*args, **kwargs)
class Processor(Base):
    pass
"""
RUN = """\
class Processor(ScriptProcessor):
    def run(self, code, **kwargs):
        return super().run(code=code, **kwargs)
"""


@pytest.mark.parametrize("text", [INHERITED, KEYWORDS, NAMED, TWICE, RUN], ids=lambda text: "")
def test_an_object_reads_as_the_class_that_it_derives_from(text: str) -> None:
    made = 'Processor("role", image_uri="x.dkr.ecr.eu-west-1.amazonaws.com/a", env={"MODE": "fast"})'
    job = one_job(f'{IMPORTS}{text}{made}.run("prepare.py", arguments=["--rows", "10"])\n')
    assert (job.kind, job.class_name) == ("processing", "ScriptProcessor")
    assert job.script is not None
    assert job.script.written == "prepare.py"
    assert [(variable.name, variable.value) for variable in job.contract.environment] == [("MODE", "fast")]
    assert [(argument.spelling, argument.value) for argument in job.contract.arguments] == [("rows", "10")]
    assert not job.contract.open_environment
    assert not job.contract.open_arguments


def test_nothing_is_known_of_an_object_whose_base_is_never_made() -> None:
    text = """\
class Processor(ScriptProcessor):
    def __init__(self, role):
        self.role = role
Processor("role").run("prepare.py")
"""
    job = one_job(IMPORTS + text)
    assert job.contract.open_environment
    assert job.open_settings


def test_an_estimator_keeps_what_it_is_given_later() -> None:
    text = """\
class Trainer(PyTorch):
    def __init__(self, entry, rates):
        super().__init__(entry_point=entry, hyperparameters=rates, source_dir="src")
trainer = Trainer("train.py", {"epochs": 3})
trainer.set_hyperparameters(rate=0.1)
trainer.fit({"train": "s3://data"})
"""
    job = one_job(IMPORTS + text)
    assert [argument.spelling for argument in job.contract.arguments] == ["epochs", "rate"]
    assert [entry.name for entry in job.contract.inputs] == ["train"]
    assert not job.contract.open_arguments


def test_a_step_of_its_own_class_is_a_step() -> None:
    text = """\
class Prepare(ProcessingStep):
    def __init__(self, name, processor):
        super().__init__(name=name, step_args=processor.run("prepare.py"))
class Score(ProcessingStep):
    pass
processor = ScriptProcessor(role="role", image_uri="image")
first = Prepare("Prepare", processor)
source = first.properties.ProcessingOutputConfig.Outputs["rows"].S3Output.S3Uri
second = Score(name="Score", processor=processor, code="score.py", job_arguments=["--from", source])
"""
    found = define(IMPORTS + text)
    assert sorted(str(job.step) for job in found.jobs) == ["Prepare", "Score"]
    (use,) = (use for use in found.uses if use.kind == "property")
    assert (use.step, use.within) == ("Prepare", ("Score",))


def test_two_ways_of_making_a_base_are_no_certain_one() -> None:
    text = """\
class Processor(ScriptProcessor):
    def __init__(self, fast):
        if fast:
            super().__init__(role="a", image_uri="x", env={"MODE": "fast"})
        else:
            super().__init__(role="a", image_uri="x", env={"MODE": "slow"})
Processor(flag()).run("prepare.py")
"""
    job = one_job(IMPORTS + text)
    assert job.contract.open_environment
