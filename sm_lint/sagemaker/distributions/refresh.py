"""Rewrites the data of this folder from the pages of a package index.

``python -m sm_lint.sagemaker.distributions.refresh FOLDER`` reads pages of the simple API in JSON (PEP 691), ``FOLDER/NAME.json``
for each distribution, and no network. ``--fetch`` asks https://pypi.org for those that are not in the folder: for the names that
there is data of already, and those given by ``--name``.

Only final releases are kept, and of their files only what pip takes on Linux. Of a distribution with a great many releases the first
and the last of each run are kept, and the others with the same Python between them count as known.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

FOLDER = Path(__file__).parent / "data"
SUFFIX = ".releases.toml"
"""Without it, the file of a distribution such as `ruff` would configure the tool."""
INDEX = "https://pypi.org/simple"
PYTHONS = tuple((3, minor) for minor in range(6, 15))
_PATCHES = 40
"""More than any minor version of Python had."""
_TYPE = "application/vnd.pypi.simple.v1+json"


def releases(page: dict[str, Any]) -> dict[Version, frozenset[tuple[int, int]]]:
    """The final releases on a page, each with the versions of Python that can install it."""
    found: dict[Version, set[tuple[int, int]]] = {}
    for file in page["files"]:
        taken = _installable(file["filename"])
        if taken is None:
            continue
        version, tags = taken
        if not version.is_prerelease:
            found.setdefault(version, set()).update(_pythons(tags, file.get("requires-python")))
    return {version: frozenset(found[version]) for version in sorted(found)}


def _installable(filename: str) -> tuple[Version, frozenset[Tag] | None] | None:
    """The version of a file, with the tags of a wheel; None for what pip does not install."""
    try:
        if filename.endswith(".whl"):
            _, version, _, tags = parse_wheel_filename(filename)
            return version, tags
        if filename.endswith((".tar.gz", ".zip")):
            return parse_sdist_filename(filename)[1], None
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        pass
    return None


def _pythons(tags: frozenset[Tag] | None, required: str | None) -> Iterator[tuple[int, int]]:
    try:
        wanted = SpecifierSet(required or "")
    except InvalidSpecifier:
        wanted = SpecifierSet()
    for python in PYTHONS:
        if (tags is None or any(_takes(python, tag) for tag in tags)) and any(
            wanted.contains(f"{python[0]}.{python[1]}.{patch}") for patch in range(_PATCHES)
        ):
            yield python


def _takes(python: tuple[int, int], tag: Tag) -> bool:
    """Whether CPython on Linux installs a wheel; that a machine has another processor or an older libc is not looked at."""
    if tag.platform != "any" and not tag.platform.startswith(("linux_", "manylinux")):
        return False
    kind, digits = tag.interpreter[:2], tag.interpreter[2:]
    if kind not in ("py", "cp") or not digits.isdecimal():
        return False
    if len(digits) == 1:
        return int(digits) == python[0]
    own = int(digits[0]), int(digits[1:])
    return own <= python if kind == "py" or tag.abi in ("abi3", "none") else own == python


def text(name: str, found: dict[Version, frozenset[tuple[int, int]]], size: int = 8 * 1024) -> str:
    """The file of a distribution, about 8 KiB at most."""
    runs = [
        (pythons, [str(version) for version, _ in group])
        for pythons, group in groupby(found.items(), key=lambda item: item[1])
    ]
    whole = sum(len(version) + 1 for _, versions in runs for version in versions) <= size
    lines = [
        "# Written by `python -m sm_lint.sagemaker.distributions.refresh`; see index.toml.",
        f'source = "{INDEX}/{name}/"',
        f"whole = {'true' if whole else 'false'}",
    ]
    for pythons, versions in runs:
        kept = versions if whole or len(versions) < 3 else [versions[0], versions[-1]]
        lines += ["", "[[run]]", f'pythons = "{_shown(pythons)}"', f"versions = {_block(kept)}"]
    return "\n".join([*lines, ""])


def _shown(pythons: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{major}.{minor}" for major, minor in sorted(pythons))


def _block(words: Sequence[str]) -> str:
    lines = wrap(" ".join(words), 120, break_long_words=False, break_on_hyphens=False)
    return f'"{lines[0]}"' if len(lines) == 1 else '"""\n' + "\n".join(lines) + '\n"""'


def index_text(date: str, count: int) -> str:
    """index.toml: what is common to all files."""
    return "\n".join(
        [
            "# Releases of distributions by the versions of Python that can install them on Linux, one file for each distribution.",
            "#",
            "# whole      all final releases are listed; otherwise the first and the last of each run",
            "# run        releases one after another that the same versions of Python can install; none if only other",
            "#            systems or Python 2 can",
            "",
            f'source = "{INDEX}"',
            f"date = {date}",
            f"distributions = {count}",
            f'pythons = "{_shown(PYTHONS)}"',
            "",
        ]
    )


def fetch(folder: Path, names: Iterable[str]) -> None:
    """Bring the pages that are not in a folder."""
    for name in names:
        path = folder / f"{name}.json"
        if not path.exists():
            request = urllib.request.Request(f"{INDEX}/{name}/", headers={"Accept": _TYPE})
            with urllib.request.urlopen(request, timeout=60) as answer:
                path.write_bytes(answer.read())


def main(arguments: Sequence[str]) -> None:
    """Rewrite the data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--date", default=dt.datetime.now(dt.timezone.utc).date().isoformat())
    args = parser.parse_args(arguments)
    names = {path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}")} | set(args.name)
    if args.fetch:
        fetch(args.folder, sorted(names))
    written = 0
    for path in sorted(args.folder.glob("*.json")):
        found = releases(json.loads(path.read_text("utf-8")))
        if found:
            (FOLDER / f"{path.stem}{SUFFIX}").write_text(text(path.stem, found), encoding="utf-8")
            written += 1
    (FOLDER / "index.toml").write_text(index_text(args.date, written), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
