"""``python -m sm_lint``."""

from __future__ import annotations

from sm_lint.cli.main import main

if __name__ == "__main__":
    main()
