"""Starts a process with a time limit, and reads what it wrote down."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sm_lint.patterns import regex

MAX_OUTPUT = 1 << 18
"""Bytes that are kept of the end of each stream."""

# Frames of the redirection itself, in tracebacks.
_FRAMES = regex(r'  File "[^"\n]*[/\\]pytest_container[/\\]inside[/\\][^"\n]*", line .*\n(?:    .*\n)*')


@dataclass(frozen=True)
class Limits:
    """Limits of a run.

    Attributes:
        seconds: after which the process and those that it started are killed.
    """

    seconds: float


@dataclass(frozen=True)
class Ended:
    """A process that has ended.

    Attributes:
        status: exit status; negative for the number of a signal; None if the time was over.
        seconds: how long it took.
        stdout, stderr: the end of what it printed, with container paths.
        records: what it wrote down, in order.
        stacks: the stacks of its threads shortly before the time was over.
    """

    status: int | None
    seconds: float
    stdout: str
    stderr: str
    records: tuple[Mapping[str, Any], ...]
    stacks: str


def started(
    command: Sequence[str],
    environment: Mapping[str, str],
    description: Mapping[str, object],
    folder: Path,
    limits: Limits,
) -> Ended:
    """Run a command to its end, or until the time is over.

    Raises:
        OSError: the interpreter cannot be started.
    """
    log, root = Path(str(description["log"])), str(description["root"])
    streams = [log.with_suffix(".stdout"), log.with_suffix(".stderr")]
    begin = time.monotonic()
    with open(streams[0], "wb") as out, open(streams[1], "wb") as err:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            status: int | None = process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            # Processes that the script left running belong to the container, which is gone now.
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    seconds = time.monotonic() - begin
    stdout, stderr = (_end_of(stream).replace(root, "") for stream in streams)
    stacks = _end_of(Path(str(description["stacks"]))) if status is None else ""
    return Ended(status, seconds, stdout, _FRAMES.sub("", stderr), tuple(_records(log)), stacks.replace(root, ""))


def _end_of(path: Path) -> str:
    try:
        with open(path, "rb") as stream:
            stream.seek(max(0, os.fstat(stream.fileno()).st_size - MAX_OUTPUT))
            return stream.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _records(log: Path) -> list[Mapping[str, Any]]:
    try:
        lines = log.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        with contextlib.suppress(ValueError):  # the last line of a process that was killed may be cut off
            found.append(json.loads(line))
    return found
