"""The state of one server: folders, open documents, and what the analysis says of them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.files.discover import may_be_script
from sm_lint.lint.linking.lasting_trees import lasting_trees
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.runner import run
from sm_lint.server.buffers import Buffers
from sm_lint.server.renaming.rename import Renamer
from sm_lint.server.settings import ClientSettings
from sm_lint.server.snapshot import Snapshot
from sm_lint.workspace import disk
from sm_lint.workspace.boundary import is_below
from sm_lint.workspace.document_kind import DocumentKind, document_kind

_TREES = 600_000
"""Limit of the trees that are kept from edit to edit, in characters of ordinary code; about 100 MiB."""


class Judged(NamedTuple):
    """The findings of one run for a document.

    Attributes:
        own: the findings in the document.
        elsewhere: findings in other files that the document causes, and in the configuration; by absolute path.
    """

    own: tuple[Finding, ...] = ()
    elsewhere: Mapping[str, tuple[Finding, ...]] = {}


@dataclass(slots=True)
class Session:
    """Open documents and the folders that they belong to. All paths are absolute.

    Attributes:
        folders: the roots of the workspace.
        buffers: the open documents.
        settings: what the client asked for.
        state: number of changes so far; what was computed in another state is out of date.
    """

    folders: list[str] = field(default_factory=list)
    buffers: Buffers = field(default_factory=Buffers)
    settings: ClientSettings = field(default_factory=ClientSettings)
    state: int = 0
    _snapshots: dict[str, tuple[int, Snapshot]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # An edit changes one text, and what the script imports would be parsed again for each.
        lasting_trees.give_room(_TREES)

    def changed(self) -> None:
        """Drop what was computed: a document, a file or a setting has changed."""
        self.state += 1
        self._snapshots.clear()

    def root(self, path: str) -> str:
        """The deepest folder of the workspace that contains a file; without one, the file's own folder."""
        above = [folder for folder in self.folders if is_below(path, folder)]
        return max(above, key=len, default=os.path.dirname(path))

    def judge(self, paths: Sequence[str]) -> dict[str, Judged]:
        """Lint open documents of one root, and the files that they affect.

        What they cause in other files is listed with the first of them.

        Raises:
            PluginError: a rule package cannot be used.
            BaselineError: the configured baseline cannot be used.
        """
        root = self.root(paths[0])
        options = replace(self._options(root), only_named=not self.settings.affected_files)
        wanted = [path for path in paths if self.settings.enable and _is_linted(path, options.resolver)]
        judged = {path: Judged() for path in paths}
        if wanted:
            found = self._run([*wanted, *self._new_files(root, options.resolver)], options)
            judged.update((path, Judged(found.pop(path, ()))) for path in wanted)
            elsewhere = {path: findings for path, findings in found.items() if path not in self.buffers}
            judged[wanted[0]] = Judged(judged[wanted[0]].own, elsewhere)
        return judged

    def judge_folder(self, folder: str) -> Mapping[str, tuple[Finding, ...]]:
        """Lint all files of a folder; findings by absolute path."""
        if not self.settings.enable:
            return {}
        options = self._options(folder)
        return self._run([folder, *self._new_files(folder, options.resolver)], options)

    def _new_files(self, folder: str, resolver: Resolver) -> list[str]:
        """The open documents in and below a folder that have no file yet, without those that are not linted.

        No walk over the folder finds them.
        """
        return [
            path
            for path in self.buffers
            if is_below(path, folder) and not disk.exists(path) and _is_linted(path, resolver)
        ]

    def _run(self, paths: Sequence[str], options: RunOptions) -> dict[str, tuple[Finding, ...]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in run(list(dict.fromkeys(paths)), options).result.findings:
            found[finding.place.path].append(finding)
        return {path: tuple(findings) for path, findings in found.items()}

    def _options(self, root: str, overlay: Mapping[str, bytes] | None = None) -> RunOptions:
        if overlay is None:
            overlay = self.buffers.overlay()
        resolver = Resolver(config=self.settings.configuration or None, cwd=root, overlay=overlay)
        # Heavy texts are parsed in this process: to start one for each edit takes longer than to parse. What is too
        # heavy for any process is refused in any case.
        return RunOptions(resolver, overlay=overlay)

    def snapshot(self, path: str) -> Snapshot:
        """What is known of the project of a file, computed once until something changes."""
        root, state = self.root(path), self.state  # the state first: another thread may change it meanwhile
        known = self._snapshots.get(root)
        if known is None or known[0] != state:
            opened = [each for each in self.buffers if self.root(each) == root]
            known = self._snapshots[root] = state, Snapshot(self._options(root), tuple(dict.fromkeys([path, *opened])))
        return known[1]

    def renamer(self, path: str) -> Renamer:
        """Renames in the project of a file."""
        root = self.root(path)
        return Renamer(self.snapshot(path), self.buffers, lambda overlay: self._options(root, overlay))

    def concerned(self, changed: str) -> list[str]:
        """The open documents whose findings may change with a file: itself first, then all others of its root."""
        root = self.root(changed)
        others = [path for path in self.buffers if path != changed and self.root(path) == root]
        return [changed, *others] if changed in self.buffers else others


def _is_linted(path: str, resolver: Resolver) -> bool:
    """Whether a document may hold what is linted, and is not excluded by the configuration."""
    if not may_be_script(path) and document_kind(path) is not DocumentKind.TOML:
        return False
    return not resolver.settings_for(os.path.dirname(path)).excludes(path)


def merged(parts: Iterable[Iterable[Finding]]) -> list[Finding]:
    """Findings of several runs, each once, sorted."""
    return sorted(dict.fromkeys(finding for part in parts for finding in part), key=lambda each: each.sort_key)
