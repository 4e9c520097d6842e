"""Public accounts of AWS, whose numbers are no secret."""

from __future__ import annotations

from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load

_MADE_UP = regex(
    r"(\d)\1{11}|(\d{1,4})\2{2,}|123456789012|01234567890[01]|012345678910|987654321098|444455556666|[01]{12}|123412341234|111122223333"
)


def is_public_account(number: str) -> bool:
    """Whether an account id is one of AWS's own, or one that documentation makes up."""
    return _MADE_UP.fullmatch(number) is not None or any(
        number in load("accounts")[kind] for kind in ("registries", "services")
    )


def is_registry(number: str) -> bool:
    """Whether AWS publishes images of SageMaker from an account."""
    return number in load("accounts")["registries"]
