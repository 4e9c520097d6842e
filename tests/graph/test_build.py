"""Steps, edges and findings of graphs."""

from __future__ import annotations

import json
from pathlib import Path

from sm_lint.graph.model import Graph, Node

from .conftest import PIPELINE, drawn


def step(graph: Graph, label: str) -> Node:
    (found,) = [node for node in graph.nodes if node.label == label]
    return found


def edges(graph: Graph) -> set[tuple[str, str, str]]:
    """Edges as texts: ``Step.port``, kind, ``Step.port``."""

    def end(node: str, port: str) -> str:
        known = graph.node(node)
        found = known.port(port)
        return f"{known.label}.{found.name}" if found is not None else known.label

    return {(end(e.source, e.source_port), e.kind, end(e.target, e.target_port)) for e in graph.edges}


def test_who_feeds_whom(graph: Graph) -> None:
    assert graph.title == "Fraud"
    assert edges(graph) == {
        ("RawData", "data", "Prepare.raw"),
        ("Prepare", "data", "Train.train"),
        ("Train.model", "data", "Evaluate.model"),
        ("Prepare.report", "data", "Evaluate.report"),
        ("Evaluate.score", "value", "Good"),
        ("Train", "depends", "Notify"),
        ("Good", "then", "Notify"),
    }


def test_what_a_step_is(graph: Graph) -> None:
    prepare = step(graph, "Prepare")
    assert (prepare.kind, prepare.class_name, prepare.script) == ("processing", "SKLearnProcessor", "prepare.py")
    assert prepare.script_path is not None
    assert prepare.script_path.endswith("prepare.py")
    assert prepare.where.startswith("pipeline.py:")
    assert [(port.name, port.path) for port in prepare.inputs] == [("raw", "/opt/ml/processing/input/raw")]
    assert [port.name for port in prepare.outputs] == ["train", "report"]
    assert prepare.arguments == ("--raw {RawData}", "--ratio 0.7")
    assert prepare.environment == ("REGION",)
    train = step(graph, "Train")
    assert [(port.name, port.path) for port in train.ports] == [
        ("train", "/opt/ml/input/data/train"),
        ("model", "/opt/ml/model"),
    ]
    assert train.hyperparameters == ("depth = 3",)
    assert (step(graph, "RawData").kind, step(graph, "RawData").class_name) == ("source", "parameter")
    assert (step(graph, "Good").kind, step(graph, "Good").class_name) == ("condition", "ConditionStep")


def test_findings_stand_where_they_belong(graph: Graph) -> None:
    (wrong,) = [edge for edge in graph.edges if edge.remarks]
    assert [remark.code for remark in wrong.remarks] == ["SMJ507"]
    assert wrong.label == "trian"
    train = step(graph, "Train")
    assert [(port.name, [r.code for r in port.remarks]) for port in train.ports if port.remarks] == [
        ("train", ["SMJ507"])
    ]
    prepare = step(graph, "Prepare")
    assert [remark.code for remark in prepare.remarks] == ["SMC004"]
    assert prepare.remarks[0].where.startswith("prepare.py:13:")
    assert {port.name: [r.code for r in port.remarks] for port in prepare.ports} == {
        "raw": [],
        "train": [],
        "report": ["SMC006"],
    }
    (report,) = [e for e in graph.edges if e.source == prepare.key and e.source_port]
    assert [remark.code for remark in graph.edge_remarks(report)] == ["SMC006"]


def test_output_to_a_place_that_nothing_reads(tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text(PIPELINE.replace("s3://bucket/reports/today", "s3://other/reports"))
    (graph,) = drawn(tmp_path)
    assert {
        ("Prepare.report", "data", "s3://bucket/reports"),
        ("s3://other/reports", "data", "Evaluate.report"),
    } <= edges(graph)


def test_conditions_built_apart_from_their_step(tmp_path: Path) -> None:
    inline = 'conditions=[ConditionGreaterThan(left=JsonGet(step_name="Evaluate", property_file=score, json_path="auc"), right=1)]'
    text = PIPELINE.replace(inline, "conditions=made()")
    assert text != PIPELINE
    text = text.replace(
        "good = ", 'auc = JsonGet(step_name="Evaluate", property_file=score, json_path="auc")\ngood = ', 1
    )
    (tmp_path / "pipeline.py").write_text(text)
    (graph,) = drawn(tmp_path)
    assert ("Evaluate.score", "value", "Good") in edges(graph)


def test_jobs_outside_pipelines_are_a_graph_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "launch.py").write_text(
        "from sagemaker.sklearn.processing import SKLearnProcessor\n"
        'SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge").run(code="s3://code/a.py")\n'
        'SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge").run(code="s3://code/b.py")\n'
    )
    (graph,) = drawn(tmp_path)
    assert (graph.title, [node.label for node in graph.nodes]) == ("Jobs in launch.py", ["a.py", "b.py"])


def test_what_is_shipped_with_a_script_is_the_step_s_and_other_scripts_are_not(tmp_path: Path) -> None:
    wrong = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--a', type=bool)\n"
    for name in ("train.py", "helper.py", "prepare.py", "contracted.py"):
        (tmp_path / name).write_text(wrong + "parser.parse_known_args()\n")
    (tmp_path / "contracted.py").write_text("open('/opt/ml/processing/input/other/x').read()\n")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.sm-lint.contracts.contracted]\nentry-point = "contracted.py"\njob = "processing"\n'
        '[tool.sm-lint.contracts.contracted.expected-input-paths]\na = "/opt/ml/processing/input/a"\n'
    )
    (tmp_path / "launch.py").write_text(
        "from sagemaker.pytorch import PyTorch\nfrom sagemaker.sklearn.processing import SKLearnProcessor\n"
        'PyTorch(entry_point="train.py", source_dir=".", role="r", framework_version="2.0", py_version="py310",\n        instance_count=1, instance_type="ml.m5.xlarge").fit()\n'
        'SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge").run(code="prepare.py")\n'
    )
    (graph,) = drawn(tmp_path)
    shown = {node.label: sorted(remark.where.partition(":")[0] for remark in node.remarks) for node in graph.nodes}
    assert shown == {"train.py": ["helper.py", "train.py"], "prepare.py": ["prepare.py"]}


def test_one_graph_for_each_pipeline(tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text(
        PIPELINE.replace('name="Fraud"', 'name="First"').replace("good])", "good])\n")
        + 'second = Pipeline(name="Second", parameters=[raw], steps=[prepare])\n'
    )
    first, second = drawn(tmp_path)
    assert (first.title, second.title) == ("First", "Second")
    assert [node.label for node in second.steps] == ["Prepare"]


def test_a_definition_as_the_service_keeps_it(tmp_path: Path) -> None:
    def processing(name: str, source: object, more: dict[str, object]) -> dict[str, object]:
        mount = {"InputName": "in", "S3Input": {"S3Uri": source, "LocalPath": "/opt/ml/processing/in"}}
        output = {"OutputName": "out", "S3Output": {"S3Uri": f"s3://b/{name}", "LocalPath": "/opt/ml/processing/out"}}
        arguments = {
            "AppSpecification": {"ImageUri": "image", "ContainerEntrypoint": ["python3", "a.py"]},
            "ProcessingInputs": [mount],
            "ProcessingOutputConfig": {"Outputs": [output]},
        }
        return {"Name": name, "Type": "Processing", "Arguments": arguments, **more}

    first = processing("First", {"Get": "Parameters.Data"}, {})
    wanted = {"Get": "Steps.First.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri"}
    last = processing("Last", "s3://b/else", {"DependsOn": ["First"]})
    branches = {"Conditions": [], "IfSteps": [processing("Second", wanted, {})], "ElseSteps": [last]}
    steps = [first, {"Name": "Check", "Type": "Condition", "Arguments": branches}]
    document = {"Version": "2020-12-01", "Parameters": [{"Name": "Data", "Type": "String"}], "Steps": steps}
    (tmp_path / "pipeline.json").write_text(json.dumps(document, indent=1))
    (graph,) = drawn(tmp_path, "pipeline.json")
    assert edges(graph) == {
        ("Data", "data", "First.in"),
        ("First.out", "data", "Second.in"),
        ("Check", "then", "Second"),
        ("Check", "else", "Last"),
        ("First", "depends", "Last"),
        ("s3://b/else", "data", "Last.in"),
        ("Second.out", "data", "s3://b/Second"),
        ("Last.out", "data", "s3://b/Last"),
    }


def test_nothing_to_draw(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("print(1)\n")
    assert drawn(tmp_path) == ()
