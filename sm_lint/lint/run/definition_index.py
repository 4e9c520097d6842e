"""The definitions of a run's files and the jobs that launch them, decoded lazily."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sm_lint.config.settings import Settings
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.caching.definitions import DefinitionTable, is_empty
from sm_lint.lint.caching.launches import Known, LaunchTable
from sm_lint.lint.linking.defining import DefinitionReport
from sm_lint.lint.linking.launches import Launches, link
from sm_lint.workspace.blake2 import blake2b
from sm_lint.workspace.workspace import Workspace

FEW = 8
"""Linking so few definition files costs less than caching the result."""


@dataclass(slots=True)
class DefinitionIndex:
    """The definitions of a run.

    Args:
        workspace: the files of the run.

    Attributes:
        damaged: files whose cache entry is damaged; they must be read again.
    """

    workspace: Workspace
    damaged: list[str] = field(default_factory=list)
    _settings: dict[str, Settings] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _caches: dict[str, DefinitionTable] = field(default_factory=dict)
    _read: dict[str, Definitions | None] = field(default_factory=dict)

    def recall(self, path: str, settings: Settings, cache: DefinitionTable | None) -> bool:
        """Take over the cached definitions of a file; returns whether there is a valid entry."""
        text = cache.get(path) if cache is not None else None
        if text is None or cache is None:
            return False
        if text:
            self._settings[path], self._texts[path], self._caches[path] = settings, text, cache
        return True

    def add(
        self, report: DefinitionReport, settings: Settings, cache: DefinitionTable | None, imports: str = ""
    ) -> None:
        """Add the definitions of a file, and cache them together with the names that it imports."""
        path, definitions = report.path, report.definitions
        text = cache.put(report, imports) if cache is not None else ""
        for known in (self._settings, self._texts, self._read):
            known.pop(path, None)
        if definitions is not None and not is_empty(definitions):
            self._settings[path], self._read[path] = settings, definitions
            if text:
                self._texts[path] = text

    def launches(self, cache: LaunchTable | None) -> Launches | RecalledLaunches:
        """The jobs of the run.

        Args:
            cache: the table of launches; None if no cache is used.
        """
        remembered = len(self._texts) == len(self._settings)
        if cache is None or self.workspace.overlay or not remembered or len(self._texts) < FEW:
            return self.whole()
        key = self._key()
        known = cache.get(key)
        if known is not None:
            return RecalledLaunches(known, self)
        launches = self.whole()
        if not self.damaged:
            cache.put(key, launches)
        return launches

    def link(self, paths: Iterable[str]) -> Launches:
        """Link the definitions of some files only."""
        found = {path: definitions for path in paths if (definitions := self._definitions(path)) is not None}
        return link(found, self._settings, self.workspace)

    def whole(self) -> Launches:
        """Link the definitions of all files."""
        return self.link(self._settings)

    def defines(self, path: str) -> bool:
        """Whether anything is defined in a file, decoded or not."""
        return path in self._settings

    def _definitions(self, path: str) -> Definitions | None:
        if path not in self._read and path in self._caches:
            self._read[path] = self._caches[path].decode(path)
            if self._read[path] is None:
                self.damaged.append(path)
        return self._read.get(path)

    def _key(self) -> str:
        """Hash of everything that is linked; the state of the disk is not part of it."""
        digest = blake2b(digest_size=16)
        for path, text in sorted(self._texts.items()):
            settings = self._settings[path]
            parts = (path, settings.root, *settings.src, str(settings.may_launch(path)), text)
            digest.update("\0".join(parts).encode("utf-8", "backslashreplace") + b"\n")
        return digest.hexdigest()


@dataclass(slots=True)
class RecalledLaunches:
    """The jobs of a run whose definitions are all cached; linked lazily."""

    known: Mapping[str, Known]
    index: DefinitionIndex
    _near: dict[tuple[str, ...], Launches] = field(default_factory=dict)

    def interface(self, path: str) -> str:
        """See :meth:`sm_lint.lint.linking.launches.Launches.interface`."""
        known = self.known.get(path)
        return known.interface if known is not None else ""

    def exact(self, path: str) -> str:
        """See :meth:`sm_lint.lint.linking.launches.Launches.exact`."""
        known = self.known.get(path)
        return known.exact if known is not None else ""

    def defines(self, path: str) -> bool:
        """See :meth:`sm_lint.lint.linking.launches.Launches.defines`."""
        return self.index.defines(path)

    def near(self, path: str) -> Launches:
        """See :meth:`sm_lint.lint.linking.launches.Launches.near`."""
        known = self.known.get(path)
        files = known.files if known is not None else ()
        if files not in self._near:
            self._near[files] = self.index.link(files)
        return self._near[files]

    def whole(self) -> Launches:
        """See :meth:`sm_lint.lint.linking.launches.Launches.whole`."""
        return self.index.whole()
