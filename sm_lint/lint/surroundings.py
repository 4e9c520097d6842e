"""Files other than the one that is judged: what was asked of them while it was, and what the answer was.

The interpreter and the rules look at other files through :class:`Surroundings` only. What they asked is kept beside the
verdict, so that a file is judged again as soon as one of the answers is another: a file was edited, or is there by now.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from sm_lint.asked import note, note_folder
from sm_lint.config.boundary import is_inside
from sm_lint.files.kind import Kind, kind_of
from sm_lint.files.source import SourceProblem, check_size, read_bytes
from sm_lint.lint.fingerprint import of_bytes

Question = Literal["content", "kind", "blank", "names", "without"]
QUESTIONS: frozenset[Question] = frozenset(get_args(Question))
MAX_BLANK = 4096
"""A larger file is taken to hold something, without reading it."""


class Dependency(NamedTuple):
    """Something that a verdict rests on.

    Attributes:
        question: what was asked.
        path: absolute path of the file or folder that it was asked of.
        answer: ``content``: hash of the bytes, None where they cannot be had. ``kind``: ``file``, ``folder`` or None.
            ``blank``: ``yes`` for a file of nothing but white space, or None. ``names``: hash of what a folder holds. ``without``: modules by their first name, with commas between, that
            cannot be imported from a folder.
    """

    question: Question
    path: str
    answer: str | None


class Disk:
    """The files of one run, as one process sees them.

    Args:
        given: content of files that differs from what is on disk, by absolute path.
    """

    def __init__(self, given: Mapping[str, bytes] | None = None) -> None:
        self._given = given or {}
        self._digests: dict[str, str | None] = {}
        self._kinds: dict[str, Kind | None] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._modules: dict[str, frozenset[str]] = {}
        self._inside: dict[tuple[str, str], bool] = {}

    def is_inside(self, path: str, folder: str) -> bool:
        """Does a file lie in a folder once links are followed? Files that are given lie where their path says."""
        if path in self._given:
            return path.startswith(folder.rstrip(os.sep) + os.sep)
        parent = os.path.dirname(path)
        known = self._inside.get((parent, folder))
        if known is None:
            known = self._inside[parent, folder] = is_inside(parent, folder)
        return is_inside(path, folder) if os.path.islink(path) else known

    def content(self, path: str) -> bytes:
        """The bytes of a file; they are not kept.

        Raises:
            SourceProblem: it cannot be read, or is too large.
        """
        self._digests[path] = None
        data = self._given.get(path)
        if data is None:
            data = read_bytes(path)
        check_size(data, path)
        self._digests[path] = of_bytes(data)
        return data

    def digest(self, path: str) -> str | None:
        """Hash of the content as it was last read."""
        if path not in self._digests:
            try:
                self.content(path)
            except SourceProblem:
                return None
        return self._digests[path]

    def kind(self, path: str) -> Kind | None:
        """What there is at a path; None for nothing, and for pipes and devices."""
        if path not in self._kinds:
            self._kinds[path] = "file" if path in self._given else kind_of(path)
        return self._kinds[path]

    def blank(self, path: str) -> str | None:
        """``yes`` for a file that holds nothing but white space."""
        data = self._given.get(path)
        return blank(path) if data is None else None if data.strip() else "yes"

    def names(self, folder: str) -> frozenset[str]:
        """Names of the files and folders in a folder."""
        if folder not in self._names:
            given = (os.path.basename(path) for path in self._given if os.path.dirname(path) == folder)
            self._names[folder] = frozenset((*names_in(folder), *given))
        return self._names[folder]

    def modules(self, folder: str) -> frozenset[str]:
        """What can be imported from a folder, by first name."""
        if folder not in self._modules:
            self._modules[folder] = module_names(self.names(folder))
        return self._modules[folder]


class Surroundings:
    """The disk as it is looked at for the sake of one file; what is asked is remembered.

    Paths are absolute. Files that do not exist may be asked for as well: that they do not is an answer, too. The content
    of files is read in the project only: what is linted may have been written by a stranger, who names any file.

    Args:
        disk: the files of the run.
        project: absolute folder that files are read in; None for everywhere.
        sources: folders that modules are read in besides.
    """

    def __init__(self, disk: Disk | None = None, project: str | None = None, sources: Sequence[str] = ()) -> None:
        self._disk = disk or Disk()
        self._project = project
        self._sources = tuple(sources)
        self._answers: dict[tuple[Question, str], str | None] = {}
        self._lacking: dict[str, set[str]] = {}

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Everything that was asked, in order of question and path."""
        found = [Dependency(question, path, answer) for (question, path), answer in self._answers.items()]
        found += [Dependency("without", folder, ",".join(sorted(names))) for folder, names in self._lacking.items()]
        return tuple(sorted(found, key=lambda dependency: dependency[:2]))

    def take(self, dependencies: Iterable[Dependency]) -> None:
        """Rest on what was asked for the sake of something else."""
        for question, path, answer in dependencies:
            if question == "without":
                self._lacking.setdefault(path, set()).update((answer or "").split(","))
            else:
                self._answers.setdefault((question, path), answer)

    def in_project(self, path: str) -> bool:
        """Does a path lie in the project, links followed, so that its content may be read?"""
        return self._project is None or self._disk.is_inside(path, self._project)

    def may_read(self, path: str) -> bool:
        """May the content of a file be looked at: is it in the project, or in a source folder of the configuration?"""
        if self.in_project(path) or any(self._disk.is_inside(path, folder) for folder in self._sources):
            return True
        self.refuse(path)
        return False

    def refuse(self, path: str) -> None:
        """Note that a file was asked for and is not read: the judged file is looked at again where one can be."""
        self._answers.setdefault(("content", path), None)

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none, it cannot be read, or it lies outside of the project."""
        if not self.may_read(path):
            return None
        try:
            data = self._disk.content(path)
        except SourceProblem:
            data = None
        self.rest_on(path)
        return data

    def text(self, path: str) -> str | None:
        """The text of a UTF-8 file; None where there is none, or it cannot be read."""
        data = self.content(path)
        try:
            return None if data is None else data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None

    def rest_on(self, path: str) -> None:
        """Note that the content of a file matters, which was read before for the sake of another one."""
        self._answers.setdefault(("content", path), self._disk.digest(path))

    def is_file(self, path: str) -> bool:
        """Is there a file at a path?"""
        return self._kind(path) == "file"

    def is_folder(self, path: str) -> bool:
        """Is there a folder at a path?"""
        return self._kind(path) == "folder"

    def is_blank(self, path: str) -> bool:
        """Is there a file at a path that holds nothing but white space?

        The judged file is not looked at again when one content replaces another.
        """
        if not self.may_read(path):
            return False
        answer = self._disk.blank(path)
        self._answers.setdefault(("blank", path), answer)
        return answer is not None

    def names(self, folder: str) -> frozenset[str]:
        """Names of the files and folders in a folder; none where it cannot be listed.

        Any file that comes or goes has the judged file looked at again: where the question is for one name, ask
        :meth:`is_file`.
        """
        found = self._disk.names(folder)
        self._answers.setdefault(("names", folder), digest_of_names(found))
        return found

    def lacks_module(self, folder: str, name: str) -> bool:
        """Is there nothing in a folder that a module of this first name could be imported from?"""
        lacking = self._lacking.setdefault(folder, set())
        if name in self._disk.modules(folder):
            return False  # what then is found there is asked for by its path
        lacking.add(name)
        return True

    def _kind(self, path: str) -> Kind | None:
        kind = self._disk.kind(path)
        self._answers.setdefault(("kind", path), kind)
        return kind


def note_dependencies(dependencies: Iterable[Dependency]) -> None:
    """Tell whoever notes what this run asks of the disk."""
    for question, path, _ in dependencies:
        if question in ("names", "without"):
            note_folder(path)
        else:
            note(path)


def blank(path: str) -> str | None:
    """``yes`` for a file that holds nothing but white space."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BLANK:
            return None
        with open(path, "rb", buffering=0) as stream:
            return None if stream.read(MAX_BLANK + 1).strip() else "yes"
    except (OSError, ValueError):
        return None


def names_in(folder: str) -> list[str]:
    """What a folder holds; nothing where it cannot be listed."""
    try:
        return os.listdir(folder)
    except (OSError, ValueError):
        return []


def module_names(names: Iterable[str]) -> frozenset[str]:
    """First names of what can be imported from a folder that holds files and folders of these names."""
    return frozenset(name.removesuffix(".py") for name in names if "." not in name or name.endswith(".py"))


def digest_of_names(names: Iterable[str]) -> str:
    """Hash of what a folder holds."""
    return of_bytes("\0".join(sorted(names)).encode("utf-8", "surrogatepass"))
