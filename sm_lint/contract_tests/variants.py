"""The types of job that a contract with variants is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sm_lint.contracts.model import Contract

JOB_TYPE = "job-type"
"""The argument by which a job says of which type it is."""


class Way(NamedTuple):
    """One way in which jobs run a script.

    Attributes:
        contract: what holds for it.
        job_type: what the job passes as its type; empty where that does not matter.
    """

    contract: Contract
    job_type: str = ""


def ways(contract: Contract) -> Iterator[Way]:
    """The ways to run a script under a contract: as a job of each type that has a variant, and of another type.

    The contract itself is left out where every type that its argument takes has a variant.
    """
    if not contract.variants:
        yield Way(contract)
        return
    names = [name for name, _ in contract.variants]
    argument = next((item for item in contract.arguments if item.name == JOB_TYPE), None)
    choices = argument.choices if argument is not None else ()
    others = [choice for choice in choices if choice not in names]
    if others or not choices:
        default = argument.value if argument is not None and argument.value not in names else None
        yield Way(replace(contract, variants=()), default or next(iter(others), ""))
    for name, variant in contract.variants:
        yield Way(replace(variant, id=f"{contract.id}_{name}"), name)
