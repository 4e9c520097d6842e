"""A baseline: findings that were there before, so that only new ones are reported.

An entry is a path, a code, the hash of the line that the finding stands on, and how many such findings there are: code
may move up and down without its findings becoming new ones.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sm_lint.asked import note
from sm_lint.lint.finding import Finding
from sm_lint.syntax.span import Place

LineText = Callable[[Place], str | None]
_VERSION = 1


class BaselineError(Exception):
    """A baseline file cannot be used; the text says why."""


class Entry(NamedTuple):
    """What a finding is known again by; the path is relative to the baseline's folder, with forward slashes."""

    path: str
    code: str
    line: str


@dataclass(frozen=True, slots=True)
class Remaining:
    """Findings that the baseline does not know, and entries that no finding answered to, as ``path: CODE``."""

    findings: tuple[Finding, ...]
    stale: tuple[str, ...]


def read(path: str) -> Counter[Entry]:
    """The entries of a baseline file.

    Raises:
        BaselineError: it cannot be read, or is no baseline.
    """
    note(path)
    try:
        with open(path, encoding="utf-8") as stream:
            document = json.load(stream)
        if document["version"] != _VERSION:
            raise BaselineError(f"{path} was written by another version of sm-lint")
        rows = [(Entry(row["path"], row["code"], row["line"]), row.get("count", 1)) for row in document["findings"]]
        if not all(isinstance(part, str) for entry, _ in rows for part in entry):
            raise TypeError("an entry is not made of text")
        return Counter({entry: int(count) for entry, count in rows})
    except OSError as error:
        raise BaselineError(f"cannot read the baseline {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BaselineError(f"{path} is no baseline: {type(error).__name__}: {error}") from error


def write(path: str, findings: Iterable[Finding], line_text: LineText) -> int:
    """Write the baseline that knows these findings; returns how many there are.

    Raises:
        BaselineError: it cannot be written.
    """
    entries = Counter(entry(finding, path, line_text) for finding in findings)
    rows = [{**item._asdict(), "count": count} for item, count in sorted(entries.items())]
    text = json.dumps({"version": _VERSION, "findings": rows}, indent=2) + "\n"
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise BaselineError(f"cannot write the baseline {path}: {error.strerror}") from error
    return sum(entries.values())


def entry(finding: Finding, path: str, line_text: LineText) -> Entry:
    """What a finding is known by in the baseline file at `path`."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        relative = os.path.relpath(finding.place.path, folder)
    except ValueError:  # another drive
        relative = finding.place.path
    text = (line_text(finding.place) or "").strip()
    digest = hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
    return Entry(relative.replace(os.sep, "/"), finding.code, digest)


def subtract(
    findings: Sequence[Finding], known: Counter[Entry], path: str, line_text: LineText, looked_at: Iterable[str]
) -> Remaining:
    """Take the known findings out.

    Args:
        findings: what the run found.
        known: entries of the baseline.
        path: the baseline file.
        line_text: text of the line that a place begins on.
        looked_at: absolute paths of the files of the run; only their entries can be stale.
    """
    left = Counter(known)
    new = []
    for finding in findings:
        item = entry(finding, path, line_text)
        if left[item] > 0:
            left[item] -= 1
        else:
            new.append(finding)
    folder = os.path.dirname(os.path.abspath(path))
    seen = set(looked_at)
    stale = sorted(
        f"{item.path}: {item.code}"
        for item, count in left.items()
        if count > 0 and _is_settled(os.path.normpath(os.path.join(folder, item.path)), seen)
    )
    return Remaining(tuple(new), tuple(stale))


def _is_settled(path: str, seen: set[str]) -> bool:
    """Was the file looked at in this run, or is it gone?"""
    note(path)
    return path in seen or not os.path.lexists(path)
