"""Regular expressions that are compiled when they are first used.

A run over one script imports some 200 expressions and uses a tenth of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import AnyStr, cast


class Deferred:
    """An expression that is compiled when one of its attributes is first read, which it then keeps."""

    def __init__(self, compiled: Callable[[], object]) -> None:
        self._compiled = compiled

    def __getattr__(self, name: str) -> object:
        value: object = getattr(self._compiled(), name)
        setattr(self, name, value)  # the next use is as quick as that of a compiled expression
        return value


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A constant expression of a module: :func:`re.compile`, when the expression is first used."""
    return cast("re.Pattern[AnyStr]", Deferred(partial(re.compile, text, flags)))
