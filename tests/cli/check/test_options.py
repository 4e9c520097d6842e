"""What the flags of `check` mean for the configuration, and which do not go together."""

from __future__ import annotations

from typing import Any

import click
import pytest

from sm_lint.cli.verbs.check.command import check
from sm_lint.cli.verbs.check.options import CheckOptions


def options(*arguments: str) -> CheckOptions:
    context = check.make_context("check", list(arguments))
    return CheckOptions(**context.params)


@pytest.mark.parametrize(
    ("arguments", "key", "expected"),
    [
        ([], "select", None),
        (["--select", "SMC, SMP101", "--select", "SME"], "select", ["SMC", "SMP101", "SME"]),
        (["--ignore", ""], "ignore", []),
        (["--per-file-ignores", "a/*.py:SMC,SMP"], "per_file_ignores", {"a/*.py": ["SMC", "SMP"]}),
        (
            ["--per-file-ignores", "a:SMC,b:SMP", "--per-file-ignores", "C:/x:SME"],
            "per_file_ignores",
            {"a": ["SMC"], "b": ["SMP"], "C:/x": ["SME"]},
        ),
        (["--exclude", "a,b"], "exclude", ["a", "b"]),
        (["--no-respect-gitignore"], "respect_gitignore", False),
        (["--force-exclude"], "force_exclude", True),
        ([], "force_exclude", None),
        (["--preview"], "preview", True),
        (["--sdk", "v3"], "sdk", "v3"),
        (["--fail-level", "info"], "fail_level", "info"),
        (["--baseline", "b.json"], "baseline", "b.json"),
    ],
)
def test_overrides(arguments: list[str], key: str, expected: Any) -> None:
    assert options(*arguments).overrides()[key] == expected


@pytest.mark.parametrize(
    ("arguments", "reason", "paths"),
    [
        (["--add-noqa", "dockers"], "", ("dockers",)),
        (["--add-noqa=legacy code", "dockers"], "legacy code", ("dockers",)),
        (["dockers", "--add-noqa"], "", ("dockers",)),
        (["--", "--add-noqa"], None, ("--add-noqa",)),
    ],
)
def test_add_noqa_takes_a_reason_only_after_an_equals_sign(
    arguments: list[str], reason: str | None, paths: tuple[str, ...]
) -> None:
    given = options(*arguments)
    assert (given.add_noqa, given.paths) == (reason, paths)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fix", "--add-noqa"],
        ["--diff", "--write-baseline"],
        ["--show-files", "--show-settings"],
        ["-", "a.py"],
        ["-", "--watch"],
        ["-", "--add-noqa"],
        ["--watch", "--diff"],
        ["--stdin-filename", "a.py"],
    ],
)
def test_flags_that_go_against_each_other(arguments: list[str]) -> None:
    with pytest.raises(click.UsageError):
        options(*arguments).validate()


@pytest.mark.parametrize("arguments", [["--fix", "--diff"], ["--watch", "--fix"], ["-", "--stdin-filename", "a.py"]])
def test_flags_that_go_together(arguments: list[str]) -> None:
    options(*arguments).validate()


@pytest.mark.parametrize("value", ["SMC", ":SMC", "a:"])
def test_per_file_ignores_needs_both_sides(value: str) -> None:
    with pytest.raises(click.UsageError):
        options("--per-file-ignores", value).overrides()
