"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from sm_lint.patterns import Deferred, regex


def test_it_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or real(*given))
    digits = regex(r"\d+")
    assert isinstance(digits, Deferred)
    assert compiled == []
    assert [digits.findall(text) for text in ("1 and 22", "none")] == [["1", "22"], []]
    assert len(compiled) == 1


def test_it_is_like_any_other() -> None:
    word = regex(rb"[a-z]+", re.IGNORECASE)
    assert (word.pattern, word.flags) == (rb"[a-z]+", re.IGNORECASE)
    assert word.sub(b"-", b"A b") == b"- -"
    with pytest.raises(re.error):
        regex("(").match("")
