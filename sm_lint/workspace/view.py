"""The view that one linted file has of all others: a record of the queries made for it, with their answers.

The interpreter and the rules access other files only through a :class:`FileView`. The queries are stored with the
verdict, which is invalidated as soon as one of the answers changes: a file was edited, or now exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sm_lint.workspace.dependency import Dependency, Question, digest_of_names
from sm_lint.workspace.disk import Kind
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.workspace import Workspace


class FileView:
    """The files of a run as seen on behalf of one file; every query is recorded.

    Paths are absolute. A query for a file that does not exist is valid, and its answer is recorded as well. Only the
    content of files in the project is read, because linted code may come from a stranger and name any file.

    Args:
        workspace: the files of the run.
        project: absolute folder in which files may be read; None for no limit.
        sources: additional folders in which modules may be read.
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
        """All recorded queries, ordered by query and path."""
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
        """Add dependencies that were recorded on behalf of another computation."""
        for question, path, answer in dependencies:
            if question == "without":
                self._lacking.setdefault(path, set()).update((answer or "").split(","))
            elif question in ("inside", "outside"):
                self._inside.setdefault((path, answer or ""), question == "inside")
            else:
                self._answers.setdefault((question, path), answer)

    def in_project(self, path: str) -> bool:
        """Whether a path is in the project after symbolic links are resolved, so that its content may be read."""
        return self._project is None or self._is_inside(path, self._project)

    def may_read(self, path: str) -> bool:
        """Whether the content of a file may be read: it is in the project or in a configured source folder."""
        return self.in_project(path) or any(self._is_inside(path, folder) for folder in self._sources)

    def content(self, path: str) -> bytes | None:
        """The bytes of a file; None if it does not exist, cannot be read, or is outside the project."""
        if not self.may_read(path):
            return None
        try:
            data = self._workspace.content(path)
        except SourceProblem:
            data = None
        self.rest_on(path)
        return data

    def start(self, path: str, size: int) -> bytes:
        """The first bytes of a file, at most `size`; empty if it cannot be read or is outside the project."""
        if not self.may_read(path):
            return b""
        data = self._workspace.start(path, size)
        self.rest_on(path)
        return data

    def text(self, path: str) -> str | None:
        """The text of a UTF-8 file; None if it does not exist or cannot be read."""
        data = self.content(path)
        try:
            return None if data is None else data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None

    def rest_on(self, path: str) -> None:
        """Record a dependency on the content of a file that was read earlier on behalf of another file."""
        self._answers.setdefault(("content", path), self._workspace.digest(path))

    def is_file(self, path: str) -> bool:
        """Whether there is a file at a path."""
        return self._kind(path) == "file"

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at a path."""
        return self._kind(path) == "folder"

    def is_blank(self, path: str) -> bool:
        """Whether there is a file at a path that holds only white space.

        Replacing one non-blank content with another does not invalidate the verdict.
        """
        if not self.may_read(path):
            return False
        blank = self._workspace.is_blank(path)
        self._answers.setdefault(("blank", path), "yes" if blank else None)
        return blank

    def is_executable(self, path: str) -> bool:
        """Whether a file's mode makes it executable. Always true on Windows, which has no modes."""
        found = self._workspace.is_executable(path)
        self._answers.setdefault(("executable", path), "yes" if found else None)
        return found

    def names(self, folder: str) -> frozenset[str]:
        """The names of the files and folders in a folder; empty if it cannot be listed.

        Any file added to or removed from the folder invalidates the verdict; to query a single name, use
        :meth:`is_file`.
        """
        found = self._workspace.names(folder)
        self._answers.setdefault(("names", folder), digest_of_names(found))
        return found

    def folders(self, folder: str) -> frozenset[str]:
        """The names of the subfolders of a folder, without links to folders; empty if it cannot be listed."""
        found = self._workspace.folders(folder)
        self._answers.setdefault(("folders", folder), digest_of_names(found))
        return found

    def lacks_module(self, folder: str, name: str) -> bool:
        """Whether a folder holds nothing from which a module with this top-level name could be imported."""
        lacking = self._lacking.setdefault(folder, set())
        if name in self._workspace.modules(folder):
            return False  # the caller then queries the path itself
        lacking.add(name)
        return True

    def _is_inside(self, path: str, folder: str) -> bool:
        followed = self._workspace.followed(path)
        return self._inside.setdefault((followed, folder), self._workspace.is_inside(followed, folder))

    def _kind(self, path: str) -> Kind | None:
        kind = self._workspace.kind(path)
        self._answers.setdefault(("kind", path), kind)
        return kind
