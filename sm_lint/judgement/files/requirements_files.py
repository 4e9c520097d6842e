"""Requirements files as people write them: with markers, extras, hashes, options, and other files that they include."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sm_lint.patterns import regex
from sm_lint.sagemaker.images import normalised
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.view import FileView

if TYPE_CHECKING:  # takes longer to import than most runs need it for
    from packaging.requirements import Requirement

_INCLUDED = regex(r"(?:-r|--requirement)[ =]?\s*(\S+)$|(?:-c|--constraint)[ =]?\s*(\S+)$")
_EDITABLE = regex(r"(?:-e|--editable)[ =]?\s*(.+)$")
_NAMED_BY_URL = regex(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_WHEEL = regex(r"(?:^|/)([A-Za-z0-9][\w.]*)-\d[^/]*\.whl(?:$|[#?])")
_MAX_FILES = 20


class Required(NamedTuple):
    """One entry.

    Attributes:
        name: the distribution, as a PEP 503 name.
        requirement: what is asked for; its specifier is empty for a URL.
        path, line: where it is written; lines count from 1.
        text: as it is written.
    """

    name: str
    requirement: Requirement
    path: str
    line: int
    text: str

    @property
    def place(self) -> Place:
        """The place of the line."""
        return Place(self.path, Span(self.line, 1, self.line, 1))


class Requirements(NamedTuple):
    """What a requirements file and those that it includes ask for.

    Attributes:
        entries: in the order in which they are written.
        constraints: what is not asked for, but limited.
        is_whole: whether nothing else is asked for: no local project, no URL without a name, and no file that cannot be read.
    """

    entries: tuple[Required, ...]
    constraints: tuple[Required, ...]
    is_whole: bool

    def wanted(self, python: str | None) -> Iterator[Required]:
        """Entries whose marker holds for a Python, such as ``3.9``, on Linux; without one, those that have no marker."""
        for entry in self.entries:
            marker = entry.requirement.marker
            if marker is None or (python is not None and marker.evaluate(_environment(python))):
                yield entry


def read_requirements(files: FileView, path: str) -> Requirements | None:
    """What a file asks for; None if there is no such file."""
    if not files.is_file(path):
        return None
    reader = _Reader(files)
    reader.read(path, is_constraint=False)
    return Requirements(tuple(reader.entries), tuple(reader.constraints), reader.is_whole)


class _Reader:
    def __init__(self, files: FileView) -> None:
        self._files = files
        self._seen: set[str] = set()
        self.entries: list[Required] = []
        self.constraints: list[Required] = []
        self.is_whole = True

    def read(self, path: str, is_constraint: bool) -> None:
        """A file and those that it includes."""
        text = self._files.text(path)
        if text is None or path in self._seen or len(self._seen) > _MAX_FILES:
            self.is_whole = self.is_whole and path in self._seen
            return
        self._seen.add(path)
        for number, line in _lines(text):
            included = _INCLUDED.match(line)
            if included is not None:
                name = included[1] or included[2]
                other = os.path.normpath(os.path.join(os.path.dirname(path), name))
                self.read(other, is_constraint or included[2] is not None)
            elif not line.startswith("-") or line.startswith(("-e", "--editable")):
                self._entry(line, path, number, is_constraint)

    def _entry(self, line: str, path: str, number: int, is_constraint: bool) -> None:
        from packaging.requirements import InvalidRequirement, Requirement

        editable = _EDITABLE.match(line)
        bare = re.split(r"\s--?[a-z]", line, maxsplit=1)[0].strip() if editable is None else editable[1]
        try:
            requirement = Requirement(bare)
        except InvalidRequirement:
            named = _NAMED_BY_URL.search(bare) or _WHEEL.search(bare.partition("?")[0])
            if named is None:
                self.is_whole = False
                return
            requirement = Requirement(named[1])
        found = Required(normalised(requirement.name), requirement, path, number, line)
        (self.constraints if is_constraint else self.entries).append(found)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines without comments, with the number of their first one."""
    pending, first = "", 0
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        first = first or number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        whole = re.sub(r"(^|\s)#.*$", "", pending + line).strip()
        if whole:
            yield first, whole
        pending, first = "", 0
    if pending.strip():
        yield first, pending.strip()


def _environment(python: str) -> dict[str, str]:
    """The environment of markers in a container."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }
