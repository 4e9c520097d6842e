"""What a repository chooses, names of files and texts of its configuration, gives no command to the runner of a CI job."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

_COMMAND = re.compile(r"^\s*::|##[a-z]*\[|section_start:|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", re.MULTILINE)
NAMES = [
    "::stop-commands::x.py",
    " ::error::x.py",
    "##vso[task.complete]x.py",
    "a\n::error::b.py",
    "\u202ea.py",
    "\x1b[1m.py",
]
EVIL = "a\n::error::b ##vso[a.b]c \u202e"


@pytest.mark.parametrize(
    "flags", [[], ["--output-format", "full"], ["--output-format", "grouped"], ["--show-files"], ["-v"]]
)
def test_names(project: Path, sm_lint: Run, flags: list[str]) -> None:
    for name in NAMES:
        (project / name).write_text("import os\nos.environ['SM_MODEL_DIR'](\n")
    result = sm_lint("-n", *flags, ".")
    assert "stop-commands" in result.stdout
    assert _COMMAND.search(result.output) is None


@pytest.mark.parametrize(
    "setting",
    [
        {"output-format": [EVIL]},
        {"select": [EVIL]},
        {"baseline": EVIL},
        {"plugins": [EVIL]},
        {"extend": EVIL},
        {EVIL: 1},
        {"contracts": {EVIL: {"entry-point": EVIL, EVIL: EVIL}}},
        {"per-file-ignores": {EVIL: [EVIL]}},
        {"sdk": EVIL},
    ],
)
def test_configuration(project: Path, sm_lint: Run, setting: dict[str, object]) -> None:
    lines = ["[tool.sm-lint]"]
    for key, value in setting.items():
        lines.append(f"{json.dumps(key)} = {_toml(value)}")
    (project / "pyproject.toml").write_text("\n".join(lines) + "\n")
    (project / "a.py").write_text("x = 1\n")
    for arguments in (["-n", "a.py"], ["--show-settings", "a.py"], ["contract", "list"], ["config"], ["rule", "--all"]):
        result = sm_lint(*arguments)
        assert _COMMAND.search(result.output) is None, result.output


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    return json.dumps(value)
