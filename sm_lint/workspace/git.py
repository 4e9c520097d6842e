"""What git knows of a repository: which files have changed since a commit, and what they held then.

Git is run on repositories that a stranger may have made, so it is asked in ways that run nothing the repository's own
configuration names: no hook, no file system monitor, no external diff, no filter for the content of files, and no
transport, by which a partial clone would fetch what it lacks. A file that a filter would change on its way into the
repository, such as one of Git LFS, may then count as changed although it is not.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SECONDS = 300
"""How long one question to git may take."""
MOST_REFS = 500

_SAFE = (
    *("--no-pager", "--no-optional-locks"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "diff.relative=false"),
)
_DIFF = (
    *("diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=dirty"),
    *("--name-only", "-z"),
)
# No transport is called by this name, so that none is used whatever the configuration allows.
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_FILTER = re.compile(r"filter\.(.*)\.[^.]*", re.DOTALL)


class GitError(Exception):
    """Git cannot say what was asked; the text is for users."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The work tree of a repository.

    Attributes:
        root: its absolute path, by the name that the folder was asked for with where that leads there.
    """

    root: str

    def changes(self, since: str) -> Changes:
        """What has changed since a commit.

        Args:
            since: the commit, by any of its names.

        Raises:
            GitError: there is no such commit, or git cannot answer.
        """
        commit = self._commit(since)
        # On a branch, what others have done since it was begun is no change of it.
        base = _ask(self.root, "merge-base", commit, "HEAD", allowed=(0, 1)).strip().decode() or commit
        differing = _ask(self.root, *self._unfiltered(), *_DIFF, base, "--").split(b"\0")
        untracked = _ask(self.root, "ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
        names = {os.fsdecode(name) for name in (*differing, *untracked) if name}
        paths = sorted(os.path.normpath(os.path.join(self.root, name)) for name in names)
        return Changes(self, base, tuple(paths))

    def content(self, commit: str, path: str, limit: int) -> bytes | None:
        """What a file held in a commit; None where it was not there, or is larger than `limit` bytes.

        Args:
            commit: number of the commit.
            path: absolute path of the file.
            limit: the most bytes.
        """
        name = f"{commit}:{os.path.relpath(path, self.root).replace(os.sep, '/')}"
        try:
            if int(_ask(self.root, "cat-file", "-s", name)) > limit:
                return None
            return _ask(self.root, "cat-file", "blob", name)
        except (GitError, ValueError):
            return None

    def names(self) -> list[str]:
        """Branches, tags and remote branches."""
        found = _ask(self.root, "for-each-ref", "--format=%(refname:short)", f"--count={MOST_REFS}")
        return os.fsdecode(found).split("\n")[:-1]

    def _commit(self, name: str) -> str:
        if not name.startswith("-"):
            try:
                return _ask(self.root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip().decode()
            except GitError:
                pass
        raise GitError(f"`{name}` is not a commit of the repository {self.root}")

    def _unfiltered(self) -> Iterator[str]:
        """Options that take the programs away from all filters that the configuration names.

        Raises:
            GitError: one cannot be named in an option.
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
    """What has changed in a repository.

    Attributes:
        repository: the repository.
        base: number of the commit that it is compared with.
        paths: absolute paths of the files that differ, sorted: added, changed and deleted ones, in commits, in the work
            tree and not tracked.
    """

    repository: Repository
    base: str
    paths: tuple[str, ...]


def repository_of(folder: str) -> Repository:
    """The repository that a folder belongs to.

    Args:
        folder: absolute path of the folder.

    Raises:
        GitError: it belongs to none, or there is no git.
    """
    answer = os.fsdecode(_ask(folder, "rev-parse", "--show-toplevel", "--show-cdup"))
    top, _, up = answer.rstrip("\n").partition("\n")
    if not top:
        raise GitError(f"the repository of {folder} has no work tree")
    named = os.path.normpath(os.path.join(folder, up))
    return Repository(named if os.path.realpath(named) == os.path.realpath(top) else os.path.normpath(top))


def _ask(folder: str, *arguments: str, allowed: Sequence[int] = (0,)) -> bytes:
    """What git answers on standard output.

    Raises:
        GitError: it cannot be run, or ends with a status that is not allowed.
    """
    program = shutil.which("git")
    # Windows looks for programs in the working directory first, which may be the stranger's.
    if program is None or os.path.dirname(os.path.abspath(program)) == os.getcwd():
        raise GitError("git is not installed, or not on the PATH")
    command = [program, *_SAFE, "-C", folder, *arguments]
    try:
        done = subprocess.run(
            command,
            env=os.environ | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
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
    """The first line of what git says is wrong."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return f"git says: {lines[0].removeprefix('fatal: ').removeprefix('error: ')}" if lines else ""
