"""The table of a run that found nothing: a run that would ask the disk the same and be told the same is spared.

A table for each command line and working directory. It holds what the run asked of the disk (:mod:`sm_lint.workspace.recording`) and
the answers as they were before it began; what changed while it ran, or so shortly before that it may change again unseen,
makes them differ from those of the next run. The first run leaves the questions, the second one the answers.

Nothing here imports more than a run needs that is spared.
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
"""After so many days a run is not spared, which keeps what the cache knows of its files from expiring."""

_DAY = 86_400
_UNREADABLE = "unreadable"

# Folder → (are its entries listed?, the names asked for in it).
Questions = dict[str, list[Any]]


class Outcome(NamedTuple):
    """What a run came to that found nothing.

    Attributes:
        files: how many files it looked at.
        remark: what it said besides, or an empty string.
    """

    files: int
    remark: str = ""


class RunMemo:
    """What is remembered of a run.

    Args:
        command: everything that was asked for on the command line.
        cwd: working directory.
        directory: the cache folder that the command line names; an empty string where it names none.
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
        """What the run came to, where it found nothing and would find nothing now; None otherwise."""
        memo = self._load()
        if memo is None:
            return None
        try:
            self._answers = answers(memo["asked"], time.time_ns() - RACY_NANOSECONDS)
        except Exception:  # noqa: BLE001 - whatever is wrong with a memo, it is none
            return None
        self._questions = memo["asked"]
        self._code = of_code()
        if self._answers is None or (memo["code"], memo["answers"]) != (self._code, self._answers):
            return None
        outcome = Outcome(memo["files"], memo["remark"])
        return outcome if 0 <= self._today - memo["day"] < MOST_DAYS else None

    def remember(self, asked: Asked, outcome: Outcome, directory: str) -> None:
        """Remember that the run found nothing; failing to is no error.

        Args:
            asked: what it asked of the disk.
            outcome: what it came to.
            directory: its cache folder; where the next run would not look into it, nothing is remembered.
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
        """The nearest memo, unless its folder is not used as a cache."""
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
    """Where the cache is unless the configuration says otherwise: beside a configuration file here or above."""
    found = []
    folder = cwd
    while True:
        found.append(os.path.join(folder, DIRECTORY))
        parent = os.path.dirname(folder)
        if parent == folder:
            return found
        folder = parent


def questions(asked: Asked) -> Questions:
    """The questions of a run in the form in which they are remembered."""
    names: dict[str, list[str]] = {folder: [] for folder in asked.folders}
    for path in sorted(asked.paths):
        folder, name = os.path.split(path)
        names.setdefault(folder, []).append(name)
    return {folder: [folder in asked.folders, names[folder]] for folder in sorted(names)}


def _covers(known: Questions, asked: Questions) -> bool:
    """Were all questions asked before?"""
    for folder, (listed, names) in asked.items():
        before = known.get(folder)
        if before is None or (listed and not before[0]) or not set(names) <= set(before[1]):
            return False
    return True


def answers(asked: Questions, newest: int) -> list[Any] | None:
    """What the disk says now; None where a file was changed after `newest`, in nanoseconds since the epoch."""
    found: list[Any] = []
    for folder, (listed, names) in asked.items():
        listing = _listing(folder) if listed else None
        looks = [_look(os.path.join(folder, name)) for name in names]
        if any(type(look) is tuple and (look[1] > newest or look[2] > newest) for look in looks):
            return None
        found.append([listing, [list(look) if type(look) is tuple else look for look in looks]])
    return found


def _look(path: str) -> tuple[int, int, int, int] | str | None:
    """Size, times and number of a file, the number of a folder, or None where there is nothing."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return f"folder {status.st_ino}" if status.st_mode & 0o170000 == 0o040000 else identity(status)


def _listing(folder: str) -> list[str]:
    """Names of a folder's entries, each with what it is and where a link leads."""
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
