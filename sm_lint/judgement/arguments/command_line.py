"""Which of a contract's arguments a script's parser takes, by argparse's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sm_lint.contracts.cover import arguments
from sm_lint.contracts.model import Argument, Contract, argument_name
from sm_lint.flow.facts import ArgumentFact, EnvRead, ParseCall, PathAccess, ScriptFacts
from sm_lint.judgement.contract.training_environment import may_look_up
from sm_lint.sagemaker.environment import HYPERPARAMETER_PREFIX
from sm_lint.sagemaker.hyperparameters import HYPERPARAMETER_FILE, is_reserved

ALL_HYPERPARAMETERS = frozenset({"SM_HPS", "SM_USER_ARGS", "SM_HP_*", "*"})


def is_positional(option: ArgumentFact) -> bool:
    """Whether the argument is identified by its position."""
    return not any(flag.startswith("-") for flag in option.flags)


_OPTIONAL = frozenset({"?", "*", "...", "REMAINDER", "argparse.REMAINDER"})


def has_to_be_given(option: ArgumentFact) -> bool:
    """Whether it is a positional argument without which argparse ends the script."""
    return (
        is_positional(option)
        and option.parser == "argparse"
        and not option.conditional
        and option.nargs not in _OPTIONAL
        and option.action in (None, "store")
    )


def takers(argument: Argument, options: Iterable[ArgumentFact], contract: Contract) -> list[ArgumentFact]:
    """The options of a parser that take an argument; several where it is an ambiguous abbreviation.

    In a declared contract ``-`` and ``_`` are one; a job definition passes a name as it spells it, and argparse is
    strict about it. A long option may be abbreviated.
    """
    strict = contract.origin == "job"
    wanted = (argument.spelling or argument.name) if strict else argument_name(argument.name)
    exact: list[ArgumentFact] = []
    abbreviated: list[ArgumentFact] = []
    for option in options:
        if is_positional(option):
            if not strict and wanted == argument_name(option.dest):
                exact.append(option)
            continue
        strictly = strict and option.parser == "argparse"
        for flag in option.flags:
            name = flag.lstrip("-") if strictly else argument_name(flag.lstrip("-"))
            target = wanted if strictly else argument_name(wanted)
            if name == target and (flag.startswith("--") or len(target) == 1):
                exact.append(option)
            elif flag.startswith("--") and len(target) > 1 and name.startswith(target):
                abbreviated.append(option)
    return exact or abbreviated


def refused(facts: ScriptFacts, contract: Contract) -> Iterator[Argument]:
    """Arguments that the contract passes and that no parser of the script takes."""
    options = list(facts.all(ArgumentFact))
    positionals = {argument_name(option.dest) for option in options if has_to_be_given(option)}
    for argument in arguments(contract):
        spelling = argument.spelling or argument.name
        if is_reserved(spelling) or takers(argument, options, contract):
            continue
        if argument_name(spelling) in positionals:  # what is wrong is the positional: SMA313
            continue
        if not _is_read_elsewhere(spelling, facts):
            yield argument


def _is_read_elsewhere(name: str, facts: ScriptFacts) -> bool:
    """Whether a hyperparameter is read from the environment or from its file instead of the command line."""
    wanted = {HYPERPARAMETER_PREFIX + form.upper() for form in (name, name.replace("-", "_"))}
    if any(fact.name in wanted or fact.name in ALL_HYPERPARAMETERS for fact in facts.all(EnvRead)):
        return True
    if may_look_up(facts, "hyperparameters"):
        return True
    return any(fact.mode == "read" and fact.path == HYPERPARAMETER_FILE for fact in facts.all(PathAccess))


def unfilled(facts: ScriptFacts, contract: Contract) -> Iterator[ArgumentFact]:
    """Options of the script's parsers that no argument of the contract fills, in order."""
    options = [option for option in facts.all(ArgumentFact) if option.reached]
    filled: set[int] = set()
    for argument in arguments(contract):
        filled.update(id(option) for option in takers(argument, options, contract))
    for option in options:
        if id(option) not in filled:
            yield option


def is_needed(option: ArgumentFact, contract: Contract) -> bool:
    """Whether the script cannot run without an option that nothing fills.

    Of a job definition, which gives no names to positional arguments, and of the ``--model_dir`` that an estimator may add,
    nothing is known.
    """
    if option.conditional:
        return False
    if is_positional(option):
        return (
            contract.origin == "toml" and option.nargs not in ("?", "*", "REMAINDER", "...") and not option.has_default
        )
    if contract.origin == "job" and argument_name(option.dest) == "model-dir":
        return False
    return option.required


def parse_calls(facts: ScriptFacts) -> Sequence[ParseCall]:
    """Calls that parse the command line whenever the script runs."""
    return [call for call in facts.all(ParseCall) if call.reached]


def flags(facts: ScriptFacts) -> list[str]:
    """Names of all options that the script's parsers define, as they are written on the command line."""
    return [flag for option in facts.all(ArgumentFact) if not is_positional(option) for flag in option.flags]


def shown(option: ArgumentFact) -> str:
    """How messages name an option: its longest flag, or the name of a positional."""
    return max(option.flags, key=len) if option.flags else option.dest
