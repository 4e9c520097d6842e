"""The targets of a report: the requested formats, each with its stream or file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

import click

from sm_lint.output.formats import NAMES, load
from sm_lint.output.recognize import HEAD, is_report
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.workspace import disk


class Sink(NamedTuple):
    """A format and the absolute path of its file; None for standard output.

    The main target goes to standard output, or to the file given instead.
    """

    format: str
    file: str | None
    main: bool = False

    @property
    def is_for_people(self) -> bool:
        """Whether the target is read by a person at a terminal."""
        return self.file is None and load(self.format).INFO.for_people


def sinks(wanted: Iterable[str], output_file: str | None, terminal: bool, base: str) -> tuple[Sink, ...]:
    """The targets of the report.

    Standard output always gets a report: the last format without a file, or by default `full` on a terminal and
    `concise` elsewhere. Within GitHub Actions, annotations are added to a report for people.

    Args:
        wanted: ``FORMAT`` and ``FORMAT:FILE`` items.
        output_file: replaces standard output.
        terminal: whether standard output is a terminal.
        base: absolute folder against which relative files are resolved.

    Raises:
        click.UsageError: a format does not exist.
    """
    main = "full" if terminal and output_file is None else "concise"
    files: dict[str, Sink] = {}
    for item in wanted:
        name, _, file = item.partition(":")
        _expect(name.strip())
        if file in ("", "-"):
            main = name.strip()
        else:
            path = os.path.normpath(os.path.join(base, os.path.expanduser(file)))
            files[path] = Sink(name.strip(), path)
    first = Sink(main, None if output_file is None else os.path.abspath(output_file), main=True)
    found = [first, *files.values()]
    annotated = any(sink.format == "github" for sink in found)
    if os.environ.get("GITHUB_ACTIONS") == "true" and first.is_for_people and not annotated:
        found.append(Sink("github", None))
    return tuple(found)


def expect_reports(files: Iterable[str]) -> None:
    """Reject files with content other than a report: a configuration must not cause the loss of a file.

    Raises:
        click.UsageError: names such a file.
    """
    for path in files:
        try:
            head = disk.read_start(path, HEAD)
        except OSError:
            continue  # it does not exist, or is not a regular file
        if not is_report(head):
            shown = os.path.basename(path)
            raise click.UsageError(f"`{shown}` exists and is no report of sm-lint: it would be overwritten")


def _expect(name: str) -> None:
    if name not in NAMES:
        hint = did_you_mean(suggest(name, NAMES)) or f"choose one of {', '.join(NAMES)}"
        raise click.UsageError(f"there is no output format `{name}`: {hint}")
