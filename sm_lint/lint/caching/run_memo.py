"""The table of a clean run: a run whose queries to the disk would get the same answers is skipped.

There is one table for each command line and working directory. It holds the run's queries to the disk
(:mod:`sm_lint.workspace.recording`) and the answers from before the run began. A change during the run, or so shortly
before it that a further change could go unnoticed, makes them differ from the answers of the next run. The first run
stores the queries, the second one the answers.

This module imports only what a skipped run needs.
"""

from __future__ import annotations

import os
import time
from typing import Any, NamedTuple

from sm_lint.lint.caching.folder import DIRECTORY, reason_against
from sm_lint.lint.caching.store import Store, reason_of_git
from sm_lint.workspace.fingerprint import of_code
from sm_lint.workspace.identity import RACY_NANOSECONDS, identity
from sm_lint.workspace.recording import Asked

MOST_DAYS = 7
"""Maximum age in days at which a run is skipped; linting again keeps the cache entries of its files from expiring."""

_DAY = 86_400
_UNREADABLE = "unreadable"

# Folder → (whether its entries are listed, the names queried in it).
Questions = dict[str, list[Any]]


class Outcome(NamedTuple):
    """The outcome of a run without findings.

    Attributes:
        files: the number of linted files.
        remark: further output, or an empty string.
    """

    files: int
    remark: str = ""


class RunMemo:
    """The memo of one run.

    Args:
        command: the full command line.
        cwd: working directory.
        directory: the cache folder named on the command line; empty if none is named.
    """

    def __init__(self, command: str, cwd: str, directory: str = "") -> None:
        self.cwd = cwd
        self.directories = (_absolute(directory, cwd),) if directory else tuple(_directories(cwd))
        self._key = f"{cwd}\n{os.environ.get('HOME')}\n{os.environ.get('USERPROFILE')}\n{command}"
        self._today = int(time.time()) // _DAY
        self._questions: Questions = {}
        self._answers: list[Any] | None = None
        self._code = ""

    def recall(self) -> Outcome | None:
        """The outcome of the run if it was clean and would still be; None otherwise."""
        memo = self._load()
        if memo is None:
            return None
        try:
            self._answers = answers(memo["asked"], time.time_ns() - RACY_NANOSECONDS)
        except Exception:  # noqa: BLE001 - a damaged memo counts as missing
            return None
        self._questions = memo["asked"]
        self._code = of_code()
        if self._answers is None or (memo["code"], memo["answers"]) != (self._code, self._answers):
            return None
        outcome = Outcome(memo["files"], memo["remark"])
        return outcome if 0 <= self._today - memo["day"] < MOST_DAYS else None

    def remember(self, asked: Asked, outcome: Outcome, directory: str) -> None:
        """Store that the run was clean. A failure is not an error.

        Args:
            asked: its queries to the disk.
            outcome: its outcome.
            directory: its cache folder; nothing is stored in a folder that the next run would not search.
        """
        if directory not in self.directories:
            return
        asked_now = questions(asked)
        if _covers(self._questions, asked_now):
            if self._answers is None:
                return
            asked_now = self._questions
        else:
            self._answers = None
        memo = {
            "code": self._code,
            "day": self._today,
            "files": outcome.files,
            "remark": outcome.remark,
            "asked": asked_now,
            "answers": self._answers,
        }
        Store(directory, self._key).save("run", memo)

    def _load(self) -> dict[str, Any] | None:
        """The nearest memo, unless its folder is refused as a cache."""
        for directory in self.directories:
            memo = Store(directory, self._key).load("run", _decoded)
            if memo is not None:
                return None if reason_against(directory) or reason_of_git(directory) else memo
        return None


def _decoded(memo: Any) -> dict[str, Any]:
    types = [type(memo[name]) for name in ("code", "day", "files", "remark", "asked")]
    if type(memo) is not dict or types != [str, int, int, str, dict] or "answers" not in memo:
        raise TypeError("no memo")
    for listed, names in memo["asked"].values():
        if type(listed) is not bool or type(names) is not list or not all(type(name) is str for name in names):
            raise TypeError("no questions")
    return memo


def _absolute(directory: str, cwd: str) -> str:
    return os.path.normpath(os.path.join(cwd, os.path.expanduser(directory)))


def _directories(cwd: str) -> list[str]:
    """The default locations of the cache: beside a configuration file here or in a parent folder."""
    found = []
    folder = cwd
    while True:
        found.append(os.path.join(folder, DIRECTORY))
        parent = os.path.dirname(folder)
        if parent == folder:
            return found
        folder = parent


def questions(asked: Asked) -> Questions:
    """The queries of a run in the form in which they are stored."""
    names: dict[str, list[str]] = {folder: [] for folder in asked.folders}
    for path in sorted(asked.paths):
        folder, name = os.path.split(path)
        names.setdefault(folder, []).append(name)
    return {folder: [folder in asked.folders, names[folder]] for folder in sorted(names)}


def _covers(known: Questions, asked: Questions) -> bool:
    """Whether all queries were made before."""
    for folder, (listed, names) in asked.items():
        before = known.get(folder)
        if before is None or (listed and not before[0]) or not set(names) <= set(before[1]):
            return False
    return True


def answers(asked: Questions, newest: int) -> list[Any] | None:
    """The current answers of the disk; None if a file changed after `newest`, in nanoseconds since the epoch."""
    found: list[Any] = []
    for folder, (listed, names) in asked.items():
        listing = _listing(folder) if listed else None
        looks = [_look(os.path.join(folder, name)) for name in names]
        if any(type(look) is tuple and (look[1] > newest or look[2] > newest) for look in looks):
            return None
        found.append([listing, [list(look) if type(look) is tuple else look for look in looks]])
    return found


def _look(path: str) -> tuple[int, int, int, int] | str | None:
    """Size, times and inode of a file, the inode of a folder, or None if nothing exists there."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return f"folder {status.st_ino}" if status.st_mode & 0o170000 == 0o040000 else identity(status)


def _listing(folder: str) -> list[str]:
    """The names of a folder's entries, each with its kind and the target of a link."""
    try:
        with os.scandir(folder) as entries:
            return sorted(map(_entry, entries))
    except (OSError, ValueError):
        return [_UNREADABLE, _UNREADABLE]


def _entry(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return f"{entry.name}\0{os.path.realpath(entry.path)}"
    if entry.is_dir():
        return f"{entry.name}/"
    return entry.name
