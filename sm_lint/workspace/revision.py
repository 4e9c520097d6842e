"""The files of a commit in place of those on the disk: `disk` answers from the objects of the repository.

Everything that asks :mod:`sm_lint.workspace.disk` sees the commit while it is mounted
(:func:`sm_lint.workspace.mounted.mounted`). Nothing is checked out: the list of files is
read at once, the content of a file when it is asked for. Links are followed inside the commit alone, and submodules are
empty folders.
"""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sm_lint.workspace.git import Blob, GitError, Repository

MOST_HOPS = 40
"""Links that a path may go through."""
_LONGEST_LINK = 4096
_LINK, _FILE, _FOLDER = stat.S_IFLNK, stat.S_IFREG, stat.S_IFDIR


@dataclass(slots=True)
class Revision:
    """The files of one commit of a repository.

    Attributes:
        repository: the repository.
        commit: hash of the commit.
        files: blobs by path below the root, with ``/``.
        read: paths whose content was read.
    """

    repository: Repository
    commit: str
    files: dict[str, Blob]
    read: set[str] = field(default_factory=set)
    _folders: dict[str, dict[str, None]] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._folders[""] = {}
        for name in self.files:
            while name:
                above, _, last = name.rpartition("/")
                known = self._folders.setdefault(above, {})
                if last in known:
                    break
                known[last] = None
                name = above

    def prefetch(self, paths: Iterable[str]) -> None:
        """Read the content of several files at once.

        Args:
            paths: absolute paths; those that are not in the commit are left out.
        """
        names = [name for path in paths if (name := self.name_of(path)) is not None and name in self.files]
        wanted = [self.files[name] for name in names if self.files[name].id not in self._contents]
        self._contents.update(self.repository.blobs(wanted))

    # -- what `disk` asks ---------------------------------------------------------------------------------------------

    def covers(self, path: str) -> bool:
        """Whether an absolute path is in the work tree; what git keeps for itself is not."""
        name = self.name_of(path)
        return name is not None and name.partition("/")[0] != ".git"

    def name_of(self, path: str) -> str | None:
        """The path below the root, with ``/``, of an absolute path; None for one outside."""
        root = self.repository.root.rstrip(os.sep)
        if path == root:
            return ""
        if not path.startswith(root + os.sep):
            return None
        name = path[len(root) + 1 :]
        name = name.replace(os.sep, "/") if os.sep != "/" else name
        return "" if name in ("", ".") else posixpath.normpath(name)

    def mode(self, path: str, *, follow: bool = True) -> int | None:
        """The type of the entry at a path, as in ``st_mode``; None if nothing exists there."""
        name = self._resolved(self.name_of(path), follow)
        if name is None:
            return None
        if name in self._folders:
            return _FOLDER | 0o755
        blob = self.files.get(name)
        return None if blob is None else blob.mode

    def status(self, path: str, *, follow: bool = True) -> os.stat_result:
        """The status of the entry at a path; all times are 0, which proves nothing.

        Raises:
            OSError: nothing exists there.
        """
        mode = self.mode(path, follow=follow)
        if mode is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        owner = os.stat(self.repository.root)
        name = self._resolved(self.name_of(path), follow)
        blob = self.files.get(name or "")
        size = blob.size if blob is not None else 0
        basic = (mode, 0, owner.st_dev, 1, owner.st_uid, owner.st_gid, size, 0, 0, 0)
        return os.stat_result(basic, {"st_mtime_ns": 0, "st_ctime_ns": 0})

    def names(self, folder: str) -> list[str]:
        """The names of the entries of a folder.

        Raises:
            OSError: it is no folder.
        """
        found = self._folders.get(self._resolved(self.name_of(folder)) or "") if self._is_folder(folder) else None
        if found is None:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        return list(found)

    def entries(self, folder: str) -> list[RevisionEntry]:
        """The entries of a folder.

        Raises:
            OSError: it is no folder.
        """
        return [RevisionEntry(self, folder, name) for name in self.names(folder)]

    def walk(self, folder: str) -> Iterator[tuple[str, list[str], list[str]]]:
        """Like :func:`os.walk`, without following links."""
        pending = [folder]
        while pending:
            path = pending.pop()
            try:
                entries = self.entries(path)
            except OSError:
                continue
            folders = [entry.name for entry in entries if entry.is_dir()]
            yield path, folders, [entry.name for entry in entries if not entry.is_dir()]
            below = [RevisionEntry(self, path, name) for name in reversed(folders)]
            pending += [entry.path for entry in below if not entry.is_symlink()]

    def content(self, path: str, limit: int) -> bytes:
        """The content of a file of at most `limit` bytes.

        Raises:
            OSError: it does not exist, is no file, or is larger; `strerror` says which.
        """
        name = self._resolved(self.name_of(path))
        if name is None or (name not in self.files and name not in self._folders):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        blob = self.files.get(name)
        if blob is None:
            raise IsADirectoryError(errno.EISDIR, "it is a folder", path)
        if blob.size > limit:
            raise OSError(errno.EFBIG, f"larger than {limit} bytes, which is more than is looked at", path)
        self.read.add(name)
        return self._blob(blob, path)

    def _blob(self, blob: Blob, path: str) -> bytes:
        if blob.id not in self._contents:
            try:
                self._contents.update(self.repository.blobs([blob]))
                return self._contents[blob.id]
            except (GitError, KeyError) as error:
                raise OSError(errno.EIO, f"git cannot read it: {error}", path) from error
        return self._contents[blob.id]

    def _is_folder(self, path: str) -> bool:
        mode = self.mode(path)
        return mode is not None and stat.S_ISDIR(mode)

    def _resolved(self, name: str | None, follow: bool = True) -> str | None:
        """The path below the root once links are resolved; None for one that leads out of the commit or nowhere."""
        hops = 0
        while name is not None:
            blob = self.files.get(name)
            if name in self._folders or (blob is not None and not (follow and stat.S_ISLNK(blob.mode))):
                return name
            link = name if blob is not None else self._link_above(name)
            hops += 1
            if link is None or hops > MOST_HOPS or self.files[link].size > _LONGEST_LINK:
                return None
            try:
                target = os.fsdecode(self._blob(self.files[link], link))
            except OSError:
                return None
            joined = posixpath.normpath(posixpath.join(posixpath.dirname(link), target, name[len(link) + 1 :]))
            name = None if target.startswith("/") or joined.startswith("..") else joined.removeprefix(".")
        return None

    def _link_above(self, name: str) -> str | None:
        above = name.rpartition("/")[0]
        while above:
            blob = self.files.get(above)
            if blob is not None:
                return above if stat.S_ISLNK(blob.mode) else None
            above = above.rpartition("/")[0]
        return None


class RevisionEntry:
    """An entry of a folder of a commit, with the methods of :class:`os.DirEntry`."""

    def __init__(self, revision: Revision, folder: str, name: str) -> None:
        self.name = name
        self.path = os.path.join(folder, name)
        self._revision = revision

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        mode = self._revision.mode(self.path, follow=follow_symlinks)
        return mode is not None and stat.S_ISDIR(mode)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a file."""
        mode = self._revision.mode(self.path, follow=follow_symlinks)
        return mode is not None and stat.S_ISREG(mode)

    def is_symlink(self) -> bool:
        """Whether it is a link."""
        return stat.S_ISLNK(self._revision.mode(self.path, follow=False) or 0)


def revision_at(repository: Repository, name: str) -> Revision:
    """The files of a commit.

    Args:
        repository: the repository.
        name: any name of the commit.

    Raises:
        GitError: there is no such commit, or git failed.
    """
    commit = repository.commit(name)
    return Revision(repository, commit, repository.tree(commit))
