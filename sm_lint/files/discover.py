"""Discovers the files of a run."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sm_lint.config.glob import Matcher, matcher
from sm_lint.files.definition_documents import holds_definitions
from sm_lint.files.ignore import UNREADABLE, Ignores, ignores_above
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, SCRIPTS, DocumentKind, document_kind

if TYPE_CHECKING:
    from sm_lint.config.settings import Settings

MISSING = "SMX904"

_SHEBANG = regex(rb"#![^\r\n]*\bpython[0-9.]*(?:[\s]|$)")
_SHEBANG_BYTES = 256
_SUFFIXES = frozenset({"", ".py", ".pyw", ".pyi", ".ipynb", ".json", ".yaml", ".yml"})


class SettingsSource(Protocol):
    """The source of each folder's settings; :class:`sm_lint.config.load.Resolver` implements it."""

    @property
    def cwd(self) -> str:
        """The folder that relative paths are resolved against."""

    def settings_for(self, path: str) -> Settings:
        """The settings in force for a file or folder."""


class Found(NamedTuple):
    """The files of a run.

    Attributes:
        files: absolute paths, sorted, each once.
        problems: requested paths that do not exist, and folders that cannot be read.
        complete: False if the limit on directory entries was reached.
    """

    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool = True


def discover(
    paths: Sequence[str | os.PathLike[str]],
    resolver: SettingsSource,
    *,
    given: Collection[str] = (),
    most: int | None = None,
) -> Found:
    """Find the files to lint.

    A file that is named is taken unless its name says that it is no Python (see `may_be_script`), it is a stub
    (``.pyi``), or it is excluded and `force-exclude` is set. In a folder that is named, and below it, these are taken unless `exclude`,
    `extend-exclude`, .gitignore or .ignore leave them out: ``*.py``, ``*.ipynb``, files without suffix that begin with
    a Python shebang, Dockerfiles, and files of JSON and YAML that `pipeline-definitions` names or that are pipeline definitions, state
    machines or CloudFormation templates by their content. Links to folders are not followed, links to files only where the file lies in the same named folder and is not taken under its own name.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings of each folder.
        given: absolute paths of files whose content is supplied by the caller; they need not exist.
        most: maximum number of directory entries to visit; None for no limit.
    """
    finder = _Finder(resolver, most)
    for path in paths:
        finder.take(os.path.normpath(os.path.join(resolver.cwd, os.fspath(path))), given)
    problems = sorted(dict.fromkeys(finder.problems), key=lambda problem: (problem.place.path, problem.message))
    return Found(tuple(sorted(finder.taken())), tuple(problems), finder.complete)


@dataclass(slots=True)
class _Finder:
    resolver: SettingsSource
    left: int | None = None  # directory entries that may still be visited
    complete: bool = True
    files: dict[str, None] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # link → its target
    problems: list[Problem] = field(default_factory=list)

    def taken(self) -> list[str]:
        """The files, and the links whose target is not included otherwise."""
        found = dict.fromkeys(self.files)
        targets = {os.path.realpath(path) for path in found} if self.links else set()
        for link in sorted(self.links):
            if self.links[link] not in targets:
                targets.add(self.links[link])
                found[link] = None
        return list(found)

    def take(self, path: str, given: Collection[str]) -> None:
        """Include the file, or the files of the folder, that a path names."""
        if path in given:
            self._take_named(path, given)
            return
        folder = disk.is_folder(path)
        if not folder and not disk.exists(path):
            self._complain(MISSING, path, "no such file or folder")
        elif not folder:
            self._take_named(path, given)
        elif not self._forced_out(path):
            self._walk(path)

    def _take_named(self, path: str, given: Collection[str]) -> None:
        if document_kind(path) is DocumentKind.STUB or self._forced_out(path):
            return
        if path in given or may_be_script(path):
            self.files[path] = None

    def _forced_out(self, path: str) -> bool:
        settings = self.resolver.settings_for(os.path.dirname(path))
        return settings.force_exclude and settings.excludes(path)

    def _walk(self, top: str) -> None:
        """Include the files in a folder and below it."""
        inside = os.path.realpath(top).rstrip(os.sep) + os.sep
        settings = self.resolver.settings_for(top)
        pending = [(top, ignores_above(top, self.problems) if settings.respect_gitignore else Ignores())]
        while pending:
            path, ignores = pending.pop()
            entries = self._entries(path)
            if self.left is not None:
                self.left -= len(entries)
                if self.left < 0:
                    self.complete = False
                    return
            settings = self.resolver.settings_for(path)
            if settings.respect_gitignore:
                ignores = ignores.below(path, (entry.name for entry in entries), self.problems)
            folder = _Folder(settings, ignores)
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not folder.leaves_out(entry.path, folder=True):
                        pending.append((entry.path, ignores))
                elif folder.wants(entry):
                    self._take_entry(entry, inside)

    def _take_entry(self, entry: disk.Entry, inside: str) -> None:
        if not entry.is_symlink():
            self.files[entry.path] = None
            return
        target = os.path.realpath(entry.path)
        if target.startswith(inside):
            self.links[entry.path] = target

    def _entries(self, path: str) -> Sequence[disk.Entry]:
        try:
            return disk.entries_of(path)
        except OSError as error:
            self._complain(UNREADABLE, path, f"the folder cannot be read: {error.strerror or error}")
            return []

    def _complain(self, code: str, path: str, message: str) -> None:
        self.problems.append(Problem(code, message, Place(path)))


class _Folder:
    """The settings and patterns that apply to the entries of one folder."""

    def __init__(self, settings: Settings, ignores: Ignores) -> None:
        self._excluded: Matcher = matcher(settings.exclude + settings.extend_exclude)
        self._definitions: Matcher = matcher(settings.pipeline_definitions)
        self._ignores = ignores

    def leaves_out(self, path: str, *, folder: bool) -> bool:
        return self._excluded.matches(path) or self._ignores.ignores(path, folder=folder)

    def wants(self, entry: disk.Entry) -> bool:
        """Whether an entry that is not a folder should be included."""
        kind = document_kind(entry.name)
        if kind in SCRIPTS or kind in IMAGES:
            wanted = _is_file(entry)
        elif kind in DEFINITIONS:
            if not _is_file(entry) or self.leaves_out(entry.path, folder=False):
                return False
            return self._definitions.matches(entry.path) or holds_definitions(entry.path)
        else:
            wanted = "." not in entry.name and _is_file(entry) and has_python_shebang(entry.path)
        return wanted and not self.leaves_out(entry.path, folder=False)


def _is_file(entry: disk.Entry) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def may_be_script(path: str) -> bool:
    """Whether a named file can be linted: by its suffix, or by its first line if the suffix is unknown."""
    known = os.path.splitext(path)[1].lower() in _SUFFIXES or document_kind(path) in IMAGES
    return known or has_python_shebang(path)


def is_other_file(path: str) -> bool:
    """Whether there is a file at a path that, by name and first line, is not Python."""
    return disk.is_file(path) and not may_be_script(path)


def has_python_shebang(path: str) -> bool:
    """Whether a file has a Python shebang. SageMaker's `train` and `serve` have no other sign of being Python."""
    try:
        return _SHEBANG.match(disk.read_start(path, _SHEBANG_BYTES)) is not None
    except OSError:
        return False
