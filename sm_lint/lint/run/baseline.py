"""A baseline: findings that were there before, so that only new ones are reported.

An entry is a path, a code, the hash of the line that the finding stands on, and how many such findings there are: code
may move up and down without its findings becoming new ones. It also names the other files that the finding rests on, such
as the definition of the job: a run that leaves those out says nothing of whether the finding is gone.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sm_lint.diagnostics.finding import Finding
from sm_lint.syntax.span import Place
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import DocumentKind, document_kind
from sm_lint.workspace.opening import MEBIBYTE
from sm_lint.workspace.write import replace_content

LineText = Callable[[Place], str | None]
HasRun = Callable[[str, str], bool]
"""Was a rule, named by its code, asked about the file at an absolute path?"""
MOST_BYTES = 64 * MEBIBYTE
"""A larger baseline is not read: half a million findings take as much."""

_VERSION = 1


class BaselineError(Exception):
    """A baseline file cannot be used; the text says why."""


class OtherVersion(BaselineError):  # noqa: N818 - a kind of baseline that cannot be read
    """A baseline that another version of the linter wrote in another form."""


class Entry(NamedTuple):
    """What a finding is known again by; the path is relative to the baseline's folder, with forward slashes."""

    path: str
    code: str
    line: str


class Known(NamedTuple):
    """What a baseline knows: how many findings of each kind, and the other files they rest on, named as in the entry."""

    counts: Counter[Entry]
    grounds: dict[Entry, frozenset[str]]


class Remaining(NamedTuple):
    """Findings that the baseline does not know, and entries that no finding answered to, as ``path: CODE``."""

    findings: tuple[Finding, ...]
    stale: tuple[str, ...]


def read(path: str) -> Known:
    """What a baseline file knows.

    Raises:
        BaselineError: it cannot be read, or is no baseline.
    """
    try:
        document = json.loads(disk.read_file(path, MOST_BYTES).decode())
        if not isinstance(document, dict):
            raise TypeError("it holds no JSON object")
        if document["version"] != _VERSION:
            # A file of something else may well have a version; what is no list of findings is not overwritten.
            kind = OtherVersion if isinstance(document.get("findings"), list) else BaselineError
            raise kind(f"{path} was written by another version of sm-lint")
        rows = [(Entry(row["path"], row["code"], row["line"]), row) for row in document["findings"]]
        if not all(isinstance(part, str) for entry, row in rows for part in (*entry, *row.get("from", ()))):
            raise TypeError("an entry is not made of text")
        return Known(
            Counter({entry: _number(row.get("count", 1)) for entry, row in rows}),
            {entry: frozenset(row.get("from", ())) for entry, row in rows},
        )
    except OSError as error:
        raise BaselineError(f"cannot read the baseline {path}: {error.strerror}") from error
    except KeyError as error:
        raise BaselineError(f"{path} is no baseline: there is no {error} where one belongs") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BaselineError(f"{path} is no baseline: {error}") from error


def _number(count: Any) -> int:
    """How many findings an entry stands for.

    Raises:
        TypeError: JSON has something else there: text, a fraction, `Infinity`.
    """
    if type(count) is not int or count < 1:
        raise TypeError("the `count` of an entry is no positive number")
    return count


def expect_replaceable(path: str) -> None:
    """Refuse to write a baseline over a file that holds something else; one that is not there or empty is taken.

    Raises:
        BaselineError: the file is no baseline, of this version or another, or cannot be read.
    """
    try:
        status = disk.status_of(path)
        if stat.S_ISREG(status.st_mode) and status.st_size == 0:
            return
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        pass  # reading it says why
    try:
        read(path)
    except OtherVersion:
        return
    except BaselineError as error:
        raise BaselineError(f"{error}; nothing was written over it") from error


def write(path: str, findings: Iterable[Finding], line_text: LineText) -> int:
    """Write the baseline that knows these findings, in one step; returns how many there are.

    Raises:
        BaselineError: it cannot be written, or there is a file that is no baseline; it is then as it was.
    """
    entries: Counter[Entry] = Counter()
    grounds: dict[Entry, set[str]] = {}
    for finding in findings:
        item = entry(finding, path, line_text)
        entries[item] += 1
        grounds.setdefault(item, set()).update(_grounds(finding, path))
    rows = [_row(item, count, grounds[item]) for item, count in sorted(entries.items())]
    text = json.dumps({"version": _VERSION, "findings": rows}, indent=2) + "\n"
    expect_replaceable(path)
    try:
        replace_content(path, text.encode("utf-8"))
    except OSError as error:
        raise BaselineError(f"cannot write the baseline {path}: {error.strerror}") from error
    return sum(entries.values())


def entry(finding: Finding, path: str, line_text: LineText) -> Entry:
    """What a finding is known by in the baseline file at `path`."""
    text = (line_text(finding.place) or "").strip()
    digest = hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
    return Entry(_named(finding.place.path, path), finding.code, digest)


def _row(item: Entry, count: int, grounds: set[str]) -> dict[str, Any]:
    return {**item._asdict(), "count": count, **({"from": sorted(grounds)} if grounds else {})}


def _grounds(finding: Finding, path: str) -> set[str]:
    """Other files that a finding rests on; configuration is left out, which no run has to be given."""
    places = [note.place.path for note in finding.notes if note.place is not None]
    return {
        _named(place, path)
        for place in places
        if place != finding.place.path and document_kind(place) is not DocumentKind.TOML
    }


def _named(file: str, path: str) -> str:
    """How the baseline at `path` names a file."""
    try:
        relative = os.path.relpath(file, os.path.dirname(os.path.abspath(path)))
    except ValueError:  # another drive
        relative = file
    return relative.replace(os.sep, "/")


def subtract(
    findings: Sequence[Finding],
    known: Known,
    path: str,
    line_text: LineText,
    looked_at: Iterable[str],
    has_run: HasRun = lambda path, code: True,
) -> Remaining:
    """Take the known findings out.

    Args:
        findings: what the run found.
        known: what the baseline knows.
        path: the baseline file.
        line_text: text of the line that a place begins on.
        looked_at: absolute paths of the files of the run; only their entries can be stale.
        has_run: which rules were asked about which files; only their entries can be stale.
    """
    left = Counter(known.counts)
    new = []
    for finding in findings:
        item = entry(finding, path, line_text)
        if left[item] > 0:
            left[item] -= 1
        else:
            new.append(finding)
    folder = os.path.dirname(os.path.abspath(path))
    seen = set(looked_at)

    def is_gone(item: Entry) -> bool:
        file = os.path.normpath(os.path.join(folder, item.path))
        if not disk.has_entry(file):
            return True
        grounds = (os.path.normpath(os.path.join(folder, other)) for other in known.grounds.get(item, ()))
        return file in seen and has_run(file, item.code) and all(g in seen or not disk.has_entry(g) for g in grounds)

    stale = sorted(f"{item.path}: {item.code}" for item, count in left.items() if count > 0 and is_gone(item))
    return Remaining(tuple(new), tuple(stale))
