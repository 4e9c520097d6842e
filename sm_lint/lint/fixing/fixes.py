"""Fixes: which of them may be applied, which go together, and what the files look like afterwards."""

from __future__ import annotations

import difflib
import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sm_lint.diagnostics.edits import compatible
from sm_lint.diagnostics.finding import Applicability, Edit, Finding
from sm_lint.diagnostics.result import FileChange, RefusedFix
from sm_lint.diagnostics.rewrite import rewrite

MAX_PASSES = 10

Read = Callable[[str], "bytes | None"]
Check = Callable[[str, bytes, bytes], bool]
"""Is the second content of a file as well-formed as the first?"""


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome of one pass.

    Attributes:
        contents: new bytes by path, of the files that changed.
        fixed: findings whose fix was applied.
        refused: fixes that could not be.
    """

    contents: Mapping[str, bytes]
    fixed: tuple[Finding, ...]
    refused: tuple[RefusedFix, ...]


def is_applicable(finding: Finding, unsafe: bool, allowed: Callable[[str, str], bool]) -> bool:
    """May the fix of a finding be applied?

    Args:
        finding: a finding, with or without a fix.
        unsafe: fixes that may change behaviour are wanted too.
        allowed: whether rules with this code may be fixed in the file at this path.
    """
    if finding.fix is None or not finding.fix.edits or finding.fix.applicability is Applicability.DISPLAY:
        return False
    if finding.fix.applicability is Applicability.UNSAFE and not unsafe:
        return False
    return allowed(finding.code, finding.place.path)


def choose(findings: Iterable[Finding]) -> list[Finding]:
    """Findings whose fixes can be applied together; where two get in each other's way the later one waits."""
    chosen: list[Finding] = []
    taken: dict[str, list[Edit]] = {}
    for finding in findings:
        edits = finding.fix.edits if finding.fix else ()
        if edits and all(compatible(taken.get(edit.place.path, ()), [edit]) for edit in edits):
            chosen.append(finding)
            for edit in edits:
                taken.setdefault(edit.place.path, []).append(edit)
    return chosen


@dataclass(slots=True)
class _Pass:
    """Files while fixes are applied to them."""

    read: Read
    is_sound: Check
    before: dict[str, bytes | None] = field(default_factory=dict)
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def attempt(self, findings: Sequence[Finding]) -> str:
        """Apply the fixes of some findings, all or none; says why not, or nothing where it went well."""
        wanted: dict[str, list[Edit]] = {}
        for finding in findings:
            for edit in finding.fix.edits if finding.fix else ():
                wanted.setdefault(edit.place.path, []).append(edit)
        results: dict[str, bytes] = {}
        for path, edits in wanted.items():
            try:
                before = self._original(path)
                content = rewrite(path, before, [*self.edits.get(path, ()), *edits])
            except (ValueError, OSError, TypeError, RecursionError) as error:
                return f"cannot be edited: {error}"
            if not self.is_sound(path, before, content):
                return "would not parse any more, or not before Python 3.12"
            results[path] = content
        for path, edits in wanted.items():
            self.edits.setdefault(path, []).extend(edits)
        self.contents.update(results)
        return ""

    def _original(self, path: str) -> bytes:
        if path not in self.before:
            self.before[path] = self.read(path)
        data = self.before[path]
        if data is None:
            raise OSError("it was changed or removed meanwhile")
        return data


def apply_fixes(findings: Sequence[Finding], read: Read, is_sound: Check) -> Applied:
    """Apply the fixes of findings that go together.

    Args:
        findings: applicable ones, in the order in which they are preferred.
        read: content of a file as it was linted; None where it is another by now, OSError where it may not be changed.
        is_sound: a content that is not well-formed is refused, together with the fix that led to it.
    """
    chosen = choose(findings)
    work = _Pass(read, is_sound)
    if chosen and not work.attempt(chosen):
        return Applied(work.contents, tuple(chosen), ())
    fixed = []
    refused = []
    for finding in chosen:
        reason = work.attempt([finding])
        if not reason:
            fixed.append(finding)
        else:
            path = finding.place.path
            refused.append(RefusedFix(path, f"{os.path.basename(path)} {reason}", finding))
    return Applied(work.contents, tuple(fixed), tuple(refused))


def unified_diff(change: FileChange, name: str) -> bytes:
    """What a change does to a file, in the form that ``patch`` and ``git apply`` read, in the encoding of the file.

    Args:
        change: the content before and after.
        name: the path to show.
    """
    pieces = []
    before, after = (list(io.BytesIO(content)) for content in (change.before, change.after))
    for line in difflib.diff_bytes(difflib.unified_diff, before, after, _header("a/", name), _header("b/", name)):
        pieces.append(line)
        if not line.endswith(b"\n"):
            pieces.append(b"\n\\ No newline at end of file\n")
    return b"".join(pieces)


def _header(side: str, name: str) -> bytes:
    """A name as git writes it: one with quotes, control characters or bytes that are no text is quoted.

    So is one that may hold a command for a CI runner, as ``##vso[`` and ``section_start:``, which is taken apart.
    """
    data = os.fsencode(f"{side}{name}")
    escaped = b'"\\'
    if "##" in name or "section_" in name:
        escaped += b"#_"
    elif name.isprintable() and not set(name) & set('"\\'):
        # What follows a tab is no part of the name; without one, names with spaces are cut.
        return data + b"\t" if " " in name else data
    shown = "".join(chr(byte) if 32 <= byte < 127 and byte not in escaped else f"\\{byte:03o}" for byte in data)
    return f'"{shown}"'.encode("ascii")
