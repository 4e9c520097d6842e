"""Which modules may be imported as rule packages because a configuration names them.

A distribution that was installed on purpose, and announces the module in the entry point group ``sm_lint.rules``, is one.
Anything else, such as a module that lies in the linted repository, needs the user's word: linting must not run code that
came with what is linted.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import Distribution, distributions
from types import ModuleType
from typing import ClassVar
from urllib.parse import urlparse
from urllib.request import url2pathname

from sm_lint.workspace import disk
from sm_lint.workspace.boundary import is_inside

GROUP = "sm_lint.rules"
VARIABLE = "SM_LINT_ALLOW_PLUGINS"
FLAG = "--allow-plugins"

_allowed: set[str] = set()


def allowed_by_environment(environment: Mapping[str, str] | None = None) -> bool:
    """Does the environment variable allow every plugin? An empty value, ``0``, ``no``, ``off`` and ``false`` do not."""
    value = (os.environ if environment is None else environment).get(VARIABLE, "")
    return value.strip().lower() not in {"", "0", "no", "off", "false"}


def admit(installed: Iterable[str], local: Iterable[str]) -> None:
    """Let rule packages be imported in this process.

    Args:
        installed: modules that are taken from the distribution that announces them, whatever else of the name lies on
            the path.
        local: modules that the user allowed to be taken from anywhere.
    """
    _allowed.update(local)
    for module in installed:
        if module not in _allowed:
            _Finder.pin(module)


def is_admitted(module: str) -> bool:
    """May a module be imported as a rule package in this process?"""
    return module in _allowed or module in _Finder.pinned


def is_installed(module: str) -> bool:
    """Does an installed distribution announce the module as a rule package?"""
    return module in announced()


def announced() -> Mapping[str, Sequence[str]]:
    """Modules that installed distributions announce, each with the folders that its first package is imported from."""
    folders = tuple(_site_folders())
    known = _known.get(folders)
    if known is None:
        found: dict[str, Sequence[str]] = {}
        for distribution in distributions(path=list(folders)):
            for point in distribution.entry_points.select(group=GROUP):
                homes = tuple(_homes(distribution, point.module))
                if homes:
                    found.setdefault(point.module, homes)
        known = _known[folders] = found
    return known


_known: dict[tuple[str, ...], Mapping[str, Sequence[str]]] = {}


def _site_folders() -> Iterator[str]:
    """Folders that installers put distributions into: no working directory and nothing of ``PYTHONPATH``."""
    paths = sysconfig.get_paths()
    candidates = [paths["purelib"], paths["platlib"], *site.getsitepackages()]
    if site.ENABLE_USER_SITE:
        candidates.append(site.getusersitepackages())
    yield from dict.fromkeys(os.path.abspath(folder) for folder in candidates if disk.is_folder(folder))


def _homes(distribution: Distribution, module: str) -> Iterator[str]:
    """Folders that a distribution's module can be imported from."""
    parts = module.split(".")
    files = {"/".join(parts) + ".py", "/".join([*parts, "__init__.py"])}
    if any(str(file).replace(os.sep, "/") in files for file in distribution.files or ()):
        yield os.path.abspath(str(distribution.locate_file("")))
        return
    source = _editable_source(distribution)
    if source is not None:
        yield from _editable_homes(source, parts)


def _editable_source(distribution: Distribution) -> str | None:
    """The folder that a distribution was installed from with ``pip install -e``."""
    try:
        record = json.loads(distribution.read_text("direct_url.json") or "{}")
        if record["dir_info"]["editable"] is not True:
            return None
        url = urlparse(record["url"])
    except (ValueError, KeyError, TypeError, OSError):
        return None
    return os.path.abspath(url2pathname(url.path)) if url.scheme == "file" else None


def _editable_homes(source: str, parts: Sequence[str]) -> Iterator[str]:
    """Folders of an editable distribution that hold a module: those that installers use, and those on the path."""
    candidates = [source, os.path.join(source, "src"), *(os.path.abspath(entry) for entry in sys.path if entry)]
    for folder in dict.fromkeys(candidates):
        base = os.path.join(folder, *parts)
        there = disk.is_file(base + ".py") or disk.is_file(os.path.join(base, "__init__.py"))
        if there and is_inside(base, source):
            yield folder
            return


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the first package of announced modules where their distribution has it."""

    pinned: ClassVar[set[str]] = set()
    folders: ClassVar[dict[str, tuple[str, ...]]] = {}

    @classmethod
    def pin(cls, module: str) -> None:
        """Have a module found in its distribution alone; one that no distribution announces is left out."""
        homes = announced().get(module)
        if homes is None or module in cls.pinned:
            return
        cls.pinned.add(module)
        top = module.partition(".")[0]
        # The parts of a namespace package may lie in several folders.
        cls.folders[top] = tuple(dict.fromkeys((*cls.folders.get(top, ()), *homes, *_site_folders())))
        if not any(isinstance(finder, cls) for finder in sys.meta_path):
            sys.meta_path.insert(0, cls())

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The specification of a pinned package; None leaves the question to others."""
        folders = self.folders.get(fullname)
        return importlib.machinery.PathFinder.find_spec(fullname, folders) if folders and path is None else None
