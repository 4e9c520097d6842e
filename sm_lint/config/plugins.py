"""Decides which modules named by a configuration may be imported as rule packages.

Allowed are modules that an installed distribution announces in the entry point group ``sm_lint.rules``, because it was
installed on purpose. Any other module, such as one in the linted repository, needs the user's permission: linting must
not run code that came with the linted files.
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
    """Whether the environment variable allows all plugins. Empty, ``0``, ``no``, ``off`` and ``false`` do not."""
    value = (os.environ if environment is None else environment).get(VARIABLE, "")
    return value.strip().lower() not in {"", "0", "no", "off", "false"}


def admit(installed: Iterable[str], local: Iterable[str]) -> None:
    """Allow rule packages to be imported in this process.

    Args:
        installed: modules that are imported only from the distribution that announces them, even if another module of
            that name is on the path.
        local: modules that the user allowed to be imported from anywhere.
    """
    _allowed.update(local)
    for module in installed:
        if module not in _allowed:
            _Finder.pin(module)


def is_admitted(module: str) -> bool:
    """Whether a module may be imported as a rule package in this process."""
    return module in _allowed or module in _Finder.pinned


def is_installed(module: str) -> bool:
    """Whether an installed distribution announces the module as a rule package."""
    return module in announced()


def announced() -> Mapping[str, Sequence[str]]:
    """The modules that installed distributions announce, each with the folders of its top-level package."""
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
    """The folders into which installers put distributions; excludes the working directory and ``PYTHONPATH``."""
    paths = sysconfig.get_paths()
    candidates = [paths["purelib"], paths["platlib"], *site.getsitepackages()]
    if site.ENABLE_USER_SITE:
        candidates.append(site.getusersitepackages())
    yield from dict.fromkeys(os.path.abspath(folder) for folder in candidates if disk.is_folder(folder))


def _homes(distribution: Distribution, module: str) -> Iterator[str]:
    """The folders from which a distribution's module can be imported."""
    parts = module.split(".")
    files = {"/".join(parts) + ".py", "/".join([*parts, "__init__.py"])}
    if any(str(file).replace(os.sep, "/") in files for file in distribution.files or ()):
        yield os.path.abspath(str(distribution.locate_file("")))
        return
    source = _editable_source(distribution)
    if source is not None:
        yield from _editable_homes(source, parts)


def _editable_source(distribution: Distribution) -> str | None:
    """The folder from which a distribution was installed with ``pip install -e``."""
    try:
        record = json.loads(distribution.read_text("direct_url.json") or "{}")
        if record["dir_info"]["editable"] is not True:
            return None
        url = urlparse(record["url"])
    except (ValueError, KeyError, TypeError, OSError):
        return None
    return os.path.abspath(url2pathname(url.path)) if url.scheme == "file" else None


def _editable_homes(source: str, parts: Sequence[str]) -> Iterator[str]:
    """The folders of an editable distribution that may hold a module: the usual ones, and those on the path."""
    candidates = [source, os.path.join(source, "src"), *(os.path.abspath(entry) for entry in sys.path if entry)]
    for folder in dict.fromkeys(candidates):
        base = os.path.join(folder, *parts)
        there = disk.is_file(base + ".py") or disk.is_file(os.path.join(base, "__init__.py"))
        if there and is_inside(base, source):
            yield folder
            return


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the top-level package of announced modules in their distribution."""

    pinned: ClassVar[set[str]] = set()
    folders: ClassVar[dict[str, tuple[str, ...]]] = {}

    @classmethod
    def pin(cls, module: str) -> None:
        """Resolve a module from its distribution only; a module that is not announced is skipped."""
        homes = announced().get(module)
        if homes is None or module in cls.pinned:
            return
        cls.pinned.add(module)
        top = module.partition(".")[0]
        # The portions of a namespace package may be in several folders.
        cls.folders[top] = tuple(dict.fromkeys((*cls.folders.get(top, ()), *homes, *_site_folders())))
        if not any(isinstance(finder, cls) for finder in sys.meta_path):
            sys.meta_path.insert(0, cls())

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The specification of a pinned package; None delegates to the other finders."""
        folders = self.folders.get(fullname)
        return importlib.machinery.PathFinder.find_spec(fullname, folders) if folders and path is None else None
