"""What the README and the first pages show, done in their order by somebody who has only a clone: each command, its output.

pre-commit installs its hooks from an index in the tests of packaging; here they run from the environment that is there.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
import tomli
import yaml

from tests.environments import REPOSITORY

from .conftest import SCRIPT, Shell

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(shutil.which("git") is None, reason="a clone needs git"),
    pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a POSIX shell"),
]

README = REPOSITORY / "README.md"
START = REPOSITORY / "docs" / "index.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INSTALLS = {
    "git clone https://github.com/sm-lint/sm-lint && pip install ./sm-lint",
    "git clone https://github.com/sm-lint/sm-lint",
    "pip install ./sm-lint",
}
LINTS = "sm-lint dockers/"
WORKS = "make demo && make test"

UNKNOWN_INPUT = (
    "dockers/score.py:10:10: error SMC001 [unknown-input-path] "
    "`/opt/ml/processing/input/orders/orders.csv` is read, but contract `score` has no input there"
)
FOUND_ONE = ("Found 1 finding (1 error).", "1 unsafe fix available (`--fix --unsafe-fixes`).")


def blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(page.read_text("utf-8")) if name == language]


def commands(page: Path) -> list[tuple[str, str]]:
    """The commands of a page without their comments, each with the output that is shown below it."""
    found = []
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((re.sub(r"\s+# .*", "", command), output))
    return found


def contract(page: Path) -> str:
    """The contracts that a page shows first."""
    return next(text for text in blocks(page, "toml") if "[tool.sm-lint.contracts." in text)


def accept_first_contract(project: Path) -> None:
    (project / "pyproject.toml").write_text(contract(START), encoding="utf-8")


@pytest.mark.parametrize("page", [README, START], ids=lambda page: page.name)
def test_every_command_of_the_page_gives_what_is_shown(page: Path, clone: Path, project: Path, shell: Shell) -> None:
    """The first ones are what the fixtures did; work on sm-lint itself is not a newcomer's.

    The pages show what a terminal shows, but for the width of its lines.
    """
    shown = [(command, output) for command, output in commands(page) if command not in INSTALLS | {WORKS}]
    assert shown[0] == (LINTS, "")
    assert len(shown) > 1
    first = shell(LINTS, project)
    assert (first.returncode, first.stderr) == (0, "")
    for command, output in shown[1:]:
        ended = shell(f"{command} --output-format full", clone)
        assert ended.stdout + ended.stderr == output
        assert ended.returncode == (1 if "Found " in output else 0)


def test_the_first_script(project: Path, shell: Shell) -> None:
    ended = shell("sm-lint dockers/", project)
    assert ended.returncode == 0
    assert ended.stdout.startswith("All checks passed!\n")
    named = shell("sm-lint dockers/score.py", project)
    assert (named.stdout, named.returncode) == (ended.stdout, 0)


def test_what_is_known_of_it(project: Path, shell: Shell) -> None:
    ended = shell("sm-lint inspect dockers/score.py", project)
    assert ended.returncode == 0
    for known in ("MODEL_NAME", "/opt/ml/processing/input/orders/orders.csv", "/opt/ml/processing/output/scores.csv"):
        assert known in ended.stdout


def test_the_first_contract(project: Path, shell: Shell) -> None:
    accept_first_contract(project)
    ended = shell("sm-lint --output-format concise dockers/", project)
    assert ended.stdout.splitlines() == [UNKNOWN_INPUT, *FOUND_ONE]
    assert ended.returncode == 1

    mend(project)
    ended = shell("sm-lint dockers/", project)
    assert (ended.stdout, ended.returncode) == ("All checks passed!\n", 0)


def mend(project: Path) -> None:
    """Declare the input that the contract does not have."""
    file = project / "pyproject.toml"
    text = file.read_text("utf-8")
    table = "[tool.sm-lint.contracts.score.expected-input-paths]\n"
    assert table in text
    file.write_text(text.replace(table, f'{table}orders = "/opt/ml/processing/input/orders"\n'), encoding="utf-8")


def test_the_contract_of_the_readme(clone: Path, tmp_path: Path, shell: Shell) -> None:
    (tmp_path / "pyproject.toml").write_text(contract(README), encoding="utf-8")
    for folder in tomli.loads(contract(README))["tool"]["sm-lint"]["src"]:
        (tmp_path / folder).mkdir()
    shutil.copy(clone / "examples" / "dockers" / "mims_payload.py", tmp_path / "dockers")
    ended = shell("sm-lint contract list", tmp_path)
    assert ended.returncode == 0
    assert ended.stdout.startswith("mims_payload")
    assert shell("sm-lint --quiet dockers", tmp_path).returncode in (0, 1)


def test_a_rule_is_explained(project: Path, shell: Shell) -> None:
    ended = shell("sm-lint rule SMC001", project)
    assert ended.returncode == 0
    assert ended.stdout.startswith("unknown-input-path (SMC001)\n\nSeverity: error. A fix is sometimes available.\n")


def test_an_unsaved_buffer(project: Path, shell: Shell) -> None:
    accept_first_contract(project)
    command = "sm-lint --output-format concise --stdin-filename dockers/score.py -"
    ended = shell(command, project, SCRIPT)
    assert ended.stdout.splitlines() == [UNKNOWN_INPUT, *FOUND_ONE]
    assert ended.returncode == 1
    edited = SCRIPT.replace("/opt/ml/processing/input/orders/", "/opt/ml/processing/input/model/")
    ended = shell(command, project, edited)
    assert (ended.stdout, ended.returncode) == ("All checks passed!\n", 0)


def test_the_task_of_an_editor(project: Path, shell: Shell) -> None:
    accept_first_contract(project)
    (text,) = [text for text in blocks(REPOSITORY / "docs" / "integrations.md", "json") if "problemMatcher" in text]
    (task,) = json.loads(text)["tasks"]
    matcher = task["problemMatcher"]["pattern"]
    lines = shell(task["command"], project).stdout.splitlines()
    parts = ("file", "line", "column", "severity", "code", "message")
    problems = [
        [found[matcher[part]] for part in parts] for line in lines if (found := re.match(matcher["regexp"], line))
    ]
    message = UNKNOWN_INPUT.partition("SMC001 ")[2]
    assert problems == [["dockers/score.py", "10", "10", "error", "SMC001", message]]


def test_the_hooks_stop_a_commit(project: Path, clone: Path, shell: Shell) -> None:
    wanted, same = [
        yaml.safe_load(text)["repos"] for page in (README, START) for text in blocks(page, "yaml") if "repos:" in text
    ]
    assert same == wanted
    offered = {hook["id"]: hook for hook in yaml.safe_load((clone / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    hooks = [offered[hook["id"]] | {"language": "system"} for hook in wanted[0]["hooks"]]
    configuration = {"repos": [{"repo": "local", "hooks": hooks}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
    accept_first_contract(project)
    assert shell(f"'{sys.executable}' -m pre_commit install", project).returncode == 0

    refused = shell("git add --all && git commit --quiet --message first", project)
    assert refused.returncode == 1
    assert refused.stderr.count("Failed") == 2
    assert "dockers/score.py:10:10: error SMC001" in refused.stderr
    assert shell("git rev-parse --verify --quiet HEAD", project).returncode == 1

    mend(project)
    accepted = shell("git add --all && git commit --quiet --message first", project)
    assert (accepted.returncode, accepted.stderr.count("Passed")) == (0, 2)
    assert shell("git log --format=%s", project).stdout == "first\n"
