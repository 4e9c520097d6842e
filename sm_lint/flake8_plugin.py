"""The bridge to flake8: findings of this linter among its own, under its selection and its `noqa` comments.

What the rules are, and which contracts there are, is said in ``[tool.sm-lint]`` as ever. flake8 hands over one file at a
time: what a pipeline in another file says of a script is not known here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from sm_lint.config.load import Resolver
from sm_lint.output.text import relative
from sm_lint.version import __version__

Reported = tuple[int, int, str, type[Any]]

BAD_CONFIGURATION = "SMX907"
_OVERRIDES = {"force_exclude": True, "extend_ignore": ["SMX904"]}
"""Excluded files are left out although they are named, and entry points are not looked for once for every file."""


class Plugin:
    """One file under flake8.

    Args:
        tree: its syntax tree; what flake8 knows a plugin for whole files by.
        filename: as flake8 shows it.
        lines: its text, by lines with their ends.
    """

    name: ClassVar[str] = "sm-lint"
    version: ClassVar[str] = __version__
    config: ClassVar[str | None] = None
    allow_plugins: ClassVar[bool | None] = None

    def __init__(self, tree: object, filename: str, lines: Sequence[str]) -> None:
        self.path = os.path.abspath(filename)
        self.text = "".join(lines)

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Declare ``--sm-lint-config`` and ``--sm-lint-allow-plugins``."""
        manager.add_option(
            "--sm-lint-config",
            metavar="FILE",
            parse_from_config=True,
            normalize_paths=True,
            help="The sm-lint configuration that governs all files, if it is not the nearest one.",
        )

        # Never from a configuration file: it may come with the code that is linted.
        manager.add_option(
            "--sm-lint-allow-plugins",
            action="store_true",
            default=False,
            parse_from_config=False,
            help="Import plugins that the sm-lint configuration names and that are not installed rule packages.",
        )

    @classmethod
    def parse_options(cls, options: Any) -> None:
        """Take over the options given to flake8."""
        cls.config = options.sm_lint_config
        cls.allow_plugins = options.sm_lint_allow_plugins or None

    def run(self) -> Iterator[Reported]:
        """Findings as (line from 1, column from 0, text, type)."""
        from sm_lint.lint.run.runner import lint_source
        from sm_lint.registry.packages import PluginError

        resolver = _resolver(os.getcwd(), self.config, self.allow_plugins)
        settings = resolver.settings_for(self.path)
        if settings.local_plugins and settings.root not in sys.path:
            sys.path.append(settings.root)
        try:
            result = lint_source(self._source(), self.path, resolver=resolver, index=False)
        except PluginError as error:
            yield 1, 0, f"{BAD_CONFIGURATION} {error}", type(self)
            return
        for problem in result.problems:
            where = f"{relative(problem.place.path, os.getcwd())}:{problem.place.span.line}"
            hint = f"; {problem.hint}" if problem.hint else ""
            yield 1, 0, f"{problem.code} {where}: {problem.message}{hint}", type(self)
        for finding in result.findings:
            if finding.place.path == self.path:
                line, column = finding.place.span.line, finding.place.span.column
                yield line, column - 1, f"{finding.code} [{finding.name}] {finding.message}", type(self)

    def _source(self) -> bytes:
        """The text as its file has it, in the encoding that it declares."""
        from sm_lint.diagnostics.rewrite import encoding_of

        data = self.text.encode("utf-8", "surrogatepass")
        try:
            return self.text.encode(encoding_of(self.path, data))
        except (ValueError, LookupError):
            return data


@lru_cache(maxsize=4)
def _resolver(cwd: str, config: str | None, allow_plugins: bool | None) -> Resolver:
    return Resolver(_OVERRIDES, config, cwd=cwd, allow_plugins=allow_plugins)
