"""The project index: the definitions of all files of a project, regardless of the named files.

The project of a file is the folder of the configuration that governs it; else the root of its repository; else the
working directory, if it contains the file; else the file's own folder. A file is read for its definitions again when
it, or one of their dependencies, has changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sm_lint.config.settings import Settings
from sm_lint.contracts.bind import binder_for
from sm_lint.files.discover import Found, discover
from sm_lint.jobs.python.relevance import may_define
from sm_lint.lint.caching.definitions import DefinitionTable
from sm_lint.lint.caching.launches import LaunchTable
from sm_lint.lint.caching.stores import CacheFolders
from sm_lint.lint.linking.defining import DefinitionReport, define_batch
from sm_lint.lint.linking.imports import imported_names, module_name
from sm_lint.lint.linking.launches import Launches
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.lint.run.definition_index import DefinitionIndex, RecalledLaunches
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.workers import Workers
from sm_lint.workspace import disk
from sm_lint.workspace.boundary import is_below, is_private, is_repository_root
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, DocumentKind, document_kind
from sm_lint.workspace.source import SourceProblem
from sm_lint.workspace.workspace import Workspace, record_dependencies


class Limits(NamedTuple):
    """Limits on the files of a project.

    Attributes:
        entries: number of directory entries visited to find its files.
        files: number of files read in addition to the named ones.
        size: total size of these files in bytes.
    """

    entries: int
    files: int
    size: int


OF_PROJECT = Limits(200_000, 20_000, 1 << 29)
OF_FOLDER = Limits(10_000, 1_000, 1 << 26)
"""For a folder that is a project without a configuration or repository: it may hold anything."""


@dataclass(slots=True)
class ProjectIndex:
    """The definitions of a run's files and of the other files of their projects.

    Attributes:
        options: the options of the run.
        workspace: the files of the run.
        workers: the worker processes of the run.
        run: name of the run.
        folders: creates the stores for tables; None if no cache is used.
        named: files that the run was asked to lint, absolute.
        others: the other files of their projects, sorted.
        launches: the jobs that launch these files.
        failures: description of the internal error while reading a file, by path.
        remarks: roots of the projects that have more files than the limits allow.
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
    _around: tuple[str, ...] = ()
    _loose: set[str] = field(default_factory=set)
    _readables: dict[str, str] = field(default_factory=dict)
    _tables: dict[object, DefinitionTable | None] = field(default_factory=dict)
    _by_folder: dict[str, tuple[Settings, DefinitionTable | None]] = field(default_factory=dict)
    _imports: dict[str, str] = field(default_factory=dict)
    _all_imports: frozenset[str] | None = None
    _rests_on: dict[str, tuple[Dependency, ...]] = field(default_factory=dict)

    def build(self, paths: Sequence[str], files: Sequence[str], around: Sequence[str] = ()) -> None:
        """Read the definitions of all files, and link them to the scripts they launch.

        Args:
            paths: absolute paths named by the user.
            files: the files found for these paths.
            around: other files, such as configurations, whose projects are read too.
        """
        self._asked, self.named, self._around = tuple(paths), tuple(files), tuple(around)
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
        """The folder in which other files may be read on behalf of a file."""
        folder = os.path.dirname(file)
        found = self._readables.get(folder)
        if found is None:
            found = self._readables[folder] = self.options.resolver.project_of(file, self._asked)
        return found

    def task(self, path: str) -> FileTask:
        """The task of a file of the index: the contracts and jobs that concern it, and its definitions."""
        launches = self.launches.near(path)
        return FileTask(
            path,
            binder_for(self.settings(path)).governing(path),
            launches.of(path),
            launches.by_file.get(path),
            launches.written_by(path),
            self.readable(path),
            self.is_imported(path),
        )

    def batches(self, by_settings: Mapping[Settings, Sequence[FileTask]]) -> list[Batch]:
        """Tasks as batches for the workers."""
        return [
            Batch(settings, tuple(tasks), self.run, self.options.overlay) for settings, tasks in by_settings.items()
        ]

    def imports(self, path: str) -> str:
        """The names in the import statements of a file of the index, separated by blanks."""
        if path not in self._imports:
            table = self._place(path)[1]
            known = table.imports(path) if table is not None else None
            self._imports[path] = self._scanned(path) if known is None else known
        return self._imports[path]

    def is_imported(self, path: str) -> bool:
        """Whether a file that defines jobs may be imported by files of the index, judging by its name."""
        if not self.launches.defines(path):
            return False
        if self._all_imports is None:
            names = (name for file in (*self.named, *self.others) for name in self.imports(file).split())
            self._all_imports = frozenset(names)
        return module_name(path) in self._all_imports

    def rests_on(self, path: str) -> tuple[Dependency, ...]:
        """The dependencies of the definitions of a file of the index."""
        if path not in self._rests_on:
            table = self._place(path)[1]
            self._rests_on[path] = table.dependencies(path) if table is not None else ()
        return self._rests_on[path]

    def settings(self, path: str) -> Settings:
        """The settings in force for a file."""
        return self._place(path)[0]

    def _scanned(self, path: str) -> str:
        try:
            return imported_names(self.workspace.content(path))
        except SourceProblem:
            return ""

    def save(self) -> list[str]:
        """Write the tables; returns why that failed, for each one that failed."""
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
            if any(is_below(root, folder) for folder in folders):
                continue  # all of its files were named
            limits = OF_FOLDER if root in self._loose else OF_PROJECT
            there = discover([root], self.options.resolver, given=self.options.overlay, most=limits.entries)
            files = [path for path in there.files if path not in named]
            chosen = self._within_limits(files, limits)
            found.update(dict.fromkeys(chosen))
            if not there.complete or len(chosen) < len(files):
                self.remarks.append(root)
        return tuple(sorted(found))

    def _roots(self, folders: Sequence[str]) -> list[str]:
        """The folders of the projects, without those inside another one."""
        # The parent of a named folder is not considered: it may be shared by all users.
        above = dict.fromkeys([*folders, *map(os.path.dirname, (*self.named, *self._around))])
        roots = dict.fromkeys(map(self._project_folder, above))
        return [root for root in roots if root and not any(is_below(root, other) and root != other for other in roots)]

    def _project_folder(self, folder: str) -> str:
        """The project that the files of a folder belong to; empty if there is none.

        Without a configuration or a repository, the user's home and world-writable folders are not projects: they may
        hold anything, and very much.
        """
        settings = self.options.resolver.settings_for(folder)
        home = os.path.normpath(os.path.expanduser("~"))
        if settings.config_path is not None and settings.root != home and is_below(folder, settings.root):
            return settings.root
        root = self.options.resolver.project_of(os.path.join(folder, "-"), self._asked)
        if is_repository_root(root):
            return root
        if root == home or not is_private(root):
            return ""
        self._loose.add(root)
        return root

    def _within_limits(self, files: Sequence[str], limits: Limits) -> list[str]:
        """The files of one project within the limits; those that `definitions` matches come first."""
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
        """The settings of a file, and the table with its definitions."""
        folder = os.path.dirname(path)
        found = self._by_folder.get(folder)
        if found is None:
            settings = self.options.resolver.settings_for(folder)
            found = self._by_folder[folder] = settings, self._table(settings)
        return found

    def _table(self, settings: Settings) -> DefinitionTable | None:
        if self.folders is None:
            return None
        # Everything in a configuration that the definitions of a file depend on.
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
        """The definitions of files that have no valid cache entry."""
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
            # Files that kill their process are tried again, and reported, when they are linted.
            self.workers.do(define_batch, self.batches(by_settings), sum(map(self.workspace.size, asked)), done)
        return reports

    def _may_define(self, path: str) -> tuple[str | None, bool]:
        """The hash of a file, and whether it may define jobs."""
        try:
            data = self.workspace.content(path)
        except SourceProblem:
            return None, False
        self._imports[path] = imported_names(data)
        return self.workspace.digest(path), document_kind(path) in DEFINITIONS | IMAGES or may_define(data)


def indexed(paths: Sequence[str], options: RunOptions) -> tuple[ProjectIndex, Found]:
    """The files that paths name, and the index of their projects, without linting any.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        options: the options of the run.
    """
    asked = [os.path.normpath(os.path.join(options.resolver.cwd, path)) for path in paths]
    found = discover(paths, options.resolver, given=options.overlay)
    workers = Workers(options.executor, options.jobs, options.spawn or options.jobs != 1)
    folders = CacheFolders() if options.cache else None
    index = ProjectIndex(options, Workspace(options.overlay), workers, folders=folders)
    with workers:
        index.build(asked, found.files, [path for path in asked if document_kind(path) is DocumentKind.TOML])
    index.save()
    return index, found
