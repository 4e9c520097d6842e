"""Completion in the shell, which click does once it is told what there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from sm_lint.cli.main import cli

pytestmark = pytest.mark.slow


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
        (["--output-format", "json-"], ("plain", "json-lines")),
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


LOOK_UP = {
    "bash": 'eval "$(_SM_LINT_COMPLETE=bash_source sm-lint)"; complete -p sm-lint >&2'
    "; COMP_WORDS=(sm-lint rule unknown-i); COMP_CWORD=2; _sm_lint_completion sm-lint unknown-i rule"
    '; printf "%s\\n" "${COMPREPLY[@]}"',
    "zsh": "autoload -U compinit; compinit -u -D"
    '; eval "$(_SM_LINT_COMPLETE=zsh_source sm-lint)"; [[ $_comps[sm-lint] = _sm_lint_completion ]] || exit 1'
    "; COMP_WORDS='sm-lint rule unknown-i' COMP_CWORD=2 _SM_LINT_COMPLETE=zsh_complete sm-lint",
    "fish": "_SM_LINT_COMPLETE=fish_source sm-lint | source; complete -C 'sm-lint rule unknown-i'",
}


@pytest.mark.parametrize("shell", LOOK_UP)
def test_completion_in_the_shell_itself(shell: str, tmp_path: Path) -> None:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    command = tmp_path / "sm-lint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sm_lint "$@"\n')
    command.chmod(0o755)
    quiet = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    done = subprocess.run(
        [found, *quiet, "-c", LOOK_UP[shell]],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "unknown-input-path" in done.stdout.replace("\t", "\n").splitlines(), done.stderr
