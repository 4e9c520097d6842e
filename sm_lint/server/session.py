"""The state of one server: folders, open documents, and what the analysis says of them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.runner import run
from sm_lint.server.buffers import Buffers
from sm_lint.server.settings import ClientSettings
from sm_lint.server.snapshot import Snapshot


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
    """

    folders: list[str] = field(default_factory=list)
    buffers: Buffers = field(default_factory=Buffers)
    settings: ClientSettings = field(default_factory=ClientSettings)
    _snapshots: dict[str, Snapshot] = field(default_factory=dict)

    def changed(self) -> None:
        """Drop what was computed: a document, a file or a setting has changed."""
        self._snapshots.clear()

    def root(self, path: str) -> str:
        """The deepest folder of the workspace that contains a file; without one, the file's own folder."""
        above = [folder for folder in self.folders if path.startswith(folder.rstrip(os.sep) + os.sep)]
        return max(above, key=len, default=os.path.dirname(path))

    def judge(self, path: str) -> Judged:
        """Lint an open document, and the files that it affects.

        Raises:
            PluginError: a rule package cannot be used.
            BaselineError: the configured baseline cannot be used.
        """
        if not self.settings.enable:
            return Judged()
        found = self._run([path], self.root(path), only_named=not self.settings.affected_files)
        return Judged(found.pop(path, ()), found)

    def judge_folder(self, folder: str) -> Mapping[str, tuple[Finding, ...]]:
        """Lint all files of a folder; findings by absolute path."""
        return self._run([folder], folder) if self.settings.enable else {}

    def _run(self, paths: list[str], root: str, *, only_named: bool = False) -> dict[str, tuple[Finding, ...]]:
        options = self._options(root)
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in run(paths, replace(options, only_named=only_named)).result.findings:
            found[finding.place.path].append(finding)
        return {path: tuple(findings) for path, findings in found.items()}

    def _options(self, root: str) -> RunOptions:
        overlay = self.buffers.overlay()
        resolver = Resolver(config=self.settings.configuration or None, cwd=root, overlay=overlay)
        return RunOptions(resolver, overlay=overlay)

    def snapshot(self, path: str) -> Snapshot:
        """What is known of the project of a file, computed once until something changes."""
        root = self.root(path)
        found = self._snapshots.get(root)
        if found is None:
            found = self._snapshots[root] = Snapshot(self._options(root), root)
        return found

    def concerned(self, changed: str) -> list[str]:
        """The open documents whose findings may change with a file: itself first, then all others of its root."""
        root = self.root(changed)
        others = [path for path in self.buffers if path != changed and self.root(path) == root]
        return [changed, *others] if changed in self.buffers else others


def merged(parts: Iterable[Iterable[Finding]]) -> list[Finding]:
    """Findings of several runs, each once, sorted."""
    return sorted(dict.fromkeys(finding for part in parts for finding in part), key=lambda each: each.sort_key)
