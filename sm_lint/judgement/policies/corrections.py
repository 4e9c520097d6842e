"""What to write in place of a constant that a policy does not allow, where the policy leaves one value."""

from __future__ import annotations

import ast
import json
from typing import NamedTuple

from sm_lint.jobs.definition.model import Setting
from sm_lint.policies.data import Field
from sm_lint.policies.model import Tests
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DocumentKind, document_kind

MOST = 150
"""Maximum number of characters of a constant that is replaced: of a longer one the definition keeps only the beginning."""


class Correction(NamedTuple):
    """A constant and what replaces it, as they are written in the file."""

    place: Place
    before: str
    after: str


def correction(field: Field, tests: Tests, setting: Setting) -> Correction | None:
    """The value that a policy leaves; None where there are several, or where the value is no constant at its place."""
    wanted = _only(field, tests, setting)
    source = setting.source
    if wanted is None or setting.assumed or not source or len(source) > MOST or setting.place.span is None:
        return None
    kind = document_kind(setting.place.path)
    if kind is DocumentKind.YAML:
        return None
    is_json = kind is DocumentKind.JSON
    try:
        written = json.loads(source) if is_json else ast.literal_eval(source)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    if type(written) is not type(wanted) or str(written) != setting.text:
        return None
    if is_json:
        return Correction(setting.place, source, json.dumps(wanted))
    if not isinstance(wanted, str):
        return Correction(setting.place, source, repr(wanted))
    quote = source[0]
    if quote not in "\"'" or source.count(quote) != 2 or quote in wanted or "\\" in wanted:
        return None
    return Correction(setting.place, source, f"{quote}{wanted}{quote}")


def _only(field: Field, tests: Tests, setting: Setting) -> str | int | bool | None:
    """The nearest allowed value."""
    given = dict(tests)
    if field.type not in ("text", "flag", "number"):
        return None
    choices = given.get("one-of")
    if "equals" in given:
        wanted = given["equals"]
        return wanted if isinstance(wanted, str | int) else None
    if isinstance(choices, tuple):
        return choices[0] if len(choices) == 1 and isinstance(choices[0], str | int) else None
    if field.type != "number" or "pattern" in given:
        return None
    try:
        value = float(setting.text or "")
    except ValueError:
        return None
    low, high = given.get("min"), given.get("max")
    if isinstance(high, int) and value > high:
        return high
    return low if isinstance(low, int) and value < low else None
