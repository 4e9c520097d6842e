"""What the requirements of releases bring with them, as it was in the time of these releases; by `uv pip compile`.

The requirements of one image contradict each other, since several commands install them one after the other, and pins of a release
would have to be resolved for each image. Which package requires which others changes less: for each version of Python, all
that is asked for is resolved by name as of the day of its last release, and an image has what can be reached from its
requirements. That is rather more than it has.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.image_contents.releases import Release
from sm_lint.sagemaker.images import normalised

Graph = Mapping[str, frozenset[str]]
"""What distributions require, by their PEP 503 names."""
_LAST_OLDER = "3.10"
"""Images of it and of Pythons before are from the same years; the first with a later one was released in 2024."""
_SECONDS = 120
_AT_ONCE = 12
"""How many names are resolved together: of many, some contradict each other."""
_NAME = regex(r"([A-Za-z0-9][\w.-]*)(\[[^\]]*\])?")
_LINE = regex(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==\S+(?:\s*# via (.*))?$", re.MULTILINE)
_EXACT = regex(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([\w.+!]+)")
_LACKING = regex(
    r"(?:there (?:is no version|are no versions) of|only the following versions of) ([\w.-]+)"
    r"|\b([\w.-]+) was not found in the package registry"
    r"|Wheels are required for `([\w.-]+)`"
)


class Era(NamedTuple):
    """Releases with one Python.

    Attributes:
        python: its version.
        day: the day as of which they are resolved.
        asked: what they ask for, by name with extras.
    """

    python: str
    day: str
    asked: tuple[str, ...]


def eras(releases: Iterable[Release]) -> list[Era]:
    """One for each Python: as of its last release."""
    by_python: dict[str, list[Release]] = {}
    for release in releases:
        by_python.setdefault(release.python, []).append(release)
    popular = set(load("image_contents/additions")["popular"]["distributions"].split())
    found = []
    for python, each in sorted(by_python.items()):
        wanted = {_wanted(word) for release in each for word in release.requirements}
        asked = tuple(sorted(_with_closures(wanted | popular)))
        found.append(Era(python, max(release.day for release in each), asked))
    return found


def _with_closures(asked: Iterable[str]) -> set[str]:
    """What can be resolved of what is asked for: for what has no wheel, that which it requires."""
    closures: dict[str, str] = load("image_contents/additions")["closure"]
    pending, found, seen = list(asked), set[str](), set[str]()
    while pending:
        word = pending.pop()
        if word in seen:
            continue
        seen.add(word)
        if _name(word) in closures:
            pending += closures[_name(word)].split()
        else:
            found.add(word)
    return found


def resolve(era: Era, folder: Path, uv: str) -> None:
    """Write `<python>-<day>.txt` into a folder, where it is not there: lines like `numpy==1.19.2  # via pandas, scipy`."""
    target = folder / f"{era.python}-{era.day}.txt"
    if target.exists():
        return
    asked = era.asked
    failed: list[str] = []
    parts = (asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE))
    text = "".join(_resolved(part, era, uv, failed) for part in parts)
    target.write_text(text + "".join(f"# not resolved: {word}\n" for word in failed), encoding="utf-8")


def graph_of(folder: Path, python: str = "") -> tuple[Graph, frozenset[str]]:
    """What distributions require in any era, and the versions of Python that were resolved.

    The eras count together: where one was resolved with a version that is older than that of an image, others are newer. What
    distributions have come to require since the last image with an older Python, that image does not have.

    Args:
        folder: the eras.
        python: of the image; by default, all eras count.
    """
    edges: dict[str, set[str]] = {}
    paths = sorted(folder.glob("*.txt"))
    is_older = bool(python) and _minor(python) <= _minor(_LAST_OLDER)
    for path in paths:
        if is_older and _minor(path.name) > _minor(_LAST_OLDER):
            continue
        for name, via in _LINE.findall(path.read_text(encoding="utf-8")):
            edges.setdefault(normalised(name), set())
            for parent in filter(None, via.split(",")):
                found = _NAME.match(parent.strip())
                if found is not None:
                    edges.setdefault(normalised(found[1]), set()).add(normalised(name))
    closures: dict[str, str] = load("image_contents/additions")["closure"]
    for name, needed in closures.items():
        edges.setdefault(name, set()).update(needed.split())
    known = {name: frozenset(needed) for name, needed in edges.items()}
    return known, frozenset(path.name.partition("-")[0] for path in paths)


def packages(release: Release, graph: Graph) -> tuple[dict[str, str], list[str]]:
    """Versions by distribution of all that a release may hold, empty where the version is not fixed; and what was not resolved."""
    asked = {normalised(_name(word)) for word in release.requirements}
    pending, reached = sorted(asked), set(asked)
    while pending:
        for name in sorted(graph.get(pending.pop(), ())):
            if name not in reached:
                reached.add(name)
                pending.append(name)
    reached.update(normalised(name) for name in release.present)
    versions = dict.fromkeys(sorted(reached), "") | _fixed(release.requirements)
    return versions, sorted(name for name in asked if name not in graph)


def _fixed(requirements: Iterable[str]) -> dict[str, str]:
    """Versions of what is asked for in one version alone."""
    said: dict[str, set[str]] = {}
    for word in requirements:
        exact = _EXACT.fullmatch(word.replace(" ", ""))
        said.setdefault(normalised(_name(word)), set()).add(exact[2] if exact is not None else "")
    return {name: version for name, versions in said.items() if len(versions) == 1 for version in versions}


def _resolved(asked: Sequence[str], era: Era, uv: str, failed: list[str]) -> str:
    """What uv writes; of what contradicts itself, each half for itself.

    What has no wheel and is required by others is written as if all that is asked for required it.
    """
    dropped: list[str] = []
    while asked:
        text, reason = _compiled(asked, dropped, era, uv)
        if text is not None:
            parents = ", ".join(asked)
            return text + "".join(f"{name}==0  # via {parents}\n" for name in dropped)
        lacking = {normalised(name) for names in _LACKING.findall(reason) for name in names if name}
        gone = [word for word in asked if _name(word) in lacking]
        needed = sorted(lacking - {_name(word) for word in gone} - set(dropped))
        failed += gone
        asked = [word for word in asked if word not in gone]
        dropped += needed
        if gone or needed:
            continue
        if len(asked) == 1:
            failed += asked
            return ""
        middle = len(asked) // 2
        return _resolved(asked[:middle], era, uv, failed) + _resolved(asked[middle:], era, uv, failed)
    return ""


def _compiled(asked: Sequence[str], dropped: Sequence[str], era: Era, uv: str) -> tuple[str | None, str]:
    """What uv writes, or None with the reason; `dropped` is not required by anything."""
    words = [uv, "pip", "compile", "--quiet", "--no-header", "--annotation-style", "line", "--no-build"]
    words += ["--python-version", era.python, "--exclude-newer", era.day, "--python-platform", "x86_64-manylinux_2_28"]
    with NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as overrides:
        overrides.writelines(f'{name}; python_version < "3"\n' for name in dropped)
        overrides.flush()
        words += ["--overrides", overrides.name, "-"]
        try:
            done = subprocess.run(
                words, input="\n".join(asked), capture_output=True, check=False, timeout=_SECONDS, text=True
            )
        except subprocess.TimeoutExpired:
            return None, "time"
    return (done.stdout, "") if done.returncode == 0 else (None, " ".join(done.stderr.split()))


def _wanted(word: str) -> str:
    """A requirement without its version."""
    found = _NAME.match(word)
    assert found is not None, word
    return normalised(found[1]) + (found[2] or "")


def _name(word: str) -> str:
    return _wanted(word).partition("[")[0]


def _minor(python: str) -> int:
    """The second number of a version of Python, which other words may follow."""
    return int(python.partition("-")[0].split(".")[1])
