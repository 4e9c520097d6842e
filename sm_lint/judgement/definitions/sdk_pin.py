"""Which generation of the SageMaker Python SDK a project asks for, and which ones define a name."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.sdk.surface import Generation, surface
from sm_lint.workspace.view import FileView

_FILES = (
    "requirements.txt",
    "requirements.in",
    "requirements-dev.txt",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Pipfile",
    "environment.yml",
    "environment.yaml",
)
_BOUND = r"(?:===?|~=|>=|<=|<|>|!=)\s*v?\d+(?:\.\d+)*(?:\.\*)?"
_PIN = re.compile(
    rf"(?<![\w.\-/#])sagemaker(?:\[[\w,\s-]*\])?\s*(?P<bounds>{_BOUND}(?:\s*,\s*{_BOUND})*)"
    r"|(?<![\w.\-/])sagemaker\s*=\s*(?:\{[^}]*version\s*=\s*)?\"(?P<poetry>[\^~]?\d[\d.]*)\""
)
_ONE = re.compile(r"(===?|~=|>=|<=|<|>|!=)\s*v?(\d[\d.]*)")
_COMMENT = re.compile(r"(?m)(?:^|\s)#.*$")
_MAJORS = (1, 2, 3)
MAX_FOLDERS = 20


class Pin(NamedTuple):
    """What a project asks for.

    Attributes:
        generation: the one generation that is left; empty for one where v2 and v3 are, and v1 is not.
        text: the requirement as it is written.
        path: the file that has it.
    """

    generation: Generation | Literal[""]
    text: str
    path: str


@lru_cache(maxsize=4096)
def generations_with(qualified: str) -> frozenset[Generation]:
    """The generations that define a name, or a module, of the SDK."""
    names: tuple[Generation, ...] = ("v2", "v3")
    return frozenset(name for name in names if surface(name).find(qualified) is not None)


def instead_of_old(qualified: str) -> str | None:
    """What v2 has in place of a name of v1; None for a name that is none of v1's, or that v2 has too."""
    return _old_names().get(qualified)


@cache
def _old_names() -> dict[str, str]:
    return {entry["name"]: entry["instead"] for entry in load("old_names")["name"]}


def pinned(files: FileView, path: str) -> Pin | None:
    """The generation that the requirements nearest to a file ask for; None where none does, or several do."""
    folder = os.path.dirname(path)
    for _ in range(MAX_FOLDERS):
        found = list(_pins(files, folder))
        if found:
            return found[0] if len({pin.generation for pin in found}) == 1 else None
        above = os.path.dirname(folder)
        if above == folder or not files.in_project(folder):
            return None  # this was the project's own folder
        folder = above
    return None


def _pins(files: FileView, folder: str) -> Iterator[Pin]:
    for name in _FILES:
        path = os.path.join(folder, name)
        text = files.text(path)
        if text and "sagemaker" in text:
            yield from pins_in(text, path)


def pins_in(text: str, path: str) -> Iterator[Pin]:
    """The pins that a file of requirements holds, those that leave out a generation."""
    if path.endswith(".ipynb"):
        text = _commands(text)
    for match in _PIN.finditer(_COMMENT.sub("", text)):
        majors = _majors(match["bounds"]) if match["bounds"] else {int(match["poetry"].lstrip("^~").partition(".")[0])}
        if majors == {2}:
            yield Pin("v2", match[0].strip(), path)
        elif majors == {3}:
            yield Pin("v3", match[0].strip(), path)
        elif majors == {2, 3}:
            yield Pin("", match[0].strip(), path)


def _commands(raw: str) -> str:
    """The lines of a notebook's code cells that install packages: its outputs, too, have names with versions."""
    try:
        cells = json.loads(raw)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return "\n".join(line for source in sources for line in source.splitlines() if "install" in line)


def _majors(bounds: str) -> set[int]:
    left = set(_MAJORS)
    for operator, version in _ONE.findall(bounds):
        major, _, rest = version.partition(".")
        number = int(major)
        if operator in ("==", "===", "~="):
            left &= {number}
        elif operator in (">=", ">"):
            left = {each for each in left if each >= number}
        elif operator == "<=" or (operator == "<" and rest.replace(".", "").strip("0")):
            left = {each for each in left if each <= number}
        elif operator == "<":
            left = {each for each in left if each < number}
    return left
