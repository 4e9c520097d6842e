"""Whether a version specifier allows what another one did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_LOWEST, _HIGHEST = "0", "99999"


def excluded_version(before: str, after: str) -> str | None:
    """A version that the specifier `before` allows and `after` does not; None where there is none.

    The versions that the two specifiers name, and those next to them, are tried: between two of these neither changes.
    """
    from packaging.specifiers import SpecifierSet

    allowed, remaining = SpecifierSet(before), SpecifierSet(after)
    tried = sorted({*_candidates(allowed), *_candidates(remaining)}, key=_rank)
    exact = {item.version for item in allowed if item.operator == "==="}
    if exact and not exact <= {item.version for item in remaining if item.operator == "==="}:
        # What `===` asks for may be no version, which no other operator allows.
        return next((text for text in sorted(exact) if not _allows(remaining, text)), None)
    return next((str(version) for version in tried if version in allowed and version not in remaining), None)


def _allows(specifiers: SpecifierSet, text: str) -> bool:
    from packaging.version import InvalidVersion

    try:
        return specifiers.contains(text, prereleases=True)
    except InvalidVersion:
        return not specifiers


def shown(specifier: str) -> str:
    """A specifier in messages; one that allows everything is "any version"."""
    return f"`{specifier}`" if specifier else "any version"


def canonical(name: str) -> str:
    """The name under which package indexes list a distribution."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _rank(version: Version) -> tuple[bool, int, Version]:
    """Versions that are written come before those that are next to them."""
    return version.release[-1] in (1, int(_HIGHEST)) and len(version.release) > 3, len(version.release), version


def _candidates(specifiers: SpecifierSet) -> Iterator[Version]:
    from packaging.version import InvalidVersion, Version

    yield from (Version(_LOWEST), Version(_HIGHEST))
    for specifier in specifiers:
        try:
            version = Version(specifier.version.removesuffix(".*"))
        except InvalidVersion:  # `===` compares texts
            continue
        yield version
        release = [*version.release]
        yield from _around(release)
        if specifier.operator == "~=" and len(release) > 1:
            yield from _around([*release[:-2], release[-2] + 1])
        if specifier.version.endswith(".*"):
            yield from _around([*release[:-1], release[-1] + 1])


def _around(release: list[int]) -> Iterator[Version]:
    """A release, and versions just below and above it."""
    from packaging.version import Version

    parts = [*release, *[0] * (3 - len(release))]
    text = ".".join(map(str, parts))
    yield Version(".".join(map(str, release)))
    yield Version(f"{text}.1")
    for position in reversed(range(len(parts))):
        if parts[position] > 0:
            below = [*parts[:position], parts[position] - 1, *[int(_HIGHEST)] * (len(parts) - position)]
            yield Version(".".join(map(str, below)))
            break
