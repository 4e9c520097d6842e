"""Files other than the one that is judged: what was asked of them while it was, and what the answer was.

The interpreter and the rules look at other files through a :class:`FileView` only. What they asked is kept beside the
verdict, so that a file is judged again as soon as one of the answers is another: a file was edited, or is there by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sm_lint.workspace.dependency import Dependency, Question, digest_of_names
from sm_lint.workspace.disk import Kind
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.workspace import Workspace


class FileView:
    """The files of a run as they are looked at for the sake of one file; what is asked is remembered.

    Paths are absolute. Files that do not exist may be asked for as well: that they do not is an answer, too. The content
    of files is read in the project only: what is linted may have been written by a stranger, who names any file.

    Args:
        workspace: the files of the run.
        project: absolute folder that files are read in; None for everywhere.
        sources: folders that modules are read in besides.
    """

    def __init__(
        self, workspace: Workspace | None = None, project: str | None = None, sources: Sequence[str] = ()
    ) -> None:
        self._workspace = workspace or Workspace()
        self._project = project
        self._sources = tuple(sources)
        self._answers: dict[tuple[Question, str], str | None] = {}
        self._lacking: dict[str, set[str]] = {}
        self._inside: dict[tuple[str, str], bool] = {}

    @property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Everything that was asked, in order of question and path."""
        found = [Dependency(question, path, answer) for (question, path), answer in self._answers.items()]
        found += [Dependency("without", folder, ",".join(sorted(names))) for folder, names in self._lacking.items()]
        found += [
            Dependency("inside" if inside else "outside", path, folder)
            for (path, folder), inside in self._inside.items()
        ]
        return tuple(
            sorted(found, key=lambda dependency: (dependency.question, dependency.path, dependency.answer or ""))
        )

    def take(self, dependencies: Iterable[Dependency]) -> None:
        """Rest on what was asked for the sake of something else."""
        for question, path, answer in dependencies:
            if question == "without":
                self._lacking.setdefault(path, set()).update((answer or "").split(","))
            elif question in ("inside", "outside"):
                self._inside.setdefault((path, answer or ""), question == "inside")
            else:
                self._answers.setdefault((question, path), answer)

    def in_project(self, path: str) -> bool:
        """Does a path lie in the project, links followed, so that its content may be read?"""
        return self._project is None or self._is_inside(path, self._project)

    def may_read(self, path: str) -> bool:
        """May the content of a file be looked at: is it in the project, or in a source folder of the configuration?"""
        return self.in_project(path) or any(self._is_inside(path, folder) for folder in self._sources)

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none, it cannot be read, or it lies outside of the project."""
        if not self.may_read(path):
            return None
        try:
            data = self._workspace.content(path)
        except SourceProblem:
            data = None
        self.rest_on(path)
        return data

    def start(self, path: str, size: int) -> bytes:
        """The first bytes of a file, `size` of them at most; none where :meth:`content` has None for another reason than size."""
        if not self.may_read(path):
            return b""
        data = self._workspace.start(path, size)
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
        self._answers.setdefault(("content", path), self._workspace.digest(path))

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
        blank = self._workspace.is_blank(path)
        self._answers.setdefault(("blank", path), "yes" if blank else None)
        return blank

    def is_executable(self, path: str) -> bool:
        """May a file be run, by its mode? On Windows, which keeps no modes, every file may."""
        found = self._workspace.is_executable(path)
        self._answers.setdefault(("executable", path), "yes" if found else None)
        return found

    def names(self, folder: str) -> frozenset[str]:
        """Names of the files and folders in a folder; none where it cannot be listed.

        Any file that comes or goes has the judged file looked at again: where the question is for one name, ask
        :meth:`is_file`.
        """
        found = self._workspace.names(folder)
        self._answers.setdefault(("names", folder), digest_of_names(found))
        return found

    def folders(self, folder: str) -> frozenset[str]:
        """Names of the folders in a folder, without links to folders; none where it cannot be listed."""
        found = self._workspace.folders(folder)
        self._answers.setdefault(("folders", folder), digest_of_names(found))
        return found

    def lacks_module(self, folder: str, name: str) -> bool:
        """Is there nothing in a folder that a module of this first name could be imported from?"""
        lacking = self._lacking.setdefault(folder, set())
        if name in self._workspace.modules(folder):
            return False  # what then is found there is asked for by its path
        lacking.add(name)
        return True

    def _is_inside(self, path: str, folder: str) -> bool:
        followed = self._workspace.followed(path)
        return self._inside.setdefault((followed, folder), self._workspace.is_inside(followed, folder))

    def _kind(self, path: str) -> Kind | None:
        kind = self._workspace.kind(path)
        self._answers.setdefault(("kind", path), kind)
        return kind
