"""Oracles for what is linted by the Python interface: findings, places, fixes, reports, and the same again."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache

from sm_lint import Finding, Resolver, RunResult, Severity, fix_paths, lint_paths
from sm_lint.syntax.repeated_quotes import repeated_quotes
from tests.fuzz.inputs import Failure, Input
from tests.fuzz.reports import check_reports
from tests.fuzz.texts import check_place, compiles, edited, is_decodable, is_python, text_of, tokens_of

EVERY = 16
"""One of so many inputs is linted twice and reported in every format."""

_ABOUT_SIZE = re.compile(r"nested too deep|larger|too (?:many|much|large|long|deep)|memory|time|cost", re.IGNORECASE)
_configurations = 0


@cache
def workspace() -> str:
    """A folder of this process, in no repository; removed when the process ends."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="sm-lint-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _resolver(configuration: bytes) -> Resolver:
    """Settings for a configuration, in a folder where nothing else is."""
    global _configurations  # noqa: PLW0603 - a counter of folders
    _configurations += 1
    folder = os.path.join(workspace(), f"configured-{_configurations}")
    os.makedirs(os.path.join(folder, ".git"))
    name = "pyproject.toml" if b"[tool.sm-lint" in configuration else "sm-lint.toml"
    if configuration:
        with open(os.path.join(folder, name), "wb") as file:
            file.write(configuration)
    return Resolver({"preview": True, "extend_select": ["ALL"]}, cwd=folder)


def resolver(configuration: bytes) -> Resolver:
    """Settings for a configuration; those that were used last are kept."""
    if _resolver.cache_info().currsize > 500:
        _resolver.cache_clear()
    return _resolver(configuration)


class Linting:
    """One input on its way through the oracles."""

    def __init__(self, files: Mapping[str, bytes], configuration: bytes = b"") -> None:
        self.resolver = resolver(configuration)
        self.cwd = self.resolver.cwd
        self.files = {os.path.join(self.cwd, path): data for path, data in files.items()}
        self.paths = [path for path in self.files if path.endswith((".py", ".ipynb", ".json"))]

    def lint(self) -> RunResult:
        """Lint the files, none of which is on the disk.

        Raises:
            Failure: an exception left the linter, or became a finding.
        """
        try:
            result = lint_paths(self.paths, resolver=self.resolver, cache=False, overlay=self.files)
        except Exception as error:
            raise Failure("exception", describe(error)) from error
        check_internal(result)
        return result

    def fix(self, files: Mapping[str, bytes]) -> RunResult:
        """Fix what can be fixed, in memory."""
        try:
            result = fix_paths(self.paths, resolver=self.resolver, cache=False, overlay=files, unsafe=True, write=False)
        except Exception as error:
            raise Failure("exception", f"fix: {describe(error)}") from error
        check_internal(result)
        return result


def describe(error: BaseException) -> str:
    """An exception with the innermost function that raised it."""
    frame, where = error.__traceback__, ""
    while frame is not None:
        code = frame.tb_frame.f_code
        where = f"{os.path.basename(code.co_filename)}:{code.co_name}"
        frame = frame.tb_next
    return f"{type(error).__name__} in {where}: {str(error)[:80]}"


def check_internal(result: RunResult) -> None:
    """Nothing broke inside the linter."""
    broken = [finding.message for finding in result.findings if finding.code == "SMX900"]
    if broken or result.internal_errors:
        raise Failure(
            "internal error",
            re.sub(r"`[^`]*`", "`…`", broken[0]) if broken else "counted, without a finding",
            "\n".join(broken),
        )


def examine(given: Input, number: int = 0) -> None:
    """Hold files to all oracles.

    Raises:
        Failure: one of them does not hold.
    """
    run = Linting(given.files, given.configuration)
    result = run.lint()
    check_findings(result.findings, run.files)
    thorough = number % EVERY == 0
    if result.findings:
        check_reports(result.findings, run.cwd, run.files, thorough)
    if thorough and run.lint() != result:
        raise Failure("not the same twice", "lint", f"{result.findings}")
    if any(finding.fix is not None for finding in result.findings):
        check_fixes(run, result)


def check_findings(findings: Sequence[Finding], files: Mapping[str, bytes]) -> None:
    """Places lie inside their texts, hold whole tokens, and valid Python is not called invalid."""
    for finding in findings:
        places = [finding.place, *(note.place for note in finding.notes if note.place is not None)]
        places += [edit.place for edit in finding.fix.edits] if finding.fix is not None else []
        for place in places:
            if place.path in files:
                check_place(place, files[place.path], finding.code)
    for finding in findings:
        data = files.get(finding.place.path)
        if data is None or not finding.place.path.endswith(".py"):
            continue
        if finding.code == "SMX901":
            if finding.severity is Severity.INFO:
                continue  # what the parser does not support; it is not called a mistake
            if not _ABOUT_SIZE.search(finding.message) and is_decodable(data) and compiles(data):
                raise Failure("valid Python refused", re.sub(r"`[^`]*`|'[^']*'", "…", finding.message), f"{finding}")
        elif is_decodable(data) and finding.place.span[:2] != (1, 1):
            tokens = tokens_of(text_of(data))
            if tokens is not None and not tokens.fit(finding.place.span):
                raise Failure("place within a token", finding.code, f"{finding}")


def check_fixes(run: Linting, result: RunResult) -> None:
    """Each fix alone, and all together, leave files that parse; a second round finds nothing to do."""
    for finding in result.findings:
        for path in {edit.place.path for edit in finding.fix.edits} if finding.fix is not None else ():
            if path.endswith(".py") and path in run.files and is_python(text_of(run.files[path])):
                after = edited(run.files[path], [e for e in finding.fix.edits if e.place.path == path])  # type: ignore[union-attr]
                # A fix that repeats the quote of an f-string around it is refused when it is applied.
                repeats = repeated_quotes(after) > repeated_quotes(text_of(run.files[path]))
                if not is_python(after) and not repeats:
                    raise Failure("fix breaks the file", finding.code, f"{finding}\n\n{after}")
    fixed = run.fix(run.files)
    after = dict(run.files)
    for change in fixed.changes:
        if change.before != run.files.get(change.path, change.before):
            raise Failure("fix of another text", change.path)
        if change.path.endswith(".py") and compiles(change.before) and not compiles(change.after):
            raise Failure("fix breaks the file", "all together", change.after.decode("utf-8", "backslashreplace"))
        if change.path in after:
            after[change.path] = change.after
    if fixed.changes:
        again = run.fix(after)
        if any(change.path in after for change in again.changes):
            raise Failure("fix is not idempotent", ", ".join(sorted({f.code for f in again.fixed})), f"{again.changes}")
