"""The command `sm-lint`, also as ``python -m sm_lint``.

Ctrl-C is obeyed from the first line on. Until the command line is loaded it ends the process at once; after that it is
raised as KeyboardInterrupt, so that worker processes are ended and temporary files removed, for which there is half a
second. Once the result has been written it no longer changes the exit status. Nothing is imported before the handler is
in place except what Python itself has loaded by then.
"""

import os
import sys

_signal = __import__("_signal")  # built in and there at once; `signal` makes its enumerations first

_INTERRUPTED = 130  # as in sm_lint.cli.status, which an interrupted start may not come to import
_TERMINATED = 143
_SECONDS = 0.4
"""What the handling of an interrupt may take."""


class _Run:
    """The state of the run.

    Attributes:
        at_work: whether the command line is able to clean up when it is interrupted.
        status: the exit status, once a signal has decided it.
    """

    at_work = False
    status: "int | None" = None


def _handle(number: int, frame: object) -> None:
    """End the process for Ctrl-C or SIGTERM: by KeyboardInterrupt the first time during the work, else at once."""
    # SystemExit would not do for SIGTERM: it is caught where rule packages are imported.
    _Run.status = _INTERRUPTED if number == _signal.SIGINT else _TERMINATED
    if not _Run.at_work:
        _end()
    _Run.at_work = False  # what handles the exception must not be interrupted by the next one
    if hasattr(_signal, "setitimer"):
        # Some exceptions get lost: in a destructor or a callback, or as the cause of another. Python reports those; the
        # alarm ends the process all the same.
        sys.unraisablehook = _ignore
        _signal.signal(_signal.SIGALRM, _lose_patience)
        _signal.setitimer(_signal.ITIMER_REAL, _SECONDS)
    raise KeyboardInterrupt


def _ignore(unraisable: object) -> None:
    """Say nothing of an exception that could not be raised, in a process that is about to end."""


def _lose_patience(number: int, frame: object) -> None:
    """End a process that did not end by itself, and those that it has started."""
    processes = sys.modules.get("multiprocessing.process")
    try:
        for process in processes.active_children() if processes is not None else ():
            process.kill()
    finally:
        _end()


def _end() -> None:
    """End the process without any more ado."""
    try:
        if _Run.status == _INTERRUPTED:
            os.write(2, b"interrupted\n")
    finally:
        os._exit(_Run.status or _INTERRUPTED)


def _heed_signals() -> None:
    """Install the handler, except for a signal that the parent process has set to be ignored (``nohup``, ``&``)."""
    if _signal.getsignal(_signal.SIGINT) is not _signal.SIG_IGN:
        _signal.signal(_signal.SIGINT, _handle)
    if _signal.getsignal(_signal.SIGTERM) is _signal.SIG_DFL:
        _signal.signal(_signal.SIGTERM, _handle)


def main() -> None:
    """Entry point of the command `sm-lint`.

    Raises:
        SystemExit: always, with the exit status.
    """
    _heed_signals()
    import gc

    # The process ends with the run: what the collector would find, at the latest when Python ends, is of no use.
    gc.disable()
    try:
        from sm_lint.cli.main import cli

        _Run.at_work = True
        status = cli.main(standalone_mode=False)
    except KeyboardInterrupt:
        status = _INTERRUPTED
    finally:
        _Run.at_work = False
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Python restores the default while it shuts down
        if hasattr(_signal, "setitimer"):
            _signal.setitimer(_signal.ITIMER_REAL, 0)
        gc.freeze()
    # A KeyboardInterrupt out of an `exec` of text, as dataclasses make use of, has Python kill itself with SIGINT when it
    # ends, although the exception was handled; the next `exec` of text takes that back.
    exec("")  # noqa: S102
    sys.exit(status if _Run.status is None else _Run.status)


if __name__ == "__main__":
    main()
