"""Writes the pages of a project into a folder, and leaves files alone that are not such pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sm_lint.workspace import disk
from sm_lint.workspace.write import write_output

HEADER = "Made by `sm-lint contract docs`: changes are lost; without this line the file is left alone."
"""Text of the comment near the beginning of each written page."""
_START = 1000
_LARGEST = 1 << 26
Action = Literal["new", "changed", "unchanged", "foreign"]


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done to one file.

    Attributes:
        path: absolute path.
        action: ``foreign`` for a file that must be left alone: it has not been written by this verb, or is no regular
            file.
        content: the text of the page.
    """

    path: str
    action: Action
    content: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done to a folder.

    Attributes:
        files: one for each page, in their order.
        left: absolute paths of pages that were written before and are no longer made; they are not deleted.
    """

    files: tuple[Planned, ...]
    left: tuple[str, ...] = ()

    @property
    def foreign(self) -> tuple[Planned, ...]:
        """The files that must be left alone."""
        return tuple(file for file in self.files if file.action == "foreign")

    @property
    def stale(self) -> tuple[Planned, ...]:
        """The files that have to be written."""
        return tuple(file for file in self.files if file.action in ("new", "changed"))


def planned(folder: str, pages: Mapping[str, str]) -> Plan:
    """Compare pages with the files of a folder.

    Args:
        folder: absolute path; it need not exist.
        pages: contents by file name, with a suffix that all of them share.

    Raises:
        OSError: the folder or a file cannot be read.
    """
    files = tuple(_planned(os.path.join(folder, name), content) for name, content in pages.items())
    suffix = os.path.splitext(next(iter(pages), ""))[1]
    there = sorted(disk.names_in(folder)) if disk.is_folder(folder) else []
    others = [os.path.join(folder, name) for name in there if name.endswith(suffix) and name not in pages]
    return Plan(files, tuple(path for path in others if disk.is_file(path) and _is_ours(path)))


def write(plan: Plan) -> None:
    """Write the files that are new or have changed, each as a whole or not at all.

    Raises:
        OSError: a file cannot be written; those before it are.
    """
    for file in plan.stale:
        write_output(file.path, _encoded(file.content))


def _planned(path: str, content: str) -> Planned:
    if not disk.has_entry(path):
        return Planned(path, "new", content)
    if disk.is_link(path) or not disk.is_file(path) or not _is_ours(path):
        return Planned(path, "foreign", content)
    known = disk.read_file(path, _LARGEST)
    return Planned(path, "unchanged" if known == _encoded(content) else "changed", content)


def _is_ours(path: str) -> bool:
    return HEADER.encode() in disk.read_start(path, _START)


def _encoded(content: str) -> bytes:
    return content.encode("utf-8", "backslashreplace")
