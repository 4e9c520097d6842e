"""Variables that a script reads, with a default, under a name that is one letter away from one that is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sm_lint.contracts.cover import all_channels, channels, family
from sm_lint.contracts.model import Contract
from sm_lint.flow.facts import EnvRead, EnvWrite, ImportFact, ScriptFacts
from sm_lint.sagemaker.environment import (
    CHANNEL_PREFIX,
    channel_variable,
    is_platform_variable,
    platform_variable_names,
)
from sm_lint.sagemaker.libraries import sets_variables
from sm_lint.spelling import one_letter_apart

SHORTEST = 5
"""Letters of the shortest name that is compared."""


def misspelt_variables(
    facts: ScriptFacts, contract: Contract, ignored: Callable[[str], bool]
) -> Iterator[tuple[EnvRead, str]]:
    """Reads with a default, of variables that the job does not set, each with the name that is meant.

    It is the name of a variable that the platform sets in such a job, or of one that the job sets and the script does
    not read; of the variables of channels, too. Where the job may set further ones, only these last are taken for what is meant: it
    is too much of a coincidence that one is set and not read, and another is read, and one letter tells them apart.
    """
    if contract.origin != "job" or any(sets_variables(fact.module) for fact in facts.all(ImportFact)):
        return
    read = {fact.name for fact in facts.all(EnvRead)}
    of_channels = _variables_of_channels(contract)
    settled = {entry.name for member in family(contract) for entry in member.environment} | of_channels
    written = {fact.name for fact in facts.all(EnvWrite)}
    offered = sorted((settled - read) | (set() if contract.open_environment else platform_variable_names(contract.job)))
    for fact in facts.all(EnvRead):
        name = fact.name
        if fact.required or fact.probe or not fact.reached or "*" in name or len(name) < SHORTEST:
            continue
        if name in settled | written or ignored(name):
            continue
        if is_platform_variable(name, None) and not (of_channels and name.startswith(CHANNEL_PREFIX)):
            continue
        near = next((other for other in offered if one_letter_apart(name, other)), None)
        if near is not None:
            yield fact, near


def _variables_of_channels(contract: Contract) -> frozenset[str]:
    """The variables of the channels of a training job; none if there may be other channels."""
    if contract.open_inputs or contract.job != "training" or all_channels(contract):
        return frozenset()
    return frozenset(map(channel_variable, channels(contract)))
