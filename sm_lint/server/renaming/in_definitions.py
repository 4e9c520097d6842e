"""The places in job definitions that spell a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.diagnostics.edits import Lines
from sm_lint.diagnostics.finding import Edit
from sm_lint.jobs.definition.model import Job, Mount, Setting, Use
from sm_lint.patterns import regex
from sm_lint.server.renaming.groups import Group, text_of
from sm_lint.server.renaming.in_scripts import in_directory, whole
from sm_lint.server.renaming.names import RenameRefusedError, Renaming, where
from sm_lint.server.renaming.sources import Matches, Piece, Sources
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.document_kind import DEFINITIONS, document_kind

_KEY_BEFORE = regex(r'"((?:[^"\\]|\\.)*)"\s*:\s*$')
_TEXT = regex(r'"((?:[^"\\]|\\.)*)"')
MOST_SETTINGS = 5_000


def in_job(sources: Sources, job: Job, renaming: Renaming) -> Iterator[Edit]:
    """The edits of the definition of a job.

    Raises:
        RenameRefusedError: a place spells the name in a way that cannot be followed.
    """
    search = _Search(sources, renaming)
    kind = renaming.name.kind
    if kind in ("channel", "input", "output"):
        for mount in job.mounts:
            name = text_of(mount.name)
            if name is not None and renaming.logical(mount.direction, name) != name:
                yield from search.mount(mount, job)
    if kind == "channel":
        for setting in settings_of(job):
            yield from search.directories(setting)
    elif kind == "output":
        for setting in property_outputs(job):
            if setting.text == renaming.name.text:
                yield from search.name(setting.place, renaming.new)
    for entry in job.contract.environment:
        if renaming.variable(entry.name) != entry.name:
            yield from search.key(entry.place, job.environment, entry.name, renaming.variable(entry.name))
    for argument in job.contract.arguments:
        spelling = argument.spelling or argument.name
        if renaming.argument(spelling) != spelling:
            yield from search.argument(argument.place, job.hyperparameters, spelling)


def in_use(sources: Sources, use: Use, renaming: Renaming) -> Iterator[Edit]:
    """The edits of a reference to a property of a step."""
    if renaming.use(use.path) != use.path:
        yield from _Search(sources, renaming).use(use)


def uses_of(snapshot: Snapshot, group: Group) -> list[Use]:
    """The references to properties of the steps of a group, in all definitions.

    A reference in a file without such a step is to the step of another file.
    """
    steps = {job.step for job in group.jobs if job.step is not None}
    known = {(job.place, job.label) for job in group.jobs}
    found = []
    for _, definitions in sorted(snapshot.launches.by_file.items()):
        others = {job.step for job in definitions.jobs if (job.place, job.label) not in known}
        own = {job.step for job in definitions.jobs} - others
        for use in definitions.uses:
            if use.kind == "property" and use.step in steps and (use.step in own or use.step not in others):
                found.append(use)
    return list(dict.fromkeys(found))


def settings_of(job: Job) -> Iterator[Setting]:
    """All settings of a job that have a text, those inside lists and mappings too."""
    todo = [each for each in (job.arguments, job.environment, job.hyperparameters) if each is not None]
    todo += [setting for _, setting in job.settings]
    for mount in job.mounts:
        todo += [setting for _, setting in mount.settings]
        todo += [each for each in (mount.local, mount.remote) if each is not None]
    count = 0
    while todo and count < MOST_SETTINGS:
        count += 1
        setting = todo.pop()
        if setting.text is not None:
            yield setting
        todo += setting.items


def property_outputs(job: Job) -> Iterator[Setting]:
    """The names of outputs in the property files of a job."""
    files = job.setting("property_files")
    for file in (files.items or (files,)) if files is not None else ():
        found = file.get("output_name")
        if found is not None:
            yield found


class _Search:
    """Finds the spellings in one definition: by the literals of Python, or the strings of JSON."""

    def __init__(self, sources: Sources, renaming: Renaming) -> None:
        self._sources = sources
        self._renaming = renaming

    def mount(self, mount: Mount, job: Job) -> Iterator[Edit]:
        """The edits of the name of an input or output."""
        assert mount.name is not None
        old, new = self._renaming.name.text, self._renaming.new
        # The key of a dictionary has no place of its own: it has that of its value, which may contain the same word.
        is_apart = mount.name.place != mount.place
        found = list(self.name(mount.name.place, new)) if is_apart else list(self._key(mount.place, old, new))
        if not found:
            raise RenameRefusedError(f"{_where(mount.place)} does not spell `{old}` out")
        yield from found

    def name(self, place: Place, new: str) -> Iterator[Edit]:
        """The edits of the name at a place, directly or through a constant."""
        old = self._renaming.name.text
        yield from (whole(piece, new) for piece in self._spelled(place, lambda text: text == old))
        if _is_document(place):
            yield from self._in_text(place, re.compile(rf'(?<="){re.escape(old)}(?=")'), new)

    def directories(self, setting: Setting) -> Iterator[Edit]:
        """The edits of the channel's directory in a setting."""
        rename = self._renaming
        if setting.text is None or rename.paths(setting.text) == setting.text:
            return
        if _is_document(setting.place):
            yield from self._in_text(setting.place, rename.directory, rename.new)
            return
        for piece in self._spelled(setting.place, lambda text: rename.paths(text) != text):
            yield from in_directory(piece, rename)

    def use(self, use: Use) -> Iterator[Edit]:
        """The edits of a reference to an output."""
        old, new = self._renaming.name.text, self._renaming.new
        if _is_document(use.place):
            yield from self._in_text(use.place, self._renaming.output, new)
        else:
            yield from (whole(piece, new) for piece in self._spelled(use.place, lambda text: text == old))

    def key(self, place: Place, mapping: Setting | None, old: str, new: str) -> Iterator[Edit]:
        """The edits of the key of a mapping whose value is at a place."""
        found = list(self._key(place, old, new))
        if mapping is not None and not _is_document(mapping.place):
            found += [whole(piece, new) for piece in self._spelled(mapping.place, lambda text: text == old)]
        if not found:
            raise RenameRefusedError(f"{_where(place)} does not spell `{old}` out")
        yield from found

    def argument(self, place: Place, mapping: Setting | None, spelling: str) -> Iterator[Edit]:
        """The edits of an argument: in a list, a key of hyperparameters, or a word of a command."""
        rename = self._renaming
        flag = re.compile(rf"(?<![\w-])-{{0,2}}{re.escape(spelling)}(?![\w-])")

        def matches(text: str) -> bool:
            return flag.match(text) is not None

        found = [edit for piece in self._spelled(place, matches) for edit in self._flag(piece, flag, spelling)]
        if _is_document(place):
            found += self._in_text(place, re.compile(rf'(?<="){flag.pattern}(?=[="\s])'), rename.argument(spelling))
        if found:
            yield from found
            return
        yield from self.key(place, mapping, spelling, rename.argument(spelling))

    def _flag(self, piece: Piece, flag: re.Pattern[str], spelling: str) -> Iterator[Edit]:
        found = flag.match(piece.text)
        if found is not None:
            start = found.end() - len(spelling)
            yield piece.source.edit(piece.start + start, spelling, self._renaming.argument(spelling))

    def _key(self, place: Place, old: str, new: str) -> Iterator[Edit]:
        """The edits of the key of the value at a place: in a dictionary, of an argument by keyword, in JSON."""
        if _is_document(place):
            text, start, _ = self._slice(place)
            before = _KEY_BEFORE.search(text, max(0, start - 1000), start)
            if before is not None and before[1] == old:
                yield _edit(text, place, before.start(1), old, new)
            return
        here = self._sources.at_place(place)
        if here is None:
            return
        source, start, end = here
        for key in source.keys(start, end):
            first, last = source.slice(key)
            if source.module.text[first:last] == old:  # the keyword of a call
                if not new.isidentifier():
                    raise RenameRefusedError(f"{_where(place)} gives it by a keyword, which `{new}` cannot be")
                yield source.edit(first, old, new)
            else:
                pieces = self._sources.spelled(source, first, last, lambda text: text == old)
                yield from (whole(piece, new) for piece in pieces)

    def _spelled(self, place: Place, matches: Matches) -> list[Piece]:
        here = None if _is_document(place) else self._sources.at_place(place)
        return self._sources.spelled(*here, matches) if here is not None else []

    def _in_text(self, place: Place, pattern: re.Pattern[str], new: str) -> Iterator[Edit]:
        text, start, end = self._slice(place)
        for found in pattern.finditer(text, start, end):
            old = found.group().lstrip("-")
            yield _edit(text, place, found.end() - len(old), old, new)

    def _slice(self, place: Place) -> tuple[str, int, int]:
        text = self._sources.text(place)
        try:
            return text, *Lines(text).slice(place.span)
        except ValueError:
            raise RenameRefusedError(f"{_where(place)} has changed") from None


def _is_document(place: Place) -> bool:
    return document_kind(place.path) in DEFINITIONS


def _where(place: Place) -> str:
    return where(place.path, place.span.line)


def _edit(text: str, place: Place, start: int, old: str, new: str) -> Edit:
    lines = Lines(text[:start]).lines
    whole_lines = lines[:-1] if lines and not lines[-1].endswith(("\n", "\r")) else lines
    line, column = len(whole_lines) + 1, start - sum(map(len, whole_lines)) + 1
    return Edit(Place(place.path, Span(line, column, line, column + len(old)), place.cell), new, old)
