"""A renamed option or contract key goes on working by its old name, and is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli
from sm_lint.config.options import options
from sm_lint.config.schema import made_from
from sm_lint.config.shape import Option, options_of
from sm_lint.contracts.load import load_contracts
from sm_lint.contracts.schema import ContractTable
from sm_lint.lint.run.runner import lint_paths

Check = Callable[[str], tuple[int, str]]


def rename(monkeypatch: pytest.MonkeyPatch, known: dict[str, Option], name: str, old: str) -> None:
    """Let an option, or a key, have had another name."""
    monkeypatch.setitem(known, name, replace(known[name], formerly=(old,)))


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Status and output of a run with this configuration."""
    rename(monkeypatch, options(), "fail-level", "failure-level")
    rename(monkeypatch, options_of(ContractTable), "job", "kind-of-job")
    load_contracts.cache_clear()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("import os\nprint(os.environ['X'])\n", encoding="utf-8")

    def call(text: str) -> tuple[int, str]:
        (tmp_path / "sm-lint.toml").write_text(text, encoding="utf-8")
        done = CliRunner().invoke(cli, ["-n", "."], prog_name="sm-lint")
        return done.exit_code, done.stdout

    return call


def test_an_option_works_by_its_old_name(check: Check, tmp_path: Path) -> None:
    status, said = check('failure-level = "error"\n')
    assert (
        "sm-lint.toml:1:1: info SMX908 [renamed-key] `failure-level` is now called `fail-level`; write `fail-level`"
        in said
    )
    assert status == 0
    result = lint_paths([tmp_path], cache=False)
    assert result.problems == ()
    assert [finding.severity.value for finding in result.findings if finding.code == "SMX908"] == ["info"]


def test_a_contract_key_works_by_its_old_name(check: Check) -> None:
    contract = '[contracts.train]\nentry-point = "train.py"\nrequired-env-vars = ["X"]\n'
    status, said = check(f'{contract}kind-of-job = "training"\n')
    assert "sm-lint.toml:4:1: info SMX908 [renamed-key] `kind-of-job` is now called `job`" in said
    assert status == 0
    status, said = check(f'{contract}kind-of-job = "trainin"\n')
    assert "SMX903 [invalid-contract] `kind-of-job` is `trainin`, which is not one of" in said
    assert status == 2


def test_both_names_are_a_mistake(check: Check) -> None:
    status, said = check('failure-level = "error"\nfail-level = "info"\n')
    assert status == 2
    assert (
        "SMX907 [invalid-configuration] `failure-level` is the old name of `fail-level`, and both are written" in said
    )


def test_the_schema_marks_the_old_name_as_deprecated(monkeypatch: pytest.MonkeyPatch) -> None:
    rename(monkeypatch, options(), "fail-level", "failure-level")
    rename(monkeypatch, options_of(ContractTable), "job", "kind-of-job")
    found = made_from(())
    old, new = found["properties"]["failure-level"], found["properties"]["fail-level"]
    assert (old["deprecated"], old["description"], old["enum"]) == (True, "Now called `fail-level`.", new["enum"])
    assert found["definitions"]["ContractTable"]["properties"]["kind-of-job"]["deprecated"] is True
    assert "deprecated" not in new


def test_no_old_name_is_a_present_one() -> None:
    for known in (options(), options_of(ContractTable)):
        old = [name for entry in known.values() for name in entry.formerly]
        assert len(old) == len(set(old))
        assert not set(old) & known.keys()
