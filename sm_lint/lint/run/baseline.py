"""The baseline: findings that existed before, so that only new ones are reported.

An entry is a path, a code, the hash of the line on which the finding is reported, and the number of such findings:
moving code up or down does not make its findings new. The entry also names the other files that the finding depends on,
such as the definition of the job: a run without these cannot decide whether the finding is gone.
"""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sm_lint.diagnostics.finding import Finding
from sm_lint.syntax.span import Place
from sm_lint.workspace import disk
from sm_lint.workspace.blake2 import blake2b
from sm_lint.workspace.document_kind import DocumentKind, document_kind
from sm_lint.workspace.opening import MEBIBYTE
from sm_lint.workspace.write import replace_content

LineText = Callable[[Place], str | None]
HasRun = Callable[[str, str], bool]
"""Whether a rule, named by its code, was run on the file at an absolute path."""
MOST_BYTES = 64 * MEBIBYTE
"""Maximum size; a larger baseline is not read. This is enough for half a million findings."""

_VERSION = 1


class BaselineError(Exception):
    """A baseline file cannot be used; the message gives the reason."""


class OtherVersion(BaselineError):  # noqa: N818 - a kind of baseline that cannot be read
    """A baseline in the format of another version of the linter."""


class Entry(NamedTuple):
    """The identity of a finding; the path is relative to the baseline's folder, with forward slashes."""

    path: str
    code: str
    line: str


class Known(NamedTuple):
    """The content of a baseline: the number of findings of each entry, and the other files that they depend on."""

    counts: Counter[Entry]
    grounds: dict[Entry, frozenset[str]]


class Remaining(NamedTuple):
    """Findings that are not in the baseline, and entries that match no finding, as ``path: CODE``."""

    findings: tuple[Finding, ...]
    stale: tuple[str, ...]


def read(path: str) -> Known:
    """Read a baseline file.

    Raises:
        BaselineError: it cannot be read, or is not a baseline.
    """
    try:
        document = json.loads(disk.read_file(path, MOST_BYTES).decode())
        if not isinstance(document, dict):
            raise TypeError("it holds no JSON object")
        if document["version"] != _VERSION:
            # Other JSON files may have a version too; a file without a list of findings is never overwritten.
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
    """The number of findings of an entry.

    Raises:
        TypeError: the JSON value is not a positive integer, but for example text, a fraction or `Infinity`.
    """
    if type(count) is not int or count < 1:
        raise TypeError("the `count` of an entry is no positive number")
    return count


def expect_replaceable(path: str) -> None:
    """Raise if writing a baseline would overwrite a file with other content; a missing or empty file is accepted.

    Raises:
        BaselineError: the file is not a baseline of this or another version, or cannot be read.
    """
    try:
        status = disk.status_of(path)
        if stat.S_ISREG(status.st_mode) and status.st_size == 0:
            return
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        pass  # reading it gives the reason
    try:
        read(path)
    except OtherVersion:
        return
    except BaselineError as error:
        raise BaselineError(f"{error}; nothing was written over it") from error


def write(path: str, findings: Iterable[Finding], line_text: LineText) -> int:
    """Write a baseline with these findings, atomically; returns their number.

    Raises:
        BaselineError: it cannot be written, or an existing file is not a baseline; that file is then unchanged.
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
    """The entry of a finding in the baseline file at `path`."""
    text = (line_text(finding.place) or "").strip()
    digest = blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
    return Entry(_named(finding.place.path, path), finding.code, digest)


def _row(item: Entry, count: int, grounds: set[str]) -> dict[str, Any]:
    return {**item._asdict(), "count": count, **({"from": sorted(grounds)} if grounds else {})}


def _grounds(finding: Finding, path: str) -> set[str]:
    """The other files that a finding depends on, without configuration, which every run reads anyway."""
    places = [note.place.path for note in finding.notes if note.place is not None]
    return {
        _named(place, path)
        for place in places
        if place != finding.place.path and document_kind(place) is not DocumentKind.TOML
    }


def _named(file: str, path: str) -> str:
    """The name of a file in the baseline at `path`."""
    try:
        relative = os.path.relpath(file, os.path.dirname(os.path.abspath(path)))
    except ValueError:  # on another drive
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
    """Remove the findings that are in the baseline.

    Args:
        findings: the findings of the run.
        known: the content of the baseline.
        path: the baseline file.
        line_text: text of the line that a place begins on.
        looked_at: absolute paths of the linted files; only entries of these can be stale.
        has_run: whether a rule was run on a file; only entries of such rules can be stale.
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
