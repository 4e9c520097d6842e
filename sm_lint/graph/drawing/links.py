"""Links of findings: to the page of their rule and to the source."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import quote

from sm_lint.graph.model import Remark
from sm_lint.links import rule_url
from sm_lint.output.text import relative
from sm_lint.syntax.span import Place


@dataclass(frozen=True, slots=True)
class Sources:
    """Links to source files, relative to the folder of the picture; they work in a checkout and on its web pages.

    Attributes:
        folder: absolute path of the folder into which the picture is written.
    """

    folder: str

    def place(self, place: Place) -> str:
        """The link to a line; in a notebook to the file only, because lines are counted in the cell."""
        line = "" if place.cell is not None else f"#L{place.span.line}"
        return f"{self.file(place.path)}{line}"

    def file(self, path: str) -> str:
        """The link to a file by its absolute path. All reserved characters are percent-encoded."""
        return quote(_bytes(relative(path, self.folder)), safe="/")


def _bytes(path: str) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:  # not a file name: a definition in JSON may contain any text
        return path.encode("utf-8", "replace")


def rule_of(remark: Remark) -> str:
    """The link to the page of the rule that reported a finding."""
    return rule_url(quote(remark.name.encode("utf-8", "replace"), safe=""))
