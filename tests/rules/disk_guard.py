"""What rules and the interpreter look at on disk while a file is judged, past the view that they are given."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable
from typing import Any

import pytest

from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.run.rule_calls import RuleCalls
from sm_lint.registry.ruleset import RuleSet

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

    original = RuleCalls.about_code

    def run(self: RuleCalls, analysis: FileAnalysis, rules: RuleSet) -> None:
        nonlocal seen
        seen = []
        try:
            original(self, analysis, rules)
        finally:
            looked, seen = seen, None
            dependencies = analysis.around.dependencies
            known = {dependency.path for dependency in dependencies}
            # To know where a path leads, each folder above it is asked whether it is a link.
            followed = [each.path + os.sep for each in dependencies if each.question in ("inside", "outside")]
            found.extend(
                path
                for path in looked
                if path.startswith(folder)
                and path not in known
                and not any(end.startswith(path + os.sep) for end in followed)
            )

    for module, name in WAYS:
        monkeypatch.setattr(module, name, noting(getattr(module, name)))
    monkeypatch.setattr(RuleCalls, "about_code", run)
    return found
