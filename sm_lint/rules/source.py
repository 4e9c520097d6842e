"""Source text and syntax: literals, quoted text, walking a tree."""

from __future__ import annotations

from sm_lint.registry.anchor import opening
from sm_lint.registry.literals import literal_of, rewritten, sole_literal, text_of
from sm_lint.registry.quoted import quoted_at, text_at
from sm_lint.spelling import one_letter_apart
from sm_lint.syntax.literal import text_value
from sm_lint.syntax.walk import children, walk

__all__ = [
    "children",
    "literal_of",
    "one_letter_apart",
    "opening",
    "quoted_at",
    "rewritten",
    "sole_literal",
    "text_at",
    "text_of",
    "text_value",
    "walk",
]
