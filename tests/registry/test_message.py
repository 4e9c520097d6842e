"""Messages, their parts, and suggestions for misspelt words."""

from __future__ import annotations

import pytest

from sm_lint.registry.message import Message
from sm_lint.spelling import did_you_mean, suggest


def test_the_contract_is_filled_in_when_the_text_is_made() -> None:
    message = Message("`{path}` is read, but {contract} has no input there", path="/opt/{x}")
    assert message.text("step `Train` (p.py:3 and 1 more)") == (
        "`/opt/{x}` is read, but step `Train` (p.py:3 and 1 more) has no input there"
    )


def test_a_plain_text_is_no_template() -> None:
    assert Message.of("`{name}` is {contract}").text("c") == "`{name}` is {contract}"


def test_a_missing_part_is_an_error() -> None:
    with pytest.raises(KeyError):
        Message("`{path}` is read").text()


def test_messages_of_the_same_parts_are_equal() -> None:
    assert Message("{a}", a=1) == Message("{a}", a="1") != Message("{a}", a="2")


def test_a_suggestion_ignores_case_and_hyphens() -> None:
    assert suggest("learning_RATE", ["epochs", "learning-rate"]) == "learning-rate"
    assert suggest("zzz", ["epochs"]) is None
    assert suggest("epoch", ["epochs-of-all"], cutoff=0.8) is None
    assert did_you_mean("epochs", "; ") == "; did you mean `epochs`?"
    assert did_you_mean(None, "; ") == ""
