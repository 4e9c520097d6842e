"""Fixes: applicability, compatibility, and the resulting contents."""

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
"""Whether the second content of a file is as well-formed as the first."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome of one pass.

    Attributes:
        contents: new bytes of the changed files, by path.
        fixed: findings whose fix was applied.
        refused: fixes that could not be applied.
    """

    contents: Mapping[str, bytes]
    fixed: tuple[Finding, ...]
    refused: tuple[RefusedFix, ...]


def is_applicable(finding: Finding, unsafe: bool, allowed: Callable[[str, str], bool]) -> bool:
    """Whether the fix of a finding may be applied.

    Args:
        finding: a finding, with or without a fix.
        unsafe: whether to include fixes that may change behaviour.
        allowed: whether the rule with this code may be fixed in the file at this path.
    """
    if finding.fix is None or not finding.fix.edits or finding.fix.applicability is Applicability.DISPLAY:
        return False
    if finding.fix.applicability is Applicability.UNSAFE and not unsafe:
        return False
    return allowed(finding.code, finding.place.path)


def choose(findings: Iterable[Finding]) -> list[Finding]:
    """Findings whose fixes can be applied together; of two conflicting ones, the later one waits."""
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
    """The files during one pass."""

    read: Read
    is_sound: Check
    before: dict[str, bytes | None] = field(default_factory=dict)
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def attempt(self, findings: Sequence[Finding]) -> str:
        """Apply the fixes of findings, all or none; returns the reason for a failure, or an empty string."""
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
    """Apply the compatible fixes of findings.

    Args:
        findings: applicable ones, in order of preference.
        read: returns the content of a file as it was linted; None if it has changed since, OSError if it may not be
            changed.
        is_sound: a content that is not well-formed is refused, together with the fix that produced it.
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
    """The change of a file in the format of ``patch`` and ``git apply``, in the encoding of the file.

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
    """A name as git writes it: quoted if it contains quotes, control characters or bytes that are not text.

    Also quoted is a name that may contain a command for a CI runner, such as ``##vso[`` or ``section_start:``; this
    breaks the command.
    """
    data = os.fsencode(f"{side}{name}")
    escaped = b'"\\'
    if "##" in name or "section_" in name:
        escaped += b"#_"
    elif name.isprintable() and not set(name) & set('"\\'):
        # Text after a tab is not part of the name; without a tab, names with spaces are cut.
        return data + b"\t" if " " in name else data
    shown = "".join(chr(byte) if 32 <= byte < 127 and byte not in escaped else f"\\{byte:03o}" for byte in data)
    return f'"{shown}"'.encode("ascii")
