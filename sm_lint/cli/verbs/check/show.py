"""The modes of `check` that only show: the files it would lint, and their settings."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.cli.configuration import complain
from sm_lint.cli.option_values import origin, toml, value_in_force
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.verbs.check.run import CheckRun
from sm_lint.cli.writing import write_out
from sm_lint.config.options import options
from sm_lint.config.settings import Settings
from sm_lint.output.text import one_line, relative, shown_name
from sm_lint.syntax.span import Problem


def files(check: CheckRun) -> int:
    """List the files that would be linted, one per line."""
    from sm_lint.files.discover import discover

    found = discover(check.paths, check.resolver, given=check.overlay)
    write_out(f"{shown_name(path, check.cwd)}\n" for path in sorted(found.files))
    problems = [*_mistakes(check), *found.problems]
    complain(problems)
    if not found.files and not problems:
        check.explain_nothing()
    return BAD if problems else CLEAN


def settings(check: CheckRun) -> int:
    """The settings of each named path, in the terms of the configuration."""
    problems = _mistakes(check)
    complain(problems)
    for path in check.paths:
        write_out(_described(path, check.resolver.settings_for(path), check.cwd))
    return BAD if problems else CLEAN


def _mistakes(check: CheckRun) -> list[Problem]:
    """The mistakes in the configuration of the named paths."""
    return [problem for path in check.paths for problem in check.resolver.settings_for(path).problems]


def _described(path: str, found: Settings, cwd: str) -> Iterator[str]:
    yield f"{shown_name(path, cwd)}\n"
    governing = "no configuration file" if found.config_path is None else relative(found.config_path, cwd)
    yield f"  governed by {one_line(governing)}\n"
    for name, entry in options().items():
        value = value_in_force(entry, found)
        written = f"  {name} = {toml(value)}" if value is not None else f"  # {name} is not set"
        yield written + (f"  # {one_line(origin(entry, found))}\n" if value is not None else "\n")
