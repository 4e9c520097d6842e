"""Definitions and the scripts that they launch, as the linter ties them together in a copy of a checkout."""

from __future__ import annotations

import ast
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import sm_lint
from seeded.source import Source, source_of

COPIED = (".py", ".ipynb", ".json", ".yaml", ".yml", ".toml", ".cfg", ".sh", ".txt")
MAX_BYTES = 1 << 20
MAX_FILES = 500
_SKIPPED = {".git", "node_modules", ".venv", "__pycache__"}


@dataclass(frozen=True)
class Pair:
    """A job and its script.

    Attributes:
        job: what the linter knows of the definition.
        script: path of the file with the script's text: the notebook, for one that a cell writes.
        written: base name of the script that a cell writes; empty for a file.
    """

    job: sm_lint.Job
    script: str
    written: str = ""

    @property
    def definition(self) -> str:
        """Path of the file that defines the job."""
        return self.job.place.path

    @cached_property
    def defining(self) -> Source:
        """The text of the definition."""
        return source_of(self.definition, read(self.definition))

    @cached_property
    def running(self) -> Source:
        """The text of the script."""
        return source_of(self.script, read(self.script), self.written)

    @cached_property
    def shared(self) -> frozenset[str]:
        """The texts of the script's literals."""
        return frozenset(str(literal.value) for literal in self.running.literals())

    @cached_property
    def variables(self) -> tuple[ast.Constant, ...]:
        """The literals by which the script reads environment variables."""
        return tuple(literal for literal in self.running.literals() if self._is_read(literal))

    def _is_read(self, literal: ast.Constant) -> bool:
        above = self.running.parent(literal)
        if isinstance(above, ast.Subscript):
            return "environ" in _names(above.value)
        if not isinstance(above, ast.Call) or above.args[:1] != [literal]:
            return False
        called = above.func
        owner = _names(called.value) if isinstance(called, ast.Attribute) else ()
        return "getenv" in _names(called) or ("environ" in owner and "get" in _names(called))

    @cached_property
    def idiom(self) -> str:
        """How the script learns where its data is, by what it uses first of a list of ways."""
        names = {name for node in self._walk() for name in _names(node)}
        if self.written:
            return "notebook cell"
        if names & {"argparse", "click", "ArgumentParser", "HfArgumentParser", "typer"}:
            return "argparse"
        if names & {"environ", "getenv"}:
            return "environment"
        return "pathlib" if names & {"pathlib", "Path"} else "constant path"

    def _walk(self) -> Iterator[ast.AST]:
        return (node for text in self.running.texts for node in ast.walk(text.tree))

    def mentions(self, path: str) -> bool:
        """Does a literal of the script name this path, or one below it?"""
        return any(text == path or text.startswith(path.rstrip("/") + "/") for text in self.shared)


def _names(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return (*(alias.name for alias in node.names), getattr(node, "module", None) or "")
    return (node.attr,) if isinstance(node, ast.Attribute) else (node.id,) if isinstance(node, ast.Name) else ()


def read(path: str) -> bytes:
    """The content of a file of the copy."""
    with open(path, "rb") as stream:
        return stream.read()


def copy(folder: str, target: str) -> int:
    """Copy the files of a folder that the linter may read, and return how many there are."""
    count = 0
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(files):
            path = os.path.join(base, name)
            if not (name.endswith(COPIED) or "Dockerfile" in name) or os.path.islink(path):
                continue
            if os.path.getsize(path) > MAX_BYTES:
                continue
            count += 1
            if count > MAX_FILES:
                return count
            to = os.path.join(target, os.path.relpath(path, folder))
            os.makedirs(os.path.dirname(to), exist_ok=True)
            shutil.copyfile(path, to)
    return count


def pairs_in(folder: str, definitions: Iterable[str], resolver: sm_lint.Resolver) -> list[Pair]:
    """The pairs of a copied project, one for each job whose script can be read.

    Args:
        folder: the copy.
        definitions: files that define jobs, relative to it; all files where there are none.
        resolver: where settings come from.
    """
    named = [os.path.join(folder, name) for name in definitions] or [folder]
    found = []
    seen = set()
    for job in sm_lint.jobs_in(named, resolver=resolver):
        script = job.script
        if script is None or script.path is None or not job.place.path.endswith((".py", ".ipynb")):
            continue
        path, written = (job.place.path, os.path.basename(script.path)) if script.cell else (script.path, "")
        key = (job.place, path, written)
        if key in seen or not path.endswith((".py", ".ipynb")) or not os.path.isfile(path):
            continue
        seen.add(key)
        found.append(Pair(job, path, written))
    return found
