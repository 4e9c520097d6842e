from __future__ import annotations

from dataclasses import replace

from sm_lint.config.documents import Documents
from sm_lint.config.settings import ContractSource
from sm_lint.contracts.load import load_sources
from sm_lint.contracts.model import Contract
from sm_lint.evolution.compare import contract_diff, weighed
from sm_lint.evolution.model import ContractDiff
from sm_lint.evolution.witnesses import Surroundings, with_witnesses


def contract(lines: str, id: str = "x", origin: str = "toml") -> Contract | None:
    """The contract with these lines; None for an empty text."""
    if not lines:
        return None
    text = f"[contracts.{id}]\n{lines}\n"
    found = load_sources((ContractSource("/project/contracts.toml", (), "", "", text),), Documents())
    assert found.problems == ()
    return replace(found.contracts[0], origin=origin)  # type: ignore[arg-type]


def diff(before: str, after: str, around: Surroundings | None = None, *, origin: str = "contract") -> ContractDiff:
    """The changes between two contracts, with witnesses."""
    made = "job" if origin == "job" else "toml"
    found = contract_diff("x", origin, contract(before, origin=made), contract(after, origin=made))  # type: ignore[arg-type]
    return with_witnesses(weighed(found), around or Surroundings())
