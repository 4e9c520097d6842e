"""Which generation of the SageMaker Python SDK a project asks for, and which ones define a name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from sm_lint.config.settings import AUTO, Settings
from sm_lint.judgement.definitions.sdk_requirements import MAJORS, Requirement, is_requirements, requirements_in
from sm_lint.sagemaker.sdk.surface import Generation, surface
from sm_lint.syntax.span import Place
from sm_lint.workspace.view import FileView

_FOLDER = "requirements"
"""A folder whose text files are requirements, whatever they are called."""
_GENERATIONS: dict[int, Generation] = {2: "v2", 3: "v3"}
MAX_FOLDERS = 20
MAX_FILES = 40
"""Files of one folder that are read."""


class Pin(NamedTuple):
    """What a project asks for.

    Attributes:
        generation: the one generation that is left; empty for one where v2 and v3 are, and v1 is not.
        text: the requirement as it is written.
        place: where it is written.
        version: the version, where exactly one is asked for.
    """

    generation: Generation | Literal[""]
    text: str
    place: Place
    version: str = ""

    @property
    def path(self) -> str:
        """The file that has it."""
        return self.place.path


@lru_cache(maxsize=4096)
def generations_with(qualified: str) -> frozenset[Generation]:
    """The generations that define a name, or a module, of the SDK."""
    names: tuple[Generation, ...] = ("v2", "v3")
    return frozenset(name for name in names if surface(name).find(qualified) is not None)


def target_sdk(files: FileView, path: str, settings: Settings) -> Pin | None:
    """What is known of the SDK that a file is for: `target-sdk` of the configuration, else what the project asks for.

    Args:
        files: other files, as they are looked at on behalf of the judged one.
        path: of the judged file. The commands in a notebook's own cells come before all requirements.
        settings: those in force for it.

    Returns:
        None where nothing is said, and where one place asks for another generation than the next.
    """
    if settings.target_sdk != AUTO:
        major, _, rest = settings.target_sdk.lstrip("v").partition(".")
        source = settings.config_path or path
        generation = _GENERATIONS[int(major)]
        return Pin(
            generation, f'target-sdk = "{settings.target_sdk}"', Place(source), f"{major}.{rest}" if rest else ""
        )
    own = _of_notebook(files, path)
    if own:
        found = _pins(own)
        # One of its commands that says nothing may be the one that counts.
        return found[0] if found and len(found) == len(own) and _agree(found) else None
    for listed in _nearest_first(files, path):
        found = _pins(listed)
        return next((pin for pin in found if pin.version), found[0]) if found and _agree(found) else None
    return None


def newest_admitted(files: FileView, path: str) -> Requirement | None:
    """The requirement by which a fresh environment has the newest release of the SDK, though it admits v2 as well.

    None where a lock file or another requirement, in the same folder or in one above, leaves v3 out.
    """
    own = _of_notebook(files, path)
    if own:
        return _newest(own)
    found: Requirement | None = None
    for listed in _nearest_first(files, path):
        if any(3 not in each.majors or 2 not in each.majors for each in listed):
            return None
        found = found or _newest(listed)
    return found


def _newest(listed: list[Requirement]) -> Requirement | None:
    if any(3 not in each.majors or 2 not in each.majors for each in listed):
        return None
    return next((each for each in listed if each.newest), None)


def _agree(found: list[Pin]) -> bool:
    return len({pin.generation for pin in found}) == 1


def _pins(listed: list[Requirement]) -> list[Pin]:
    """Those that leave out a generation; where a lock file says what is installed, those of lock files."""
    found = []
    locked = [each for each in listed if each.place.path.endswith(".lock")]
    for each in locked or listed:
        if len(each.majors) == 1 and not each.majors.isdisjoint(_GENERATIONS):
            found.append(Pin(_GENERATIONS[next(iter(each.majors))], each.text, each.place, each.version))
        elif each.majors == MAJORS - {1}:
            found.append(Pin("", each.text, each.place))
    return found


def _of_notebook(files: FileView, path: str) -> list[Requirement]:
    return list(requirements_in(files.text(path) or "", path)) if path.endswith(".ipynb") else []


def _nearest_first(files: FileView, path: str) -> Iterator[list[Requirement]]:
    """The requirements of each folder that has any, from that of a file to that of the project."""
    folder = os.path.dirname(path)
    for _ in range(MAX_FOLDERS):
        found = list(_of_folder(files, folder))
        if found:
            yield found
        above = os.path.dirname(folder)
        if above == folder or not files.in_project(folder):
            return  # this was the project's own folder
        folder = above


def _of_folder(files: FileView, folder: str) -> Iterator[Requirement]:
    names = files.names(folder)
    chosen = [os.path.join(folder, name) for name in names if is_requirements(name)]
    if _FOLDER in names:
        inside = os.path.join(folder, _FOLDER)
        chosen += [os.path.join(inside, name) for name in files.names(inside) if name.endswith((".txt", ".in"))]
    for path in sorted(chosen)[:MAX_FILES]:
        text = files.text(path)
        if text and "sagemaker" in text:
            yield from requirements_in(text, path)
