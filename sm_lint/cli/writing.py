"""Writes to standard output and to files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import IO

import click

from sm_lint.cli.streams import silence
from sm_lint.output.text import one_line
from sm_lint.workspace.source_guard import would_replace_source
from sm_lint.workspace.write import write_output


class Copied:
    """A stream that keeps a copy of what is written to it.

    Attributes:
        whole: whether everything that was written reached the stream.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._pieces: list[str] = []
        self.whole = True

    @property
    def text(self) -> str:
        """Everything that was written."""
        return "".join(self._pieces)

    def write(self, text: str) -> None:
        """Write text to the stream.

        Raises:
            BrokenPipeError: it is a pipe that was closed.
        """
        self._pieces.append(text)
        self._guarded(lambda: self._stream.write(text))

    def flush(self) -> None:
        """Flush the stream; for exceptions see :meth:`write`."""
        self._guarded(self._stream.flush)

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException:
            self.whole = False
            raise

    def fileno(self) -> int:
        """The descriptor of the stream."""
        return self._stream.fileno()


def write_out(pieces: Iterable[str], stream: IO[str] | Copied | None = None) -> None:
    """Write to a stream, by default standard output; a closed pipe ends the output but not the run."""
    target = stream or sys.stdout
    try:
        for piece in pieces:
            target.write(piece)
        target.flush()
    except BrokenPipeError:
        silence(target)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output without encoding or decoding; an output that is kept as text gets their text."""
    if not hasattr(sys.stdout, "buffer"):
        sys.stdout.write(data.decode("utf-8", "backslashreplace"))
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def write_file(path: str, pieces: Iterable[str]) -> None:
    """Write a report to a file, and create its folder if necessary; a closed pipe is not a failure.

    Raises:
        click.ClickException: it cannot be written, or is a source file; existing content is then kept.
    """
    data = "".join(pieces).encode("utf-8", "backslashreplace")
    if would_replace_source(path, data):
        raise click.ClickException(
            f"cannot write {one_line(path)}: it is a source file, which the output would replace"
        )
    try:
        write_output(path, data)
    except BrokenPipeError:
        return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise click.ClickException(f"cannot write {one_line(path)}: {reason}") from error
