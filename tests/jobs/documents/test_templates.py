"""State machines in YAML, and CloudFormation and SAM templates: what is read of them, where it is, and what is not read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sm_lint.files.definition_documents import MAX_YAML_BYTES, holds_definitions
from sm_lint.jobs.definition.codec import dumps, loads
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.jobs.documents.extract_json import json_definitions
from sm_lint.jobs.documents.extract_yaml import yaml_definitions, yaml_problem
from sm_lint.jobs.documents.yaml_settings import YamlReader
from sm_lint.testing import lint_files
from tests.jobs.making import Tree

MACHINE = """\
StartAt: Prepare
States:
  Prepare:
    Type: Task
    Resource: arn:aws:states:::sagemaker:createProcessingJob.sync
    Parameters:
      ProcessingJobName.$: $.name
      AppSpecification:
        ImageUri: "${Image}"
        ContainerEntrypoint: [python3, /opt/ml/processing/input/code/prepare.py]
      ProcessingInputs:
        - InputName: code
          S3Input:
            S3Uri: s3://${Bucket}/code
            LocalPath: /opt/ml/processing/input/code
      ProcessingResources:
        ClusterConfig: {InstanceType: ml.m5.larg, InstanceCount: 1, VolumeSizeInGB: 10}
    End: true
"""
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Kind: {Type: String}
Resources:
  Churn:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: !GetAtt Role.Arn
      PrimaryContainer:
        Image: !Sub "123456789012.dkr.ecr.${AWS::Region}.amazonaws.com/own:1"
        ModelDataUrl: !Join ["/", [s3:/, !Ref Bucket, model.tar.gz]]
        Environment:
          SAGEMAKER_PROGRAM: serve_it.py
          WORKERS: 2
          TRACE: true
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - ModelName: !GetAtt Churn.ModelName
          VariantName: all
          InitialInstanceCount: !Ref Count
          InstanceType: ml.m5.larg
"""


def holding(kind: str, given: str) -> str:
    """A template with one resource."""
    return f"Resources:\n  One:\n    Type: {kind}\n    Properties:\n{given}"


def jobs(text: str) -> tuple[Job, ...]:
    found = yaml_definitions("/p/a.yaml", text.encode())
    return found.jobs if found is not None else ()


def test_a_state_machine() -> None:
    (job,) = jobs(MACHINE)
    assert (job.kind, job.dialect, job.step, job.place.span.line) == ("processing", "asl", "Prepare", 4)
    assert job.script is not None
    assert (job.script.written, job.script.place.span) == ("s3://*/code/prepare.py", (10, 40, 10, 80))
    specification = job.setting("AppSpecification")
    assert specification is not None
    image = specification.get("ImageUri")
    assert image is not None
    assert (image.text, image.known) == (None, "variable")


def test_a_template() -> None:
    found = yaml_definitions("/p/a.yaml", TEMPLATE.encode())
    assert found is not None
    (job,), (request,) = found.jobs, found.requests
    assert (job.kind, job.dialect, job.place.span.line) == ("inference", "cloudformation", 6)
    assert job.script is not None
    assert job.script.written == "serve_it.py"
    container = job.setting("PrimaryContainer")
    assert container is not None
    texts = {key: (item.text, item.type) for key, item in zip(container.keys, container.items)}
    assert texts["Image"] == ("123456789012.dkr.ecr.*.amazonaws.com/own:1", "str")
    assert texts["ModelDataUrl"] == ("s3://*/model.tar.gz", "str")
    assert job.environment is not None
    assert [(item.text, item.type) for item in job.environment.items][1:] == [("2", "str"), ("true", "str")]
    assert (request.method, request.step) == ("create_endpoint_config", "Config")
    assert loads(dumps(found)) == found


def test_the_only_one_of_several_containers() -> None:
    one = "      Containers:\n        - Environment: {SAGEMAKER_PROGRAM: s.py}\n"
    assert [job.script.written for job in jobs(holding("AWS::SageMaker::Model", one)) if job.script] == ["s.py"]
    assert jobs(holding("AWS::SageMaker::Model", one + "        - Image: other\n")) == ()


TASK: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:${AWS::Partition}:states:::sagemaker:createTrainingJob.sync",
    "Parameters": {
        "AlgorithmSpecification": {"TrainingInputMode": "File"},
        "HyperParameters": {"sagemaker_program": "fit.py"},
        "RoleArn": "${Role.Arn}",
    },
}
BODY = json.dumps({"StartAt": "Fit", "States": {"Fit": TASK}}, indent=1)
INDENTED = "".join(f"          {line}\n" for line in BODY.splitlines())


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (f"      DefinitionString: !Sub |\n{INDENTED}", 17),
        (f"      DefinitionString: !Sub |-\n{INDENTED}", 17),
        (f"      DefinitionString:\n        Fn::Sub: |\n{INDENTED}", 18),
        (f"      DefinitionString: !Sub\n        - |\n{INDENTED}        - Bucket: b\n", 18),
        (f"      DefinitionString: !Sub '{json.dumps(json.loads(BODY))}'\n", 5),
        (f"      DefinitionString: !Sub >\n{INDENTED}", 17),
    ],
    ids=["literal", "stripped", "long", "with values", "quoted", "folded"],
)
def test_a_definition_as_a_text(given: str, line: int) -> None:
    (job,) = jobs(holding("AWS::StepFunctions::StateMachine", given))
    assert job.script is not None
    assert (job.script.written, job.script.place.span.line) == ("fit.py", line)


def test_a_definition_as_a_mapping_and_of_sam() -> None:
    lines = "".join(f"        {line}\n" for line in MACHINE.splitlines())
    for kind in ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"):
        assert [job.step for job in jobs(holding(kind, f"      Definition:\n{lines}"))] == ["Prepare"]


def test_a_pipeline_in_a_template() -> None:
    step = {"Name": "Fit", "Type": "Training", "Arguments": TASK["Parameters"]}
    body = json.dumps({"Version": "2020-12-01", "Steps": [step]})
    given = f"      PipelineDefinition:\n        PipelineDefinitionBody: '{body}'\n"
    (job,) = jobs(holding("AWS::SageMaker::Pipeline", given))
    assert (job.step, job.dialect) == ("Fit", "json")


def in_json(definition: Any) -> Definitions | None:
    machine = {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": definition}}
    model = {"Type": "AWS::SageMaker::Model", "Properties": {"PrimaryContainer": {"Image": {"Ref": "Image"}}}}
    return json_definitions("/p/a.json", json.dumps({"Resources": {"Run": machine, "Model": model}}).encode())


def test_a_template_in_json() -> None:
    written = BODY.replace("${Role.Arn}", "@").split("@")
    for definition in (BODY, {"Fn::Sub": BODY}, {"Fn::Join": ["", [written[0], {"Ref": "Role"}, written[1]]]}):
        found = in_json(definition)
        assert found is not None
        assert [job.api for job in found.jobs] == ["createTrainingJob", "AWS::SageMaker::Model"]


@pytest.mark.parametrize(
    "definition",
    ["no JSON", "[]", {"Ref": "Definition"}, {"Fn::Join": ["", {"Ref": "List"}]}, {"Fn::Sub": []}, 7, None],
)
def test_a_definition_that_is_not_known(definition: Any) -> None:
    found = in_json(definition)
    assert found is not None
    assert [job.api for job in found.jobs] == ["AWS::SageMaker::Model"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"a: [", "no valid YAML"),
        (b"", "empty"),
        (b"a: 1\na: 2\n", "given twice"),
        (b"x: &x {a: 1}\ny: {<<: *x}\n", "no plain text"),
        (b"? [a]\n: b\n", "no plain text"),
        (b"a: " + b"[" * 200, "nested deeper"),
        (b"a: \xff", "byte 0xff"),
        (b"- a\n", "a mapping"),
        (b"a: " + b"b" * MAX_YAML_BYTES, "larger than"),
        (b"a: \x00b", "no valid YAML: unacceptable character #x0000"),
        ("a: b\u2028c\n".encode(), "ends a line"),
    ],
)
def test_what_cannot_be_read_is_a_problem(raw: bytes, said: str) -> None:
    problem = yaml_problem("/p/a.yaml", raw)
    assert problem is not None
    assert said in problem.message
    assert yaml_definitions("/p/a.yaml", raw + b"\n# :states:::") is None


@pytest.mark.slow
def test_aliases_do_not_multiply() -> None:
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    text = "\n".join(["a0: &a0 x", *rows])
    with pytest.raises(ValueError, match="larger"):
        YamlReader("/p/a.yaml", text).read()


@pytest.mark.parametrize("text", ["a: 010\n", "a: 0x1F\n", "a: 1_000\n", "a: 1:30\n", "a: .inf\n"])
def test_numbers_that_are_written_otherwise_are_unknown(text: str) -> None:
    value = YamlReader("/p/a.yaml", text).read().get("a")
    assert value is not None
    assert value.known == "unknown"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("m.asl.yaml", MACHINE, True),
        ("m.yml", MACHINE, True),
        ("t.yaml", TEMPLATE, True),
        ("t.yaml", "# " + "x" * 9000 + "\n" + TEMPLATE, False),
        ("t.yaml", TEMPLATE.replace("Resources:", "# " + "x" * 9000 + "\nResources:"), True),
        ("t.yaml", TEMPLATE.replace("AWS::SageMaker::", "AWS::Lambda::"), False),
        ("t.yaml", TEMPLATE.replace("Model", "NotebookInstance").replace("EndpointConfig", "Domain"), False),
        ("values.yaml", "image: sagemaker\n", False),
        ("t.json", json.dumps({"Resources": {"M": {"Type": "AWS::SageMaker::Model"}}}, indent=1), True),
        ("t.json", json.dumps({"Resources": {"M": {"Type": "AWS::S3::Bucket"}}}), False),
        ("cdk.out/t.json", json.dumps({"Resources": {"M": {"Type": "AWS::SageMaker::Model"}}}, indent=1), False),
    ],
)
def test_files_that_are_found(tmp_path: Path, name: str, text: str, found: bool) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert holds_definitions(str(path)) is found


def test_findings_point_into_the_document(tmp_path: Path) -> None:
    files = {"machine.asl.yaml": MACHINE, "template.yml": TEMPLATE}
    result = lint_files(files, str(tmp_path), select=("SMJ",))
    assert result.internal_errors == 0
    found = {
        (Path(finding.place.path).name, finding.place.span.line)
        for finding in result.findings
        if "ml.m5.larg" in finding.message
    }
    assert found == {("machine.asl.yaml", 17), ("template.yml", 23)}
    assert all(finding.fix is None for finding in result.findings)


def test_scripts_are_tied(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("template.yaml", TEMPLATE)
    tree.write("machine.yml", MACHINE)
    for name in ("serve_it.py", "prepare.py"):
        tree.write(f"code/{name}", "import os\n")
    launches = tree.link()
    found = {name: launches.of(str(tmp_path / f"code/{name}")) for name in ("serve_it.py", "prepare.py")}
    assert {name: [job.dialect for job in jobs] for name, jobs in found.items()} == {
        "serve_it.py": ["cloudformation"],
        "prepare.py": ["asl"],
    }
