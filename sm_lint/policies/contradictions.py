"""Comparisons that no value passes, within one expectation and between two policies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sm_lint.patterns import regex
from sm_lint.policies.compare import compiled, either, list_fault, matches, number_fault, text_fault
from sm_lint.policies.data import fields
from sm_lint.policies.model import Expectation, Policy, Tests

MOST_UNBOUNDED = 3
_ESCAPED = regex(r"\\.", re.DOTALL)
_REPEATED_GROUP = regex(r"\)[*+{]")
_UNBOUNDED = regex(r"[*+{]")


def pattern_problem(pattern: str) -> str:
    """Why a text is no regular expression for policies; empty if it is one.

    A configuration may be a stranger's: the time on a value of at most :data:`MOST_MATCHED` characters has to be short,
    whatever the expression. So no group is repeated, and the parts without a limit are few.
    """
    try:
        compiled(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error) or "it is nested too deeply"
    bare = _ESCAPED.sub("x", pattern)
    if _REPEATED_GROUP.search(bare):
        return "it repeats a group, which may take very long on some values"
    if len(_UNBOUNDED.findall(bare)) > MOST_UNBOUNDED:
        return f"it has more than {MOST_UNBOUNDED} repetitions, which may take very long on some values"
    return ""


def contradiction(type: str, tests: Tests) -> str:
    """Why no value passes these comparisons of a type of :class:`~sm_lint.policies.data.Field`; empty if one may."""
    given = dict(tests)
    absent = given.get("absent") is True or given.get("present") is False
    present = given.get("present") is True or given.get("absent") is False
    if absent and present:
        return "it must be both present and absent"
    needing = [name for name in given if name not in {"present", "absent", "none-of"}]
    if absent and needing:
        return f"`{needing[0]}` can never hold of a value that must be absent"
    low, high = given.get("min"), given.get("max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        return f"`min` is {low}, which is more than `max`, {high}"
    denied = given.get("deny", given.get("deny-tags"))
    allowed = given.get("allow", given.get("tags"))
    if isinstance(denied, tuple) and isinstance(allowed, tuple):
        both = [name for name in allowed if isinstance(name, str) and matches(name, (str(each) for each in denied))]
        if both and len(both) == len(allowed):
            return f"{either(both)} is allowed and denied"
    if type in ("names", "parameters"):
        return _names_contradiction(tests)
    return _values_contradiction(type, tests)


def _values_contradiction(type: str, tests: Tests) -> str:
    """Whether the only values that one comparison lets pass fail another."""
    given = dict(tests)
    candidates = [given["equals"]] if "equals" in given else list(_items(given.get("one-of")))
    if not candidates or (type == "list" and "equals" not in given):
        return ""
    source = "equals" if "equals" in given else "one-of"
    others = [test for test in tests if test[0] not in {source, "present", "absent"}]
    excluding = [
        next((name for name, wanted in others if _fails(type, value, ((name, wanted),))), "") for value in candidates
    ]
    return f"`{excluding[0]}` excludes {either(_shown(candidates))}" if all(excluding) else ""


def _fails(type: str, value: object, tests: Tests) -> bool:
    match type, value:
        case "text", str():
            return bool(text_fault([value], tests))
        case "number", int():
            return bool(number_fault(value, tests))
        case "list", tuple():
            return bool(list_fault([str(item) for item in value], tests, complete=True))
    return False


def _names_contradiction(tests: Tests) -> str:
    given = dict(tests)
    for name in map(str, _items(given.get("contains"))):
        if matches(name, map(str, _items(given.get("none-of")))):
            return f"`{name}` is required and forbidden"
        if "one-of" in given and "*" not in name and not matches(name, map(str, _items(given["one-of"]))):
            return f"`{name}` is required, but not among those that are allowed"
    return ""


def _shown(values: Iterable[object]) -> list[str]:
    return [", ".join(map(str, value)) if isinstance(value, tuple) else str(value) for value in values]


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def between(policies: Sequence[Policy]) -> Iterator[tuple[Policy, Expectation, Policy, Expectation, str]]:
    """Expectations of two policies that no job about which both are can meet; the later policy comes first."""
    for number, later in enumerate(policies):
        for earlier in policies[:number]:
            if not _always_meet(later, earlier):
                continue
            for one in later.expectations:
                for other in earlier.expectations:
                    if one.field != other.field or not _kinds(later, one) & _kinds(earlier, other):
                        continue
                    why = _together(one, other)
                    if why:
                        yield later, one, earlier, other, why


def _together(one: Expectation, other: Expectation) -> str:
    """Why two expectations exclude each other, where each by itself can be met."""
    type = fields()[one.field].type
    if type in {"image", "locations", "choice"}:
        return ""
    first, second = dict(one.tests), dict(other.tests)
    for key in ("equals",):
        if key in first and key in second and first[key] != second[key]:
            return f"`equals` is {' and '.join(f'`{text}`' for text in _shown([first[key], second[key]]))}"
    merged = {**first, **{key: value for key, value in second.items() if key not in first}}
    for key in ("min", "max"):
        values = [each[key] for each in (first, second) if isinstance(each.get(key), int)]
        if values:
            merged[key] = max(values) if key == "min" else min(values)
    return contradiction(type, tuple(merged.items()))


def _kinds(policy: Policy, expectation: Expectation) -> set[str]:
    found: set[str] = set(fields()[expectation.field].kinds)
    for limit in (policy.kinds, expectation.kinds):
        found &= set(limit or found)
    return found


def _always_meet(one: Policy, other: Policy) -> bool:
    """Whether a job that the narrower of two policies is about is certainly a matter of the other too."""
    pairs = (
        (one.steps, other.steps),
        (one.pipelines, other.pipelines),
        (one.paths, other.paths),
    )
    if any(first and second and not set(first) & set(second) for first, second in pairs):
        return False
    return not (one.dialects and other.dialects) or bool(set(one.dialects) & set(other.dialects))
