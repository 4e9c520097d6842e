"""Container paths that a launch makes, and that another launch of the same kind does not."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.contracts.paths import is_under
from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import elements, literal
from sm_lint.jobs.definition.sdk import class_named, mount
from sm_lint.jobs.resolve.images import entry_of

_BY_CLASS = ("code", "entrypoint", "aux", "conf", "py-files", "jars", "files", "spark-events")
"""Mounts of a processing job that the class of its processor adds."""


def unmade_places(job: Job | None) -> frozenset[str]:
    """Mounts of the SDK that this launch certainly does not make; what it mounts itself is another matter.

    None are known of a class that is not the SDK's, and of a job that is not known at all. A request of the API lists
    its own mounts.
    """
    if job is None or job.kind != "processing":
        return frozenset()
    made: set[str] = set()
    if job.dialect in ("v2", "v3"):
        described = class_named(job.class_name, job.dialect)
        if described is None:
            return frozenset({mount("aux")}) if job.dialect == "v2" else frozenset()
        made.update(described.family.mounts)
    return frozenset(mount(name) for name in _BY_CLASS if name not in made)


def runs_from(path: str, jobs: Iterator[Job]) -> bool:
    """Whether the command of one of the jobs names a file below `path`: that of a mount which holds the program itself."""
    words = (literal(word) for job in jobs for word in elements(entry_of(job)))
    return any(word is not None and word != path and is_under(word, path) for word in words)
