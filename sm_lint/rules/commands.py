"""What a job passes to its script, word by word, and what the script's options take."""

from __future__ import annotations

from sm_lint.judgement.arguments.command_values import (
    Passed,
    hyperparameter_text,
    is_no_choice,
    is_refused,
    is_stored,
    passed_options,
    python_value,
    takes_all,
    takes_apart,
    takes_list,
    wanted_count,
)
from sm_lint.judgement.arguments.shell_words import (
    is_row_of_words,
    is_run_by_shell,
    may_be_run_by_shell,
    split_by_shell,
)

__all__ = [
    "Passed",
    "hyperparameter_text",
    "is_no_choice",
    "is_refused",
    "is_row_of_words",
    "is_run_by_shell",
    "is_stored",
    "may_be_run_by_shell",
    "passed_options",
    "python_value",
    "split_by_shell",
    "takes_all",
    "takes_apart",
    "takes_list",
    "wanted_count",
]
