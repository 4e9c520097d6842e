"""Go to definition, and find references: from script to contract and job, and back."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.contracts.model import EntryPoint
from sm_lint.flow.facts import ImportFact
from sm_lint.server.landmarks import Declared, Landmark, Named, Seen
from sm_lint.server.relations import launches_of, relatives, statements, subject_of, uses
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import START, Place


def definitions(snapshot: Snapshot, path: str, found: Iterable[Landmark]) -> list[Place]:
    """Where the things at a position are stated; from a statement in a contract or job, where the script uses it.

    Args:
        snapshot: the project.
        path: absolute path of the document.
        found: the things, the smallest first.
    """
    for landmark in found:
        places = _definitions(snapshot, path, landmark)
        if places:
            return places
    return []


def _definitions(snapshot: Snapshot, path: str, landmark: Landmark) -> list[Place]:
    thing = landmark.thing
    match thing:
        case Named(_, script) if script.path is not None:
            return [Place(script.path, START)]
        case Declared(contract, EntryPoint()):
            return [Place(script, START) for script in snapshot.governed(contract)]
        case Seen(_, ImportFact() as fact):
            return [Place(fact.resolved, START)] if fact.resolved is not None else []
    subject = subject_of(thing)
    if subject is None:
        return []
    kin = relatives(snapshot, path, thing)
    if isinstance(thing, Seen):
        return [place for place in statements(subject, kin) if place != landmark.place]
    return [place for place in uses(snapshot, subject, kin) if place != landmark.place]


def references(snapshot: Snapshot, path: str, found: Iterable[Landmark], declarations: bool) -> list[Place]:
    """All places that concern the smallest thing at a position.

    Args:
        snapshot: the project.
        path: absolute path of the document.
        found: the things, the smallest first.
        declarations: whether places in contracts and jobs count.
    """
    for landmark in found:
        subject = subject_of(landmark.thing)
        if subject is None:
            continue
        if subject.kind == "script":
            return launches_of(snapshot, subject.value)
        kin = relatives(snapshot, path, landmark.thing)
        places = uses(snapshot, subject, kin)
        if declarations:
            places += statements(subject, kin)
        if places:
            return list(dict.fromkeys(places))
    return []
