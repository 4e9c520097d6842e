"""Which generation of the SDK launches a script, and which variables it makes of channels and hyperparameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from sm_lint.config.settings import AUTO, Settings
from sm_lint.contracts.cover import arguments, channels, has_channels, variable
from sm_lint.contracts.model import Argument, Contract
from sm_lint.flow.facts import ArgumentFact, EnvRead, EnvWrite, ScriptFacts
from sm_lint.judgement.arguments.command_line import refused, takers
from sm_lint.sagemaker.environment import (
    CHANNEL_PREFIX,
    HYPERPARAMETER_PREFIX,
    channel_variable,
    is_platform_variable,
    variable_key,
)
from sm_lint.spelling import suggest

Dialect = Literal["v2", "v3"]
GENERATIONS: tuple[Dialect, ...] = ("v2", "v3")


def dialects(settings: Settings, contracts: Iterable[Contract]) -> tuple[Dialect, ...]:
    """The generations that may launch a script: those that its contracts name, otherwise those of the settings."""
    named = sorted({contract.sdk for contract in contracts if contract.sdk is not None})
    if named:
        return tuple(named)
    if settings.sdk == "both" and settings.target_sdk != AUTO:
        return ("v2",) if settings.target_sdk.lstrip("v").startswith("2") else ("v3",)
    return GENERATIONS if settings.sdk == "both" else (settings.sdk,)


def hyperparameter_variable(name: str, dialect: Dialect) -> str:
    """The variable that holds a hyperparameter: v2 keeps hyphens, v3 makes underscores of them."""
    return HYPERPARAMETER_PREFIX + (name if dialect == "v2" else name.replace("-", "_")).upper()


def hyperparameters(contract: Contract) -> tuple[Argument, ...]:
    """The arguments of a training job, which are its hyperparameters; none for other jobs."""
    return arguments(contract) if contract.job == "training" else ()


def misspelt_channel(name: str, contract: Contract) -> str | None:
    """The declared channel whose variable `name` was meant to be, and is not: ``_`` for ``-``, or small letters."""
    if not name.startswith(CHANNEL_PREFIX) or not has_channels(contract):
        return None
    known = channels(contract)
    if any(channel_variable(channel) == name for channel in known):
        return None
    return next(
        (channel for channel in sorted(known) if variable_key(channel_variable(channel)) == variable_key(name)), None
    )


def misread_hyperparameters(facts: ScriptFacts, contract: Contract) -> dict[str, tuple[EnvRead, Argument]]:
    """Hyperparameters that are read under their plain names, where no variable of that name is declared or provided.

    A read with a default is left out where the script takes the hyperparameter from the command line as well.
    """
    found: dict[str, tuple[EnvRead, Argument]] = {}
    known = {variable_key(spelling(entry)): entry for entry in hyperparameters(contract)}
    if not known or contract.open_environment:
        return found
    options = list(facts.all(ArgumentFact))
    written = {fact.name for fact in facts.all(EnvWrite)}
    for read in facts.all(EnvRead):
        argument = known.get(variable_key(read.name))
        if argument is None or not read.reached or read.probe or read.guarded or read.name in written:
            continue
        if is_platform_variable(read.name, None) or variable(read.name, contract) is not None:
            continue
        if read.required or not takers(argument, options, contract):
            found.setdefault(read.name, (read, argument))
    return found


def dropped_hyperparameters(facts: ScriptFacts, contract: Contract) -> Iterator[Argument]:
    """Hyperparameters that a job definition passes and that no parser of the script takes."""
    if (
        contract.origin == "job"
        and contract.job == "training"
        and not contract.delegates
        and facts.complete("argument")
    ):
        yield from refused(facts, contract)


def meant_flag(name: str, known: Iterable[str]) -> str | None:
    """The option whose name resembles that of a hyperparameter, as it is written on the command line; None if none does."""
    flags = {flag.lstrip("-"): flag for flag in known}
    close = suggest(name, flags, cutoff=0.8)
    return flags[close] if close is not None else None


def spelling(argument: Argument) -> str:
    """An argument's name as it is passed."""
    return argument.spelling or argument.name
