"""Resource limits of a process for heavy files: processor time, and memory during parsing.

The limits are those of the operating system, so they apply to the native parser as well. A process that reaches one is
killed. On systems without such limits, only the estimate of :mod:`sm_lint.syntax.cost` and :data:`PATIENCE` apply.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SECONDS = 30
"""Processor time for one file; the system kills the process with SIGXCPU. The costliest file that is parsed at all took
a fifth of this in our measurements."""
PATIENCE = 300
"""Timeout per file in seconds: a process that blocks uses no processor time."""
MEMORY = 448 << 20
"""Bytes by which a process may grow while it parses a text; a text estimated to need more is not parsed."""
STACK = 640 << 20
"""Address space that is reserved, but not used, for the stack of the parser's thread and by the allocator."""

if sys.platform != "win32":
    import resource

    def allow_time() -> None:
        """Limit this process to :data:`SECONDS` of processor time from now on."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + SECONDS)

    def leave_no_core() -> None:
        """Disable core dumps of this process."""
        _lower(resource.RLIMIT_CORE, 0)

    def _lower(which: int, value: int) -> None:
        """Set a soft limit, capped by the hard limit."""
        hard = resource.getrlimit(which)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))

    @contextmanager
    def memory_limited() -> Iterator[None]:
        """Limit the growth of this process to :data:`MEMORY` within the block, if the system reports its size.

        The parser's own message on standard error is suppressed: the finding about the file is enough.
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
        """The address space of this process in bytes; None if the system does not report it."""
        try:
            with open("/proc/self/statm", "rb") as stream:
                return int(stream.read().split()[0]) * resource.getpagesize()
        except (OSError, ValueError, IndexError):
            return None

else:

    def allow_time() -> None:
        """Does nothing: this platform has no such limit."""

    def leave_no_core() -> None:
        """Does nothing: this platform has no core dumps."""

    @contextmanager
    def memory_limited() -> Iterator[None]:
        """Only silences the parser: this platform has no such limit."""
        with _silent():
            yield


@contextmanager
def _silent() -> Iterator[None]:
    """Redirect the standard error of the process to the null device."""
    try:
        kept = os.dup(2)
    except OSError:  # closed before the process started
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
