"""The container of one job: what is in it before the script starts, and how the script is run."""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sm_lint.pytest_container import given, serving
from sm_lint.pytest_container.sample_files import Content, copy, write, write_all
from sm_lint.pytest_container.start import Limits, started

if TYPE_CHECKING:
    from sm_lint.pytest_container.run import Run

JobKind = Literal["processing", "training", "transform", "inference"]

_RUNTIME = Path(__file__).resolve().parent / "inside"


@dataclass(frozen=True)
class Given:
    """An input of the job.

    Attributes:
        name: logical name; the channel in a training job.
        path: container path.
        required: whether the script must read it.
        is_file: whether the path is one file instead of a folder.
    """

    name: str
    path: str
    required: bool = True
    is_file: bool = False


@dataclass(frozen=True)
class Wanted:
    """An output of the job: SageMaker makes the folder before the script starts, and uploads what is in it afterwards.

    Attributes:
        name: logical name.
        path: container path.
        required: whether the script must write something to it.
        files: names of files that must be in it.
    """

    name: str
    path: str
    required: bool = True
    files: tuple[str, ...] = ()


class Container:
    """The container of one job.

    Attributes:
        job: kind of job: ``processing``, ``training``, ``transform`` or ``inference``.
        environment: variables that the job sets.
        hyperparameters: of a training job; they become arguments, variables and a configuration file.
        inputs, outputs: what the job mounts; :meth:`add_input` and :meth:`add_output` extend them.
        variables: variables that the script is known to read, with True for those that it must read.
        allowed: further container paths that the script may read and write.
        timeout: seconds after which a run is ended.
        network: whether the script may connect to other machines.
        mounts: whether readers written in C find the files too, where Linux allows it; see the documentation.
        python: the interpreter that runs the script; by default that of the tests.
        read_only: container paths that the script may not write to.
    """

    def __init__(self, folder: Path) -> None:
        self.job: JobKind = "processing"
        self.environment: dict[str, str] = {}
        self.hyperparameters: dict[str, object] = {}
        self.inputs: list[Given] = []
        self.outputs: list[Wanted] = []
        self.variables: dict[str, bool] = {}
        self.allowed: list[str] = []
        self.timeout = 60.0
        self.network = False
        self.mounts = True
        self.python = sys.executable
        self.read_only: list[str] = []
        self._folder = folder.resolve()
        self._modules: list[str] = []
        self._runs = 0

    # -- before the start -----------------------------------------------------------------------------------------------

    @property
    def root(self) -> Path:
        """The folder of the machine that is the container's root."""
        return self._folder / "root"

    def path(self, container_path: str) -> Path:
        """Where a container path is on the machine, to look at or to change what is there.

        Raises:
            ValueError: the path is not absolute.
        """
        if not container_path.startswith("/"):
            raise ValueError(f"{container_path!r} is no absolute path")
        return self.root / posixpath.normpath(container_path).lstrip("/")

    def add_input(
        self,
        path: str,
        files: Mapping[str, Content] | Content = None,
        *,
        name: str = "",
        required: bool = True,
        kind: Literal["dir", "file"] = "dir",
        samples: os.PathLike[str] | str | None = None,
        mounted: bool = True,
    ) -> Given:
        """Add an input with files.

        Args:
            path: container path.
            files: content of its files by relative path: rows for a table, a value for JSON, members for an archive, text
                or bytes for anything else, a path to copy. A path for all files of a folder. For an input that is one
                file, its content.
            name: logical name; by default the last part of the path.
            required: whether the script must read it.
            kind: ``file`` for an input that is one file.
            samples: folder whose files are used instead, if it is there.
            mounted: False for an input that the script may read and the job leaves out, unless there are samples.

        Raises:
            ValueError: the content does not fit a name.
        """
        there = self.path(path)
        folder = Path(samples) if samples is not None else None
        if folder is not None and kind == "file":
            folder = folder / posixpath.basename(path)
        if folder is not None and folder.exists():
            files = folder
        if not mounted and (folder is None or not folder.exists()):
            pass
        elif kind == "file":
            write(there, files)
        elif isinstance(files, Mapping):
            write_all(there, files)
        else:
            there.mkdir(parents=True, exist_ok=True)
            if isinstance(files, os.PathLike):
                copy(Path(files), there if Path(files).is_dir() else there / Path(files).name)
            elif files is not None:
                raise ValueError(f"the files of {path} must be a mapping of names, or a folder")
        entry = Given(name or posixpath.basename(path.rstrip("/")), posixpath.normpath(path), required, kind == "file")
        self.inputs.append(entry)
        return entry

    def add_output(self, path: str, *, name: str = "", required: bool = True, files: Sequence[str] = ()) -> Wanted:
        """Add an output. Its folder is made at once, whatever its name looks like: SageMaker does the same."""
        self.path(path).mkdir(parents=True, exist_ok=True)
        entry = Wanted(name or posixpath.basename(path.rstrip("/")), posixpath.normpath(path), required, tuple(files))
        self.outputs.append(entry)
        return entry

    def add_modules(self, folder: os.PathLike[str] | str) -> None:
        """Let the script import modules of a folder, such as stand-ins for libraries that are not installed; it may be missing."""
        if Path(folder).is_dir():
            self._modules.append(str(Path(folder).resolve()))

    # -- unusual file systems -----------------------------------------------------------------------------------------------

    def input(self, name: str) -> Given:
        """An input by its logical name.

        Raises:
            KeyError: there is none.
        """
        for entry in self.inputs:
            if entry.name == name:
                return entry
        raise KeyError(name)

    def empty(self, name: str) -> None:
        """Take all files out of an input, and leave its folder."""
        there = self.path(self.input(name).path)
        if there.is_file():
            there.write_bytes(b"")
            return
        shutil.rmtree(there, ignore_errors=True)
        there.mkdir(parents=True)

    def double(self, name: str) -> None:
        """Put a copy of each file of an input beside it, under another name."""
        for path in [path for path in self.path(self.input(name).path).rglob("*") if path.is_file()]:
            stem, dot, suffix = path.name.partition(".")
            shutil.copyfile(path, path.with_name(f"{stem}-2{dot}{suffix}"))

    def block(self, *container_paths: str) -> None:
        """Put a folder of the same name in the place of each file."""
        for container_path in container_paths:
            there = self.path(container_path)
            if there.is_file() or there.is_symlink():
                there.unlink()
            there.mkdir(parents=True, exist_ok=True)

    def files_of(self, name: str) -> list[str]:
        """Container paths of the files of an input, sorted."""
        entry = self.input(name)
        there = self.path(entry.path)
        if there.is_file():
            return [entry.path]
        return sorted(
            f"{entry.path}/{path.relative_to(there).as_posix()}" for path in there.rglob("*") if path.is_file()
        )

    # -- the run --------------------------------------------------------------------------------------------------------

    def run(
        self,
        script: os.PathLike[str] | str,
        *arguments: object,
        source_dir: os.PathLike[str] | str | None = None,
    ) -> Run:
        """Run a script in the container, in a process of its own.

        Args:
            script: the file, or its path relative to `source_dir`.
            arguments: words of the command line, after the hyperparameters of a training job.
            source_dir: folder that is shipped; by default the script alone for a processing job, and its folder for others.

        Raises:
            FileNotFoundError: there is no such script.
            ValueError: the folder has more files than a test should copy.
        """
        program = self._ship(Path(script), Path(source_dir) if source_dir is not None else None)
        words = [*(given.command_line(self.hyperparameters) if self.job == "training" else ()), *map(str, arguments)]
        return self._started(
            Path(script), program, words, [str(self.path(f"{given.CODE[self.job]}/{program}")), *words]
        )

    def serve(
        self,
        script: os.PathLike[str] | str,
        requests: os.PathLike[str] | str | None = None,
        *,
        source_dir: os.PathLike[str] | str | None = None,
    ) -> Run:
        """Import a script as a serving container does, in a process of its own.

        Its functions have to take what SageMaker passes. Where there is a model in `/opt/ml/model`, it is loaded, and the
        requests are answered: by `transform_fn`, or by `input_fn`, `predict_fn` and `output_fn`.

        Args:
            script: the file, or its path relative to `source_dir`.
            requests: folder with a file for each request, with a suffix that tells its content type; it may be missing.
            source_dir: folder that is shipped; by default that of the script.

        Raises:
            FileNotFoundError: there is no such script.
            ValueError: the job is neither for inference nor a transform job.
        """
        if self.job not in ("inference", "transform"):
            raise ValueError(f"scripts of {self.job} jobs are run, and not imported by a server")
        program = self._ship(Path(script), Path(source_dir) if source_dir is not None else None)
        asked = serving.description(self, program, Path(requests) if requests is not None else None)
        described = self.path(serving.DESCRIPTION)
        described.parent.mkdir(parents=True, exist_ok=True)
        described.write_text(json.dumps(asked), encoding="utf-8")
        return self._started(Path(script), program, [], [str(_RUNTIME / "serve.py"), serving.DESCRIPTION])

    def _started(self, script: Path, program: str, words: Sequence[str], command: Sequence[str]) -> Run:
        """Run a command in the container, with what SageMaker puts there before."""
        from sm_lint.pytest_container.run import Run

        code = given.CODE[self.job]
        for folder in given.folders(self.job):
            self.path(folder).mkdir(parents=True, exist_ok=True)
        for path, value in given.configuration(self).items():
            target = self.path(path)
            if not target.exists():
                target.write_text(json.dumps(value, indent=2), encoding="utf-8")
        for path in ("/tmp", given.HOME):
            self.path(path).mkdir(parents=True, exist_ok=True)
        before = self._tree()
        self._runs += 1
        result = started(
            [self.python, *command],
            self._variables(program, words),
            self._description(code),
            self.path(code if self.job == "training" else "/"),
            Limits(self.timeout),
        )
        return Run(self, script, (program, *words), result, before, self._tree())

    def _ship(self, script: Path, source_dir: Path | None) -> str:
        """Copy the script to where the job has it; returns its path relative to the container's code folder."""
        code = self.path(given.CODE[self.job])
        if source_dir is None:
            if not script.is_file():
                raise FileNotFoundError(f"there is no script {script}")
            if self.job == "processing":
                code.mkdir(parents=True, exist_ok=True)
                copy(script, code / script.name)
                return script.name
            source_dir, script = script.parent, Path(script.name)
        elif script.is_absolute():
            script = script.resolve().relative_to(source_dir.resolve())
        if not (source_dir / script).is_file():
            raise FileNotFoundError(f"there is no script {source_dir / script}")
        code.mkdir(parents=True, exist_ok=True)
        copy(source_dir, code)
        return script.as_posix()

    def _variables(self, program: str, words: Sequence[str]) -> dict[str, str]:
        found = given.environment(self, program, words)
        own = [str(_RUNTIME / "site"), *self._modules]
        theirs = [entry for entry in found.get("PYTHONPATH", "").split(os.pathsep) if entry]
        found["PYTHONPATH"] = os.pathsep.join([*own, *theirs])
        found["SM_LINT_CONTAINER"] = str(self._description_file)
        return found

    @property
    def _description_file(self) -> Path:
        return self._folder / f"run-{self._runs}.json"

    def _description(self, code: str) -> dict[str, object]:
        described: dict[str, object] = {
            "root": str(self.root),
            "own": ["/opt/ml", "/tmp", "/var/tmp", given.HOME],
            "code": code,
            "log": str(self._folder / f"run-{self._runs}.log"),
            "read_only": [posixpath.normpath(path) for path in self.read_only],
            "network": self.network,
            "mounts": self.mounts,
            "stacks": str(self._folder / f"run-{self._runs}.stacks"),
            "seconds": max(self.timeout - 1.0, self.timeout * 0.8),
        }
        self._description_file.write_text(json.dumps(described), encoding="utf-8")
        return described

    def _tree(self) -> dict[str, int]:
        """Size of every file of the container, by container path; links count as files of size 0."""
        found: dict[str, int] = {}
        for top, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(top, name)
                size = os.lstat(path).st_size if not os.path.islink(path) else 0
                found["/" + os.path.relpath(path, self.root)] = size
        return found
