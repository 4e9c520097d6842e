"""What accesses mean against a contract, above all one that a job definition implies."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable
from sm_lint.flow.facts import ArgumentFact, PathAccess, ScriptFacts
from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.judgement.arguments.command_line import is_needed, refused, takers, unfilled
from sm_lint.judgement.contract import compliance, omissions
from sm_lint.judgement.contract.compliance import AccessChecker, Confidence
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.parse import parse
from sm_lint.syntax.span import Place

HERE = Place("/project/pipeline.py")
CheckerOf = Callable[[ScriptFacts, Contract, JobKind | None], AccessChecker | None]


def facts_of(source: str, job: JobKind = "processing") -> ScriptFacts:
    return analyse(parse("/project/script.py", textwrap.dedent(source)), Setup(job=job, src=()))


def step(**parts: object) -> Contract:
    """A contract that a job definition implies."""
    return Contract("step", HERE, origin="job", **{"job": "processing", **parts})  # type: ignore[arg-type]


def declared(**parts: object) -> Contract:
    return Contract("c", HERE, **{"job": "processing", **parts})  # type: ignore[arg-type]


def weighed(checker_of: CheckerOf, source: str, contract: Contract) -> dict[str, Confidence]:
    facts = facts_of(source, contract.job or "processing")
    judge = checker_of(facts, contract, contract.job)
    assert judge is not None
    found = {access.path: judge.check(access) for access in facts.all(PathAccess)}
    return {path: weight for path, weight in found.items() if weight is not None}


def test_a_default_is_certain_where_a_job_passes_nothing_else() -> None:
    source = """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--data", default="/opt/ml/processing/data")
        args = parser.parse_args()
        open(args.data + "/a.csv")
    """
    path = "/opt/ml/processing/data/a.csv"
    assert weighed(compliance.read_checker, source, step()) == {path: Confidence.CERTAIN}
    assert weighed(compliance.read_checker, source, declared()) == {path: Confidence.LIKELY}
    assert weighed(compliance.read_checker, source, step(open_arguments=True)) == {}
    assert weighed(compliance.read_checker, source, step(open_environment=True)) == {}


def test_open_lists_accuse_nobody() -> None:
    facts = facts_of('open("/opt/ml/processing/x"); open("/opt/ml/processing/y", "w")')
    assert compliance.read_checker(facts, step(open_inputs=True), "processing") is None
    assert compliance.write_checker(facts, step(open_outputs=True), "processing") is None


def test_without_a_kind_of_job_every_place_of_the_platform_counts() -> None:
    contract = step(job=None)
    facts = facts_of('open("/opt/ml/model/a"); open("/opt/ml/input/config/a"); open("/opt/ml/elsewhere/a")')
    judge = compliance.read_checker(facts, contract, None)
    assert judge is not None
    assert [a.path for a in facts.all(PathAccess) if judge.check(a)] == ["/opt/ml/elsewhere/a"]


def test_a_script_that_uploads_its_own_results_loses_nothing() -> None:
    source = """
        import boto3
        with open("/opt/ml/processing/train/a.csv", "w") as file:
            file.write("x")
        boto3.client("s3").upload_file("/opt/ml/processing/train/a.csv", "bucket", "key")
    """
    assert weighed(compliance.write_checker, source, step()) == {}


@pytest.mark.parametrize(
    ("via", "kept"),
    [
        ("os.makedirs", True),
        ("tarfile.TarFile.extractall", True),
        ("shutil.copytree", True),
        ("save_pretrained", False),
        ("tensorflow.saved_model.save", False),
        ("dask.dataframe.to_parquet", False),
    ],
)
def test_what_fills_a_directory_with_something_new(via: str, kept: bool) -> None:
    facts = facts_of("x = 1")
    node = facts.module.tree
    access = PathAccess(node, None, mode="write", path="/opt/ml/x", via=via, creates=True)  # type: ignore[arg-type]
    assert compliance.saves_results(access) is not kept


def variables(source: str, contract: Contract) -> list[tuple[str, bool]]:
    found = compliance.undeclared_variables(facts_of(source), contract, lambda name: False)
    return [(read.name, needed) for read, needed in found]


def test_a_job_need_not_set_what_has_a_default() -> None:
    source = """
        import os
        print(os.environ["NEEDED"], os.environ.get("OPTIONAL", "x"), os.environ.get("PERHAPS"), os.environ["SET"])
    """
    environment = (Variable("SET", HERE, value="1"),)
    assert variables(source, step(environment=environment)) == [("NEEDED", True)]
    assert variables(source, step(environment=environment, open_environment=True)) == []
    assert variables(source, declared(environment=environment)) == [
        ("NEEDED", True),
        ("OPTIONAL", False),
        ("PERHAPS", False),
    ]


def option(*flags: str, **parts: object) -> ArgumentFact:
    dest = max(flags, key=len).lstrip("-").replace("-", "_")
    return ArgumentFact(None, None, flags=flags, dest=dest, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spelling", "flags", "in_job", "in_contract"),
    [
        ("max_depth", ["--max_depth"], True, True),
        ("max_depth", ["--max-depth"], False, True),
        ("max-depth", ["--max_depth", "--max-depth"], True, True),
        ("epoch", ["--epochs"], True, True),
        ("epochs", ["--epoch"], False, False),
        ("e", ["-e"], True, True),
        ("e", ["--epochs"], False, False),
        ("k", ["--k"], True, True),
        ("data", ["data"], False, True),
    ],
)
def test_which_option_takes_an_argument(spelling: str, flags: list[str], in_job: bool, in_contract: bool) -> None:
    argument = Argument(spelling.replace("_", "-"), HERE, spelling=spelling)
    assert bool(takers(argument, [option(*flags)], step())) is in_job
    assert bool(takers(argument, [option(*flags)], declared())) is in_contract


def test_an_exact_name_beats_an_abbreviation() -> None:
    short, long = option("--data"), option("--data-dir")
    assert takers(Argument("data", HERE), [long, short], step()) == [short]


def test_hyperparameters_that_no_parser_takes() -> None:
    facts = facts_of(
        """
        import argparse, os
        parser = argparse.ArgumentParser()
        parser.add_argument("--epochs", type=int)
        print(parser.parse_known_args(), os.environ["SM_HP_LR"])
        """,
        "training",
    )
    names = ("epochs", "lr", "sagemaker_program", "depth")
    contract = step(job="training", arguments=tuple(Argument(name, HERE, spelling=name) for name in names))
    assert [argument.name for argument in refused(facts, contract)] == ["depth"]


def test_what_a_job_must_pass() -> None:
    facts = facts_of(
        """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("source")
        parser.add_argument("--model_dir", required=True)
        parser.add_argument("--label", required=True)
        parser.add_argument("--limit")
        print(parser.parse_args())
        """
    )
    needed = [option.dest for option in unfilled(facts, step()) if is_needed(option, step())]
    assert needed == ["label"]
    assert [o.dest for o in unfilled(facts, declared()) if is_needed(o, declared())] == ["source", "model_dir", "label"]


def test_inputs_of_a_job_that_hold_code_are_used_unseen() -> None:
    paths = ("/opt/ml/processing/input/code", "/opt/ml/processing/input/src", "/opt/ml/processing/input/data")
    contract = step(inputs=tuple(Input(path, path, HERE) for path in paths))
    unused = omissions.unused_inputs(facts_of("print(1)"), contract, "processing")
    assert [entry.name for entry in unused] == ["/opt/ml/processing/input/data"]


def test_what_every_training_job_collects_need_not_be_written() -> None:
    outputs = (Output("model", "/opt/ml/model", HERE), Output("data", "/opt/ml/output/data", HERE))
    facts = facts_of("print(1)", "training")
    assert list(omissions.unwritten_outputs(facts, step(job="training", outputs=outputs))) == []
    assert len(list(omissions.unwritten_outputs(facts, declared(job="training", outputs=outputs)))) == 2


def test_nothing_is_never_done_in_a_script_that_is_not_understood() -> None:
    facts = facts_of('import sys\nopen(sys.stdin.readline())\nopen("/opt/ml/processing/lost", "w")')
    contract = declared(
        inputs=(Input("a", "/opt/ml/processing/a", HERE),), outputs=(Output("b", "/opt/ml/processing/b", HERE),)
    )
    assert list(omissions.unused_inputs(facts, contract, "processing")) == []
    assert list(omissions.unwritten_outputs(facts, contract)) == []
    assert compliance.write_checker(facts, contract, "processing") is None
