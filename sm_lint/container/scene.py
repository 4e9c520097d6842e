"""The model of one container: its places before the script starts and after it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sm_lint.sagemaker.job_kinds import JobKind

State = Literal["given", "read", "unread", "empty", "uploaded", "lost", "scratch", "unplaced", "missing"]
"""What a place is: there and not the script's business; read; an input that is never read; an output to which nothing is
written; uploaded; lost when the job ends; lost, and made to be; written somewhere that is not known; read although nothing
provides it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A place of the container.

    Attributes:
        path: absolute container path, with ``*`` for parts that are not known.
        folder: whether it is a folder.
        before: what is there when the script starts; empty for nothing.
        after: what the script does with it, and what becomes of it.
        state: what it is.
        sure: False if the script may do it, depending on data or branches.
    """

    path: str
    folder: bool
    before: str = ""
    after: str = ""
    state: State = "given"
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Transfer:
    """Data that comes from, or goes to, somewhere else.

    Attributes:
        name: logical name of the input or output.
        path: container path.
        other: the place in S3, or the step and its input or output.
        when: ``before the start``, ``after the end`` or ``during the job``.
        files: what is in it, relative to the path, with ``*`` for parts that are not known.
    """

    name: str
    path: str
    other: str
    when: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """The container of one job.

    Attributes:
        key: unique within the pipeline.
        label: how messages name the job.
        kind: kind of job; None if it is not known.
        where: displayed place of its definition; empty for none.
        script: displayed script; empty for none.
        words: command line of the script as far as it is known.
        variables: names of the environment variables that the job sets.
        rows: its places, sorted by path.
        incoming, outgoing: its data.
        remarks: what is not known.
    """

    key: str
    label: str
    kind: JobKind | None
    where: str = ""
    script: str = ""
    words: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    incoming: tuple[Transfer, ...] = ()
    outgoing: tuple[Transfer, ...] = ()
    remarks: tuple[str, ...] = ()

    def of_state(self, *states: State) -> tuple[Row, ...]:
        """The places in some states."""
        return tuple(row for row in self.rows if row.state in states)


@dataclass(frozen=True, slots=True)
class Strip:
    """The containers of one pipeline or file in the order in which data passes through them.

    Attributes:
        linked: whether data passes from one of them to another, or they are steps of one pipeline.
    """

    title: str
    scenes: tuple[Scene, ...]
    linked: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Short names of the containers; those that are named alike keep the place of their definition."""
        short = [scene.label.split(" (")[0].replace("step ", "") for scene in self.scenes]
        return tuple(
            name if short.count(name) == 1 else scene.label.replace("step ", "")
            for name, scene in zip(short, self.scenes)
        )
