"""The places in contracts that spell a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from sm_lint.config.locate import Entry, locate
from sm_lint.contracts.cover import family
from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable
from sm_lint.diagnostics.edits import Lines
from sm_lint.diagnostics.finding import Edit
from sm_lint.patterns import regex
from sm_lint.sagemaker.environment import CHANNEL_PREFIX
from sm_lint.server.landmarks import entries
from sm_lint.server.renaming.names import RenameRefusedError, Renaming, where
from sm_lint.server.renaming.sources import Sources
from sm_lint.syntax.span import Place, Span

_WORD = regex(r"[\w-]+")


def in_contract(sources: Sources, contract: Contract, renaming: Renaming) -> Iterator[Edit]:
    """The edits of the TOML of a contract.

    Raises:
        RenameRefusedError: a place does not spell the name.
    """
    for member in family(contract):
        for entry in entries(member):
            yield from _of_entry(_Toml(sources, entry.place), entry, renaming)
    if renaming.name.kind == "channel":
        for place in contract.places.values():
            yield from _Toml(sources, place).directories(renaming)


def _of_entry(toml: _Toml, entry: object, renaming: Renaming) -> Iterator[Edit]:
    match entry:
        case Variable() if renaming.variable(entry.name) != entry.name:
            yield from toml.words([entry.name], renaming.variable(entry.name))
        case Argument() if renaming.argument(entry.name) != entry.name:
            for spelling in dict.fromkeys((entry.spelling or entry.name, f"--{entry.spelling or entry.name}")):
                found = list(toml.words([spelling], renaming.argument(spelling)))
                if found:
                    yield from found
                    return
            raise RenameRefusedError(f"{toml.where} does not spell `{renaming.name.text}` out")
        case Input() | Output():
            direction = "input" if isinstance(entry, Input) else "output"
            if renaming.logical(direction, entry.name) != entry.name and _has_name(entry, renaming):
                yield toml.key(entry.name, renaming.new)
            if isinstance(entry, Input) and renaming.name.kind == "channel" and renaming.name.text in entry.channels:
                yield from toml.channel(entry.name, renaming)


def _has_name(entry: Input | Output, renaming: Renaming) -> bool:
    """Whether the key of an entry is the name that is renamed: that of an input need not be that of its channel."""
    if renaming.name.kind != "channel":
        return True
    return entry.path is None or renaming.paths(entry.path) != entry.path


class _Toml:
    """The text around a place in a TOML file."""

    def __init__(self, sources: Sources, place: Place) -> None:
        self._place = place
        self._text = sources.text(place)
        self._plain = self._text.replace("\r\n", "\n")
        try:
            self._start, self._end = Lines(self._plain).slice(place.span)
        except ValueError:
            raise RenameRefusedError(f"{self.where} has changed") from None

    @property
    def where(self) -> str:
        """The place in messages."""
        return where(self._place.path, self._place.span.line)

    def words(self, olds: Iterable[str], new: str) -> Iterator[Edit]:
        """The edits of a word at the place, which stays as far as its prefix is the same."""
        for old in olds:
            for found in _WORD.finditer(self._plain, self._start, self._end):
                if found.group() == old:
                    head = len(old) - len(old.lstrip("-"))
                    if old.startswith(CHANNEL_PREFIX) and new.startswith(CHANNEL_PREFIX):
                        head = len(CHANNEL_PREFIX)
                    yield self._edit(found.start() + head, old[head:], new[head:])

    def directories(self, renaming: Renaming) -> Iterator[Edit]:
        """The edits of the channel's directory at the place."""
        for found in renaming.directory.finditer(self._plain, self._start, self._end):
            yield self._edit(found.start(), found.group(), renaming.new)

    def key(self, name: str, new: str) -> Edit:
        """The edit of the key whose value, or whose path, is at the place.

        Raises:
            RenameRefusedError: there is no such key.
        """
        found = self._entry(name)
        start, end = found.key
        at = self._plain.find(name, start, end)
        if at < 0:
            raise RenameRefusedError(f"{self.where} does not spell `{name}` out")
        return self._edit(at, name, new)

    def channel(self, name: str, renaming: Renaming) -> Iterator[Edit]:
        """The edits of the channel's name in the list of an input's channels."""
        listed = self._entry(name).get("channels")
        for each in (listed.below or {}).values() if listed is not None else ():
            start, end = each.value
            if self._plain[start + 1 : end - 1] == renaming.name.text:
                yield self._edit(start + 1, renaming.name.text, renaming.new)

    def _entry(self, name: str) -> Entry:
        todo: list[tuple[str | int, Entry]] = [("", self._whole)]
        while todo:
            key, entry = todo.pop()
            path = entry.get("path")
            starts = [entry.value[0], entry.key[0], *([path.value[0]] if path is not None else [])]
            if key == name and self._start in starts:
                return entry
            todo += (entry.below or {}).items()
        raise RenameRefusedError(f"{self.where} does not spell `{name}` out")

    @cached_property
    def _whole(self) -> Entry:
        return locate(self._plain)

    def _edit(self, start: int, old: str, new: str) -> Edit:
        line = self._plain.count("\n", 0, start) + 1
        column = start - self._plain.rfind("\n", 0, start)
        return Edit(Place(self._place.path, Span(line, column, line, column + len(old))), new, old)
