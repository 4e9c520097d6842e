"""What is wrong with a value of a definition, in words, or that it is not known."""

from __future__ import annotations

from typing import Any, Final

from sm_lint.jobs.definition.model import Setting
from sm_lint.jobs.definition.reading import flag, number
from sm_lint.judgement.policies.values import Value, items_of, names_of, text_of
from sm_lint.policies.compare import (
    choice_fault,
    flag_fault,
    image_fault,
    list_fault,
    names_fault,
    number_fault,
    text_fault,
)
from sm_lint.policies.data import Field
from sm_lint.policies.model import Tests

UNKNOWN: Final = "?"
"""In place of a fault: the definition does not tell."""


def fault(field: Field, tests: Tests, value: Value, default: int | None = None) -> str:
    """What is wrong with a value.

    Args:
        field: what it is.
        tests: its comparisons.
        value: what the definition says.
        default: the number that it then is if it is missing; None if there is none.

    Returns:
        A phrase that continues its name; empty for nothing, or :data:`UNKNOWN`.
    """
    given = dict(tests)
    must_be_absent = given.get("absent") is True or given.get("present") is False
    must_be_present = given.get("present") is True or given.get("absent") is False
    if value.state == "missing":
        if default is not None and not must_be_absent and not must_be_present:
            wrong = number_fault(default, tests)
            return f"is not set, and {default} by default, {wrong}" if wrong else ""
        return "" if must_be_absent else _missing(field, tests, must_be_present)
    if value.state == "unknown" or value.setting is None:
        return UNKNOWN
    setting = value.setting
    if setting.assumed:
        return UNKNOWN
    if must_be_absent:
        return UNKNOWN if setting.known == "unknown" else "is given, and must not be"
    left = tuple((name, wanted) for name, wanted in tests if name not in {"present", "absent"})
    if not left:
        return UNKNOWN if must_be_present and setting.known == "unknown" and not setting.items else _empty(setting)
    return _of_setting(field, left, setting)


def _missing(field: Field, tests: Tests, must_be_present: bool) -> str:
    """What it means that a definition does not give something."""
    if must_be_present:
        return "is not set"
    match field.missing:
        case "silent":
            return ""
        case "empty":
            found = names_fault((), tests, complete=True)
            return "is not set" if found else ""
        case "false":
            return "is not set" if flag_fault(False, tests) else ""
    return (
        "" if {name for name, _ in tests} <= {"none-of", "values", "max"} and field.type != "number" else "is not set"
    )


def _empty(setting: Setting) -> str:
    """An empty text or list gives nothing."""
    empty = setting.known == "literal" and setting.text == "" and setting.type == "str"
    nothing = setting.known == "literal" and setting.type in {"list", "dict"} and not setting.items and not setting.open
    return "is empty" if empty or nothing else ""


def _of_setting(field: Field, tests: Tests, setting: Setting) -> str:
    match field.type:
        case "list":
            items = items_of(setting)
            return UNKNOWN if items is None else _partly(list_fault(items.texts, tests, items.complete), items.complete)
        case "names" | "parameters":
            return _names(field, tests, setting)
        case "flag":
            known = flag(setting)
            return UNKNOWN if known is None else _is(str(known).lower(), flag_fault(known, tests))
        case "number":
            amount = number(setting)
            return UNKNOWN if amount is None else _is(setting.text or "", number_fault(amount, tests))
    text = text_of(setting)
    if text is None:
        return UNKNOWN
    match field.type:
        case "choice":
            return _is(text, choice_fault(text, tests))
        case "image":
            return _is(text, image_fault(text, tests), comma=" ")
    forms = [text, text.rpartition("/")[2]] if field.name == "role" and text.startswith("arn:") else [text]
    return _is(text, text_fault(forms, tests))


def _names(field: Field, tests: Tests, setting: Setting) -> str:
    known = names_of(setting)
    if known is None:
        return UNKNOWN
    names, complete = known
    found = names_fault(names, tests, complete)
    if found:
        return found
    doubt = not complete
    inner: Any = dict(tests).get("values", ())
    for name, wanted in inner:
        value = names.get(name)
        if value is None:
            if dict(wanted).get("present") and complete:
                return f"lacks `{name}`"
            continue
        if field.type == "parameters" and value.type == "None":
            if dict(wanted).get("present"):
                return f"has no default for `{name}`"
            continue
        if dict(wanted).get("absent"):
            return f"has `{name}`, which must be absent"
        text = text_of(value)
        if text is None:
            doubt = True
            continue
        wrong = text_fault([text], wanted)
        if wrong:
            return f"has `{name}` as `{text}`, {wrong}"
    return _partly("", not doubt)


def _partly(found: str, complete: bool) -> str:
    return found or ("" if complete else UNKNOWN)


def _is(shown: str, wrong: str, comma: str = ", ") -> str:
    return f"is `{shown}`{comma}{wrong}" if wrong else ""
