"""What has to change in a written contract so that its scripts keep to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from sm_lint.contracts.cover import channels, family, input_path, input_paths, is_allowed, output_paths, variable
from sm_lint.contracts.model import Argument, Contract
from sm_lint.contracts.paths import is_under
from sm_lint.contracts.values import same_value
from sm_lint.flow.facts import ArgumentFact, EnvRead, PathAccess, ScriptFacts
from sm_lint.inference import corrections as make
from sm_lint.inference.corrections import Correction
from sm_lint.inference.model import InferredContract
from sm_lint.inference.naming import distinct
from sm_lint.judgement.arguments.command_line import parse_calls, refused, takers
from sm_lint.judgement.contract.compliance import AccessChecker, read_checker, write_checker
from sm_lint.judgement.contract.omissions import unread_variables, unused_inputs, unwritten_outputs
from sm_lint.sagemaker.images import normalised, provides
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import channel_of, platform_place
from sm_lint.syntax.span import Place


def corrections_for(
    contract: Contract, found: InferredContract, facts: ScriptFacts, kind: JobKind | None, *, prune: bool = False
) -> list[Correction]:
    """The corrections of a contract for one of its scripts.

    What is missing is added, and what the script proves to be too strict is loosened. A variable or argument that the
    contract requires stays required though the script has a default: a contract may ask more of a job than the script
    needs.

    Args:
        contract: a contract from configuration.
        found: what is inferred for the script.
        facts: the facts of the script under the contract.
        kind: the kind of job that it runs in.
        prune: also remove what the script certainly never uses.
    """
    wanted = [
        *_inputs(contract, found, facts, kind),
        *_outputs(contract, found, facts, kind),
        *_variables(contract, found, facts),
        *_arguments(contract, found, facts),
        *_requirements(contract, found),
    ]
    return [*wanted, *_unused(contract, facts, kind)] if prune else wanted


def _inputs(
    contract: Contract, found: InferredContract, facts: ScriptFacts, kind: JobKind | None
) -> Iterator[Correction]:
    taken = {item.name for member in family(contract) for item in member.inputs}
    checker = read_checker(facts, contract, kind)
    for item in found.contract.inputs:
        declared = next((each for each in contract.inputs if input_path(each, contract) == item.path), None)
        if declared is not None:
            if declared.required and not item.required:
                yield make.optional_mount(declared)
        elif checker is not None and not _is_covered(item.path, contract, facts, checker, "read"):
            name = distinct(item.name, taken)
            taken.add(name)
            yield make.added_input(replace(item, name=name), item.place)


def _outputs(
    contract: Contract, found: InferredContract, facts: ScriptFacts, kind: JobKind | None
) -> Iterator[Correction]:
    taken = {item.name for member in family(contract) for item in member.outputs}
    checker = write_checker(facts, contract, kind)
    for item in found.contract.outputs:
        declared = next((each for each in contract.outputs if each.path == item.path), None)
        if declared is not None:
            if declared.required and not item.required:
                yield make.optional_mount(declared)
        elif checker is not None and not _is_covered(item.path, contract, facts, checker, "write"):
            name = distinct(item.name, taken)
            taken.add(name)
            yield make.added_output(replace(item, name=name), item.place)


def _is_covered(
    path: str | None, contract: Contract, facts: ScriptFacts, checker: AccessChecker, mode: Literal["read", "write"]
) -> bool:
    """Whether the contract, or the platform, has a place already that the script uses in a way that it allows."""
    if path is None or platform_place(path, contract.job, mode) is not None or is_allowed(path, contract):
        return True
    declared = set(output_paths(contract)) | (set(input_paths(contract)) if mode == "read" else set())
    if any(is_under(path, place) for place in declared) or (mode == "read" and channel_of(path) in channels(contract)):
        return True
    if not any(is_under(place, path) for place in declared):
        return False
    inside = [access for access in facts.all(PathAccess) if is_under(access.path, path)]
    return all(checker.check(access) is None for access in inside)


def _variables(contract: Contract, found: InferredContract, facts: ScriptFacts) -> Iterator[Correction]:
    if not contract.open_environment:
        for item in found.contract.environment:
            if variable(item.name, contract) is None:
                yield make.added_variable(item, item.place)
    for declared in contract.environment:
        if declared.required or not declared.value or "*" in declared.name:
            continue
        others = {
            each.value for member in family(contract) for each in member.environment if each.name == declared.name
        }
        reads = [read for read in facts.all(EnvRead) if read.name == declared.name and read.reached]
        defaults = {read.default for read in reads if read.default and not read.conditional}
        if (
            len(others) == 1
            and len(defaults) == 1
            and not any(read.default is None and not read.probe for read in reads)
        ):
            (default,) = defaults
            if not same_value(default, declared.value):
                yield make.changed_default(declared, default, _place(found, "environment", declared.name))


def _arguments(contract: Contract, found: InferredContract, facts: ScriptFacts) -> Iterator[Correction]:
    options = [option for option in facts.all(ArgumentFact) if option.reached and not option.conditional]
    if not contract.open_arguments and not contract.delegates and parse_calls(facts):
        known = {item.name for item in _all_arguments(contract)}
        for item in found.contract.arguments:
            if item.name not in known:
                yield make.added_argument(item, item.place)
    for declared in contract.arguments:
        taking = takers(declared, options, contract)
        if len(taking) == 1 and _says_one_thing(declared, contract):
            yield from _as_parsed(declared, taking[0], found)


def _all_arguments(contract: Contract) -> Iterator[Argument]:
    return (item for member in family(contract) for item in member.arguments)


def _says_one_thing(item: Argument, contract: Contract) -> bool:
    others = [other for other in _all_arguments(contract) if other.name == item.name]
    return all((other.value, other.choices) == (item.value, item.choices) for other in others)


def _as_parsed(declared: Argument, option: ArgumentFact, found: InferredContract) -> Iterator[Correction]:
    spelling = next(
        (item.spelling for item in found.contract.arguments if item.name == declared.name), declared.spelling
    )
    place = _place(found, "arguments", spelling)
    if declared.value is not None and option.default is not None and not same_value(declared.value, option.default):
        yield make.changed_default(declared, option.default, place)
    if declared.choices and option.choices:
        more = [choice for choice in option.choices if not _has(declared.choices, choice)]
        if more:
            yield make.more_choices(declared, [*declared.choices, *more], place)


def _has(choices: Sequence[str], choice: str) -> bool:
    return any(same_value(choice, other) for other in choices)


def _requirements(contract: Contract, found: InferredContract) -> Iterator[Correction]:
    """Distributions that are imported, where the contract names any at all."""
    names = {normalised(item.name) for item in contract.requirements if item.name != "python"}
    if not names:
        return
    for item in found.contract.requirements:
        first = item.name.split(".", 1)[0]
        if normalised(item.name) not in names and not provides(names, first) and first not in contract.first_party:
            yield make.added_requirement(item.name, item.specifier, _place(found, "framework-requirements", item.name))


def _unused(contract: Contract, facts: ScriptFacts, kind: JobKind | None) -> Iterator[Correction]:
    for entry in unused_inputs(facts, contract, kind):
        yield make.removed(entry)
    for output in unwritten_outputs(facts, contract):
        yield make.removed(output)
    for item in unread_variables(facts, contract):
        yield make.removed(item)
    if contract.delegates or not facts.complete("argument") or not parse_calls(facts):
        return
    for argument in refused(facts, contract):
        yield make.removed(argument)
    options = [option for option in facts.all(ArgumentFact) if option.reached and not option.conditional]
    for declared in contract.arguments:
        taking = takers(declared, options, contract)
        if len(taking) == 1 and declared.choices and taking[0].choices:
            kept = [choice for choice in declared.choices if _has(taking[0].choices, choice)]
            if kept and len(kept) < len(declared.choices):
                yield make.fewer_choices(declared, kept)


def _place(found: InferredContract, table: str, name: str) -> Place | None:
    reason = found.reason(table, name)
    return reason.place if reason is not None else None
