"""Repeats linting and fixing until nothing more can be fixed, first in memory; then writes the files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.result import FileChange, RefusedFix, RunResult
from sm_lint.files.named import Named, named_paths
from sm_lint.lint.fixing.fixes import MAX_PASSES, apply_fixes, is_applicable
from sm_lint.lint.fixing.parse_check import is_sound
from sm_lint.lint.run.options import Progress, RunOptions
from sm_lint.lint.run.runner import Linted, run
from sm_lint.registry.ruleset import choice
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import DocumentKind, document_kind
from sm_lint.workspace.fingerprint import of_bytes
from sm_lint.workspace.overwrite import expect_replaceable, overwrite
from sm_lint.workspace.source import MAX_BYTES


def fix_paths(
    paths: Named,
    *,
    unsafe: bool = False,
    write: bool = True,
    resolver: Resolver | None = None,
    jobs: int | None = 1,
    executor: Executor | None = None,
    cache: bool = True,
    baseline: bool = True,
    overlay: Mapping[str, bytes] | None = None,
    progress: Progress | None = None,
    allow_plugins: bool | None = None,
) -> RunResult:
    """Lint files and folders, and apply fixes.

    Args:
        paths: one or several files and folders, relative to the resolver's working directory.
        unsafe: also apply fixes that may change behaviour.
        write: write the files; otherwise `changes` only shows the new contents. Files of the overlay are never written.
        resolver: provides the settings; by default those of the configuration files around the paths.
        jobs: maximum number of processes; None for as many as are useful.
        executor: executes the batches instead.
        cache: whether to use and update the cache.
        baseline: whether to ignore the findings in the configured baseline.
        overlay: content that differs from the disk, by absolute path.
        progress: called with the number of finished files and the total.
        allow_plugins: import the project's plugins that are not installed rule packages. Only used without a
            `resolver`, which has its own setting.

    Returns:
        The remaining findings after the fixes. Without `write`, those that would remain.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    options = RunOptions(
        resolver or Resolver(allow_plugins=allow_plugins), jobs, executor, cache, baseline, overlay or {}, progress
    )
    return fix(named_paths(paths), options, unsafe=unsafe, write=write)


def fix(paths: Sequence[str], options: RunOptions, *, unsafe: bool = False, write: bool = True) -> RunResult:
    """Lint files and folders, and apply fixes; see :func:`fix_paths`."""
    # Without the index, only named files are edited.
    return FixRun(paths, replace(options, index=False, for_edits=True), unsafe, write).run()


def _edited(finding: Finding) -> set[str]:
    """The files that the fix of a finding edits."""
    return {edit.place.path for edit in finding.fix.edits} if finding.fix else set()


@dataclass(slots=True)
class FixRun:
    """Iterative fixing.

    A round fixes scripts in memory until nothing changes, and configuration files once. The next round begins when the
    files have been written, and sees the effect of the new configuration. If nothing is written, later rounds fix
    scripts only.
    """

    paths: Sequence[str]
    options: RunOptions
    unsafe: bool
    write: bool
    fixed: list[Finding] = field(default_factory=list)
    refused: dict[RefusedFix, None] = field(default_factory=dict)
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)

    def run(self) -> RunResult:
        """Lint, fix, write, and lint the result."""
        linted = run(self.paths, self.options)
        for _ in range(MAX_PASSES):
            changed = self._round(linted)
            if not changed:
                break
            if not self.write:
                self.after.update(changed)
                self.options = self._seeing(changed)
                linted = run(self.paths, self.options)
                continue
            written = self._write(changed)
            if not written:
                break
            self.options = replace(self.options, resolver=self.options.resolver.afresh(), overlay=self._kept(changed))
            linted = run(self.paths, self.options)
        return replace(
            linted.result,
            fixed=tuple(self.fixed),
            refused=tuple(self.refused),
            changes=tuple(
                FileChange(path, self.before[path], data)
                for path, data in sorted(self.after.items())
                if data != self.before[path]
            ),
        )

    def _round(self, linted: Linted) -> dict[str, bytes]:
        """The new contents of files that fixes change."""
        changed: dict[str, bytes] = {}
        findings = linted.result.findings
        digests = linted.digests
        for _ in range(MAX_PASSES):
            step = apply_fixes(
                [finding for finding in findings if self._wanted(finding, changed)],
                partial(self._read, changed=changed, digests=digests),
                is_sound,
            )
            self.fixed += step.fixed
            self.refused.update(dict.fromkeys(step.refused))
            changed.update(step.contents)
            again = [path for path in step.contents if document_kind(path) is not DocumentKind.TOML]
            if not again:
                break
            following = run(again, self._seeing(changed))
            findings, digests = following.result.findings, following.digests
        return changed

    def _seeing(self, changed: Mapping[str, bytes]) -> RunOptions:
        return replace(self.options, overlay={**self.options.overlay, **changed}, cache=False, progress=None)

    def _wanted(self, finding: Finding, changed: Mapping[str, bytes]) -> bool:
        """Whether the fix may be applied now. A refused fix is not tried again."""
        if not is_applicable(finding, self.unsafe, self._allowed):
            return False
        if any(refusal.finding == finding for refusal in self.refused):
            return False
        done = changed if self.write else {*changed, *self.after}
        return not any(document_kind(path) is DocumentKind.TOML and path in done for path in _edited(finding))

    def _allowed(self, code: str, path: str) -> bool:
        settings = self.options.resolver.settings_for(path)
        index = choice(settings).selectors
        fixable = settings.fixable is None or code in index.covers(settings.fixable + settings.extend_fixable)
        return fixable and code not in index.covers(settings.unfixable)

    def _read(self, path: str, changed: Mapping[str, bytes], digests: Mapping[str, str | None]) -> bytes | None:
        """The content of a file as it was linted; None if it has changed since.

        Raises:
            OSError: the file must be written but may not be; then no edit of the fix is made, not even in other files.
        """
        if self.write and path not in self.options.overlay:
            expect_replaceable(path)
        data = changed.get(path, self.options.overlay.get(path))
        if data is None:
            try:
                data = disk.read_file(path, MAX_BYTES)
            except OSError:
                return None
        if digests.get(path) not in (None, of_bytes(data)):
            return None
        self.before.setdefault(path, data)
        return data

    def _write(self, changed: Mapping[str, bytes]) -> list[str]:
        """Write the new contents, except those of the overlay; returns the files that were written."""
        written = []
        for path, data in changed.items():
            if path in self.options.overlay:
                self.after[path] = data
                written.append(path)
                continue
            reason = self._replace(path, data)
            if reason:
                self.refused[RefusedFix(path, f"{os.path.basename(path)} {reason}")] = None
                self.fixed = [finding for finding in self.fixed if path not in _edited(finding)]
            else:
                self.after[path] = data
                written.append(path)
        return written

    def _replace(self, path: str, data: bytes) -> str:
        """Write one file; returns the reason for a failure, or an empty string."""
        try:
            now = disk.read_file(path, MAX_BYTES)
            if now != self.after.get(path, self.before[path]):
                return "was changed by another program meanwhile"
            overwrite(path, data)
        except (OSError, ValueError) as error:
            return f"cannot be written: {getattr(error, 'strerror', None) or error}"
        return ""

    def _kept(self, changed: Mapping[str, bytes]) -> dict[str, bytes]:
        """The overlay, with the current content of its own files."""
        return {path: changed.get(path, data) for path, data in self.options.overlay.items()}
