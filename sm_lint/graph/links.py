"""Where the findings of a picture lead to: the page of their rule, and the source."""

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
    """Links to source files, relative to the folder that the picture is in; they work in a checkout and on its web pages.

    Attributes:
        folder: absolute path of the folder that the picture is written to.
    """

    folder: str

    def place(self, place: Place) -> str:
        """Link to a line; to the file alone within a notebook, where lines count in the cell."""
        line = "" if place.cell is not None else f"#L{place.span.line}"
        return f"{self.file(place.path)}{line}"

    def file(self, path: str) -> str:
        """Link to a file by its absolute path. Every character that means something in an address is encoded."""
        return quote(_bytes(relative(path, self.folder)), safe="/")


def _bytes(path: str) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:  # no name of a file: a definition in JSON may hold any text
        return path.encode("utf-8", "replace")


def rule_of(remark: Remark) -> str:
    """Link to the page of the rule that found something."""
    return rule_url(quote(remark.name.encode("utf-8", "replace"), safe=""))
