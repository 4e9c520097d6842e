"""The flags of `check` as one value, and the configuration options they override."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import click

from sm_lint.cli.streams import ColorWish

STDIN = "-"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The flags of `check`; None and an empty tuple mean not given."""

    paths: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    extend_ignore: tuple[str, ...]
    per_file_ignores: tuple[str, ...]
    extend_per_file_ignores: tuple[str, ...]
    preview: bool | None
    fix: bool
    unsafe_fixes: bool
    diff: bool
    fix_only: bool
    show_fixes: bool
    fixable: tuple[str, ...]
    extend_fixable: tuple[str, ...]
    unfixable: tuple[str, ...]
    ignore_noqa: bool | None
    add_noqa: str | None
    baseline: str | None
    write_baseline: bool
    output_format: tuple[str, ...]
    output_file: str | None
    statistics: bool
    show_files: bool
    show_settings: bool
    color: ColorWish
    quiet: bool
    silent: bool
    verbose: bool
    exclude: tuple[str, ...]
    extend_exclude: tuple[str, ...]
    force_exclude: bool | None
    respect_gitignore: bool | None
    stdin_filename: str | None
    index: bool
    only_named: bool
    config: tuple[str, ...]
    isolated: bool
    allow_plugins: bool
    sdk: str | None
    watch: bool
    jobs: int | None
    no_cache: bool
    cache_dir: str | None
    fail_level: str | None
    exit_zero: bool
    exit_non_zero_on_fix: bool

    @property
    def reads_stdin(self) -> bool:
        """Whether the source is read from standard input."""
        return STDIN in self.paths

    @property
    def fixes(self) -> bool:
        """Whether fixes are applied or shown."""
        return self.fix or self.fix_only or self.diff

    def validate(self) -> None:
        """Reject conflicting flags.

        Raises:
            click.UsageError: names the conflicting flags.
        """
        modes = {
            "--fix": self.fix or self.fix_only,
            "--diff": self.diff,
            "--add-noqa": self.add_noqa is not None,
            "--write-baseline": self.write_baseline,
            "--show-files": self.show_files,
            "--show-settings": self.show_settings,
        }
        chosen = [name for name, on in modes.items() if on]
        # As in ruff, --diff with --fix shows the fixes and applies none.
        if len(chosen) > 1 and set(chosen) != {"--fix", "--diff"}:
            raise click.UsageError(f"{' and '.join(chosen)} cannot be used together")
        if self.ignore_noqa and self.add_noqa is not None:
            raise click.UsageError("--ignore-noqa and --add-noqa cannot be used together")
        if self.silent and (self.show_files or self.show_settings or self.diff):
            shown = next(name for name in ("--show-files", "--show-settings", "--diff") if modes[name])
            raise click.UsageError(f"--silent and {shown} cannot be used together")
        if self.reads_stdin and len(self.paths) > 1:
            raise click.UsageError("`-` reads standard input and goes without other paths")
        if self.reads_stdin and (self.watch or self.add_noqa is not None or self.write_baseline):
            raise click.UsageError("`-` cannot be used with --watch, --add-noqa or --write-baseline")
        if self.watch and chosen and chosen != ["--fix"]:
            raise click.UsageError(f"--watch and {chosen[0]} cannot be used together")
        if self.stdin_filename is not None and not self.reads_stdin:
            raise click.UsageError("--stdin-filename goes with `-` as the path")

    def selectors(self) -> dict[str, list[str]]:
        """The selectors given by flags: codes, prefixes and names, by flag."""
        flags = ("select", "ignore", "extend_select", "extend_ignore", "fixable", "extend_fixable", "unfixable")
        given = {f"--{name.replace('_', '-')}": _words(getattr(self, name)) or [] for name in flags}
        for flag, values in (
            ("--per-file-ignores", self.per_file_ignores),
            ("--extend-per-file-ignores", self.extend_per_file_ignores),
        ):
            given[flag] = [rule for rules in (_ignores(values, flag) or {}).values() for rule in rules]
        return given

    def overrides(self) -> dict[str, Any]:
        """The configuration options that the command line sets; None for the others."""
        return {
            "select": _words(self.select),
            "ignore": _words(self.ignore),
            "extend_select": _words(self.extend_select),
            "extend_ignore": _words(self.extend_ignore),
            "per_file_ignores": _ignores(self.per_file_ignores, "--per-file-ignores"),
            "extend_per_file_ignores": _ignores(self.extend_per_file_ignores, "--extend-per-file-ignores"),
            "ignore_noqa": self.ignore_noqa,
            "preview": self.preview,
            "fixable": _words(self.fixable),
            "extend_fixable": _words(self.extend_fixable),
            "unfixable": _words(self.unfixable),
            "baseline": self.baseline,
            "exclude": _words(self.exclude),
            "extend_exclude": _words(self.extend_exclude),
            "force_exclude": self.force_exclude,
            "respect_gitignore": self.respect_gitignore,
            "sdk": self.sdk,
            "cache_dir": self.cache_dir,
            "fail_level": self.fail_level,
        }


def _words(values: Iterable[str]) -> list[str] | None:
    """The comma-separated words of all occurrences of a flag; None if it was not given."""
    given = list(values)
    if not given:
        return None
    return [word for value in given for word in (part.strip() for part in value.split(",")) if word]


def _ignores(values: Iterable[str], flag: str) -> dict[str, list[str]] | None:
    """The ``PATTERN:RULE`` items as a table; an item without a colon adds a rule to the preceding pattern.

    Raises:
        click.UsageError: an item has no pattern or no rule.
    """
    table: dict[str, list[str]] = {}
    given = list(values)
    for value in given:
        pattern = ""
        for item in filter(None, (part.strip() for part in value.split(","))):
            head, colon, rule = item.rpartition(":")
            pattern = head.strip() if colon else pattern
            if not pattern or not rule.strip():
                raise click.UsageError(f"{flag} takes PATTERN:RULES, not `{value}`")
            table.setdefault(pattern, []).append(rule.strip())
    return table if given else None
