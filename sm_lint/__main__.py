"""The command `sm-lint`, also as ``python -m sm_lint``: starts the command line, which may be interrupted while it loads."""

from __future__ import annotations

import gc
import sys

_INTERRUPTED = 130  # as in sm_lint.cli.status, which an interrupted start may not come to import


def main() -> None:
    """Entry point of the command `sm-lint`."""
    # The process ends with the run: what the collector would find, at the latest when Python ends, is of no use.
    gc.disable()
    try:
        from sm_lint.cli.main import main as start

        start()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
