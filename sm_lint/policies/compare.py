"""Compares values with what a policy wants: what is wrong in words, or an empty text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache

from sm_lint.policies.model import Plain, Tests

MOST_MATCHED = 256
"""Maximum number of characters of a value that is matched with a pattern; nothing is said of a longer one."""
MOST_SHOWN = 5
"""Maximum number of wanted values that a message lists."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, which has to match the whole value.

    Raises:
        re.error, OverflowError, RecursionError: it is no regular expression.
    """
    return re.compile(pattern)


def text_fault(forms: Sequence[str], tests: Tests) -> str:
    """What is wrong with a text that can be written in several forms, such as an ARN and the name at its end."""
    for name, wanted in tests:
        match name, wanted:
            case "equals", str() if wanted not in forms:
                return f"not `{wanted}`"
            case "one-of", tuple() if not set(forms) & set(wanted):
                return f"not {either(wanted)}"
            case "none-of", tuple() if set(forms) & set(wanted):
                return "which is forbidden"
            case "pattern", str() if not any(_matches(wanted, form) for form in forms):
                return f"which does not match `{wanted}`"
    return ""


def _matches(pattern: str, value: str) -> bool:
    return len(value) > MOST_MATCHED or compiled(pattern).fullmatch(value) is not None


def number_fault(value: float, tests: Tests) -> str:
    """What is wrong with a number."""
    for name, wanted in tests:
        match name, wanted:
            case "equals", int() if value != wanted:
                return f"not {wanted}"
            case "one-of", tuple() if value not in [each for each in wanted if isinstance(each, int)]:
                return f"not {either(wanted)}"
            case "min", int() if value < wanted:
                return f"less than {wanted}"
            case "max", int() if value > wanted:
                return f"more than {wanted}"
    return ""


def flag_fault(value: bool, tests: Tests) -> str:
    """What is wrong with a flag."""
    wanted = dict(tests).get("equals")
    return f"not {str(wanted).lower()}" if wanted is not None and wanted is not value else ""


def choice_fault(value: str, tests: Tests) -> str:
    """What is wrong with a value that may be allowed and denied by patterns of names."""
    given = dict(tests)
    allowed, denied = _texts(given.get("allow")), _texts(given.get("deny"))
    if matches(value, denied):
        return f"denied by {either(denied)}"
    return f"not {either(allowed)}" if "allow" in given and not matches(value, allowed) else ""


def names_fault(names: Iterable[str], tests: Tests, complete: bool) -> str:
    """What is wrong with the names of tags or variables; of an incomplete list, none is missing."""
    found = list(names)
    given = dict(tests)
    lacking = [name for name in _texts(given.get("contains")) if not any(fnmatchcase(each, name) for each in found)]
    if lacking and complete:
        return f"lacks {both(lacking)}"
    forbidden = [name for name in found if matches(name, _texts(given.get("none-of")))]
    if forbidden:
        return f"has {both(forbidden)}, which is forbidden"
    others = [name for name in found if not matches(name, _texts(given.get("one-of")))] if "one-of" in given else []
    return f"has {both(others)}, not {either(_texts(given['one-of']))}" if others else ""


def list_fault(items: Sequence[str], tests: Tests, complete: bool) -> str:
    """What is wrong with the items of a list; of an incomplete one, none is missing."""
    for name, wanted in tests:
        match name, wanted:
            case "equals", tuple() if extra := [item for item in items if item not in wanted]:
                return f"has {both(extra)}, not {either(wanted)}"
            case (("equals" | "contains"), tuple()) if complete and (
                lacking := [item for item in _texts(wanted) if item not in items]
            ):
                return f"lacks {both(lacking)}"
            case "one-of", tuple() if extra := [item for item in items if item not in wanted]:
                return f"has {both(extra)}, not {either(wanted)}"
            case "pattern", str() if other := [item for item in items if not _matches(wanted, item)]:
                return f"has {both(other)}, which does not match `{wanted}`"
            case "min", int() if complete and len(items) < wanted:
                return f"has {len(items)}, less than {wanted}"
            case "max", int() if len(items) > wanted:
                return f"has {len(items)}, more than {wanted}"
    return ""


def image_fault(image: str, tests: Tests) -> str:
    """What is wrong with an image: its registry, its repository or its tag, which is `latest` where none is written."""
    registry, repository, tag = split_image(image)
    given = dict(tests)
    for key, what, part in (("registries", "registry", registry), ("repositories", "repository", repository)):
        if key in given and not matches(part, _texts(given[key])):
            return f"of the {what} `{part}`, not {either(_texts(given[key]))}"
    if tag is None:
        return ""
    if matches(tag, _texts(given.get("deny-tags"))):
        return f"with the tag `{tag}`, which is denied"
    if "tags" in given and not matches(tag, _texts(given["tags"])):
        return f"with the tag `{tag}`, not {either(_texts(given['tags']))}"
    return ""


def split_image(image: str) -> tuple[str, str, str | None]:
    """Registry, repository and tag of an image; no tag for one that is named by its digest."""
    name, at, _ = image.partition("@")
    first, slash, rest = name.partition("/")
    registry, path = (first, rest) if slash and ("." in first or ":" in first or first == "localhost") else ("", name)
    repository, _, tag = path.partition(":")
    return registry or "docker.io", repository, None if at else tag or "latest"


def location_fault(uri: str, allowed: Sequence[str]) -> bool | None:
    """Whether an S3 URI is outside all allowed ones; None if what is known of it does not tell.

    Args:
        uri: with ``*`` for what is not known.
        allowed: buckets and prefixes, such as ``s3://acme-*`` and ``s3://acme/data``.
    """
    known, hole, _ = uri.partition("*")
    bucket, slash, key = known.removeprefix("s3://").partition("/")
    if hole and not slash:
        return None
    verdicts = []
    for entry in allowed:
        wanted, _, prefix = entry.removeprefix("s3://").rstrip("/").partition("/")
        if not fnmatchcase(bucket, wanted):
            continue
        if not prefix or fnmatchcase(key, prefix) or fnmatchcase(key, f"{prefix}/*"):
            return False
        verdicts.append(bool(hole) and (prefix.startswith(key) or any(sign in prefix for sign in "*?[")))
    return None if any(verdicts) else True


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether any pattern matches a name; case counts."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def either(values: Iterable[object]) -> str:
    """Wanted values, one of which it should be."""
    return _listed(values, "or")


def both(values: Iterable[object]) -> str:
    """Values, all of which are meant."""
    return _listed(values, "and")


def _listed(values: Iterable[object], word: str) -> str:
    shown = [f"`{value}`" for value in values]
    if len(shown) > MOST_SHOWN:
        shown = [*shown[: MOST_SHOWN - 1], f"{len(shown) - MOST_SHOWN + 1} others"]
    return f" {word} ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), *shown[-1:]])


def _texts(value: Plain | None) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()
