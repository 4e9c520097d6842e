"""Queries to git: the files that changed since a commit, the files of a commit, and their content.

The repository may come from a stranger. Git is therefore run in ways that execute nothing named by the repository's own
configuration: no hook, file system monitor, external diff or content filter, and no transport, through which a partial
clone would fetch missing objects. A file that a filter changes when it is added, such as one of Git LFS, may therefore
count as changed although it is not.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sm_lint.patterns import regex

SECONDS = 300
"""Timeout of one git command, in seconds."""
MOST_REFS = 500
MOST_BYTES = 256 << 20
"""Total size of the files that one query reads, in bytes."""
_MOST_WORDS = 100
_OBJECT = regex(rb"([0-9a-f]{40,64}) blob (\d+)\n")
_ENTRY = regex(rb"(\d{6}) (?:blob|commit) ([0-9a-f]{40,64}) +(\d+|-)\t(.+)", re.DOTALL)

_SAFE = (
    *("--no-pager", "--no-optional-locks"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "diff.relative=false"),
)
_DIFF = (
    *("diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=dirty"),
    *("--name-only", "-z"),
)
# No transport has this name, so none is used whatever the configuration allows.
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_FILTER = regex(r"filter\.(.*)\.[^.]*", re.DOTALL)


class GitError(Exception):
    """Git could not answer the query; the text is for users."""


class Blob(NamedTuple):
    """A file of a commit.

    Attributes:
        id: hash of its content.
        size: its size in bytes.
        mode: its type and permissions, as in ``st_mode``.
    """

    id: str
    size: int
    mode: int


class Step(NamedTuple):
    """A file that differs between two commits; absolute paths, None where it does not exist."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Repository:
    """The work tree of a repository.

    Attributes:
        root: its absolute path, spelled as in the requested folder where that leads to the same place.
    """

    root: str

    def changes(self, since: str) -> Changes:
        """The files that changed since a commit.

        Args:
            since: any name of the commit.

        Raises:
            GitError: there is no such commit, or git failed.
        """
        commit = self.commit(since)
        # On a branch, commits that others made on its base since do not count as changes.
        base = _ask(self.root, "merge-base", commit, "HEAD", allowed=(0, 1)).strip().decode() or commit
        differing = _ask(self.root, *self._unfiltered(), *_DIFF, base, "--").split(b"\0")
        untracked = _ask(self.root, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
        names = {os.fsdecode(name) for name in (*differing, *untracked) if name}
        paths = sorted(os.path.normpath(os.path.join(self.root, name)) for name in names)
        return Changes(self, base, tuple(paths))

    def content(self, commit: str, path: str, limit: int) -> bytes | None:
        """The content of a file at a commit; None if it did not exist there or is larger than `limit` bytes.

        Args:
            commit: hash of the commit.
            path: absolute path of the file.
            limit: maximum number of bytes.
        """
        name = f"{commit}:{os.path.relpath(path, self.root).replace(os.sep, '/')}"
        try:
            if int(_ask(self.root, "cat-file", "-s", name)) > limit:
                return None
            return _ask(self.root, "cat-file", "blob", name)
        except (GitError, ValueError):
            return None

    def names(self) -> list[str]:
        """The names of branches, tags and remote branches."""
        found = _ask(self.root, "for-each-ref", "--format=%(refname:short)", f"--count={MOST_REFS}")
        return os.fsdecode(found).split("\n")[:-1]

    def tree(self, commit: str) -> dict[str, Blob]:
        """The files of a commit, by path below the root with ``/``; submodules are left out.

        Args:
            commit: hash of the commit.

        Raises:
            GitError: git failed.
        """
        found: dict[str, Blob] = {}
        for entry in _ask(self.root, "ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0"):
            match = _ENTRY.fullmatch(entry)
            if match is not None and match[3] != b"-":
                found[os.fsdecode(match[4])] = Blob(match[2].decode(), int(match[3]), int(match[1], 8))
        return found

    def blobs(self, wanted: Iterable[Blob]) -> dict[str, bytes]:
        """The contents of files by hash, read with one command for each :data:`MOST_BYTES`.

        Raises:
            GitError: git failed.
        """
        found: dict[str, bytes] = {}
        batch: list[str] = []
        size = 0
        for blob in dict.fromkeys(wanted):
            if batch and size + blob.size > MOST_BYTES:
                found.update(self._read(batch))
                batch, size = [], 0
            batch.append(blob.id)
            size += blob.size
        if batch:
            found.update(self._read(batch))
        return found

    def _read(self, ids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        answer = _ask(self.root, "cat-file", "--batch", given="".join(f"{id}\n" for id in ids).encode())
        position = 0
        while (match := _OBJECT.match(answer, position)) is not None:
            end = match.end() + int(match[2])
            yield match[1].decode(), answer[match.end() : end]
            position = end + 1

    def steps(self, before: str, after: str | None) -> tuple[Step, ...]:
        """The files that differ between two commits, renamed ones as one.

        Args:
            before: hash of the earlier commit.
            after: hash of the later commit; None for the work tree, with its untracked files.

        Raises:
            GitError: git failed.
        """
        told = ("diff", "--no-ext-diff", "--no-textconv", "--find-renames=50%", "--ignore-submodules=all")
        commits = [before] if after is None else [before, after]
        words = _ask(self.root, *self._unfiltered(), *told, "--name-status", "-z", *commits, "--").split(b"\0")
        found: list[Step] = []
        names = iter(words)
        for status in names:
            if not status:
                break
            first = self._absolute(next(names))
            if status[:1] in (b"R", b"C"):
                second = self._absolute(next(names))
                found.append(Step(first if status[:1] == b"R" else None, second))
            else:
                found.append(Step(None if status == b"A" else first, None if status == b"D" else first))
        if after is None:
            untracked = _ask(self.root, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
            found += [Step(None, self._absolute(name)) for name in untracked if name]
        return tuple(found)

    def mentioning(self, words: Iterable[str], commit: str | None) -> set[str]:
        """The files whose text contains one of some words, as absolute paths.

        Args:
            words: fixed texts without line endings.
            commit: hash of the commit; None for the work tree, with its untracked files.

        Raises:
            GitError: git failed.
        """
        wanted = sorted({word for word in words if word and "\n" not in word and "\0" not in word})
        found: set[str] = set()
        for start in range(0, len(wanted), _MOST_WORDS):
            patterns = [part for word in wanted[start : start + _MOST_WORDS] for part in ("-e", word)]
            options = ["-l", "-z", "-F", "--full-name", "--no-textconv", "--no-recurse-submodules"]
            options += ["--untracked"] if commit is None else []
            commits = [commit] if commit is not None else []
            answer = _ask(self.root, "grep", *options, *patterns, *commits, "--", allowed=(0, 1))
            head = f"{commit}:".encode() if commit is not None else b""
            found.update(self._absolute(name.removeprefix(head)) for name in answer.split(b"\0") if name)
        return found

    def _absolute(self, name: bytes) -> str:
        return os.path.normpath(os.path.join(self.root, os.fsdecode(name)))

    def commit(self, name: str) -> str:
        """The hash of a commit, by any of its names.

        Raises:
            GitError: there is no such commit.
        """
        if not name.startswith("-"):
            try:
                return _ask(self.root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip().decode()
            except GitError:
                pass
        raise GitError(f"`{name}` is not a commit of the repository {self.root}")

    def _unfiltered(self) -> Iterator[str]:
        """Options that disable the commands of all filters in the configuration.

        Raises:
            GitError: the name of a filter cannot be written as an option.
        """
        keys = _ask(self.root, "config", "--null", "--name-only", "--get-regexp", "^filter\\.", allowed=(0, 1))
        found = (_FILTER.fullmatch(key) for key in os.fsdecode(keys).split("\0"))
        for name in dict.fromkeys(match[1] for match in found if match is not None):
            if "=" in name:
                raise GitError(
                    f"the filter `{name}` of the git configuration cannot be left out, so nothing is compared"
                )
            yield from ("-c", f"filter.{name}.clean=", "-c", f"filter.{name}.process=")
            yield from ("-c", f"filter.{name}.required=false")


class Changes(NamedTuple):
    """The changes in a repository.

    Attributes:
        repository: the repository.
        base: hash of the commit that it is compared with.
        paths: absolute paths of the files that differ, sorted: added, changed and deleted, committed, uncommitted and
            untracked.
    """

    repository: Repository
    base: str
    paths: tuple[str, ...]


def repository_of(folder: str) -> Repository:
    """The repository that contains a folder.

    Args:
        folder: absolute path of the folder.

    Raises:
        GitError: there is no such repository, or git is not installed.
    """
    answer = os.fsdecode(_ask(folder, "rev-parse", "--show-toplevel", "--show-cdup"))
    top, _, up = answer.rstrip("\n").partition("\n")
    if not top:
        raise GitError(f"the repository of {folder} has no work tree")
    named = os.path.normpath(os.path.join(folder, up))
    return Repository(named if os.path.realpath(named) == os.path.realpath(top) else os.path.normpath(top))


def _ask(folder: str, *arguments: str, allowed: Sequence[int] = (0,), given: bytes | None = None) -> bytes:
    """The standard output of a git command, which is given some input.

    Raises:
        GitError: it cannot be run, or exits with a status that is not allowed.
    """
    program = shutil.which("git")
    # Windows searches the working directory for programs first, which may hold a stranger's.
    if program is None or os.path.dirname(os.path.abspath(program)) == os.getcwd():
        raise GitError("git is not installed, or not on the PATH")
    command = [program, *_SAFE, "-C", folder, *arguments]
    try:
        done = subprocess.run(
            command,
            env=os.environ | _ENVIRONMENT,
            input=given or b"",
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} took longer than {SECONDS} seconds") from None
    except (OSError, ValueError) as error:
        raise GitError(f"git cannot be run: {getattr(error, 'strerror', None) or error}") from error
    if done.returncode not in allowed:
        raise GitError(_complaint(done.stderr) or f"git {arguments[0]} ended with status {done.returncode}")
    return done.stdout


def _complaint(said: bytes) -> str:
    """The first line of git's error message."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return f"git says: {lines[0].removeprefix('fatal: ').removeprefix('error: ')}" if lines else ""
