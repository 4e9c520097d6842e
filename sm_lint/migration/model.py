"""The outcome of a migration."""

from __future__ import annotations

from dataclasses import dataclass

from sm_lint.diagnostics.result import FileChange
from sm_lint.syntax.span import Place

GUIDE = "https://github.com/aws/sagemaker-python-sdk/blob/master/migration.md"


@dataclass(frozen=True, slots=True)
class Moved:
    """A name that was rewritten.

    Attributes:
        place: where its import, or its use, was.
        old, new: its names in v2 and v3, with their modules.
    """

    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A definition that was rewritten.

    Attributes:
        place: where it was.
        old, new: its class in v2 and v3, with their modules.
        notes: what is different when the new code runs.
    """

    place: Place
    old: str
    new: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is left to do by hand.

    Attributes:
        place: where it is.
        name: the name in v2, or the keyword of a call.
        advice: what replaces it, and why it is not rewritten; one sentence without a full stop.
        link: address of the document that says more.
        kind: ``import`` for a name that is not rewritten, ``call`` for an argument, ``definition`` for a call that is left as a
            whole, with all that belongs to it.
    """

    place: Place
    name: str
    advice: str
    link: str = GUIDE
    kind: str = "import"


@dataclass(frozen=True, slots=True)
class FileMigration:
    """The outcome for one file.

    Attributes:
        path: absolute path.
        change: the content before and after; None where nothing changes.
        moved: names that were rewritten, in text order.
        rewritten: definitions that were rewritten, in text order.
        left: what is left to do, in text order.
        problem: why the file could not be migrated or written; else empty.
    """

    path: str
    change: FileChange | None = None
    moved: tuple[Moved, ...] = ()
    rewritten: tuple[Rewritten, ...] = ()
    left: tuple[Left, ...] = ()
    problem: str = ""

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to say of the file."""
        return self.change is None and not self.left and not self.problem
