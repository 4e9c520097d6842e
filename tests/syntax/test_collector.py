from __future__ import annotations

import contextlib
import gc
import weakref

import libcst as cst
import pytest

from sm_lint.syntax.collector import BETWEEN, begin_text, collector_off
from sm_lint.syntax.parse import SyntaxProblem, parse


def test_the_collector_is_off_within_and_on_afterwards() -> None:
    assert gc.isenabled()
    with collector_off():
        assert not gc.isenabled()
        with collector_off():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_is_on_after_a_failure() -> None:
    with pytest.raises(KeyError), collector_off():
        raise KeyError
    assert gc.isenabled()


@pytest.mark.parametrize("text", ["x = 1\n", "x = = 1\n"])
def test_nodes_that_others_make_are_validated_after_a_parse(text: str) -> None:
    with contextlib.suppress(SyntaxProblem):
        parse("/x.py", text)
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")


class Cycle:
    def __init__(self) -> None:
        self.me = self


def test_what_is_left_is_collected_now_and_then() -> None:
    with collector_off():
        begin_text(BETWEEN)
        left = weakref.ref(Cycle())
        begin_text(BETWEEN // 2)
        assert left() is not None
        begin_text(BETWEEN // 2)
        assert left() is None
