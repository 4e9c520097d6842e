"""What a file may take of a process that is there for such files: processor time, and memory while it is parsed.

The limits are the system's own, so that they hold for the native parser as well; a process that reaches one is gone.
Systems that have no such limits leave it at the estimate of :mod:`sm_lint.syntax.cost` and at :data:`PATIENCE`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SECONDS = 30
"""Processor time for one file; the system ends the process with SIGXCPU. The costliest that is parsed at all took a fifth of that where this was measured."""
PATIENCE = 300
"""Seconds until an answer must be there, for each file: a process that waits for something uses no processor time."""
MEMORY = 448 << 20
"""Bytes that a process may grow by while it parses a text; what is estimated to need more is not parsed."""
STACK = 640 << 20
"""Address space that the parser's thread reserves for its stack, and the allocator for the thread, without using it."""

if sys.platform != "win32":
    import resource

    def allow_time() -> None:
        """Give this process :data:`SECONDS` of processor time from now on."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS)

    def leave_no_core() -> None:
        """Have no image of this process written when it is ended."""
        _lower(resource.RLIMIT_CORE, 0)

    def _lower(which: int, value: int) -> None:
        """Set a limit, as far as the one that must not be exceeded allows."""
        hard = resource.getrlimit(which)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))

    @contextmanager
    def memory_limited() -> Iterator[None]:
        """Let this process grow by no more than :data:`MEMORY` within the block, where the system can tell its size.

        What the parser says about its end on standard error is left out: the finding about the file says enough.
        """
        size = _address_space()
        before = resource.getrlimit(resource.RLIMIT_AS)
        if size is not None:
            wanted = size + STACK + MEMORY
            _lower(resource.RLIMIT_AS, wanted if before[0] == resource.RLIM_INFINITY else min(before[0], wanted))
        try:
            with _silent():
                yield
        finally:
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_AS, before)

    def _address_space() -> int | None:
        """Bytes of address space that this process has; None where the system does not tell."""
        try:
            with open("/proc/self/statm", "rb") as stream:
                return int(stream.read().split()[0]) * resource.getpagesize()
        except (OSError, ValueError, IndexError):
            return None

else:

    def allow_time() -> None:
        """There is no such limit here."""

    def leave_no_core() -> None:
        """There are no such images here."""

    @contextmanager
    def memory_limited() -> Iterator[None]:
        """There is no such limit here."""
        with _silent():
            yield


@contextmanager
def _silent() -> Iterator[None]:
    """Send standard error of the process itself nowhere."""
    try:
        kept = os.dup(2)
    except OSError:  # closed before the start
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
