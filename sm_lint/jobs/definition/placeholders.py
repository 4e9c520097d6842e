"""Placeholders ``${Name}`` in definitions that a deployment fills in: CloudFormation, SAM, Terraform."""

from __future__ import annotations

from dataclasses import replace

from sm_lint.jobs.definition.model import Setting
from sm_lint.patterns import regex

PLACEHOLDER = "${}"
"""A placeholder for anything."""
_PLACEHOLDER = regex(r"\$\{(!?)([^{}]*)\}")


def with_holes(given: Setting) -> Setting:
    """A definition with a hole in place of each placeholder; what consists of one is a variable."""
    if given.items:
        return replace(given, items=tuple(map(with_holes, given.items)))
    if given.text is None or given.type != "str" or "${" not in given.text:
        return given
    text = _PLACEHOLDER.sub(lambda match: f"${{{match[2]}}}" if match[1] else "*", given.text)
    if text == given.text:
        return given
    if not text.strip("*"):
        return Setting(given.place, None, "", "variable", given.source, open=True)
    left = _PLACEHOLDER.sub(lambda match: "" if match[1] else "*", given.text)
    return replace(given, text=text, known="computed" if "*" in left else given.known)
