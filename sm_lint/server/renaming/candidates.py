"""The names that a position in a document may be about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.diagnostics.edits import Lines
from sm_lint.flow.facts import ArgumentFact, EnvRead, LogicalName, PathAccess, PathPassed
from sm_lint.jobs.definition.model import Job
from sm_lint.patterns import regex
from sm_lint.sagemaker.environment import CHANNEL_PREFIX, HYPERPARAMETER_PREFIX
from sm_lint.server.landmarks import Cursor, Declared, Mounted, Seen, Thing, landmarks
from sm_lint.server.renaming.groups import Group, group_of, names_of, text_of
from sm_lint.server.renaming.in_definitions import property_outputs
from sm_lint.server.renaming.names import Name, RenameRefusedError
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place

_WORD = regex(r"[\w-]+")
_OUTPUT = regex(r"""Outputs\[["']([^"']+)["']\]""")


class Candidate(NamedTuple):
    """A name that a document spells somewhere.

    Attributes:
        name: the name.
        group: what shares it.
        is_here: whether what spells it is at the position.
    """

    name: Name
    group: Group
    is_here: bool


def candidates(snapshot: Snapshot, text: str, cursor: Cursor, refused: list[RenameRefusedError]) -> Iterator[Candidate]:
    """The names in a document that the word at a position may be part of, those at the position first.

    Args:
        snapshot: the project.
        text: the text of the document, or of the cell.
        cursor: the position.
        refused: takes why names at the position cannot be renamed.
    """
    word = _word(text, cursor)
    if not word:
        return
    known: set[tuple[Name, tuple[str, ...], tuple[Place, ...]]] = set()
    things = [
        (cursor.is_in(landmark.place), landmark.thing)
        for landmark in landmarks(snapshot, cursor.path)
        if _mentions(landmark.thing, word)
    ]
    for is_here, thing in sorted(things, key=lambda each: not each[0]):
        try:
            group = group_of(snapshot, cursor.path, thing)
            names = list(names_of(thing, group))
        except RenameRefusedError as error:
            if is_here:
                refused.append(error)
            continue
        for name in names:
            key = name, group.scripts, tuple(job.place for job in group.jobs)
            if key not in known and _comparable(word) in _comparable(name.text):
                known.add(key)
                yield Candidate(name, group, is_here)
    yield from _outputs(snapshot, cursor, word)


def _outputs(snapshot: Snapshot, cursor: Cursor, word: str) -> Iterator[Candidate]:
    """The outputs of steps that references and property files of a definition name."""
    definitions = snapshot.definitions(cursor.path)
    if definitions is None:
        return
    named: list[tuple[Job, str]] = []
    for use in definitions.uses:
        found = _OUTPUT.search(use.path) if use.kind == "property" else None
        if found is not None and found[1] == word:
            everywhere = [job for each in snapshot.launches.by_file.values() for job in each.jobs]
            owners = [job for job in definitions.jobs if job.step == use.step] or [
                job for job in everywhere if job.step == use.step
            ]
            named += [(job, word) for job in owners]
    for job in definitions.jobs:
        named += [(job, word) for setting in property_outputs(job) if setting.text == word]
    for job, name in {(job.place, name): (job, name) for job, name in named}.values():
        yield Candidate(Name("output", name), group_of(snapshot, cursor.path, job), False)


def _word(text: str, cursor: Cursor) -> str:
    """The word at a position, without hyphens before it and without the prefix of a variable."""
    lines = Lines(text).lines
    if not 1 <= cursor.line <= len(lines):
        return ""
    line = lines[cursor.line - 1]
    found = next((each for each in _WORD.finditer(line) if each.start() < cursor.column <= each.end() + 1), None)
    word = found.group().strip("-") if found is not None else ""
    for prefix in (CHANNEL_PREFIX, HYPERPARAMETER_PREFIX):
        word = word.removeprefix(prefix)
    return word


def _comparable(text: str) -> str:
    return text.lower().replace("_", "-")


def _mentions(thing: Thing, word: str) -> bool:
    """Whether a text of a thing contains a word, in any spelling."""
    texts: list[str | None] = []
    match thing:
        case Seen(_, PathAccess() | PathPassed() as fact):
            texts = [fact.path]
        case Seen(_, EnvRead() as fact):
            texts = [fact.name]
        case Seen(_, ArgumentFact() as fact):
            texts = [fact.dest, *fact.flags, fact.default]
        case Seen(_, LogicalName() as fact):
            texts = [fact.key, *fact.present]
        case Declared(_, entry):
            texts = [getattr(entry, name, None) for name in ("name", "path", "value", "spelling")]
            texts += getattr(entry, "channels", ())
        case Mounted(_, mount):
            texts = [text_of(mount.name), text_of(mount.local)]
    wanted = _comparable(word)
    return any(text is not None and wanted in _comparable(text) for text in texts)
