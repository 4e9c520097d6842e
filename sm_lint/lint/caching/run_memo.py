"""The tables of a whole run: a run whose queries to the disk would get the same answers is skipped.

There is one memo for each command line and working directory. It holds the run's queries to the disk
(:mod:`sm_lint.workspace.recording`) and the answers from before the run began. A change during the run, or so shortly
before it that a further change could go unnoticed, makes them differ from the answers of the next run. The first run
stores the queries, the second one the answers. The report is in a table of its own for each way of showing it, and
belongs to one state of the memo; the outcome of a clean run can be shown in any way.

This module imports only what a skipped run needs.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from sm_lint.lint.caching.folder import DIRECTORY, reason_against
from sm_lint.lint.caching.store import Store, reason_of_git
from sm_lint.patterns import regex
from sm_lint.workspace.fingerprint import of_code
from sm_lint.workspace.identity import RACY_NANOSECONDS, identity

if TYPE_CHECKING:
    from sm_lint.workspace.recording import Asked

MOST_DAYS = 7
"""Maximum age in days at which a run is skipped; linting again keeps the cache entries of its files from expiring."""

MOST_RUNS = 40
"""Maximum number of memos, and of reports; a hook names other files in each run, and each run has a memo."""

_DAY = 86_400
_UNREADABLE = "unreadable"
_STATUSES = (0, 1)
_COLOR = regex(r"\x1b\[[0-9;]{0,20}m")
_CONTROL_BYTES = bytes({*range(32), 127} - {0x0A, 0x1B})
_CONTROL = regex(r"[\x80-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# As in sm_lint.output.text, where these are escaped; nothing is left of them in a report for people.
_COMMAND = regex(r"##[A-Za-z]*\[|section_(?:start|end):")
_COMMAND_LINE = regex(r"^[^\S\n]*::", re.MULTILINE)

# Folder → (whether its entries are listed, the names queried in it).
Questions = dict[str, list[Any]]


class Clean(NamedTuple):
    """The outcome of a run without findings.

    Attributes:
        files: the number of linted files.
        remark: further output, or an empty string.
    """

    files: int
    remark: str = ""


class Shown(NamedTuple):
    """The report of a run, as written to standard output.

    Attributes:
        status: the exit status.
        text: the report.
    """

    status: int
    text: str


class RunMemo:
    """The memo of one run.

    Args:
        command: everything in the command line that the findings depend on.
        view: everything else that the report depends on.
        cwd: working directory.
        directory: the cache folder named on the command line; empty if none is named.
        plain: whether the command line asks for no particular report.

    Attributes:
        cwd: see above.
        plain: see above.
        directories: the cache folders in which the run is searched for, the nearest first.
    """

    def __init__(self, command: str, view: str, cwd: str, directory: str = "", plain: bool = True) -> None:
        self.cwd = cwd
        self.directories = (_absolute(directory, cwd),) if directory else tuple(_directories(cwd))
        self._key = f"{cwd}\n{os.environ.get('HOME')}\n{os.environ.get('USERPROFILE')}\n{command}"
        self._view = view
        self.plain = plain
        self._today = int(time.time()) // _DAY
        self._questions: Questions = {}
        self._answers: list[Any] | None = None
        self._code = ""
        self._state = ""

    def recall(self) -> Clean | Shown | None:
        """The outcome of the run if it is known and would still be the same; None otherwise."""
        found = self._load()
        if found is None:
            return None
        memo, directory = found
        try:
            self._answers = answers(memo["asked"], time.time_ns() - RACY_NANOSECONDS)
        except Exception:  # noqa: BLE001 - a damaged memo counts as missing
            return None
        self._questions = memo["asked"]
        self._code = of_code()
        if self._answers is None or (memo["code"], memo["answers"]) != (self._code, self._answers):
            return None
        if not 0 <= self._today - memo["day"] < MOST_DAYS:
            return None
        self._state = memo["state"]
        if memo["clean"] is not None and self.plain:
            return Clean(*memo["clean"])
        return self._reports(directory).load("report", self._shown)

    def remember(self, asked: Asked, shown: Shown, clean: Clean | None, directory: str) -> None:
        """Store the outcome of the run. A failure is not an error.

        Args:
            asked: its queries to the disk.
            shown: its report.
            clean: its outcome if it tells every way of showing a run with a plain report.
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
            self._answers, self._state = None, ""
        if clean is not None or not self._state:
            self._state = self._state or os.urandom(8).hex()
            memo = {
                "state": self._state,
                "code": self._code,
                "day": self._today,
                "clean": clean,
                "asked": asked_now,
                "answers": self._answers,
            }
            Store(directory, self._key).save("run", memo)
        if self._answers is not None and clean is None and is_harmless(shown.text):
            report = {"state": self._state, "status": shown.status, "text": shown.text}
            self._reports(directory).save("report", report)
        self._limit(directory)

    @staticmethod
    def _limit(directory: str) -> None:
        from sm_lint.lint.caching.upkeep import limit

        with suppress(OSError):
            limit(directory, "run", MOST_RUNS)
            limit(directory, "report", MOST_RUNS)

    def _reports(self, directory: str) -> Store:
        return Store(directory, f"{self._key}\n{self._view}")

    def _shown(self, report: Any) -> Shown:
        """Decode a report.

        Raises:
            ValueError: it belongs to another state of the memo, or would control a terminal.
            TypeError, KeyError: it does not have the expected shape.
        """
        state, status, text = report["state"], report["status"], report["text"]
        if type(status) is not int or type(text) is not str or status not in _STATUSES:
            raise TypeError("no report")
        if state != self._state or not is_harmless(text):
            raise ValueError("the report of another run")
        return Shown(status, text)

    def _load(self) -> tuple[dict[str, Any], str] | None:
        """The nearest memo with its cache folder, unless that is refused as a cache."""
        for directory in self.directories:
            memo = Store(directory, self._key).load("run", _decoded)
            if memo is not None:
                return None if reason_against(directory) or reason_of_git(directory) else (memo, directory)
        return None


def is_harmless(text: str) -> bool:
    """Whether a report only shows text and colours: nothing in it controls a terminal or a CI runner.

    The stored report is written as it is, and a cache may come from anywhere.
    """
    if "\x1b" in text and text.count("\x1b") != len(_COLOR.findall(text)):
        return False
    if not text.isascii() and _CONTROL.search(text) is not None:
        return False
    plain = text.encode("utf-8", "surrogatepass")
    if len(plain.translate(None, _CONTROL_BYTES)) != len(plain):
        return False
    if "::" in text and _COMMAND_LINE.search(text) is not None:
        return False
    return not (("##" in text or "section_" in text) and _COMMAND.search(text) is not None)


def _decoded(memo: Any) -> dict[str, Any]:
    types = [type(memo[name]) for name in ("state", "code", "day", "asked")]
    if type(memo) is not dict or types != [str, str, int, dict] or "answers" not in memo:
        raise TypeError("no memo")
    if memo["clean"] is not None:
        files, remark = memo["clean"]
        if type(files) is not int or type(remark) is not str or not is_harmless(remark):
            raise TypeError("no outcome")
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
        absent = _absent(names, listing) if listing is not None else ()
        base = folder.rstrip(os.sep) + os.sep
        looks: list[Any] = []
        for name in names:
            look = None if name in absent else _look(base + name)
            if type(look) is tuple:
                if look[1] > newest or look[2] > newest:
                    return None
                looks.append(list(look))
            else:
                looks.append(look)
        found.append([listing, looks])
    return found


def _absent(names: list[str], listing: list[str]) -> frozenset[str]:
    """Those of some names that a folder certainly does not hold, judging by its listing; others are looked at.

    Most queries are for configuration files that do not exist, in folders that are listed anyway. A file system may ignore
    case, normalize letters other than those of ASCII, or know short names with a tilde.
    """
    if listing == [_UNREADABLE, _UNREADABLE]:
        return frozenset()
    there = {entry.partition("\0")[0].rstrip("/").lower() for entry in listing}
    return frozenset(
        name
        for name in names
        if name.isascii() and name.lower() not in there and "~" not in name and name.rstrip(". ") == name != ""
    )


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
        return [_UNREADABLE, _UNREADABLE]  # no folder holds a name twice


def _entry(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return f"{entry.name}\0{os.path.realpath(entry.path)}"
    if entry.is_dir():
        return f"{entry.name}/"
    return entry.name
