"""One run of `check`: lint or fix, report, and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

import click

from sm_lint.cli.configuration import find_plugins, plugin_refused, resolver
from sm_lint.cli.messages import cache_refused, problem_place, remarks
from sm_lint.cli.status import BAD, CLEAN, FOUND
from sm_lint.cli.streams import is_terminal, wants_color
from sm_lint.cli.verbs.check.fast_path import remember
from sm_lint.cli.verbs.check.options import CheckOptions
from sm_lint.cli.verbs.check.progress import ProgressLine
from sm_lint.cli.verbs.check.report import write_reports
from sm_lint.cli.verbs.check.sinks import Sink, expect_reports, sinks
from sm_lint.cli.verbs.check.summary import fixed_list, summary, ungoverned
from sm_lint.cli.writing import Copied, write_bytes, write_out
from sm_lint.config.load import Resolver
from sm_lint.config.places import place_in
from sm_lint.config.settings import Settings
from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.diagnostics.result import RunResult
from sm_lint.files.discover import is_other_file
from sm_lint.lint.caching.refusal import refusal
from sm_lint.lint.caching.run_memo import RunMemo, Shown
from sm_lint.lint.run.options import RunOptions
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import NAMES, load
from sm_lint.output.paint import Paint
from sm_lint.output.rule_texts import describer
from sm_lint.output.sources import Sources
from sm_lint.output.text import relative, shown_name
from sm_lint.registry.packages import PluginError
from sm_lint.registry.ruleset import Choice, choice
from sm_lint.registry.selection import Selection
from sm_lint.workspace import disk
from sm_lint.workspace.recording import Asked
from sm_lint.workspace.source import MAX_BYTES

STDIN_NAME = "stdin.py"


@dataclass(slots=True)
class CheckRun:
    """One run of `check`.

    Attributes:
        options: the flags.
        past: memo to update if the run is clean.
        asked: queries of the run to the disk.
        cwd: working directory.
        overlay: content read from standard input, by the absolute path given for it.
        resolver: provides the settings.
        choices: the rules selected for the paths, by settings.
    """

    options: CheckOptions
    past: RunMemo | None = None
    asked: Asked = field(default_factory=Asked)
    cwd: str = field(default_factory=os.getcwd)
    overlay: dict[str, bytes] = field(default_factory=dict)
    resolver: Resolver = field(init=False)
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        self.resolver = resolver(
            self.options.config, self.options.isolated, self.options.allow_plugins, self.options.overrides()
        )
        if self.options.reads_stdin:
            name = os.path.abspath(self.options.stdin_filename or STDIN_NAME)
            self.overlay[name] = sys.stdin.buffer.read(MAX_BYTES + 1)  # reported as too large
        known = dict.fromkeys((self.settings, *map(self.resolver.settings_for, self.paths)))
        for settings in known:
            find_plugins(settings)
            try:
                self.choices += (choice(settings),)
            except PluginError as error:
                raise plugin_refused(error, settings) from error
        # A flag may name a rule of a plugin that is not loaded; this is reported with the other mistakes.
        if not any(settings.problems for settings in known):
            self._check_selectors()
        self._check_cache()

    def _check_selectors(self) -> None:
        """Reject flags that name neither a built-in rule nor one of a plugin.

        Raises:
            click.UsageError: names the flag.
        """
        indexes = [each.selectors for each in self.choices]
        for flag, words in self.options.selectors().items():
            for unknown in indexes[0].unknown(words):
                if all(index.unknown([unknown.selector]) for index in indexes):
                    hint = f": {unknown.hint}" if unknown.hint else ""
                    raise click.UsageError(f"{flag} names no rule `{unknown.selector}`{hint}")

    def _check_cache(self) -> None:
        """Reject a cache folder named on the command line that is not a cache.

        Raises:
            click.ClickException: names the folder.
        """
        if self.options.cache_dir is None or not self._caches:
            return
        refused = refusal(self.settings.cache_dir)
        if refused is not None:
            raise click.ClickException(f"--cache-dir: {cache_refused(refused)}")

    @property
    def _caches(self) -> bool:
        """Whether a cache is used."""
        return not self.options.no_cache

    @property
    def paths(self) -> Sequence[str]:
        """The absolute paths to lint."""
        if self.overlay:
            return list(self.overlay)
        return [os.path.abspath(path) for path in self.options.paths or (".",)]

    @property
    def settings(self) -> Settings:
        """The settings for the run as a whole: those of the working directory, else those of the first path."""
        here = self.resolver.settings_for(self.cwd)
        return here if here.config_path is not None else self.resolver.settings_for(self.paths[0])

    def lint(self, baseline: bool = True) -> RunResult:
        """Lint without changing files."""
        from sm_lint.lint.run.runner import run

        with self._going(baseline) as how:
            return run(self.paths, how).result

    def fix(self) -> RunResult:
        """Lint and apply fixes; with ``--diff``, or for standard input, only compute them."""
        from sm_lint.lint.fixing.fix_run import fix

        write = not self.options.diff and not self.overlay
        with self._going() as how:
            return fix(self.paths, how, unsafe=self.options.unsafe_fixes, write=write)

    def add_noqa(self, reason: str) -> RunResult:
        """Lint, and add comments that suppress the findings."""
        from sm_lint.lint.fixing.add_noqa import add_noqa

        with self._going() as how:
            return add_noqa(self.paths, how, reason=reason)

    @contextmanager
    def _going(self, baseline: bool = True) -> Iterator[RunOptions]:
        """The options of a run, with a progress line for its duration."""
        line = ProgressLine() if is_terminal(sys.stderr) and not self.options.quiet else None
        try:
            yield RunOptions(
                self.resolver,
                self.options.jobs,
                cache=self._caches,
                baseline=baseline,
                overlay=self.overlay,
                progress=line,
                reading=line.reading if line is not None else None,
                spawn=True,
                index=self.options.index,
                only_named=self.options.only_named,
            )
        finally:
            if line is not None:
                line.clear()

    def check(self) -> int:
        """Lint or fix, and report."""
        targets = self.targets()
        result = self.fix() if self.options.fixes else self.lint()
        silent = not self.remark(result)
        if self.options.diff:
            return self._diff(result)
        if self.overlay and self.options.fixes:
            self._echo_fixed(result)
        findings = [] if self.options.fix_only else result.findings
        out = Copied(self._stream)
        if not self.options.fix_only:
            self.report(result, targets, out)
        if self.options.show_fixes and not self.options.quiet:
            self._list_fixed(result, targets)
        status = self.status(result, findings)
        if self.past is not None and silent and out.whole and result.files and self._all_on_stream(targets):
            shown = Shown(status, out.text)
            selections, cache_dir = self._selections, self.settings.cache_dir
            for_people = targets[0].is_for_people
            remember(self.past, self.asked, result, shown, for_people, self.resolver, selections, cache_dir)
        return status

    @property
    def _stream(self) -> IO[str]:
        """The stream of the report: with the fixed source on standard output, all messages go elsewhere."""
        return sys.stderr if self.overlay and self.options.fixes else sys.stdout

    @staticmethod
    def _all_on_stream(targets: Sequence[Sink]) -> bool:
        """Whether the report is written to the stream as a whole and nowhere else."""
        return len(targets) == 1 and targets[0].file is None

    def targets(self) -> tuple[Sink, ...]:
        """The targets of the report.

        Raises:
            click.ClickException: a format does not exist, or cannot represent the request.
        """
        terminal, file = is_terminal(sys.stdout), self.options.output_file
        if self.options.output_format:
            found = sinks(self.options.output_format, file, terminal, self.cwd)
        else:
            found = self._configured_targets(terminal, file)
        if self.options.statistics and load(found[0].format).INFO.counts is None:
            choose = ", ".join(name for name in NAMES if load(name).INFO.counts is not None)
            raise click.UsageError(f"--statistics cannot be written as {found[0].format}: choose one of {choose}")
        return found

    def _configured_targets(self, terminal: bool, file: str | None) -> tuple[Sink, ...]:
        settings = self.settings
        try:
            found = sinks(settings.output_format, file, terminal, settings.root)
            expect_reports(sink.file for sink in found if sink.file is not None and not sink.main)
        except click.UsageError as error:
            where = problem_place(place_in(settings, "output-format"), self.cwd)
            raise click.ClickException(f"{where}: {error.message}") from error
        return found

    def report(self, result: RunResult, targets: Sequence[Sink], stream: Copied | None = None) -> None:
        """Write the report, followed by a summary for interactive use.

        Args:
            result: the result of the run.
            targets: the formats and files.
            stream: the stream of targets without a file.
        """
        from shutil import get_terminal_size  # with the compression of archives

        stream = stream or Copied(self._stream)
        given = {change.path: change.after for change in result.changes if change.path in self.overlay}
        context = RenderContext(
            cwd=self.cwd,
            sources=Sources(given={**self.overlay, **given}, within=self._shown),
            describe=describer(self.settings.plugins),
            width=get_terminal_size().columns if is_terminal(sys.stdout) else None,
        )
        if self.options.silent:
            targets = [target for target in targets if target.file is not None]
        color = wants_color(self.options.color, sys.stdout)
        write_reports(result.findings, targets, context, self.options.statistics, color, stream)
        if targets and targets[0].is_for_people and not self.options.quiet:
            write_out(summary(result, result.findings, self.options.unsafe_fixes, Paint(color)), stream)
            write_out([ungoverned(result, self.cwd)], stream)

    @property
    def _shown(self) -> list[str]:
        """Files and folders whose lines may be shown: the named ones, and the projects they belong to."""
        inside = [os.path.join(path, "") if disk.is_folder(path) else path for path in self.paths]
        projects = [self.resolver.project_of(path, self.paths) for path in inside]
        return list(dict.fromkeys((*self.paths, *projects)))

    @property
    def _selections(self) -> list[Selection]:
        return [each.selection for each in self.choices]

    def remark(self, result: RunResult) -> bool:
        """Write the messages other than findings to standard error; returns whether there are any."""
        if self.options.silent:
            return False
        lines = list(remarks(result, self._selections, self.options.verbose, self.options.quiet))
        for line in lines:
            click.echo(line, err=True)
        if self.options.quiet:
            return bool(lines)
        others = [path for path in self.paths if path not in self.overlay and is_other_file(path)]
        for path in others:
            click.echo(f"warning: {shown_name(path, self.cwd)} is not a Python file and was not checked", err=True)
        nothing = not result.files and not result.problems
        if nothing:
            self.explain_nothing(others)
        return bool(lines or others or nothing)

    def explain_nothing(self, told: Collection[str] = ()) -> None:
        """Say on standard error why there is no file to lint, except for paths already reported."""
        from sm_lint.files.left_out import left_out

        for found in left_out([path for path in self.paths if path not in told], self.resolver):
            click.echo(found.sentence(shown_name(found.path, self.cwd)), err=True)

    def _diff(self, result: RunResult) -> int:
        from sm_lint.lint.fixing.fixes import unified_diff

        for change in result.changes:
            write_bytes(unified_diff(change, relative(change.path, self.cwd)))
        if not self.options.quiet:
            number = len(result.fixed)
            click.echo(f"Would fix {number} finding{'' if number == 1 else 's'}.", err=True)
        if result.problems or result.internal_errors:
            return BAD
        return FOUND if result.changes and not self.options.exit_zero else CLEAN

    def _list_fixed(self, result: RunResult, targets: Sequence[Sink]) -> None:
        """List the fixes as text; never into a source or a machine-readable report."""
        apart = bool(self.overlay) or not targets[0].is_for_people
        paint = Paint(wants_color(self.options.color, sys.stderr if apart else sys.stdout))
        write_out(fixed_list(result, self.cwd, paint), sys.stderr if apart else sys.stdout)

    def _echo_fixed(self, result: RunResult) -> None:
        """Write the fixed source to standard output."""
        changed = {change.path: change.after for change in result.changes}
        for path, data in self.overlay.items():
            write_bytes(changed.get(path, data))

    def status(self, result: RunResult, findings: Sequence[Finding]) -> int:
        """The exit status."""
        if result.problems or result.internal_errors:
            return BAD
        if self.options.exit_zero:
            return CLEAN
        # The request was to fix, so a file that could not be written is a failure.
        unwritten = self.options.fix_only and any(refused.finding is None for refused in result.refused)
        failing = unwritten or any(self._fails(finding) for finding in findings)
        return FOUND if failing or (self.options.exit_non_zero_on_fix and result.fixed) else CLEAN

    def _fails(self, finding: Finding) -> bool:
        level = self.resolver.settings_for(finding.place.path).fail_level
        return finding.severity.rank >= Severity(level).rank
