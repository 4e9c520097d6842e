"""The command `sm-lint`, also as ``python -m sm_lint``.

Ctrl-C is obeyed from the first line on: until the command line is loaded it ends the process at once, after that it is
raised as KeyboardInterrupt, and once the result has been written it no longer changes the exit status. Nothing is
imported before the handler is in place except what Python itself has loaded by then.
"""

import os
import sys

_signal = __import__("_signal")  # built in and there at once; `signal` makes its enumerations first

_INTERRUPTED = 130  # as in sm_lint.cli.status, which an interrupted start may not come to import
_TERMINATED = 143


class _Run:
    """The state of the run.

    Attributes:
        at_work: whether the command line is able to clean up when it is interrupted.
        terminated: whether SIGTERM ended it.
    """

    at_work = False
    terminated = False


def _interrupt(number: int, frame: object) -> None:
    """Handle Ctrl-C: the first one during the work raises KeyboardInterrupt, any other ends the process."""
    if _Run.at_work:
        _Run.at_work = False  # what handles the exception must not be interrupted by the next one
        raise KeyboardInterrupt
    try:
        os.write(2, b"interrupted\n")
    finally:
        os._exit(_INTERRUPTED)


def _terminate(number: int, frame: object) -> None:
    """Handle SIGTERM as Ctrl-C, so that worker processes are ended and temporary files removed, with a status of its own."""
    if not _Run.at_work:
        os._exit(_TERMINATED)
    _Run.at_work = False
    _Run.terminated = True
    raise KeyboardInterrupt  # SystemExit is what a rule package may raise while it is imported


def _heed_signals() -> None:
    """Install the handlers, except for a signal that the parent process has set to be ignored (``nohup``, ``&``)."""
    if _signal.getsignal(_signal.SIGINT) is not _signal.SIG_IGN:
        _signal.signal(_signal.SIGINT, _interrupt)
    if _signal.getsignal(_signal.SIGTERM) is _signal.SIG_DFL:
        _signal.signal(_signal.SIGTERM, _terminate)


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
        gc.freeze()
    # A KeyboardInterrupt out of an `exec` of text, as dataclasses make use of, has Python kill itself with SIGINT when it
    # ends, although the exception was handled; the next `exec` of text takes that back.
    exec("")  # noqa: S102
    sys.exit(_TERMINATED if _Run.terminated else status)


if __name__ == "__main__":
    main()
