"""The cache folders of one run; each is checked once, however many tables it holds."""

from __future__ import annotations

import os

from sm_lint.config.settings import Settings
from sm_lint.diagnostics.refusal import Refusal
from sm_lint.lint.caching.folder import DIRECTORY
from sm_lint.lint.caching.refusal import refusal_of
from sm_lint.lint.caching.store import Store
from sm_lint.workspace.fingerprint import of_code


class CacheFolders:
    """Creates the stores for the tables of a run."""

    def __init__(self) -> None:
        self._refusals: dict[str, Refusal | None] = {}
        self._codes: dict[tuple[str, ...], str] = {}

    def refusal(self, settings: Settings) -> Refusal | None:
        """Why the cache folder of a configuration is refused; None if it is used."""
        directory = self._directory(settings)
        if directory not in self._refusals:
            self._refusals[directory] = refusal_of(directory)
        return self._refusals[directory]

    def store(self, settings: Settings, key: str, plugins: tuple[str, ...] = ()) -> Store:
        """The store of the tables with one key.

        Args:
            settings: determine the folder.
            key: the dependencies of the content other than the code of the linter and of `plugins`.
            plugins: modules whose code the content depends on.
        """
        if plugins not in self._codes:
            self._codes[plugins] = of_code(plugins)
        return Store(self._directory(settings), f"{settings.root}\n{key}\n{self._codes[plugins]}")

    def _directory(self, settings: Settings) -> str:
        return settings.cache_dir or os.path.join(settings.root, DIRECTORY)
