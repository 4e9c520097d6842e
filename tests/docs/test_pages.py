"""What the hand-written pages show is true: their tables decode, their hooks exist, their rule works."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import click
import pytest
import tomli
import yaml
from jsonschema import Draft7Validator

from sm_lint.cli.main import cli
from sm_lint.config.schema import schema
from sm_lint.diagnostics.result import RunResult

PROJECT = Path(__file__).resolve().parents[2]
GENERATED = {
    PROJECT / "docs" / name for name in ("options.md", "command-line.md", "output-formats.md", "rule-interface.md")
}
PAGES = [PROJECT / "README.md", *sorted(set((PROJECT / "docs").glob("*.md")) - GENERATED)]
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


def test_every_page_is_in_the_menu() -> None:
    menu = (PROJECT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")[2]
    folder = PROJECT / "docs"
    assert sorted(re.findall(r"([\w/-]+\.md)$", menu.replace("rules/index.md", ""), re.MULTILINE)) == sorted(
        page.relative_to(folder).as_posix() for page in folder.rglob("*.md") if page.parent.name != "rules"
    )


def commands() -> list[str]:
    """The commands that the pages show, without what a shell does with their output."""
    lines = [line for block in blocks("console") for line in block.text.splitlines() if line.startswith("$ sm-lint ")]
    return sorted({re.split(r" [|<>#] ?", line.removeprefix("$ sm-lint "), maxsplit=1)[0] for line in lines})


@pytest.mark.parametrize("command", commands())
def test_commands_are_understood(command: str) -> None:
    context = cli.make_context("sm-lint", shlex.split(command))
    first = getattr(context, "_protected_args", [])
    name, verb, arguments = cli.resolve_command(context, [*first, *context.args])
    assert verb is not None
    if isinstance(verb, click.Group):
        name, verb, arguments = verb.resolve_command(click.Context(verb), arguments)
        assert verb is not None
    assert verb.make_context(name, arguments).params


def test_the_problem_matcher_reads_what_is_written(tmp_path: Path) -> None:
    (task,) = [json.loads(block.text) for block in blocks("json") if "problemMatcher" in block.text]
    matcher = task["tasks"][0]["problemMatcher"]["pattern"]
    (tmp_path / "a b.py").write_text('open("/opt/ml/model"\n', encoding="utf-8")
    command = task["tasks"][0]["command"].removeprefix("sm-lint ").split()
    notebook = {"cells": [{"cell_type": "code", "source": 'open("/opt/ml/model"\n'}], "nbformat": 4}
    (tmp_path / "n.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    lines = sm_lint(*command, cwd=tmp_path).stdout.splitlines()
    found = [re.match(matcher["regexp"], line) for line in lines]
    read = [[each[matcher[part]] for part in ("file", "line", "column", "code")] for each in found if each]
    assert read == [["a b.py", "1", "5", "SMX901"], ["n.ipynb", "1", "5", "SMX901"]]


def test_the_python_interface_is_as_its_page_says(tmp_path: Path) -> None:
    page = PROJECT / "docs" / "python-api.md"
    first, second, dask = (block.text for block in blocks("python", page))
    (tmp_path / "dockers").mkdir()
    (tmp_path / "dockers" / "a.py").write_text('open("/opt/ml/model"\n', encoding="utf-8")
    script = f"{first}{second.replace('/src/project', str(tmp_path))}print(*result.files)\n"
    paths = os.pathsep.join([str(PROJECT), str(PROJECT / "rules")])
    command = [sys.executable, "-c", script]
    environment = os.environ | {"PYTHONPATH": paths}
    shown = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    finding, files = shown.stdout.splitlines()
    assert finding.startswith(f"{tmp_path}/dockers/a.py:1:5: SMX901 syntax error")
    assert files == str(tmp_path / "dockers" / "score.py")
    compile(dask, "dask", "exec")
    named = re.findall(r"`(\w+)`", page.read_text("utf-8").partition("A `RunResult`:")[2].partition("A `Finding`")[0])
    assert {item.name for item in fields(RunResult)} - set(named) == {"stale_baseline", "warnings"}


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

    ended = sm_lint(
        "check", "--allow-plugins", "--select", "ACM", "--output-format", "concise", "bad.py", "good.py", cwd=tmp_path
    )
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.splitlines()[0].startswith("bad.py:2:1: error ACM001 [model-outside-registry]")
    assert "good.py" not in ended.stdout
    assert "Why is this bad" in sm_lint("rule", "ACM001", "--allow-plugins", cwd=tmp_path).stdout

    # A program gets the same report as the command line, with what the rule says of itself.
    written = sm_lint("--allow-plugins", "--select", "ACM", "--output-format", "sarif", "bad.py", cwd=tmp_path).stdout
    assert "Why is this bad" in written
    script = (
        "import sm_lint\n"
        "resolver = sm_lint.Resolver(overrides={'select': ['ACM']}, allow_plugins=True)\n"
        "result = sm_lint.lint_paths('bad.py', resolver=resolver)\n"
        "print(sm_lint.format_result(result, 'sarif', plugins=['acme_rules']), end='')\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(PROJECT), str(PROJECT / "rules")])}
    command = [sys.executable, "-c", script]
    shown = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert shown.stdout == written, shown.stderr
