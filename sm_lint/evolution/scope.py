"""What a difference between two trees may concern: the scripts and definitions whose meaning may have changed.

The trees are compared by the hashes of their files. Of the files that do not differ only those are read that import a
module that does, or mention a file that does; git searches for them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sm_lint.evolution.sides import Side
from sm_lint.lint.linking.imports import module_name
from sm_lint.patterns import regex
from sm_lint.registry.location import is_test
from sm_lint.workspace.boundary import upward
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, SCRIPTS, document_kind
from sm_lint.workspace.git import Step
from sm_lint.workspace.source import MAX_BYTES

_READ = SCRIPTS | DEFINITIONS | IMAGES
_REQUIREMENTS = "requirements"
_SIDE_FILES = frozenset({".cfg", ".csv", ".ini", ".json", ".txt", ".yaml", ".yml"})
"""Suffixes of files that scripts and definitions read."""
_FROM = regex(rb"^[ \t>]*from[ \t]+([.A-Za-z_0-9]+)[ \t]+import\b([^#;\r\n(]*(?:\([^)]{0,20000}\))?)", re.MULTILINE)
_IMPORT = regex(rb"^[ \t>]*import[ \t]+([^#;\r\n]*)", re.MULTILINE)
_NAME = regex(rb"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Scope:
    """The files of one side that may mean something else on the other.

    Attributes:
        changed: files that differ.
        affected: scripts and definitions among them, and those that rest on them.
    """

    changed: frozenset[str]
    affected: frozenset[str]


def scope_of(side: Side, changed: Iterable[str]) -> Scope:
    """The files of a side that may mean something else on the other.

    Args:
        side: the side.
        changed: absolute paths of the files that differ.
    """
    below = side.resolver.cwd.rstrip(os.sep) + os.sep
    differing = {path for path in changed if path.startswith(below)}
    seeds = {path for path in differing if _is_read(path)}
    others = {path for path in differing - seeds if os.path.splitext(path)[1].lower() in _SIDE_FILES}
    seeds |= {path for path in side.mentioning({os.path.basename(path) for path in others}) if _is_read(path)}
    seeds |= _beside_requirements(side, others)
    affected = seeds | _importers(side, seeds)
    with side.here():
        kept = {path for path in affected if not _is_left_out(path, side)}
    return Scope(frozenset(differing), frozenset(kept))


def _is_left_out(path: str, side: Side) -> bool:
    """Whether a file is excluded, or a test, whose jobs are none."""
    settings = side.resolver.settings_for(os.path.dirname(path))
    return settings.excludes(path) or is_test(path, settings.root)


def _is_read(path: str) -> bool:
    return document_kind(path) in _READ or path.endswith((".sh", ".py"))


def _beside_requirements(side: Side, paths: Iterable[str]) -> set[str]:
    """Scripts in a folder whose requirements have changed."""
    from sm_lint.workspace import disk

    found: set[str] = set()
    with side.here():
        for path in paths:
            folder, name = os.path.split(path)
            if name.startswith(_REQUIREMENTS):
                found |= {os.path.join(folder, each) for each in disk.names_in(folder) if each.endswith(".py")}
    return found


def _importers(side: Side, seeds: set[str]) -> set[str]:
    """The files that import one of some modules, directly or indirectly."""
    found: set[str] = set()
    wanted = {path for path in seeds if module_name(path)}
    while wanted:
        names = {module_name(path) for path in wanted}
        candidates = {path for path in side.mentioning(names) if _may_import(path, side)} - found - seeds
        side.prefetch(candidates)
        modules = {_module(path) for path in wanted}
        wanted = {path for path in candidates if _imports(path, side, modules)}
        found |= wanted
    return found


def _may_import(path: str, side: Side) -> bool:
    return document_kind(path) in SCRIPTS and not is_test(path, side.resolver.cwd)


def _module(path: str) -> str:
    """The path of a module without suffix, that of its folder for a package."""
    return os.path.dirname(path) if os.path.basename(path) == "__init__.py" else path.removesuffix(".py")


def _imports(path: str, side: Side, modules: set[str]) -> bool:
    """Whether a file imports one of some modules."""
    folder = os.path.dirname(path)
    with side.here():
        roots = side.resolver.settings_for(folder).src
    names = {os.path.basename(module) for module in modules}
    for level, parts in _imported(side.content(path, MAX_BYTES)):
        if parts[-1] not in names:
            continue
        inside = os.path.join("", *parts)
        if level:
            base = folder
            for _ in range(level - 1):
                base = os.path.dirname(base)
            bases = [base]
        else:
            bases = [*roots, *upward(folder)]
        if any(os.path.join(base, inside) in modules for base in bases):
            return True
    return False


def _imported(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The modules that a file may import, as level and names; what is taken from a module may be a module too."""
    for module, members in _FROM.findall(data):
        dots = len(module) - len(module.lstrip(b"."))
        parts = tuple(part.decode() for part in module[dots:].split(b".") if part)
        if parts:
            yield dots, parts
        for name in _NAME.findall(members):
            yield dots, (*parts, name.decode())
    for modules in _IMPORT.findall(data):
        for each in modules.split(b","):
            names = each.split(b" as ")[0].strip().decode("ascii", "replace")
            if names:
                yield 0, tuple(names.split("."))


def before_and_after(steps: Iterable[Step]) -> tuple[set[str], set[str], dict[str, str]]:
    """The files that differ, by their earlier and later paths, and the later paths of those that were renamed."""
    known = [*steps]
    earlier = {step.before for step in known if step.before is not None}
    later = {step.after for step in known if step.after is not None}
    renamed = {
        step.before: step.after
        for step in known
        if step.before is not None and step.after is not None and step.before != step.after
    }
    return earlier, later, renamed
