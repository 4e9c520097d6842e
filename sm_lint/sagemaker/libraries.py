"""What is known of Python packages by the name they are imported under."""

from __future__ import annotations

import sys

from sm_lint.sagemaker.data import load


def is_heedless(module: str) -> bool:
    """Whether a module, by its dotted name, certainly takes no argument and no hyperparameter of a job by itself."""
    first = module.partition(".")[0]
    return first in sys.stdlib_module_names or first in load("libraries")["heedless"]["modules"]


def sets_variables(module: str) -> bool:
    """Whether a module, by its dotted name, sets environment variables from a file of its own."""
    return module.partition(".")[0] in load("libraries")["environment_files"]["modules"]
