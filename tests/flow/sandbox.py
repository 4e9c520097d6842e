"""Runs a script for real below a scratch folder and writes down what it touches.

The script sees its own `os`, `pathlib`, `shutil`, `glob` and `open`: they note each access and lead every path below
the scratch folder. The world is obliging: what is read and not there is made first, unless its name holds "missing".
Whether something that nobody made "exists" is a coin toss by its name, so that a script is run both ways.
"""

from __future__ import annotations

import builtins
import glob as real_glob
import io
import os as real_os
import pathlib
import posixpath
import shutil as real_shutil
import sys
import types
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

MAX_STEPS = 20_000
PURE = frozenset(
    [
        "argparse",
        "collections",
        "contextlib",
        "dataclasses",
        "functools",
        "itertools",
        "json",
        "math",
        "re",
        "string",
        "typing",
        "__future__",
        "enum",
    ]
)


class StepsExceededError(BaseException):
    """A script goes on for ever; it must not be able to catch this, as it may catch a TimeoutError, which is an OSError."""


@dataclass
class Trace:
    """What a run touched: (mode, path) pairs in order, variables by name, how it ended, its globals.

    `surprises` are the errors that came up without a `raise` in the script, those that it caught included.
    """

    accesses: list[tuple[str, str]] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    error: BaseException | None = None
    surprises: list[str] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """It ran to its end, or ended itself as if it had, and nothing failed on the way."""
        done = self.error is None or (
            isinstance(self.error, SystemExit) and not self.error.code and self.error.code != ""
        )
        return not self.surprises and done


class Environ(dict[str, str]):
    """os.environ, observed."""

    def __init__(self, trace: Trace, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.trace = trace

    def __getitem__(self, name: str) -> str:
        self.trace.reads.append(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.trace.reads.append(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.trace.reads.append(str(name))
        return super().__contains__(name)

    def setdefault(self, name: str, default: str = "") -> str:
        self.trace.reads.append(name)
        self.trace.writes.append(name)
        return super().setdefault(name, default)

    def __setitem__(self, name: str, value: str) -> None:
        self.trace.writes.append(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        self.trace.writes.append(name)
        super().__delitem__(name)

    def pop(self, name: str, *default: Any) -> Any:
        self.trace.reads.append(name)
        return super().pop(name, *default)

    def update(self, *given: Any, **more: str) -> None:
        for name, value in dict(*given, **more).items():
            self[name] = value

    def copy(self) -> Environ:
        return Environ(self.trace, self)


class Sandbox:
    """A world of files below `root`, and the modules through which a script sees it."""

    def __init__(self, root: str, environ: Mapping[str, str], mood: int) -> None:
        self.root = root
        self.mood = mood
        self.trace = Trace()
        self.environ = Environ(self.trace, environ)
        self.cwd: str | None = None
        self.handles: list[Any] = []
        self.modules = self._modules()

    # -- the world ----------------------------------------------------------------------------------------------------

    def note(self, mode: str, path: Any) -> str:
        """Write an access down; the real path of it."""
        if real_os.fspath(path) == "":
            raise FileNotFoundError(path)
        shown = posixpath.normpath(real_os.fspath(path))
        if self.cwd is not None:
            shown = posixpath.normpath(posixpath.join(self.cwd, shown))
        self.trace.accesses.append((mode, shown))
        return self.root + ("" if shown.startswith("/") else "/home/") + shown

    def clear(self, real: str, folder: bool) -> None:
        """Take away what stands in the way: a file where a folder is wanted, or a folder where a file is."""
        above = posixpath.dirname(real)
        while len(above) > len(self.root):
            if real_os.path.isfile(above):
                real_os.remove(above)
            above = posixpath.dirname(above)
        if folder and real_os.path.isfile(real):
            real_os.remove(real)
        elif not folder and real_os.path.isdir(real):
            real_shutil.rmtree(real)

    def oblige(self, real: str, folder: bool) -> None:
        """Make what is about to be read."""
        if "missing" in real:
            return
        self.clear(real, folder)
        if real_os.path.lexists(real):
            return
        if folder:
            real_os.makedirs(real, exist_ok=True)
            for name in ("a.csv", "b.txt"):
                pathlib.Path(real, name).write_text("x\n")
        else:
            real_os.makedirs(posixpath.dirname(real), exist_ok=True)
            pathlib.Path(real).write_text("first\nsecond\n")

    def open(self, path: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
        reads = "r" in mode or "+" in mode
        writes = any(letter in mode for letter in "wax+")
        real = ""
        if reads:
            real = self.note("read", path)
            self.oblige(real, folder=False)
        if writes:
            real = self.note("write", path)
            self.clear(real, folder=False)
            real_os.makedirs(posixpath.dirname(real), exist_ok=True)
        handle = open(real, mode, *rest, **options)  # noqa: SIM115
        self.handles.append(handle)
        return handle

    def exists(self, path: Any, folder: bool = False) -> bool:
        real = self.note("probe", path)
        if not real_os.path.lexists(real) and zlib.crc32(f"{self.mood}{real[len(self.root) :]}".encode()) % 2:
            self.oblige(real, folder)
        return real_os.path.isdir(real) if folder else real_os.path.lexists(real)

    def listdir(self, path: Any = ".") -> list[str]:
        real = self.note("read", path)
        self.oblige(real, folder=True)
        return sorted(real_os.listdir(real))

    def walk(self, path: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        real = self.note("read", path)
        self.oblige(real, folder=True)
        top = real_os.fspath(path)
        for folder, folders, files in real_os.walk(real):
            folders.sort()
            below = folder[len(real) :].lstrip("/")
            yield posixpath.join(top, below) if below else top, folders, sorted(files)

    def makedirs(self, path: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
        real = self.note("write", path)
        self.clear(real, folder=True)
        real_os.makedirs(real, mode, exist_ok=True)

    def remove(self, path: Any) -> None:
        real = self.note("delete", path)
        self.oblige(real, folder=False)
        real_os.remove(real)

    def glob(self, pattern: str, **options: Any) -> list[str]:
        shown = real_os.fspath(pattern)
        real = self.note("read", shown)
        self.oblige(posixpath.join(posixpath.dirname(real), "a.csv").replace("*", "some"), folder=False)
        found = real_glob.glob(real, **options)
        cut = len(posixpath.dirname(real))
        return sorted(posixpath.dirname(shown) + path[cut:] for path in found)

    def copy(self, source: Any, target: Any, **options: Any) -> Any:
        real = self.note("read", source)
        self.oblige(real, folder=False)
        goal = self.note("write", target)
        self.clear(goal, folder=False)
        real_os.makedirs(posixpath.dirname(goal), exist_ok=True)
        if goal != real:
            real_shutil.copyfile(real, goal)
        return target

    def copytree(self, source: Any, target: Any, **options: Any) -> Any:
        real = self.note("read", source)
        self.oblige(real, folder=True)
        goal = self.note("write", target)
        self.clear(goal, folder=True)
        real_os.makedirs(goal, exist_ok=True)
        return target

    def move(self, source: Any, target: Any) -> Any:
        real = self.note("read", source)
        self.note("delete", source)
        self.oblige(real, folder=False)
        goal = self.note("write", target)
        self.clear(goal, folder=False)
        real_os.makedirs(posixpath.dirname(goal), exist_ok=True)
        if not goal.startswith(real):
            real_os.replace(real, goal)
        return target

    def rmtree(self, path: Any, **options: Any) -> None:
        real_shutil.rmtree(self.note("delete", path), ignore_errors=True)

    def chdir(self, path: Any) -> None:
        self.note("probe", path)
        self.cwd = posixpath.join(self.cwd or "", real_os.fspath(path))

    # -- modules ------------------------------------------------------------------------------------------------------

    def _modules(self) -> dict[str, Any]:
        path = types.SimpleNamespace(
            **{name: getattr(posixpath, name) for name in ("join", "dirname", "basename", "split", "splitext", "normpath", "isabs", "sep", "relpath", "commonpath", "expanduser", "expandvars")},
            realpath=posixpath.normpath, exists=self.exists, isfile=self.exists, isdir=lambda p: self.exists(p, folder=True), abspath=posixpath.normpath,
        )  # fmt: skip
        os = types.SimpleNamespace(
            path=path, environ=self.environ, getenv=self.environ.get, listdir=self.listdir, walk=self.walk,
            makedirs=self.makedirs, mkdir=self.makedirs, remove=self.remove, unlink=self.remove, rename=self.move,
            replace=self.move, chdir=self.chdir, sep="/", fspath=real_os.fspath,
        )  # fmt: skip
        shutil = types.SimpleNamespace(
            copy=self.copy,
            copy2=self.copy,
            copyfile=self.copy,
            copytree=self.copytree,
            move=self.move,
            rmtree=self.rmtree,
        )
        return {
            "os": os,
            "os.path": path,
            "shutil": shutil,
            "glob": types.SimpleNamespace(glob=self.glob),
            "pathlib": types.SimpleNamespace(Path=_path_class(self), PurePath=pathlib.PurePosixPath),
            "sys": types.SimpleNamespace(argv=["script.py"], exit=sys.exit, stderr=io.StringIO(), stdout=io.StringIO()),
        }

    def load(self, name: str, *rest: Any) -> Any:
        """`__import__` as the script sees it."""
        if name in self.modules:
            return self.modules["os"] if name == "os.path" and not (len(rest) > 2 and rest[2]) else self.modules[name]
        if name not in PURE:
            raise ImportError(name)
        return builtins.__import__(name, *rest)

    def run(self, source: str, argv: Sequence[str] = ()) -> Trace:
        """Run a script to its end; its own errors are part of the trace."""
        visible = {**vars(builtins), "open": self.open, "__import__": self.load}
        scope: dict[str, Any] = {"__name__": "__main__", "__file__": "/opt/code/script.py", "__builtins__": visible}
        code = compile(source, "script.py", "exec")
        lines = source.splitlines()
        steps = 0

        def watch(frame: types.FrameType, event: str, argument: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps > MAX_STEPS:
                raise StepsExceededError
            if frame.f_code.co_filename != "script.py":
                return None
            if event == "exception" and not issubclass(argument[0], StopIteration | GeneratorExit | SystemExit):
                innermost = argument[2]
                while innermost.tb_next is not None:
                    innermost = innermost.tb_next
                line = lines[innermost.tb_lineno - 1] if innermost.tb_frame.f_code is frame.f_code else ""
                if ("raise" not in line and innermost.tb_frame.f_code is frame.f_code) or (
                    innermost.tb_frame.f_code.co_filename != "script.py"
                ):
                    self.trace.surprises.append(repr(argument[1]))
            return watch

        old, tracer = sys.argv, sys.gettrace()
        sys.argv = self.modules["sys"].argv = ["script.py", *argv]
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                sys.settrace(watch)
                exec(code, scope)  # noqa: S102
        except (Exception, SystemExit, StepsExceededError) as error:  # noqa: BLE001 - whatever the script raises
            self.trace.error = error
        finally:
            sys.settrace(tracer)
            for handle in self.handles:
                handle.close()
            sys.argv = old
        self.trace.names = {k: v for k, v in scope.items() if not k.startswith("__")}
        return self.trace


def _path_class(box: Sandbox) -> type[pathlib.PurePosixPath]:
    class Path(pathlib.PurePosixPath):
        def exists(self) -> bool:
            return box.exists(self)

        is_file = exists

        def is_dir(self) -> bool:
            return box.exists(self, folder=True)

        def open(self, mode: str = "r") -> Any:
            return box.open(self, mode)

        def read_text(self) -> str:
            with box.open(self) as handle:
                text: str = handle.read()
            return text

        def write_text(self, text: str) -> int:
            with box.open(self, "w") as handle:
                count: int = handle.write(text)
            return count

        def touch(self) -> None:
            box.open(self, "a").close()

        def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
            box.makedirs(self)

        def unlink(self, missing_ok: bool = False) -> None:
            box.remove(self)

        def iterdir(self) -> Iterator[Path]:
            return (self / name for name in box.listdir(self))

        def glob(self, pattern: str) -> Iterator[Path]:
            box.note("read", self)
            return (Path(name) for name in box.glob(str(self / pattern)))

        def rglob(self, pattern: str) -> Iterator[Path]:
            top = box.note("read", self)
            box.oblige(posixpath.join(top, "deep", pattern.replace("*", "some")), folder=False)
            box.oblige(posixpath.join(top, pattern.replace("*", "top")), folder=False)
            below = [p.relative_to(top) for p in sorted(pathlib.Path(top).rglob(pattern))]
            return (self / str(p) for p in below)

        def rename(self, target: Any) -> Path:
            return Path(box.move(self, target))

        def resolve(self) -> Path:
            return Path(posixpath.normpath(str(self)))

        def absolute(self) -> Path:
            return self

    return Path
