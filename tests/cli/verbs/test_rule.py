"""`sm-lint rule` and `sm-lint linter`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.registry.families import BUILT_IN, prefix_of
from sm_lint.registry.packages import catalogue
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("project")


def test_list(sm_lint: Run) -> None:
    lines = sm_lint("rule").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in catalogue()]


@pytest.mark.parametrize("word", ["SMC001", "smc001", "unknown-input-path"])
def test_text(word: str, sm_lint: Run) -> None:
    out = sm_lint("rule", word).stdout
    assert out.startswith("unknown-input-path (SMC001)\n")
    assert "\nUse instead\n" in out
    assert "```" not in out
    assert "## " not in out


def test_markdown(sm_lint: Run) -> None:
    out = sm_lint("rule", "SMC001", "SMC002", "--output-format", "markdown").stdout
    assert out.count("## What it does") == 2
    assert "```python" in out


def test_json(sm_lint: Run) -> None:
    one = json.loads(sm_lint("rule", "SMC001", "--output-format", "json").stdout)
    assert one["name"] == "unknown-input-path"
    assert "What it does" in one["sections"]


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_all(form: str, sm_lint: Run) -> None:
    result = sm_lint("rule", "--all", "--output-format", form)
    assert result.exit_code == 0
    assert all(rule.code in result.stdout for rule in catalogue())


def test_near_miss(sm_lint: Run) -> None:
    result = sm_lint("rule", "unknown-inputs-path")
    assert result.exit_code == 2
    assert "did you mean `unknown-input-path`?" in result.stderr


def test_a_plugin_beside_the_configuration(project: Path, sm_lint: Run) -> None:
    (project / "acme_lint_rules.py").write_text(
        "from sm_lint.registry.bases import ScriptRule\n\n\n"
        'class Odd(ScriptRule):\n    """Odd things.\n\n    ## What it does\n\n    Nothing.\n    """\n\n'
        '    code = "ACME001"\n    name = "odd-thing"\n'
    )
    (project / "pyproject.toml").write_text('[tool.sm-lint]\nplugins = ["acme_lint_rules"]\n')
    assert "odd-thing (ACME001)" in sm_lint("rule", "odd-thing", "--allow-plugins").stdout
    assert "rules of the plugin acme_lint_rules" in sm_lint("linter", "--allow-plugins").stdout


def test_a_broken_plugin(project: Path, sm_lint: Run) -> None:
    (project / "pyproject.toml").write_text('[tool.sm-lint]\nplugins = ["acme_not_there"]\n')
    result = sm_lint("linter")
    assert result.exit_code == 2
    assert "acme_not_there" in result.stderr


def test_linter(sm_lint: Run) -> None:
    families = json.loads(sm_lint("linter", "--output-format", "json").stdout)
    assert sum(family["rules"] for family in families) == len(catalogue())
    assert {family["prefix"] for family in families} <= {family.prefix for family in BUILT_IN}
    assert all(family["prefix"] in sm_lint("linter").stdout for family in families)


@pytest.mark.parametrize(("code", "prefix"), [("SMC001", "SMC"), ("AB12", "AB")])
def test_prefix(code: str, prefix: str) -> None:
    assert prefix_of(code) == prefix


def test_prose_is_as_wide_as_fits(sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    narrow = sm_lint("rule", "--all").stdout
    monkeypatch.setenv("COLUMNS", "300")
    wide = sm_lint("rule", "--all").stdout
    assert narrow.split() == wide.split()
    longest = [max(map(len, prose(text))) for text in (narrow, wide)]
    assert 50 < longest[0] <= 60
    assert 90 < longest[1] <= 100
    assert "\n- [How" in wide


def prose(text: str) -> list[str]:
    """Lines of paragraphs: neither code nor tables, nor a single word that is too long for any line."""
    return [line for line in text.splitlines() if not line.startswith(("    ", "|")) and line.strip().count(" ")]
