"""Replaces the functions of `os`, `io` and `builtins` that take paths."""

from __future__ import annotations

import builtins
import functools
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from .layout import Layout
from .record import Recorder

_readlink = os.readlink


class Path(NamedTuple):
    """A parameter that takes a path.

    Attributes:
        position, keyword: where it is passed.
        intent: ``read``, ``write``, ``change`` (a part of it), ``delete``, or ``target`` of a link.
        mode: how it is recorded; empty for not at all.
        folder: parameter with the descriptor of the folder that a relative path begins in.
    """

    position: int
    keyword: str
    intent: str
    mode: str
    folder: str = ""


_FUNCTIONS: dict[str, tuple[Path, ...]] = {
    "access": (Path(0, "path", "read", "probe", "dir_fd"),),
    "chdir": (Path(0, "path", "read", "probe"),),
    "chflags": (Path(0, "path", "change", ""),),
    "chmod": (Path(0, "path", "change", "", "dir_fd"),),
    "chown": (Path(0, "path", "change", "", "dir_fd"),),
    "getxattr": (Path(0, "path", "read", ""),),
    "lchmod": (Path(0, "path", "change", ""),),
    "lchown": (Path(0, "path", "change", ""),),
    "link": (Path(0, "src", "read", "read", "src_dir_fd"), Path(1, "dst", "write", "write", "dst_dir_fd")),
    "listdir": (Path(0, "path", "read", "list"),),
    "listxattr": (Path(0, "path", "read", ""),),
    "lstat": (Path(0, "path", "read", "probe", "dir_fd"),),
    "mkdir": (Path(0, "path", "write", "make", "dir_fd"),),
    "mkfifo": (Path(0, "path", "write", "write", "dir_fd"),),
    "mknod": (Path(0, "path", "write", "write", "dir_fd"),),
    "pathconf": (Path(0, "path", "read", ""),),
    "readlink": (Path(0, "path", "read", "probe", "dir_fd"),),
    "remove": (Path(0, "path", "delete", "delete", "dir_fd"),),
    "removexattr": (Path(0, "path", "change", ""),),
    "rename": (Path(0, "src", "delete", "delete", "src_dir_fd"), Path(1, "dst", "write", "write", "dst_dir_fd")),
    "replace": (Path(0, "src", "delete", "delete", "src_dir_fd"), Path(1, "dst", "write", "write", "dst_dir_fd")),
    "rmdir": (Path(0, "path", "delete", "delete", "dir_fd"),),
    "setxattr": (Path(0, "path", "change", ""),),
    "stat": (Path(0, "path", "read", "probe", "dir_fd"),),
    "statvfs": (Path(0, "path", "read", ""),),
    "symlink": (Path(0, "src", "target", ""), Path(1, "dst", "write", "write", "dir_fd")),
    "truncate": (Path(0, "path", "change", "write"),),
    "unlink": (Path(0, "path", "delete", "delete", "dir_fd"),),
    "utime": (Path(0, "path", "change", "", "dir_fd"),),
}


class Replacement:
    """Stands in for a function of C. It is no Python function, because those become methods as attributes of classes."""

    def __init__(self, original: Callable[..., Any], call: Callable[..., Any], module: str) -> None:
        functools.update_wrapper(self, original)
        self.__module__ = module
        self._call = call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._call(*args, **kwargs)

    def __reduce__(self) -> str:
        return str(self.__name__)  # type: ignore[attr-defined] # set by update_wrapper


class Entry:
    """What :func:`os.scandir` gives for a file or folder, with the path that the container has it at."""

    __slots__ = ("_entry", "name", "path")

    def __init__(self, entry: os.DirEntry[Any], path: Any) -> None:
        self._entry = entry
        self.name = entry.name
        self.path = path

    def __fspath__(self) -> Any:
        return self.path

    def __repr__(self) -> str:
        return repr(self._entry)

    def inode(self) -> int:
        return self._entry.inode()

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return self._entry.is_dir(follow_symlinks=follow_symlinks)

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        return self._entry.is_file(follow_symlinks=follow_symlinks)

    def is_symlink(self) -> bool:
        return self._entry.is_symlink()

    def is_junction(self) -> bool:
        return False

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return self._entry.stat(follow_symlinks=follow_symlinks)


class Entries:
    """The iterator and context manager that :func:`os.scandir` returns."""

    def __init__(self, folders: list[Any], given: Any, is_hidden: Callable[[Any], bool]) -> None:
        self._folders = folders
        self._is_hidden = is_hidden
        self._entries = self._each(given)

    def _each(self, given: Any) -> Iterator[Entry]:
        seen: set[Any] = set()
        for folder in self._folders:
            for entry in folder:
                if entry.name not in seen and not self._is_hidden(entry.name):
                    seen.add(entry.name)
                    yield Entry(entry, os.path.join(os.fspath(given), entry.name))

    def __iter__(self) -> Iterator[Entry]:
        return self

    def __next__(self) -> Entry:
        return next(self._entries)

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        for folder in self._folders:
            folder.close()


class Files:
    """The replacements of one run."""

    def __init__(self, layout: Layout, recorder: Recorder) -> None:
        self.layout = layout
        self.recorder = recorder
        self.made: dict[int, tuple[Callable[..., Any], Replacement]] = {}

    def install(self) -> None:
        """Replace the functions in their modules, and in all modules that have taken them over already."""
        for name, paths in _FUNCTIONS.items():
            if hasattr(os, name):
                self._replace(os, name, self._with_paths(getattr(os, name), paths, name))
        self._replace(os, "open", self._os_open(os.open))
        self._replace(os, "scandir", self._scandir(os.scandir))
        self._replace(os, "listdir", self._listdir(os.listdir))
        self._replace(os, "getcwd", self._getcwd(os.getcwd))
        self._replace(os, "getcwdb", self._getcwd(os.getcwdb))
        self._replace(io, "open_code", self._with_paths(io.open_code, (Path(0, "path", "read", "read"),), "open_code"))
        self._replace(builtins, "open", self._open(builtins.open))
        for group in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
            group.update([new for old, new in self.made.values() if old in group])
        self._take_over()

    def _replace(self, module: Any, name: str, call: Callable[..., Any]) -> None:
        original = getattr(module, name)
        self.made[id(original)] = (original, Replacement(original, call, module.__name__))

    def _take_over(self) -> None:
        """Set the replacements wherever the originals are; the import system goes on using the originals."""
        package = __name__.rpartition(".")[0]
        left = {"posix", "_io", "_frozen_importlib", "_frozen_importlib_external", "zipimport"}
        for name, module in list(sys.modules.items()):
            if name in left or name == package or name.startswith(package + "."):
                continue
            places: Iterable[Any] = [module]
            if name == "pathlib":  # Python 3.10 keeps them in a class
                places = [module, *filter(None, [getattr(module, "_NormalAccessor", None)])]
            for place in places:
                for key, value in list(getattr(place, "__dict__", {}).items()):
                    known = self.made.get(id(value))
                    if known is not None and known[0] is value:
                        setattr(place, key, known[1])

    # -- single functions -----------------------------------------------------------------------------------------------

    def host(self, seen: str, intent: str) -> str:
        """The path on the machine for what is to be done with a container path."""
        if intent == "delete":
            return self.layout.for_deleting(seen)
        if intent in ("write", "change"):
            return self.layout.for_writing(seen, keep=intent == "change")
        return self.layout.for_reading(seen)

    def resolved(self, value: Any, intent: str, mode: str, folder: str | None = None) -> tuple[Any, str]:
        """The path on the machine, of the type that was given, and the container path.

        Raises:
            OSError: it may not be done; it is recorded.
        """
        seen = self.layout.seen(value, folder)
        if isinstance(value, os.PathLike):
            value = os.fspath(value)
        ending = "/" if str(os.fsdecode(value)).endswith("/") and seen != "/" else ""
        try:
            host = self.host(seen, intent) + ending
        except OSError as error:
            if mode:
                self.recorder.access(mode, seen, error)
            raise
        return os.fsencode(host) if isinstance(value, bytes) else host, seen

    def finished(self, touched: list[tuple[str, str]], error: OSError | None = None) -> None:
        """Record what was done, or tried in vain; the error then names the container's path."""
        for mode, seen in touched:
            if mode:
                self.recorder.access(mode, seen, error)
        if error is not None:
            self.rename(error)

    def rename(self, error: OSError) -> None:
        """Let an error name the container's paths."""
        for name in ("filename", "filename2"):
            path = getattr(error, name, None)
            if isinstance(path, (str, bytes)):
                shown = self.layout.shown(os.fsdecode(path))
                setattr(error, name, os.fsencode(shown) if isinstance(path, bytes) else shown)

    def _with_paths(self, original: Callable[..., Any], paths: tuple[Path, ...], name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            given = list(args)
            touched: list[tuple[str, str]] = []
            for path in paths:
                value: Any = given[path.position] if path.position < len(given) else kwargs.get(path.keyword)
                if not _is_path(value):
                    continue
                if path.intent == "target" and not str(os.fsdecode(value)).startswith("/"):
                    continue
                folder = None
                descriptor = kwargs.get(path.folder) if path.folder else None
                if descriptor is not None:
                    folder = self._folder_of(descriptor)
                    if folder is None and not str(os.fsdecode(value)).startswith("/"):
                        continue
                host, seen = self.resolved(value, path.intent, path.mode, folder)
                if descriptor is not None:
                    kwargs[path.folder] = None
                if path.position < len(given):
                    given[path.position] = host
                else:
                    kwargs[path.keyword] = host
                touched.append((path.mode, seen))
            try:
                result = original(*given, **kwargs)
            except OSError as error:
                self.finished(touched, error)
                raise
            self.finished(touched)
            if name == "readlink":
                shown = self.layout.shown(os.fsdecode(result))
                return os.fsencode(shown) if isinstance(result, bytes) else shown
            return result

        return call

    def _folder_of(self, descriptor: int) -> str | None:
        """The container path of an open folder; None if the system does not tell."""
        try:
            return self.layout.shown(_readlink(f"/proc/self/fd/{descriptor}"))
        except OSError:
            return None

    def _os_open(self, original: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            folder = self._folder_of(dir_fd) if dir_fd is not None else None
            if dir_fd is not None and folder is None:
                return original(path, flags, mode, dir_fd=dir_fd)
            intent = "read" if not writes else "write" if flags & os.O_TRUNC else "change"
            done = "write" if writes else "list" if flags & getattr(os, "O_DIRECTORY", 0) else "read"
            host, seen = self.resolved(path, intent, done, folder)
            try:
                handle = original(host, flags, mode)
            except OSError as error:
                self.finished([(done, seen)], error)
                raise
            self.finished([(done, seen)])
            return handle

        return call

    def _open(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if isinstance(file, int) or not _is_path(file) or not isinstance(mode, str):
                return original(file, mode, *args, **kwargs)
            writes = any(letter in mode for letter in "wxa+")
            intent = "read" if not writes else "change" if "a" in mode or "r" in mode else "write"
            done = [("write", "")] if writes else []
            done += [("read", "")] if "r" in mode else []
            host, seen = self.resolved(file, intent, "write" if writes else "read")
            touched = [(each, seen) for each, _ in done or [("read", "")]]
            try:
                stream = original(host, mode, *args, **kwargs)
            except OSError as error:
                self.finished(touched, error)
                raise
            self.finished(touched)
            return stream

        return call

    def _merged(self, path: Any, call: Callable[[Any], Any]) -> list[Any]:
        """The results for a folder: of the root, and of the machine where the root has only a part of it."""
        value = "." if path is None else path
        seen = self.layout.seen(value)
        copy, there = self.layout.root + seen, self.layout.for_reading(seen)
        hosts = [there] if self.layout.is_own(seen) or there == seen else [copy, seen]
        found: list[Any] = []
        failure: OSError | None = None
        for host in hosts:
            try:
                found.append(call(os.fsencode(host) if isinstance(value, bytes) else host))
            except OSError as error:
                failure = error
        if not found and failure is not None:
            self.finished([("list", seen)], failure)
            raise failure
        self.finished([("list", seen)])
        return found

    def _listdir(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = None) -> Any:
            if isinstance(path, int):
                return original(path)
            found = dict.fromkeys(name for names in self._merged(path, original) for name in names)
            return [name for name in found if not self._is_hidden("." if path is None else path, name)]

        return call

    def _is_hidden(self, folder: Any, name: Any) -> bool:
        """Whether it is the folder of the run itself, which is in the container's `/tmp` where that is mounted."""
        own = self.layout.root.split("/")
        return own[1] == "tmp" and os.fsdecode(name) == own[2] and self.layout.seen(folder) == "/tmp"

    def _scandir(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = None) -> Any:
            if isinstance(path, int):
                return original(path)
            given = "." if path is None else path
            return Entries(self._merged(path, original), given, partial(self._is_hidden, given))

        return call

    def _getcwd(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call() -> Any:
            found = original()
            shown = self.layout.shown(os.fsdecode(found))
            return os.fsencode(shown) if isinstance(found, bytes) else shown

        return call


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, bytes, os.PathLike))
