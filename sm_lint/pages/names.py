"""File names of pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sm_lint.patterns import regex

INDEX = "index"
_UNSAFE = regex(r"[^A-Za-z0-9_.]+")
_RESERVED = frozenset(
    {INDEX, "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
_LONGEST = 100


def page_names(names: Iterable[str]) -> dict[str, str]:
    """A file name without suffix for each name, such as ``dockers-train`` for ``dockers/train.py``.

    The file names consist of letters, digits and ``_.-``, are different even where case does not count, and depend on
    nothing but their name unless two would be the same.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name in found:
            continue
        stem = name.removesuffix(".py")
        key = _UNSAFE.sub("-", stem.encode("ascii", "replace").decode().replace("?", "-")).strip("-.")
        if not key or len(key) > _LONGEST or key.partition(".")[0].casefold() in _RESERVED or key.casefold() in taken:
            digest = hashlib.blake2b(name.encode("utf-8", "backslashreplace"), digest_size=4).hexdigest()
            key = f"{key[:_LONGEST].strip('-.')}-{digest}".lstrip("-")
        taken.add(key.casefold())
        found[name] = key
    return found
