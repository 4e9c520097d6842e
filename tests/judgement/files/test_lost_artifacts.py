"""Which writes of a training job are lost."""

from __future__ import annotations

import textwrap

import pytest

from sm_lint.contracts.model import Contract, Output
from sm_lint.flow.facts import PathAccess, ScriptFacts
from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.judgement.files.lost_artifacts import Losses, deposits, saves_data, saves_model
from sm_lint.registry.location import is_test
from sm_lint.syntax.parse import parse
from sm_lint.syntax.span import Place

HERE = Place("/project/launch.py")
HEAD = "import os, shutil, boto3, joblib, torch, pandas as pd, numpy as np\n"


def facts_of(source: str) -> ScriptFacts:
    return analyse(parse("/project/train.py", HEAD + textwrap.dedent(source)), Setup(job="training", src=()))


def lost(source: str, *contracts: Contract, default: bool = False) -> list[str]:
    facts = facts_of(source)
    losses = Losses(facts, contracts)
    return [access.path for access in facts.all(PathAccess) if losses.lost(access, default=default)]


@pytest.mark.parametrize(
    "path", ["a.pt", "out/a.pt", "/tmp/a.pt", "/opt/ml/code/a.pt", "/opt/program/a.pt", "/opt/ml/x/a"]
)
def test_nobody_collects(path: str) -> None:
    assert lost(f"torch.save(1, {path!r})") == [path]


@pytest.mark.parametrize(
    "path", ["/opt/ml/model/a", "/opt/ml/output/data/a", "/opt/ml/checkpoints/a", "/opt/ml/input/data/x/a", "/fsx/a"]
)
def test_somebody_may_collect(path: str) -> None:
    assert lost(f"torch.save(1, {path!r})") == []


@pytest.mark.parametrize(
    "use",
    [
        "torch.load('a/b.pt')",
        "os.listdir('a')",
        "os.listdir('.')",
        "shutil.copytree('a', '/opt/ml/model/a')",
        "boto3.client('s3').upload_file('a/b.pt', 'bucket', 'key')",
        "unknown.call('a/b.pt')",
        "unknown.call(['a'])",
        "os.remove('a/b.pt')",
        "open('/opt/ml/code/a/b.pt')",
        "open(unknown.name())",
    ],
)
def test_what_is_used_is_not_lost(use: str) -> None:
    assert lost(f"import unknown\ntorch.save(1, 'a/b.pt')\n{use}") == []


def test_what_is_not_known_before_does_not_matter() -> None:
    assert lost("import sys\nopen(sys.argv[1])\ntorch.save(1, 'a.pt')") == ["a.pt"]


def test_a_working_directory_that_changes_says_nothing_of_relative_paths() -> None:
    assert lost("import sys\nos.chdir(sys.argv[1])\ntorch.save(1, 'a.pt')\ntorch.save(1, '/tmp/a.pt')") == ["/tmp/a.pt"]


def test_defaults_count_where_all_arguments_are_known() -> None:
    source = """
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--out", default="/tmp")
        args = parser.parse_args()
        torch.save(1, args.out + "/a.pt")
    """
    closed = Contract("c", HERE, origin="job", job="training")
    opened = Contract("c", HERE, origin="job", job="training", open_arguments=True)
    assert lost(source) == lost(source, opened) == []
    assert lost(source, default=True) == lost(source, closed) == ["/tmp/a.pt"]


def test_declared_outputs_are_kept() -> None:
    contract = Contract("c", HERE, job="training", outputs=(Output("o", "/opt/ml/state", HERE),))
    assert lost("torch.save(1, '/opt/ml/state/a.pt')", contract) == []


def test_a_branch_beside_one_that_keeps_is_for_elsewhere() -> None:
    source = """
        import sys
        if len(sys.argv) > 1:
            torch.save(1, "a.pt")
        {}
    """
    assert lost(source.format("pass")) == ["a.pt"]
    assert lost(source.format('torch.save(1, "/opt/ml/model/a.pt")')) == []


def test_calls_are_told_by_what_they_save() -> None:
    facts = facts_of(
        """
        torch.save(1, "a")
        joblib.dump(1, "b")
        pd.DataFrame().to_csv("c")
        np.save("d", 1)
        os.makedirs("e")
        open("f", "w")
        """
    )
    accesses = {access.path: access for access in facts.all(PathAccess)}
    assert {path for path, access in accesses.items() if saves_model(access)} == {"a", "b"}
    assert {path for path, access in accesses.items() if saves_data(access)} == {"c", "d"}
    assert {path for path, access in accesses.items() if deposits(access)} == {"a", "b", "c", "d", "f"}


@pytest.mark.parametrize("path", ["/p/tests/a.py", "/p/x/test/b.py", "/p/test_a.py", "/p/a_test.py", "/p/conftest.py"])
def test_tests_are_known_by_their_place(path: str) -> None:
    assert is_test(path, "/p")


@pytest.mark.parametrize("path", ["/p/a.py", "/p/contest.py", "/p/latest/a.py", "/p/testament.py"])
def test_other_files_are_no_tests(path: str) -> None:
    assert not is_test(path, "/p")


def test_the_folder_of_the_project_says_nothing() -> None:
    assert not is_test("/tests/p/a.py", "/tests/p")
