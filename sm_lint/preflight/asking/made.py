"""Locations in S3 that the project itself fills: what is read there need not exist before it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sm_lint.jobs.definition.model import Definitions
from sm_lint.judgement.policies.values import locations_of


class Made:
    """What the jobs and uploads of a project write to S3.

    Args:
        project: the definitions of all its files.
    """

    def __init__(self, project: Iterable[Definitions]) -> None:
        self._known = frozenset(text for definitions in project for text in _written(definitions))

    def may_hold(self, uri: str) -> bool:
        """Whether something that the project writes may be at, below or above a URI."""
        bare = uri.rstrip("/")
        return any(_meet(bare, written) for written in self._known)


def _written(definitions: Definitions) -> Iterator[str]:
    for job in definitions.jobs:
        for what in ("outputs", "checkpoints"):
            for setting in locations_of(job, what):
                if setting.text is not None and setting.known in ("literal", "computed"):
                    yield setting.text
    for _, target in definitions.uploads:
        yield target


def _meet(uri: str, written: str) -> bool:
    """Whether one of two locations is below the other, as far as the second is known; a key alone may be in any bucket."""
    if not written.startswith("s3://"):
        key = written.strip("/*")
        return not key or key in uri
    known, hole, _ = written.partition("*")
    if known == "s3://":
        return True
    bare = known if hole else known.rstrip("/")
    return uri.startswith(bare) if hole and len(uri) >= len(bare) else _below(uri, bare) or _below(bare, uri)


def _below(uri: str, folder: str) -> bool:
    return uri == folder or uri.startswith(f"{folder.rstrip('/')}/")
