"""What is wrong with an image of the project's own, as its Dockerfile describes it."""

from __future__ import annotations

from sm_lint.judgement.files.containers import (
    Misplaced,
    MissingProgram,
    OwnImage,
    Swallowed,
    misplaced_programs,
    missing_program,
    own_image,
    swallowed_programs,
)
from sm_lint.judgement.files.hidden_files import Hidden, code_in_the_way, hidden_files

__all__ = [
    "Hidden",
    "Misplaced",
    "MissingProgram",
    "OwnImage",
    "Swallowed",
    "code_in_the_way",
    "hidden_files",
    "misplaced_programs",
    "missing_program",
    "own_image",
    "swallowed_programs",
]
