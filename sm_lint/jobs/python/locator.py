"""Locates snapshots: converts them to settings with places.

All snapshots are located together, which costs one pass over each file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from sm_lint.flow.domain.provenance import CallResult
from sm_lint.jobs.definition.model import Setting
from sm_lint.jobs.python.snapshot import Snapshot
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import START, Place


class Locator:
    """Converts snapshots to settings.

    Args:
        shown: maps the places of a module to those shown to users, for notebooks.
    """

    def __init__(self, shown: Callable[[Place], Place]) -> None:
        self.shown = shown
        self._done: dict[int, Setting] = {}
        self._kept: list[Snapshot] = []
        self._lines: dict[str, list[str]] = {}

    def locate(self, snapshots: Iterable[Snapshot]) -> None:
        """Locate snapshots and everything in them, in one pass over each file."""
        nodes: dict[int, tuple[ParsedModule, list[cst.CSTNode]]] = {}
        for snapshot in _all(snapshots):
            nodes.setdefault(id(snapshot.module), (snapshot.module, []))[1].append(snapshot.node)
        for module, wanted in nodes.values():
            module.locate(wanted)

    def setting(self, snapshot: Snapshot) -> Setting:
        """The setting of a located snapshot."""
        known = self._done.get(id(snapshot))
        if known is not None:
            return known
        raw = snapshot.module.place(snapshot.node)
        self._done[id(snapshot)] = Setting(self.shown(raw), type=snapshot.type)  # for objects that contain themselves
        setting = Setting(
            place=self.shown(raw),
            text=snapshot.text,
            type=snapshot.type,
            known=snapshot.known,
            source=self._source(snapshot.module, raw),
            items=tuple(self.setting(item) for item in snapshot.items),
            keys=tuple(snapshot.keys),
            open=snapshot.open,
            result_of=snapshot.got.of.name if isinstance(snapshot.got, CallResult) else "",
            assumed=snapshot.assumed,
        )
        self._done[id(snapshot)] = setting
        self._kept.append(snapshot)
        return setting

    def place(self, module: ParsedModule, node: cst.CSTNode) -> Place:
        """The place of a node as shown to users."""
        return self.shown(module.place(node))

    def _source(self, module: ParsedModule, place: Place) -> str:
        if place.span == START:
            return ""
        lines = self._lines.get(module.path)
        if lines is None:
            lines = self._lines[module.path] = module.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        first, column, last, end = place.span
        if last - first > 8 or last > len(lines):
            return ""
        if first == last:
            return lines[first - 1][column - 1 : end - 1]
        rows = [lines[first - 1][column - 1 :], *lines[first : last - 1], lines[last - 1][: end - 1]]
        return " ".join(row.strip() for row in rows)


def _all(snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
    seen: set[int] = set()
    pending = list(snapshots)
    while pending:
        snapshot = pending.pop()
        if id(snapshot) not in seen:
            seen.add(id(snapshot))
            yield snapshot
            pending += snapshot.items
