"""The index of a project: what all of its files define, whatever files a run was asked to look at.

The project of a file is the folder of the configuration that governs it; else the root of its repository; else the working
directory that it is in; else its own folder. A file is read for its definitions when it, or something that they rest on,
has changed since it was read last.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.contracts.bind import binder_for
from sm_lint.files.discover import Found, discover
from sm_lint.jobs.python.relevance import may_define
from sm_lint.lint.caching.definitions import DefinitionTable
from sm_lint.lint.caching.launches import LaunchTable
from sm_lint.lint.linking.defining import DefinitionReport, define_batch
from sm_lint.lint.linking.imports import imported_names
from sm_lint.lint.linking.launches import Launches
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.cache_folders import CacheFolders
from sm_lint.lint.run.definition_index import DefinitionIndex, RecalledLaunches
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.workers import Workers
from sm_lint.workspace import disk
from sm_lint.workspace.boundary import is_repository_root
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, document_kind
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.workspace import Workspace, record_dependencies


class Limits(NamedTuple):
    """How much of a project is looked at.

    Attributes:
        entries: entries of folders that are looked at for its files.
        files: files that are read besides those that were named.
        size: bytes of these files, together.
    """

    entries: int
    files: int
    size: int


OF_PROJECT = Limits(200_000, 20_000, 1 << 29)
OF_FOLDER = Limits(10_000, 1_000, 1 << 26)
"""For a folder that no configuration and no repository makes a project: it may hold anything."""


@dataclass(slots=True)
class ProjectIndex:
    """What the files of a run, and the other files of their projects, define.

    Attributes:
        options: how the run is to go.
        workspace: the files of the run.
        workers: the processes of the run.
        run: its name.
        folders: where the tables are kept; None where no cache is used.
        named: files that the run was asked to look at, absolute.
        others: the other files of their projects, sorted.
        launches: which jobs launch which of them.
        failures: what broke inside the linter while a file was read, by path.
        remarks: that a project has more files than are read.
    """

    options: RunOptions
    workspace: Workspace
    workers: Workers
    run: str = field(default_factory=lambda: os.urandom(16).hex())
    folders: CacheFolders | None = None
    named: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    launches: Launches | RecalledLaunches = field(default_factory=Launches)
    failures: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    _asked: tuple[str, ...] = ()
    _loose: set[str] = field(default_factory=set)
    _readables: dict[str, str] = field(default_factory=dict)
    _tables: dict[object, DefinitionTable | None] = field(default_factory=dict)
    _by_folder: dict[str, tuple[Settings, DefinitionTable | None]] = field(default_factory=dict)
    _imports: dict[str, str] = field(default_factory=dict)
    _rests_on: dict[str, tuple[Dependency, ...]] = field(default_factory=dict)

    def build(self, paths: Sequence[str], files: Sequence[str]) -> None:
        """Find out what the files define, and which jobs launch which of them.

        Args:
            paths: absolute paths that the user named.
            files: the files that these stand for.
        """
        self._asked, self.named = tuple(paths), tuple(files)
        if self.options.index:
            self.others = self._other_files()
        index = DefinitionIndex(self.workspace)
        named = frozenset(self.named)
        todo: list[str] = []
        for path in (*self.named, *self.others):
            settings, table = self._place(path)
            if path not in named and not settings.may_launch(path):
                continue
            if not index.recall(path, settings, table):
                todo.append(path)
        self._take_stock(index, todo)
        known = self._launch_table()
        self.launches = index.launches(known)
        if index.damaged:
            self._take_stock(index, index.damaged)
            self.launches = index.launches(known)

    def readable(self, file: str) -> str:
        """The folder within which other files may be read for the sake of a file."""
        folder = os.path.dirname(file)
        found = self._readables.get(folder)
        if found is None:
            found = self._readables[folder] = self.options.resolver.project_of(file, self._asked)
        return found

    def task(self, path: str) -> FileTask:
        """A file of the index with what governs it and what it defines."""
        launches = self.launches.near(path)
        return FileTask(
            path,
            binder_for(self.settings(path)).governing(path),
            launches.of(path),
            launches.by_file.get(path),
            launches.written_by(path),
            self.readable(path),
        )

    def batches(self, by_settings: Mapping[Settings, Sequence[FileTask]]) -> list[Batch]:
        """Tasks as they are handed to workers."""
        return [
            Batch(settings, tuple(tasks), self.run, self.options.overlay) for settings, tasks in by_settings.items()
        ]

    def imports(self, path: str) -> str:
        """Names that occur in the import statements of a file of the index, with blanks between."""
        if path not in self._imports:
            table = self._place(path)[1]
            known = table.imports(path) if table is not None else None
            self._imports[path] = self._scanned(path) if known is None else known
        return self._imports[path]

    def rests_on(self, path: str) -> tuple[Dependency, ...]:
        """What was asked of other files to find out what a file of the index defines."""
        if path not in self._rests_on:
            table = self._place(path)[1]
            self._rests_on[path] = table.dependencies(path) if table is not None else ()
        return self._rests_on[path]

    def settings(self, path: str) -> Settings:
        """What is in force for a file."""
        return self._place(path)[0]

    def _scanned(self, path: str) -> str:
        try:
            return imported_names(self.workspace.content(path))
        except SourceProblem:
            return ""

    def save(self) -> list[str]:
        """Write the tables; why that failed where it did."""
        warnings = []
        for table in self._tables.values():
            if table is not None:
                table.save()
                warnings.append(table.warning)
        return [warning for warning in warnings if warning]

    # -- the files of the projects ----------------------------------------------------------------------------------

    def _other_files(self) -> tuple[str, ...]:
        folders = [path for path in self._asked if path not in self.options.overlay and disk.is_folder(path)]
        roots = self._roots(folders)
        named = set(self.named)
        found: dict[str, None] = {}
        for root in roots:
            if any(_is_below(root, folder) for folder in folders):
                continue  # all of it was named
            limits = OF_FOLDER if root in self._loose else OF_PROJECT
            there = discover([root], self.options.resolver, given=self.options.overlay, most=limits.entries)
            files = [path for path in there.files if path not in named]
            chosen = self._within_limits(files, limits)
            found.update(dict.fromkeys(chosen))
            if not there.complete or len(chosen) < len(files):
                self.remarks.append(root)
        return tuple(sorted(found))

    def _roots(self, folders: Sequence[str]) -> list[str]:
        """The folders of the projects, without those that are in another one."""
        # The folder around a folder that was named is not meant: it may be that of all users.
        above = dict.fromkeys([*folders, *map(os.path.dirname, self.named)])
        roots = dict.fromkeys(map(self._project_folder, above))
        return [root for root in roots if root and not any(_is_below(root, other) and root != other for other in roots)]

    def _project_folder(self, folder: str) -> str:
        """The project that the files of a folder belong to; an empty string for a folder that is no project.

        Without a configuration or a repository, a folder is none that is the user's home, or that every user may write to:
        it may hold anything, and very much.
        """
        settings = self.options.resolver.settings_for(folder)
        home = os.path.normpath(os.path.expanduser("~"))
        if settings.config_path is not None and settings.root != home and _is_below(folder, settings.root):
            return settings.root
        root = self.options.resolver.project_of(os.path.join(folder, "-"), self._asked)
        if is_repository_root(root):
            return root
        cwd = self.options.resolver.cwd
        found = cwd if _is_below(folder, cwd) and cwd != home and _is_private(cwd) else root
        if found == home or not _is_private(found):
            return ""
        self._loose.add(found)
        return found

    def _within_limits(self, files: Sequence[str], limits: Limits) -> list[str]:
        """As many files as are read of one project, those that `definitions` names first."""
        if len(files) <= limits.files and sum(map(self.workspace.size, files)) <= limits.size:
            return list(files)
        left = limits.size
        chosen: list[str] = []
        settings_for = self.options.resolver.settings_for
        order = sorted(files, key=lambda path: not settings_for(os.path.dirname(path)).may_launch(path))
        for path in order[: limits.files]:
            left -= self.workspace.size(path)
            if left < 0:
                break
            chosen.append(path)
        return chosen

    # -- what they define -------------------------------------------------------------------------------------------

    def _place(self, path: str) -> tuple[Settings, DefinitionTable | None]:
        """What is in force for a file, and the table that has its definitions."""
        folder = os.path.dirname(path)
        found = self._by_folder.get(folder)
        if found is None:
            settings = self.options.resolver.settings_for(folder)
            found = self._by_folder[folder] = settings, self._table(settings)
        return found

    def _table(self, settings: Settings) -> DefinitionTable | None:
        if self.folders is None:
            return None
        # Everything in a configuration that what a file defines rests on.
        key = (settings.root, settings.cache_dir, settings.src, settings.reads, settings.writes)
        if key not in self._tables:
            refused = self.folders.refusal(settings) is not None
            store = None if refused else self.folders.store(settings, f"definitions\n{key!r}")
            self._tables[key] = DefinitionTable(store, self.workspace) if store is not None else None
        return self._tables[key]

    def _launch_table(self) -> LaunchTable | None:
        table = next((table for table in self._tables.values() if table is not None), None)
        return LaunchTable(table.store, self.workspace) if table is not None else None

    def _take_stock(self, index: DefinitionIndex, todo: Sequence[str]) -> None:
        for report in self._defining(todo):
            record_dependencies(report.dependencies)
            self._rests_on[report.path] = report.dependencies
            settings, table = self._place(report.path)
            index.add(report, settings, table, self._imports.get(report.path, ""))
            if report.failure:
                self.failures[report.path] = report.failure

    def _defining(self, todo: Sequence[str]) -> list[DefinitionReport]:
        """What files define of which that is not known."""
        by_settings: dict[Settings, list[FileTask]] = {}
        reports: list[DefinitionReport] = []
        asked: list[str] = []
        for path in todo:
            digest, wanted = self._may_define(path)
            if wanted:
                asked.append(path)
                by_settings.setdefault(self._place(path)[0], []).append(FileTask(path, project=self.readable(path)))
            else:
                reports.append(DefinitionReport(path, digest, scanned=True))
        before = len(reports)

        def done(report: DefinitionReport) -> None:
            reports.append(report)
            if self.options.reading is not None:
                self.options.reading(len(reports) - before, len(asked))

        if asked:
            # The files that kill a process are tried again, and named, when they are linted.
            self.workers.do(define_batch, self.batches(by_settings), sum(map(self.workspace.size, asked)), done)
        return reports

    def _may_define(self, path: str) -> tuple[str | None, bool]:
        """Hash of a file, and whether it is worth looking into."""
        try:
            data = self.workspace.content(path)
        except SourceProblem:
            return None, False
        self._imports[path] = imported_names(data)
        return self.workspace.digest(path), document_kind(path) in DEFINITIONS | IMAGES or may_define(data)


def indexed(paths: Sequence[str], options: RunOptions) -> tuple[ProjectIndex, Found]:
    """The files that paths stand for, and the index of their projects, without judging any.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        options: how to go about it.
    """
    asked = [os.path.normpath(os.path.join(options.resolver.cwd, path)) for path in paths]
    found = discover(paths, options.resolver, given=options.overlay)
    workers = Workers(options.executor, options.jobs, options.spawn or options.jobs != 1)
    folders = CacheFolders() if options.cache else None
    index = ProjectIndex(options, Workspace(options.overlay), workers, folders=folders)
    with workers:
        index.build(asked, found.files)
    index.save()
    return index, found


def _is_below(path: str, folder: str) -> bool:
    """Is a path in a folder, or the folder itself?"""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_private(folder: str) -> bool:
    """Is a folder neither the root of the file system nor one that every user may write to?"""
    try:
        return os.path.dirname(folder) != folder and not disk.status_of(folder).st_mode & stat.S_IWOTH
    except (OSError, ValueError):
        return False
