"""Lets ``python benchmarks/seeded`` find its own package, and runs it."""

from __future__ import annotations

import os
import sys

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from seeded.run import main  # noqa: E402 - the path comes first

sys.exit(main())
