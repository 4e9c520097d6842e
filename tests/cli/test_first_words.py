"""Options before the verb, misspelled verbs, `help`, `version`, and the flags that all verbs take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sm_lint.cli.main import VERBS, cli
from sm_lint.version import __version__

SCRIPT = 'open("/opt/ml/processing/inputs/a.csv")\nopen("/opt/ml/processing/inputs/b.csv")  # noqa: SMC001\n'
CONTRACT = '[tool.sm-lint.contracts.a]\nentry-point = "%s"\njob = "processing"\nexpected-input-paths = { d = { path = "/opt/ml/processing/d", required = false } }\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "featurize.py").write_text(SCRIPT)
    (tmp_path / "pyproject.toml").write_text(CONTRACT % "featurize.py")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sm_lint(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("-q", "check", "."), ("check", "-q", ".")),
        (("--isolated", "rule", "SMC001"), ("rule", "--isolated", "SMC001")),
        (("--color", "always", "rule", "SMC001"), ("rule", "--color", "always", "SMC001")),
        (("--config", 'sdk = "v2"', "check", "."), ("check", "--config", 'sdk = "v2"', ".")),
        (("-qj", "1", "check"), ("check", "-q", "-j", "1")),
        (("-j1", "check"), ("check", "-j", "1")),
        (("--format", "svg", "graph"), ("graph", "--format", "svg")),
        (("-q", "."), ("check", "-q", ".")),
    ],
)
def test_options_before_the_verb(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    first, second = sm_lint(*before), sm_lint(*after)
    assert (first.output, first.exit_code) == (second.output, second.exit_code)


@pytest.mark.parametrize(
    ("word", "verb"), [("chek", "check"), ("rules", "rule"), ("explain", "rule"), ("grpah", "graph"), ("lsp", "server")]
)
def test_a_misspelled_verb(word: str, verb: str) -> None:
    result = sm_lint(word, "SMC001")
    assert result.exit_code == 2
    assert f"there is no verb `{word}` and no file or folder of that name: did you mean `{verb}`?" in result.output


def test_a_verb_of_other_linters_that_is_none_here() -> None:
    assert "the verbs are check, rule" in sm_lint("init").output


def test_a_file_may_be_called_like_a_verb(project: Path) -> None:
    (project / "rules").mkdir()
    assert sm_lint("rules").exit_code == 0


def test_a_path_that_is_not_there_stays_a_finding() -> None:
    assert "error SMX904" in sm_lint("nowhere").output


def test_help_and_version() -> None:
    assert sm_lint("help").output == sm_lint("--help").output
    assert "contract show [OPTIONS] ID..." in sm_lint("help", "contract", "show").output
    assert "did you mean `check`?" in sm_lint("help", "chek").output
    assert sm_lint("version").output == f"sm-lint {__version__}\n"
    assert json.loads(sm_lint("version", "--output-format", "json").output)["version"] == __version__


def test_flags_that_every_verb_takes(project: Path) -> None:
    words = {
        "rule": ["SMC001"], "inspect": ["featurize.py"], "graph": ["."], "contract": ["list"],
        "policy": ["list"], "config": ["select"],
        "linter": [], "clean": [], "help": [], "version": [],
    }  # fmt: skip
    for verb in VERBS:
        if verb in words:
            result = sm_lint(verb, *words[verb], "--color", "never", "-q", "-o", "out.txt")
            assert (result.exit_code, result.output) == (0, ""), (verb, result.output)
    assert "governed by pyproject.toml" in sm_lint("linter", "-v").output
    assert (project / "out.txt").read_text() == f"sm-lint {__version__}\n"


def test_flags_against_suppressions_and_files() -> None:
    assert sm_lint("-q", ".").output.count("SMC001") == 1
    assert sm_lint("-q", "--ignore-noqa", ".").output.count("SMC001") == 2
    assert "SMC001" not in sm_lint("-q", "--extend-per-file-ignores", "feat*.py:SMC001", ".").output
    assert sm_lint("--ignore-noqa", "--add-noqa", ".").exit_code == 2
    silent = sm_lint("--silent", ".")
    assert (silent.output, silent.exit_code) == ("", 1)


def test_more_rules_are_fixable(project: Path) -> None:
    (project / "featurize.py").write_text(SCRIPT.replace("SMC001", "SMC001, SMC009"))
    assert "[*]" not in sm_lint("--fixable", "SMP", "--fix", "--diff", ".").output
    assert "-open" in sm_lint("--fixable", "SMP", "--extend-fixable", "SMX902", "--diff", ".").output


def test_a_file_that_is_no_python(project: Path) -> None:
    (project / "README.md").write_text("· text\n")
    result = sm_lint("README.md")
    assert (result.exit_code, result.output.splitlines()[0]) == (
        0,
        "warning: README.md is not a Python file and was not checked",
    )


def test_prefixes_and_states_of_rules() -> None:
    listed = sm_lint("rule", "SMC01").output.splitlines()
    assert [line.split()[0] for line in listed] == [f"SMC01{number}" for number in (*range(6), 7, 8)]
    lines = sm_lint("rule").output.splitlines()
    assert any(" preview " in line for line in lines)
    assert any(" off " in line for line in lines)


def test_an_entry_point_that_is_misspelled(project: Path) -> None:
    (project / "pyproject.toml").write_text(CONTRACT % "featurise.py")
    assert "does not match any file; did you mean `featurize.py`?" in sm_lint(".").output
