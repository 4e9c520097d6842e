"""What earlier runs found clean, so that a file is linted again only when something its verdict rested on has changed.

One file per version, project root, settings and state of the linter's code:
``<cache dir>/<version>/<hash>.json``. JSON, because a cache may come out of somebody else's archive and reading it must
not be able to run anything.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from sm_lint.lint.stamps import Stamp, Stamps
from sm_lint.lint.surroundings import QUESTIONS, Dependency
from sm_lint.lint.unchanged import MOST_BYTES
from sm_lint.opening import read_file
from sm_lint.version import __version__

DIRECTORY = ".sm_lint_cache"
EXPIRY_DAYS = 30
_FORMAT = 2
_DAY = 86_400
_STAMP = (str, int, int, int, int)
_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by sm-lint.
# For information about cache directory tags, see https://bford.info/cachedir/
"""


class Verdict(NamedTuple):
    """That a file was found clean, and on what grounds.

    Attributes:
        digest: hash of the file's content.
        interface: hash of the contracts that it was held to; see :func:`sm_lint.lint.binding.digest`.
        dependencies: what was asked of other files, and what the answers were.
        seen: day, counted from the epoch, on which the verdict was last used.
    """

    digest: str
    interface: str = ""
    dependencies: tuple[Dependency, ...] = ()
    seen: int = 0


class Cache:
    """The verdicts on the files of one project.

    Args:
        directory: the cache directory.
        key: everything that holds for all files of the project: root, settings, code.
        stamps: content hashes, shared by all caches of a run.

    Attributes:
        path: file that holds them.
        sound_contracts: fingerprint of the settings whose contracts were last found sound, or an empty string.
        warning: why nothing could be written, or an empty string.
    """

    def __init__(self, directory: str, key: str, stamps: Stamps) -> None:
        self.directory = directory
        name = hashlib.blake2b(key.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
        self.path = os.path.join(directory, __version__, f"{name}.json")
        self.stamps = stamps
        self.warning = ""
        self._today = int(time.time()) // _DAY
        self._loaded = _identity(self.path)
        before = _load(self.path)
        self._verdicts = before.verdicts
        self.sound_contracts = self._sound_before = before.sound_contracts
        self._touched: set[str] = set()
        for path, stamp in before.stamps.items():
            stamps.known.setdefault(path, stamp)

    def verdict(self, path: str) -> Verdict | None:
        """The verdict on a file, where the file and everything it rested on is as it was; None otherwise.

        Whether the contracts are as they were is for the caller to compare.
        """
        verdict = self._verdicts.get(path)
        if verdict is None or self.stamps.digest(path) != verdict.digest:
            return None
        return verdict if all(map(self.stamps.holds, verdict.dependencies)) else None

    def keep(self, path: str, verdict: Verdict) -> None:
        """Note that the verdict was used, so that it does not expire."""
        if verdict.seen != self._today:
            self.record(path, verdict)

    def record(self, path: str, verdict: Verdict) -> None:
        """Remember that a file is clean."""
        self._verdicts[path] = verdict._replace(seen=self._today)
        self._touched.add(path)

    def forget(self, path: str) -> None:
        """Remember nothing of a file: it has findings."""
        if self._verdicts.pop(path, None) is not None:
            self._touched.add(path)

    def save(self) -> None:
        """Write what changed; failing to is no error, `warning` says why.

        The file is replaced in one step, and what another run wrote meanwhile about other files is kept.
        """
        changed = self._touched or self.sound_contracts != self._sound_before
        if not changed and self.stamps.refreshed.isdisjoint(_mentioned(self._verdicts)):
            return
        try:
            _make_directory(self.directory)
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            if _identity(self.path) != self._loaded:
                self._merge()
            _replace(self.path, self._document())
            _expire(self.directory)
        except (OSError, ValueError) as error:
            self.warning = f"the cache {self.path} was not written: {error}"

    def _merge(self) -> None:
        other = _load(self.path)
        for path, verdict in other.verdicts.items():
            if path not in self._touched:
                self._verdicts[path] = verdict
        for path, stamp in other.stamps.items():
            self.stamps.known.setdefault(path, stamp)

    def _document(self) -> str:
        oldest = self._today - EXPIRY_DAYS
        kept = {path: verdict for path, verdict in self._verdicts.items() if verdict.seen >= oldest}
        known = self.stamps.known
        return json.dumps(
            {
                "format": _FORMAT,
                "contracts": self.sound_contracts,
                "files": {path: known[path] for path in sorted(_mentioned(kept)) if path in known},
                "clean": dict(sorted(kept.items())),
            },
            separators=(",", ":"),
        )


def clear(directory: str) -> bool:
    """Delete a cache directory; False where there is none. What is not a cache is left alone.

    Raises:
        OSError: it cannot be deleted.
    """
    import shutil

    if not os.path.isfile(os.path.join(directory, "CACHEDIR.TAG")):
        return False
    shutil.rmtree(directory)
    return True


def _mentioned(verdicts: Mapping[str, Verdict]) -> set[str]:
    """The files themselves and those that the verdicts rest on."""
    found = set(verdicts)
    for verdict in verdicts.values():
        found.update(path for question, path, _ in verdict.dependencies if question == "content")
    return found


def _identity(path: str) -> tuple[int, ...]:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns)


class _Content(NamedTuple):
    verdicts: dict[str, Verdict]
    stamps: dict[str, Stamp]
    sound_contracts: str


def _load(path: str) -> _Content:
    """What a cache file says; nothing where it cannot be read or is not of the expected form."""
    try:
        document = json.loads(read_file(path, MOST_BYTES))
        if document["format"] == _FORMAT and isinstance(document["contracts"], str):
            stamps = {name: _stamp(fields) for name, fields in document["files"].items()}
            return _Content(_verdicts(document["clean"]), stamps, document["contracts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return _Content({}, {}, "")


def _verdicts(clean: Mapping[str, Any]) -> dict[str, Verdict]:
    found = {}
    for path, (digest, interface, dependencies, seen) in clean.items():
        if not (isinstance(digest, str) and isinstance(interface, str) and isinstance(seen, int)):
            raise TypeError(path)
        found[path] = Verdict(digest, interface, dependencies_of(dependencies), seen)
    return found


def dependencies_of(rows: list[Any]) -> tuple[Dependency, ...]:
    """Dependencies as they were written to a cache.

    Raises:
        TypeError, ValueError: they are not of the expected form.
    """
    found = []
    for question, path, answer in rows:
        if question not in QUESTIONS or not isinstance(path, str) or not isinstance(answer, (str, type(None))):
            raise TypeError(question)
        found.append(Dependency(question, path, answer))
    return tuple(found)


def _stamp(fields: list[Any]) -> Stamp:
    stamp = Stamp._make(fields)
    if tuple(map(type, stamp)) != _STAMP:
        raise TypeError(stamp)
    return stamp


def write_beside(directory: str, path: str, text: str) -> str:
    """Write another file of the cache in one step; why that failed, or an empty string."""
    try:
        _make_directory(directory)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _replace(path, text)
    except (OSError, ValueError) as error:
        return f"the cache {path} was not written: {error}"
    return ""


def _make_directory(directory: str) -> None:
    """Create the cache directory with the marks that keep backups and git away from it."""
    os.makedirs(directory, exist_ok=True)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "# Written by sm-lint.\n*\n")):
        target = os.path.join(directory, name)
        if not os.path.exists(target):
            _replace(target, text)


def _replace(path: str, text: str) -> None:
    # Much of what tempfile imports would be loaded for this name alone.
    temporary = os.path.join(os.path.dirname(path), f".writing-{os.urandom(8).hex()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(handle, "w", encoding="ascii", newline="\n") as stream:
            stream.write(text)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _expire(directory: str) -> None:
    """Delete caches of other settings, versions and interrupted runs that nobody wrote to for a month."""
    oldest = time.time() - EXPIRY_DAYS * _DAY
    for version in os.scandir(directory):
        if not version.is_dir(follow_symlinks=False):
            continue
        left = 0
        for entry in os.scandir(version.path):
            if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < oldest:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
            else:
                left += 1
        if not left:
            with contextlib.suppress(OSError):
                os.rmdir(version.path)
