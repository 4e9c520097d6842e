"""Collects the changes between two contracts."""

from __future__ import annotations

from dataclasses import dataclass, field

from sm_lint.config.node import shorten
from sm_lint.contracts.model import Contract
from sm_lint.evolution.kinds import kinds
from sm_lint.evolution.model import Change, Part
from sm_lint.syntax.span import Place


@dataclass(slots=True)
class Recorder:
    """The changes between two contracts, so far.

    Attributes:
        old, new: the contracts.
        found: the changes.
    """

    old: Contract
    new: Contract
    found: list[Change] = field(default_factory=list)

    def add(
        self,
        kind: str,
        name: str = "",
        *,
        before: str = "",
        after: str = "",
        old: Part | None = None,
        new: Part | None = None,
        old_place: Place | None = None,
        new_place: Place | None = None,
        doubt: str = "",
        **words: str,
    ) -> None:
        """Record a change.

        Args:
            kind: name of the kind.
            name: what has changed.
            before, after: the values that differ.
            old, new: the parts that differ; their places are those of the change.
            old_place, new_place: the places, where no part has them.
            doubt: why it is not known whether the change breaks anything.
            words: further words of the message.
        """
        entry = kinds()[kind]
        told = {"name": name, "before": before, "after": after, **words}
        message = entry.says.format(**{key: shorten(value) for key, value in told.items()})
        self.found.append(
            Change(
                entry,
                name,
                before,
                after,
                message,
                old.place if old is not None else old_place,
                new.place if new is not None else new_place,
                old,
                new,
                doubt=doubt,
            )
        )

    def add_key(self, kind: str, name: str, key: str, before: str, after: str, wanted: str = "") -> None:
        """Record a change of the value of a key."""
        places = self.old.place_of(key), self.new.place_of(key)
        self.add(kind, name, before=before, after=after, old_place=places[0], new_place=places[1], wanted=wanted)
