"""Until when AWS patches the images of a framework, as its support policy has it; see support.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sm_lint.sagemaker.data import load

if TYPE_CHECKING:  # runs git, which only the refresh does
    from sm_lint.sagemaker.image_contents.checkout import Checkout

_DESCRIBED = re.compile(r"docs/src/data/([\w-]+)/[^/]+\.yml")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Support(NamedTuple):
    """How an image is supported.

    Attributes:
        ended: the day on which its patches ended; empty where the policy has no day for it, as it is older than all that it names.
        oldest: the oldest version of its repository that is patched; empty where none is.
        day: the day of the policy.
    """

    ended: str
    oldest: str
    day: str


def ended_support(repository: str, version: str) -> Support | None:
    """How an image is supported that gets no patches any more; None for one that does, or of which that is not known."""
    known, day = _policy()
    versions = known.get(repository)
    wanted = _numbers(version)
    if not versions or not wanted:
        return None
    patched = sorted((each for each, end in versions.items() if end > day), key=_numbers)
    oldest = patched[0] if patched else ""
    for each, end in versions.items():
        numbers = _numbers(each)
        if wanted[: len(numbers)] == numbers:
            return Support(end, oldest, day) if end <= day else None
    return Support("", oldest, day) if wanted < min(map(_numbers, versions)) else None


def _numbers(version: str) -> tuple[int, ...]:
    """``2.6.0`` and ``1.4-2-py312`` as numbers, without the Python."""
    return tuple(int(each) for each in re.findall(r"\d+", version.partition("-py")[0]))


@cache
def _policy() -> tuple[dict[str, dict[str, str]], str]:
    table: dict[str, Any] = load("image_contents/support")
    found: dict[str, dict[str, str]] = {}
    for entry in table["image"]:
        found.setdefault(entry["repository"], {})[entry["version"]] = entry["end-of-patch"]
    return found, table["day"]


def policy(source: Checkout) -> Iterator[tuple[str, str, str, str]]:
    """Repository, version, general availability and end of patch of the images for SageMaker that a checkout dates."""
    import yaml

    found = set()
    for path in source.files():
        match = _DESCRIBED.fullmatch(path)
        if match is None:
            continue
        described = yaml.safe_load(source.text(path))
        dates = [str(described.get(key, "")) for key in ("ga", "eop")]
        if described.get("platform") == "sagemaker" and all(map(_DAY.fullmatch, dates)):
            found.add((match[1], str(described["version"]), dates[0], dates[1]))
    yield from sorted(found, key=lambda each: (each[0], _numbers(each[1]), each))


def support_text(source: Checkout) -> str:
    """support.toml."""
    lines = [
        "# Until when AWS patches images, by its support policy; written by `python -m sm_lint.sagemaker.image_contents.refresh`.",
        "#",
        "# day                   of the commit; what ends later had not ended",
        "# version               as the policy names it: all of its patches",
        "# general-availability  from when on the image is supported",
        "# end-of-patch          the last day on which it gets patches",
        "# Versions that are older than all of a repository's have no date in the source, and are not in its list of what is supported.",
        "",
        f'source = "{source.name}@{source.commit} docs/src/data, docs/src/templates/reference/support_policy.template.md"',
        f'day = "{source.day()}"',
    ]
    for repository, version, begun, end in policy(source):
        lines += ["", "[[image]]", f'repository = "{repository}"', f'version = "{version}"']
        lines += [f'general-availability = "{begun}"', f'end-of-patch = "{end}"']
    return "\n".join([*lines, ""])
