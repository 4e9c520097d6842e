"""The text of a Python file: bytes, encoding, line endings."""

from __future__ import annotations

import codecs
import errno
import os
import re
import warnings
from dataclasses import dataclass
from functools import cached_property

from sm_lint.patterns import regex
from sm_lint.syntax.span import START, Place, Problem, Span
from sm_lint.workspace import disk

CODE = "SMX901"

MAX_BYTES = 20 << 20
"""Maximum size; larger files are not read. Parsing has limits of its own: see :mod:`sm_lint.syntax.cost`."""

_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# In the first line, or in the second if the first is blank or a comment.
_DECLARATION = regex(rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n?|\n))??[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_NEWLINE = regex(r"\r\n?|\n")


class SourceProblem(Exception):  # noqa: N818 - a problem of the file, not of this program
    """A file that cannot be read as text; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True)
class Source:
    r"""The content of a file.

    Attributes:
        path: absolute path.
        raw: its bytes.
        text: its text without the byte order mark; line endings are preserved.
        encoding: the codec that encodes the text to the original bytes; ``utf-8-sig`` if there is a byte order mark.
        newline: the first line ending in the text; ``\n`` if there is none.
    """

    path: str
    raw: bytes
    text: str
    encoding: str
    newline: str

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hexadecimal digits."""
        import hashlib  # it loads OpenSSL, and few runs ask for this

        return hashlib.sha256(self.raw).hexdigest()


def read_source(path: str) -> Source:
    """Read and decode a Python file.

    Raises:
        SourceProblem: it cannot be read (:func:`read_bytes`) or decoded (:func:`decode`).
    """
    return decode(read_bytes(path), path)


def read_bytes(path: str) -> bytes:
    """The content of a regular file.

    Raises:
        SourceProblem: it does not exist, cannot be read, is a folder, a pipe or a device (which might never end), or is
            larger than :data:`MAX_BYTES`.
    """
    return read_with_status(path)[0]


def read_with_status(path: str) -> tuple[bytes, os.stat_result]:
    """The content of a regular file, and its status before the first byte was read; see :func:`read_bytes`."""
    try:
        return disk.read_with_status(path, MAX_BYTES)
    except OSError as error:
        reason = error.strerror or str(error)
        raise _problem(path, reason if error.errno == errno.EFBIG else f"cannot be read: {reason}") from None


def check_size(raw: bytes, path: str) -> None:
    """Raise SourceProblem for a content larger than :data:`MAX_BYTES`."""
    if len(raw) > MAX_BYTES:
        raise _problem(path, f"larger than {MAX_BYTES >> 20} MiB, which is more than is looked at")


def decode(raw: bytes, path: str) -> Source:
    """Decode the content of a Python file as Python does: byte order mark, then the declaration of PEP 263, then UTF-8.

    Raises:
        SourceProblem: the declared encoding does not exist or is not a text encoding, or a byte is invalid in it.
    """
    check_size(raw, path)
    for mark, name in _WIDE_BOMS:
        if raw.startswith(mark):
            raise _problem(path, f"encoded as {name}, which Python does not read")
    encoding = _declared_encoding(raw, path)
    body, codec = (raw[len(_BOM) :], "utf-8") if encoding == "utf-8-sig" else (raw, encoding)
    try:
        text = _decoded(body, codec)
    except UnicodeDecodeError as error:
        span = _place_of_byte(body, codec, error.start)
        raise _problem(path, f"byte 0x{body[error.start]:02x} is not valid {codec}", span) from None
    except (LookupError, ValueError):
        raise _problem(path, f"`{encoding}` is not an encoding of text") from None
    newline = _NEWLINE.search(text)
    return Source(path, raw, text, encoding, newline.group() if newline else "\n")


def _declared_encoding(raw: bytes, path: str) -> str:
    """The name of the codec, which is known to exist."""
    try:
        return declared_encoding(raw)
    except LookupError as error:
        raise _problem(path, f"declares an encoding that does not exist: {error}") from None
    except ValueError:
        raise _problem(path, "begins with the byte order mark of UTF-8 but declares another encoding") from None


def declared_encoding(raw: bytes) -> str:
    """The codec of a Python file; ``utf-8-sig`` if there is a byte order mark, ``utf-8`` if none is declared.

    Follows Python's reading of PEP 263: the line of the declaration is itself in the declared encoding, so it may
    contain bytes that are invalid in UTF-8. `tokenize.detect_encoding` refuses those.

    Raises:
        LookupError: the codec does not exist; the text is its name.
        ValueError: there is a byte order mark and another encoding is declared.
    """
    marked = raw.startswith(_BOM)
    found = _DECLARATION.match(raw, len(_BOM) if marked else 0)
    if found is None:
        return "utf-8-sig" if marked else "utf-8"
    # Python's own names and spellings of the two encodings that it special-cases; see Parser/tokenizer.
    name = found[1].decode("ascii")
    normal = name[:12].lower().replace("_", "-")
    if normal == "utf-8" or normal.startswith("utf-8-"):
        return "utf-8-sig" if marked else "utf-8"
    if normal in ("latin-1", "iso-8859-1", "iso-latin-1") or normal.startswith(
        ("latin-1-", "iso-8859-1-", "iso-latin-1-")
    ):
        name = "iso-8859-1"
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise LookupError(name) from None
    if not marked:
        return name
    if codec != "utf-8":
        raise ValueError("a byte order mark")
    return "utf-8-sig"


def _decoded(raw: bytes, codec: str) -> str:
    if codec == "utf-8":
        return raw.decode(codec)
    with warnings.catch_warnings():
        # Escape-sequence codecs warn about unknown escapes.
        warnings.simplefilter("ignore")
        return raw.decode(codec)


def _place_of_byte(raw: bytes, encoding: str, offset: int) -> Span:
    try:
        before = raw[:offset].decode(encoding, "replace")
    except UnicodeError:  # from codecs that do not support replacement
        before = raw[:offset].decode("latin-1")
    lines = _NEWLINE.split(before)
    line, column = len(lines), len(lines[-1]) + 1
    return Span(line, column, line, column)


def _problem(path: str, message: str, span: Span = START) -> SourceProblem:
    return SourceProblem(Problem(CODE, message, Place(path, span)))
