"""What rules and the interpreter look at on disk while a file is judged, behind the back of its surroundings."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable
from typing import Any

import pytest

from sm_lint.lint.ruleset import RuleSet
from sm_lint.lint.script import ScriptRun
from sm_lint.lint.surroundings import Disk

WAYS = [
    *[(os, name) for name in ("stat", "lstat", "access", "listdir", "scandir", "open", "readlink")],
    (builtins, "open"),
    (io, "open"),
]


def watch(monkeypatch: pytest.MonkeyPatch, folder: str) -> list[str]:
    """From now on, have paths below a folder noted that are looked at without being among the dependencies.

    Returns:
        The paths, as they come.
    """
    found: list[str] = []
    seen: list[str] | None = None

    def noting(ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any, **options: Any) -> Any:
            path = arguments[0] if arguments else next(iter(options.values()), None)
            if seen is not None and isinstance(path, str | bytes | os.PathLike):
                seen.append(os.path.join(os.getcwd(), os.fsdecode(path)))
            return ask(*arguments, **options)

        return asked

    original = ScriptRun.run

    def run(self: ScriptRun, rules: RuleSet) -> None:
        nonlocal seen
        seen = []
        try:
            original(self, rules)
        finally:
            looked, seen = seen, None
            known = {dependency.path for dependency in self.around.dependencies}
            found.extend(path for path in looked if path.startswith(folder) and path not in known)

    inside = Disk.is_inside

    def is_inside(self: Disk, path: str, folder: str) -> bool:
        """Where links lead decides whether a file may be read; one that may not be is among the dependencies."""
        nonlocal seen
        kept, seen = seen, None
        try:
            return inside(self, path, folder)
        finally:
            seen = kept

    monkeypatch.setattr(Disk, "is_inside", is_inside)
    for module, name in WAYS:
        monkeypatch.setattr(module, name, noting(getattr(module, name)))
    monkeypatch.setattr(ScriptRun, "run", run)
    return found
