"""The TOML files of one run, each read and parsed once."""

from __future__ import annotations

from collections.abc import Mapping

from sm_lint.config.toml import Document, parse, read_bytes
from sm_lint.syntax.span import Problem
from sm_lint.workspace.fingerprint import of_bytes


class Documents:
    """TOML files by absolute path, as of the first read.

    A copy in another process begins empty: parsed files are not sent along with the settings.

    Args:
        overlay: content that differs from the disk, by absolute path.
    """

    def __init__(self, overlay: Mapping[str, bytes] | None = None) -> None:
        self._overlay = overlay or {}
        self._contents: dict[str, bytes | Problem] = {}
        self._digests: dict[str, str] = {}
        self._parsed: dict[str, Document | Problem] = {}
        self._texts: dict[tuple[str, str], Document | Problem] = {}

    def __reduce__(self) -> tuple[type[Documents], tuple[()]]:
        return Documents, ()

    def content(self, path: str) -> bytes | Problem:
        """The bytes of a file, or a problem that says why it cannot be read."""
        found = self._contents.get(path)
        if found is None:
            unsaved = self._overlay.get(path)
            found = self._contents[path] = read_bytes(path) if unsaved is None else unsaved
            self._digests[path] = of_bytes(b"" if isinstance(found, Problem) else found)
        return found

    def digest(self, path: str) -> str:
        """Hash of the bytes of a file; that of empty bytes if it cannot be read."""
        self.content(path)
        return self._digests[path]

    def read(self, path: str) -> Document | Problem:
        """A parsed file, or a problem."""
        found = self._parsed.get(path)
        if found is None:
            content = self.content(path)
            found = self._parsed[path] = content if isinstance(content, Problem) else parse(content, path)
        return found

    def text(self, text: str, path: str) -> Document | Problem:
        """A text that is not in a file, parsed as if it were at a path."""
        key = (text, path)
        if key not in self._texts:
            self._texts[key] = parse(text.encode("utf-8", "surrogateescape"), path)
        return self._texts[key]
