"""What the hand-written pages show is true: their tables decode, their hooks exist, their rule works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli
import yaml
from jsonschema import Draft7Validator

from sm_lint.config.schema import schema

PROJECT = Path(__file__).resolve().parents[2]
GENERATED = PROJECT / "docs" / "options.md"
PAGES = [PROJECT / "README.md", *sorted(set((PROJECT / "docs").glob("*.md")) - {GENERATED})]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    page: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.text.splitlines()[0]}"


def blocks(language: str, *pages: Path) -> list[Block]:
    """Fenced blocks of one language at the outermost level of the pages."""
    found = [
        Block(page.name, *match.groups())
        for page in pages or PAGES
        for match in BLOCK.finditer(page.read_text("utf-8"))
    ]
    return [block for block in found if block.language == language]


@pytest.mark.parametrize("block", [block for block in blocks("toml") if "[tool.sm-lint" in block.text], ids=str)
def test_toml_is_what_the_options_allow(block: Block) -> None:
    settings = tomli.loads(block.text)["tool"]["sm-lint"]
    assert [error.message for error in Draft7Validator(schema()).iter_errors(settings)] == []


@pytest.mark.parametrize("block", [block for block in blocks("yaml") if "repos:" in block.text], ids=str)
def test_hooks_that_are_named_exist(block: Block) -> None:
    offered = {hook["id"] for hook in yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    (repository,) = yaml.safe_load(block.text)["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == offered


def test_inputs_of_the_action_are_those_of_its_page() -> None:
    action = yaml.safe_load((PROJECT / "action.yml").read_text("utf-8"))
    page = (PROJECT / "docs" / "integrations.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE) == list(action["inputs"])


def sm_lint(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sm_lint", *arguments]
    paths = os.pathsep.join([str(cwd), str(PROJECT), str(PROJECT / "rules")])
    environment = os.environ | {"PYTHONPATH": paths}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_the_rule_of_the_page_about_rules_works(tmp_path: Path) -> None:
    page = PROJECT / "docs" / "writing-rules.md"
    code = re.search(r"^````python\n(.*?)^````$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert code
    (tmp_path / "acme_rules").mkdir()
    (tmp_path / "acme_rules" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "acme_rules" / "models.py").write_text(code[1], encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.sm-lint]\nplugins = ["acme_rules"]\n', encoding="utf-8")
    (tmp_path / "bad.py").write_text('import joblib\njoblib.dump({}, "/opt/ml/model/model.joblib")\n', encoding="utf-8")
    (tmp_path / "good.py").write_text(
        'import joblib\njoblib.dump({}, "/opt/ml/model/acme/m.joblib")\n', encoding="utf-8"
    )

    ended = sm_lint("check", "--select", "ACM", "--output-format", "concise", "bad.py", "good.py", cwd=tmp_path)
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.splitlines()[0].startswith("bad.py:2:1: ACM001 [model-outside-registry]")
    assert "good.py" not in ended.stdout
    assert "Why is this bad" in sm_lint("rule", "ACM001", cwd=tmp_path).stdout
