"""Explains why a run with explicit paths has no file to lint. Computed on demand only: other runs pay nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sm_lint.config.glob import matcher
from sm_lint.files.discover import SettingsSource
from sm_lint.files.ignore import Ignores, ignores_above
from sm_lint.syntax.span import Problem
from sm_lint.workspace import disk
from sm_lint.workspace.document_kind import SCRIPTS, DocumentKind, document_kind

MAX_ENTRIES = 20_000
"""Maximum number of directory entries visited for the explanation."""

Reason = Literal["exclude", "ignore", "link", "json", "stub"]
_SAID: dict[Reason, str] = {
    "exclude": "left out by `exclude` or `extend-exclude`",
    "ignore": "left out by .gitignore or .ignore, which `--no-respect-gitignore` does not read",
    "link": "a link to a file outside of the folder",
    "json": "JSON that defines no jobs and that `pipeline-definitions` does not name",
    "stub": "a stub",
}
# Folders whose content is never meant to be linted.
_PRIVATE = frozenset((".git", ".hg", ".svn", ".bzr", ".sm_lint_cache"))


@dataclass(slots=True)
class LeftOut:
    """The files below a path that were excluded.

    Attributes:
        path: the named path, absolute.
        counts: number of excluded files by reason.
        complete: False if the limit on directory entries was reached.
    """

    path: str
    counts: Counter[Reason] = field(default_factory=Counter)
    complete: bool = True

    def sentence(self, name: str) -> str:
        """The explanation as a sentence, in which the path is shown as `name`."""
        if not self.counts:
            some = "" if self.complete else f" among its first {MAX_ENTRIES} entries"
            return f"{name} holds no Python file and no notebook{some}"
        least = "" if self.complete else "at least "
        parts = []
        for reason, said in _SAID.items():
            number = self.counts[reason]
            if number:
                verb = "" if reason in ("exclude", "ignore") else "is " if number == 1 else "are "
                plural = said.replace("a link to a file", "links to files").replace("a stub", "stubs")
                parts.append(
                    f"{least}{number} file{'' if number == 1 else 's'} {verb}{said if number == 1 else plural}"
                )
        return f"{name}: {', '.join(parts)}"


def left_out(paths: Sequence[str], resolver: SettingsSource) -> Iterator[LeftOut]:
    """For each path that exists, the files that a run excludes.

    Args:
        paths: absolute paths, none of which led to a file to lint.
        resolver: provides the settings of each folder.
    """
    for path in dict.fromkeys(paths):
        found = LeftOut(path)
        if disk.is_folder(path):
            _walk(found, resolver)
        elif disk.exists(path):
            found.counts["stub" if document_kind(path) is DocumentKind.STUB else "exclude"] += 1
        else:
            continue
        yield found


def _walk(found: LeftOut, resolver: SettingsSource) -> None:
    """Count the excluded files in a folder and below it."""
    top = found.path
    settings = resolver.settings_for(top)
    forced = settings.force_exclude and settings.excludes(top)
    stated: list[Problem] = []  # discovery has already reported the problems of pattern files
    ignores = ignores_above(top, stated) if settings.respect_gitignore else Ignores()
    pending: list[tuple[str, Ignores, Reason | None]] = [(top, ignores, "exclude" if forced else None)]
    left = MAX_ENTRIES
    while pending:
        path, ignores, reason = pending.pop()
        try:
            entries = disk.entries_of(path)
        except OSError:
            continue
        left -= len(entries)
        if left < 0:
            found.complete = False
            return
        settings = resolver.settings_for(path)
        if settings.respect_gitignore:
            ignores = ignores.below(path, (entry.name for entry in entries), stated)
        excluded = matcher(settings.exclude + settings.extend_exclude)
        for entry in entries:
            folder = entry.is_dir(follow_symlinks=False)
            why = reason
            if why is None and excluded.matches(entry.path):
                why = "exclude"
            elif why is None and ignores.ignores(entry.path, folder=folder):
                why = "ignore"
            if folder and entry.name not in _PRIVATE:
                pending.append((entry.path, ignores, why))
            elif not folder:
                _count(found, entry, why)


def _count(found: LeftOut, entry: disk.Entry, reason: Reason | None) -> None:
    """Count a file that is excluded for a reason; None if nothing excludes it."""
    kind = document_kind(entry.name)
    if kind in SCRIPTS:
        found.counts[reason or "link"] += 1
    elif reason is None and kind is DocumentKind.STUB:
        found.counts["stub"] += 1
    elif reason is None and kind is DocumentKind.JSON:
        found.counts["json"] += 1
