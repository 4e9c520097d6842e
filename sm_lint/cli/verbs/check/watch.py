"""``--watch``: run again whenever a file changes."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

import click

from sm_lint.cli.errors import show
from sm_lint.cli.streams import is_terminal
from sm_lint.cli.verbs.check.modes import run
from sm_lint.cli.verbs.check.options import CheckOptions
from sm_lint.cli.verbs.check.run import CheckRun
from sm_lint.config.options import DEFAULT_EXCLUDE
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import SUFFIXES, DocumentKind

# Files that verdicts depend on: sources, configuration, requirements, and ignore files.
_RELEVANT = (*sorted(SUFFIXES), DocumentKind.DOCKERFILE.value, ".txt", ".gitignore", ".ignore")
_CLEAR = "\x1b[2J\x1b[H"


def watch(options: CheckOptions) -> int:
    """Check, and repeat after each change, until interrupted.

    Raises:
        click.ClickException: the required extra is not installed.
        KeyboardInterrupt: the only way to stop.
    """
    try:
        watchfiles = import_module("watchfiles")
    except ImportError as error:
        raise click.ClickException("--watch needs the package watchfiles: pip install 'sm-lint[watch]'") from error

    def look() -> None:
        if is_terminal(sys.stdout):
            click.echo(_CLEAR, nl=False)
        try:
            run(options)
        except click.ClickException as error:
            show(error)
        gc.collect()  # a run normally does this at its end, but this one does not end
        click.echo(f"[{time.strftime('%H:%M:%S')}] watching for changes; press Ctrl-C to stop", err=True)

    look()
    watched = _watched(options)
    for _ in watchfiles.watch(*watched.paths, watch_filter=watched.wants, raise_interrupt=True):
        look()
    return 0


@dataclass(frozen=True, slots=True)
class Watched:
    """The watched files.

    Attributes:
        paths: the folders of the paths, and the configuration files, which may be elsewhere.
        written: files and folders that a run writes itself.
    """

    paths: tuple[str, ...]
    written: tuple[str, ...] = ()

    def wants(self, change: object, path: str) -> bool:
        """Whether findings may depend on a changed file. Output of a run must not start another run."""
        name = os.path.basename(path)
        if not name.endswith(_RELEVANT) and "." in name:
            return False
        if any(path == other or path.startswith(other + os.sep) for other in self.written):
            return False
        return not set(DEFAULT_EXCLUDE).intersection(self._below(path).split(os.sep))

    def _below(self, path: str) -> str:
        """The path relative to the nearest watched folder."""
        folders = [folder for folder in self.paths if path.startswith(folder.rstrip(os.sep) + os.sep)]
        return os.path.relpath(path, max(folders, key=len)) if folders else os.path.basename(path)


def _watched(options: CheckOptions) -> Watched:
    paths = [os.path.abspath(path) for path in options.paths or (".",)]
    folders = {path if disk.is_folder(path) else os.path.dirname(path) for path in paths}
    try:
        check = CheckRun(options)
        folders.update(file for path in paths for file in check.resolver.settings_for(path).config_files)
        written = [check.settings.cache_dir, *_files(target.file for target in check.targets())]
    except click.ClickException:  # already reported by the run; watching continues until it is fixed
        written = []
    return Watched(tuple(sorted(filter(disk.exists, folders))), tuple(written))


def _files(found: Iterable[str | None]) -> list[str]:
    return [file for file in found if file is not None]
