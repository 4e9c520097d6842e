"""Values of arguments and variables, which contracts and scripts write as text."""

from __future__ import annotations

_TRUTH = (frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"}))


def same_value(one: str, other: str) -> bool:
    """Whether two texts mean the same value.

    Numbers are compared as numbers, `true` and `false` whatever their case, and with the other words and digits that are
    used for them; a folder is the same with a slash at its end.
    """
    if one == other:
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        pass
    low, high = one.lower(), other.lower()
    if low == high and low == "none":
        return True
    if any(low in words and high in words for words in _TRUTH):
        return True
    return one.startswith("/") and one.rstrip("/") == other.rstrip("/")
