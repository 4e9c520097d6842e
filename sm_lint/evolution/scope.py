"""What a difference between two trees may concern: the scripts and definitions whose meaning may have changed.

The trees are compared by the hashes of their files. Of the files that do not differ only those are read that import a
module that does, or mention a file that does; git searches for them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from sm_lint.evolution.sides import Side
from sm_lint.lint.linking.imports import imported_names
from sm_lint.lint.run.affected import module_name
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, SCRIPTS, DocumentKind, document_kind
from sm_lint.workspace.git import Step
from sm_lint.workspace.source import MAX_BYTES

_READ = SCRIPTS | DEFINITIONS | IMAGES
_REQUIREMENTS = "requirements"


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
    others = {path for path in differing - seeds if document_kind(path) is not DocumentKind.TOML}
    seeds |= {path for path in side.mentioning({os.path.basename(path) for path in others}) if _is_read(path)}
    seeds |= _beside_requirements(side, others)
    affected = seeds | _importers(side, seeds)
    with side.here():
        kept = {path for path in affected if not side.resolver.settings_for(os.path.dirname(path)).excludes(path)}
    return Scope(frozenset(differing), frozenset(kept))


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
    """The files that import one of some modules by its name, directly or indirectly."""
    found: set[str] = set()
    asked: set[str] = set()
    wanted = {name for path in seeds if (name := module_name(path))}
    while wanted:
        asked |= wanted
        candidates = {path for path in side.mentioning(wanted) if document_kind(path) in SCRIPTS} - found - seeds
        side.prefetch(candidates)
        more = {
            path for path in candidates if not wanted.isdisjoint(imported_names(side.content(path, MAX_BYTES)).split())
        }
        found |= more
        wanted = {name for path in more if (name := module_name(path))} - asked
    return found


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
