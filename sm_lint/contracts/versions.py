"""Versions of contracts, ranges of versions, and what a change asks of a version.

A version is ``MAJOR.MINOR.PATCH`` with an optional pre-release, as Semantic Versioning has it; missing parts are 0. Before
1.0.0 the leftmost part that is not 0 takes the place of the major one, as in Cargo.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from sm_lint.patterns import regex

_VERSION = regex(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_COMPARATOR = regex(r"(\^|~|>=|<=|==|=|>|<)?\s*(\S+)")
_WILDCARD = regex(r"(?:(\d{1,9})(?:\.(\d{1,9}))?\.)?\*")
_MOST_COMPARATORS = 20


class Bump(IntEnum):
    """The part of a version that a change has to raise, the largest last."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """``major``, ``minor``, ``patch`` or ``none``."""
        return self.name.lower()


class Version(NamedTuple):
    """A version; `stage` is empty for a release, which sorts after its pre-releases."""

    major: int
    minor: int = 0
    patch: int = 0
    stage: tuple[tuple[int, int, str], ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """The key that versions are sorted by."""
        return (self.major, self.minor, self.patch, not self.stage, self.stage)

    @property
    def text(self) -> str:
        """The version without its pre-release."""
        return f"{self.major}.{self.minor}.{self.patch}"

    def raised(self, bump: Bump) -> Version:
        """The lowest release that differs from this version by `bump`."""
        if bump is Bump.NONE:
            return self
        if self.stage:  # a pre-release of what is to come
            below = Version(self.major, self.minor, self.patch)
            if bump is Bump.PATCH or (self.patch == 0 and (bump is Bump.MINOR or self.minor == 0)):
                return below
        parts = [self.major, self.minor, self.patch]
        position = 3 - bump
        if self.major == 0:
            position = min(position + 1, 2)
            if self.minor == 0 and bump is Bump.MAJOR:
                position = 2
        parts[position] += 1
        parts[position + 1 :] = [0] * (2 - position)
        return Version(parts[0], parts[1], parts[2])


def parse_version(text: str) -> Version | None:
    """The version that a text stands for; None where it is not one."""
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return None
    major, minor, patch = (int(part or 0) for part in found.group(1, 2, 3))
    stage = tuple(_stage(part) for part in found[4].split(".")) if found[4] else ()
    return Version(major, minor, patch, stage)


def _stage(part: str) -> tuple[int, int, str]:
    """Numbers sort before words, and as numbers."""
    return (0, int(part), "") if part.isdigit() and len(part) < 20 else (1, 0, part)


class _Bounds(NamedTuple):
    """Versions from `low` on and below `high`, either of which may be missing; `closed` includes `high`."""

    low: Version | None = None
    high: Version | None = None
    above: bool = False
    closed: bool = False

    def holds(self, version: Version) -> bool:
        low, high = self.low, self.high
        if low is not None and (version.order < low.order or (self.above and version.order == low.order)):
            return False
        if high is None or (self.closed and version.order == high.order):
            return True
        # `<2` does not admit 2.0.0-rc.1
        return version.order < high.order and not (version.stage and version[:3] == high[:3] and not high.stage)


class VersionRange:
    """A range of versions, written as Cargo has it: ``^1.2``, ``~1.2``, ``>=1.2,<2``, ``=1.2.3``, ``1.*`` or ``*``.

    A version alone means the same as with a caret.

    Raises:
        ValueError: the text is not a range; the message says which part is not.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        parts = self.text.split(",")
        if len(parts) > _MOST_COMPARATORS:
            raise ValueError(f"more than {_MOST_COMPARATORS} parts")
        self._bounds = tuple(_bounds(part) for part in parts)

    def holds(self, version: Version) -> bool:
        """Whether a version is in the range."""
        return all(bounds.holds(version) for bounds in self._bounds)


def _bounds(text: str) -> _Bounds:
    wildcard = _WILDCARD.fullmatch(text.strip())
    if wildcard is not None:
        if wildcard[1] is None:
            return _Bounds()
        low = Version(int(wildcard[1]), int(wildcard[2] or 0))
        high = Version(low.major, low.minor + 1) if wildcard[2] else Version(low.major + 1)
        return _Bounds(low, high)
    found = _COMPARATOR.fullmatch(text.strip())
    version = parse_version(found[2]) if found is not None else None
    if found is None or version is None:
        raise ValueError(f"`{text.strip()}` is not a version or range")
    parts = len(found[2].split("-")[0].split("."))
    match found[1]:
        case ">=":
            return _Bounds(version)
        case ">":
            return _Bounds(version, above=True)
        case "<":
            return _Bounds(None, version)
        case "<=":
            return _Bounds(None, version, closed=True)
        case "=" | "==":
            return _Bounds(version, version, closed=True)
        case "~":
            return _Bounds(
                version, Version(version.major + 1) if parts == 1 else Version(version.major, version.minor + 1)
            )
    return _Bounds(version, _next_breaking(version, parts))


def _next_breaking(version: Version, parts: int) -> Version:
    """The first version that may break what works with this one."""
    if version.major or parts == 1:
        return Version(version.major + 1)
    if version.minor or parts == 2:
        return Version(0, version.minor + 1)
    return Version(0, 0, version.patch + 1)


def needed_bump(before: Version, after: Version) -> Bump:
    """The largest change that the step from one version to a later one announces; NONE where it is not later."""
    if after.order <= before.order:
        return Bump.NONE
    for bump in (Bump.MAJOR, Bump.MINOR):
        if after.order >= before.raised(bump)._replace(stage=((-1, 0, ""),)).order:
            return bump
    return Bump.PATCH
