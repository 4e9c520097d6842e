"""Adds a suppression comment for every existing finding, for projects that start with many."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.edits import split_lines
from sm_lint.diagnostics.finding import Edit, Finding
from sm_lint.diagnostics.lines import LineTexts
from sm_lint.diagnostics.result import FileChange, RefusedFix, RunResult
from sm_lint.diagnostics.rewrite import rewrite
from sm_lint.files.suppress import Suppressions
from sm_lint.lint.fixing.parse_check import is_sound
from sm_lint.lint.linking.task import INTERNAL_ERROR
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.runner import Linted, run
from sm_lint.lint.run.suppression import UNUSED
from sm_lint.patterns import regex
from sm_lint.registry.ruleset import choice
from sm_lint.syntax.span import Place, Span
from sm_lint.syntax.tokens import tokens
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import DATA, document_kind
from sm_lint.workspace.fingerprint import of_bytes
from sm_lint.workspace.overwrite import expect_replaceable, overwrite
from sm_lint.workspace.source import MAX_BYTES
from sm_lint.workspace.workspace import Workspace

SYNTAX_ERROR = "SMX901"
_OURS = regex(r"SM[A-Z][0-9]+")


def add_noqa(paths: Sequence[str], options: RunOptions, *, reason: str = "") -> RunResult:
    """Lint files and folders, and add a comment to each script finding that suppresses it from now on.

    Excluded are findings in configuration files, about unused suppressions, in files that do not parse, and of locked
    rules.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        options: the options of the run.
        reason: the reason to write after the codes; one line.

    Returns:
        In `fixed` the findings that are now suppressed, in `findings` the others, in `changes` the edited files
        and in `refused` those that could not be edited.

    Raises:
        PluginError: a rule package cannot be used.
        BaselineError: the configured baseline cannot be used.
    """
    linted = run(paths, replace(options, index=False, for_edits=True))  # so that only named files are edited
    return _Writer(linted, options.resolver, " ".join(reason.split())).write()


@dataclass(slots=True)
class _Writer:
    linted: Linted
    resolver: Resolver
    reason: str

    def write(self) -> RunResult:
        """Write the comments, file by file."""
        by_path: dict[str, list[Finding]] = {}
        for finding in self.linted.result.findings:
            if self._may_be_quiet(finding):
                by_path.setdefault(finding.place.path, []).append(finding)
        changes: list[FileChange] = []
        refused: list[RefusedFix] = []
        quiet: list[Finding] = []
        for path, findings in by_path.items():
            try:
                change, done = self._change(path, findings)
                overwrite(path, change.after)
            except (OSError, ValueError, RecursionError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                refused.append(RefusedFix(path, f"{os.path.basename(path)} cannot be edited: {reason}"))
                continue
            if done:
                changes.append(change)
                quiet += done
        left = tuple(finding for finding in self.linted.result.findings if finding not in quiet)
        return replace(
            self.linted.result, findings=left, fixed=tuple(quiet), changes=tuple(changes), refused=tuple(refused)
        )

    def _may_be_quiet(self, finding: Finding) -> bool:
        if finding.code in (INTERNAL_ERROR, SYNTAX_ERROR, UNUSED) or finding.place.path not in self.linted.digests:
            return False
        settings = self.resolver.settings_for(finding.place.path)
        return document_kind(finding.place.path) not in DATA and finding.code not in choice(settings).locked

    def _change(self, path: str, findings: Sequence[Finding]) -> tuple[FileChange, list[Finding]]:
        """The file with its comments, and the findings that they suppress."""
        expect_replaceable(path)
        before = disk.read_file(path, MAX_BYTES)
        if of_bytes(before) != self.linted.digests[path]:
            raise ValueError("it was changed meanwhile")
        texts = LineTexts(Workspace({path: before}))
        edits: list[Edit] = []
        done: list[Finding] = []
        for cell in dict.fromkeys(finding.place.cell for finding in findings):
            here = [finding for finding in findings if finding.place.cell == cell]
            text = "".join(texts.lines(Place(path, cell=cell)))
            made, quiet = comments(text.removeprefix("\ufeff"), here, self.reason)
            edits += [Edit(Place(path, span, cell), content, "") for span, content in made]
            done += quiet
        after = rewrite(path, before, edits)
        if not is_sound(path, before, after):
            raise ValueError("it would not parse any more")
        return FileChange(path, before, after), done


def comments(text: str, findings: Iterable[Finding], reason: str) -> tuple[list[tuple[Span, str]], list[Finding]]:
    """The insertions that suppress findings in a text, and the findings that can be suppressed.

    The comment is added at the end of the statement's last line; codes are appended to an existing list.
    """
    ends = _statement_ends(text)
    wanted: dict[int, dict[str, None]] = {}
    done = []
    for finding in findings:
        index = bisect_left(ends, (finding.place.span.line,))
        if index < len(ends):
            wanted.setdefault(ends[index][0], {})[finding.code] = None
            done.append(finding)
    lists = {
        each.listed[-1][1].line: each.listed[-1][1]
        for each in Suppressions.parse(text).all
        if each.kind in ("noqa", "ignore") and each.listed and each.reason == ""
    }
    made = []
    columns = dict(ends)
    for line, codes in sorted(wanted.items()):
        known = lists.get(line)
        if known is not None and not reason and all(_OURS.fullmatch(code) for code in codes):
            made.append((Span(line, known.end_column, line, known.end_column), f", {', '.join(codes)}"))
        else:
            made.append((Span(line, columns[line], line, columns[line]), _comment(codes, reason)))
    return made, done


def _comment(codes: Mapping[str, None], reason: str) -> str:
    """A `noqa` has no reason, and only its codes of this linter are read."""
    if reason or not all(_OURS.fullmatch(code) for code in codes):
        return f"  # sm-lint: ignore[{', '.join(codes)}] {reason}".rstrip()
    return f"  # noqa: {', '.join(codes)}"


def _statement_ends(text: str) -> list[tuple[int, int]]:
    """The last line of each statement, and the column after its last character, in order."""
    lines = split_lines(text)
    starts = list(accumulate(map(len, lines), initial=0))
    found: list[tuple[int, int]] = []
    depth = 0
    begun = False

    def end(offset: int) -> None:
        line = bisect_left(starts, offset + 1)
        found.append((line, len(lines[line - 1].rstrip("\r\n\t ")) + 1))

    for token in tokens(text):
        if token.kind == "newline":
            if begun and depth == 0:
                end(token.start)
                begun = False
        elif token.kind != "comment":
            begun = True
            depth = max(0, depth + (token.kind == "open") - (token.kind == "close"))
    if begun and depth == 0 and text:
        end(len(text) - 1)
    return found
