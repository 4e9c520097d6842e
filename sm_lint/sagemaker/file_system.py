"""What becomes of the places of a container."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.paths import is_under

Upload = Literal["never", "end", "during"]

_VARIABLE = regex(r"\{[a-z]+\}")


class Place(NamedTuple):
    """A place of a container.

    Attributes:
        path: container path; ``{input}``, ``{output}`` and ``{channel}`` are for those that the job has.
        jobs: kinds of job that have it.
        start: what is there when the script starts; empty where the script makes it itself.
        upload: when its content is uploaded.
        source: where the fact comes from.
        becomes: what is made of its content; empty for nothing.
        needs: what the job must have for it; empty where every job of the kind has it.
    """

    path: str
    jobs: tuple[str, ...]
    start: str
    upload: Upload
    source: str
    becomes: str = ""
    needs: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether the path is the same in all jobs."""
        return "{" not in self.path


@cache
def file_system() -> tuple[Place, ...]:
    """All places, in the order of the file."""
    return tuple(
        Place(
            entry["path"],
            tuple(entry["jobs"]),
            entry["start"],
            entry["upload"],
            entry["source"],
            entry.get("becomes", ""),
            entry.get("needs", ""),
        )
        for entry in load("file_system")["place"]
    )


def place_of(path: str, job: str) -> Place | None:
    """The deepest place of a kind of job that certainly holds a path; None if there is none.

    Only a path below a training channel is known to be one of the places that a job names itself.
    """
    best: Place | None = None
    for entry in file_system():
        if job not in entry.jobs:
            continue
        if entry.is_fixed:
            fits = is_under(path, entry.path)
        else:
            pattern = _VARIABLE.sub("[^/]+", entry.path)
            fits = entry.path.startswith("/") and re.match(f"{pattern}(?:/|$)", path) is not None
        if fits and (best is None or entry.path.count("/") > best.path.count("/")):
            best = entry
    return best
