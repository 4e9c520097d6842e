"""AWS accounts that are nobody's secret."""

from __future__ import annotations

import re

from sm_lint.sagemaker.data import load

_MADE_UP = re.compile(r"(\d)\1{11}|(\d{1,4})\2{2,}|123456789012|012345678901|987654321098|123412341234|111122223333")


def is_public_account(number: str) -> bool:
    """Whether an account id is one of AWS's own registries, or one that documentation makes up."""
    return _MADE_UP.fullmatch(number) is not None or number in load("accounts")["registries"]
