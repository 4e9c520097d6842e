"""Completion in the shell, which click does once it is told what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from sm_lint.cli.main import cli


def completed(*words: str) -> set[tuple[str, str]]:
    *before, incomplete = words
    shell = ShellComplete(cli, {}, "sm-lint", "_SM_LINT_COMPLETE")
    return {(item.type, str(item.value)) for item in shell.get_completions(list(before), incomplete)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["che"], ("plain", "check")),
        (["dock"], ("file", "dock")),
        (["--output-fo"], ("plain", "--output-format")),
        (["check", "--fail-level", ""], ("plain", "warning")),
        (["--fail-level", ""], ("plain", "warning")),
        (["dockers", "--sel"], ("plain", "--select")),
        (["rule", "SMC00"], ("plain", "SMC001")),
        (["rule", "unknown-i"], ("plain", "unknown-input-path")),
        (["config", "fail"], ("plain", "fail-level")),
        (["contract", "sh"], ("plain", "show")),
    ],
)
def test_completions(words: list[str], expected: tuple[str, str], project: Path) -> None:
    assert expected in completed(*words)
