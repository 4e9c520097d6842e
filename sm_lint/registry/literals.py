"""The string literal from which a value came, so that a finding can point to it and a fix can change it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.flow.facts import Origin
from sm_lint.registry.report import NodeEdit, Where
from sm_lint.syntax.literal import text_value
from sm_lint.syntax.module import ParsedModule


def literal_of(origins: Sequence[Origin], module: ParsedModule, start: str) -> cst.SimpleString | None:
    """The first literal of this file, among the components of a value, whose text begins with `start`."""
    for origin in origins:
        node = origin.site.node
        if origin.site.module is module and isinstance(node, cst.SimpleString) and text_of(node).startswith(start):
            return node
    return None


def sole_literal(origins: Sequence[Origin], module: ParsedModule) -> cst.SimpleString | None:
    """The literal of this file that is the whole value; None if the value has several components."""
    if len(origins) != 1:
        return None
    node = origins[0].site.node
    return node if origins[0].site.module is module and isinstance(node, cst.SimpleString) else None


def text_of(node: cst.SimpleString) -> str:
    """The text of a literal; empty for bytes, and for a literal without a value."""
    return text_value(node) or ""


def rewritten(node: cst.SimpleString, old: str, new: str, where: Where | None = None) -> NodeEdit | None:
    """The edit that replaces the first `old` within a literal by `new`; its quotes are kept."""
    quote = node.quote
    prefix = node.prefix
    raw = node.raw_value
    if old not in raw:
        return None
    return NodeEdit(where or node, prefix + quote + raw.replace(old, new, 1) + quote)
