"""Lookups in a contract and its variants: paths, variables, channels and arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from sm_lint.contracts.model import Argument, Contract, Input, Variable
from sm_lint.contracts.paths import is_above, is_under, may_be_under
from sm_lint.sagemaker.environment import channel_variable
from sm_lint.sagemaker.paths import channel_of, root


def family(contract: Contract) -> tuple[Contract, ...]:
    """The contract and its variants: a script must serve all of them."""
    return (contract, *(variant for _, variant in contract.variants))


def named(contract: Contract) -> str:
    """How messages name the contract."""
    return contract.label or f"contract `{contract.id}`"


def input_path(entry: Input, contract: Contract) -> str | None:
    """Where an input lies; a training channel without a path lies in the directory of its name."""
    if entry.path is None and contract.job == "training":
        return f"{root('channels')}/{entry.name}"
    return entry.path


def placed(contract: Contract) -> Iterator[tuple[str, str | None]]:
    """Name and place of every input and output; the place of some may not be known."""
    for member in family(contract):
        for entry in member.inputs:
            yield entry.name, input_path(entry, member)
        for output in member.outputs:
            yield output.name, output.path


def declared_paths(contract: Contract) -> list[str]:
    """Paths of all inputs and outputs whose place is known."""
    return [path for _, path in placed(contract) if path is not None]


def input_paths(contract: Contract) -> list[str]:
    """Paths of all inputs whose place is known."""
    found = [input_path(entry, member) for member in family(contract) for entry in member.inputs]
    return [path for path in found if path is not None]


def output_paths(contract: Contract) -> list[str]:
    """Paths of all outputs whose place is known."""
    return [output.path for member in family(contract) for output in member.outputs if output.path is not None]


def places_are_known(contract: Contract) -> bool:
    """Whether every input and output has a place: one without may lie anywhere."""
    return all(path is not None for _, path in placed(contract))


def may_touch(path: str, declared: str) -> bool:
    """Whether `path`, with its holes, may lie in a declared place or contain it."""
    return may_be_under(path, declared) or is_above(path, declared)


def may_be_declared(path: str, contract: Contract) -> bool:
    """Whether `path` may be a declared place, lie in one, contain one, or is allowed expressly."""
    return any(may_touch(path, declared) for declared in declared_paths(contract)) or is_allowed(path, contract)


def is_allowed(path: str, contract: Contract) -> bool:
    """Whether `allow-paths` has a pattern for the path or for a directory that holds it."""
    patterns = [pattern for member in family(contract) for pattern in member.allow_paths]
    return any(_matches(path, pattern) for pattern in patterns)


def _matches(path: str, pattern: str) -> bool:
    bare = pattern.removesuffix("/**").rstrip("/")
    if not any(character in bare for character in "*?["):
        return may_be_under(path, bare)
    depth = bare.count("/")
    segments = path.split("/")
    return any(fnmatchcase("/".join(segments[:end]), bare) for end in range(depth + 1, len(segments) + 1))


def logical_names(contract: Contract) -> frozenset[str]:
    """Names of all inputs and outputs."""
    return frozenset(name for name, _ in placed(contract))


def channels(contract: Contract) -> frozenset[str]:
    """Names of the training channels that the contract declares."""
    found: set[str] = set()
    for member in family(contract):
        for entry in member.inputs:
            found.update(entry.channels)
            path = input_path(entry, member)
            channel = channel_of(path) if path is not None else None
            if channel is not None:
                found.add(channel)
            elif path is None:
                found.add(entry.name)
    return frozenset(found)


def has_channels(contract: Contract) -> bool:
    """Whether the inputs are the channels of a training job."""
    if contract.job is not None:
        return contract.job == "training"
    return any(is_under(path, root("channels")) for path in input_paths(contract))


def all_channels(contract: Contract) -> bool:
    """Whether an input is the directory of all channels, whatever they are called."""
    return any(
        may_be_under(root("channels"), path) and not entry.channels
        for member in family(contract)
        for entry in member.inputs
        if (path := input_path(entry, member)) is not None
    )


def channel_variables(entry: Input, contract: Contract) -> frozenset[str]:
    """Environment variables that lead to an input of a training job."""
    if contract.job != "training":
        return frozenset()
    path = input_path(entry, contract)
    names = {*entry.channels, *([channel] if path is not None and (channel := channel_of(path)) else [])}
    return frozenset(channel_variable(name) for name in names)


def variable(name: str, contract: Contract) -> Variable | None:
    """The declared variable that `name`, which may be a glob, refers to; an exact name takes precedence over a glob."""
    declared = [entry for member in family(contract) for entry in member.environment]
    for entry in declared:
        if entry.name == name:
            return entry
    return next(
        (
            entry
            for entry in declared
            if fnmatchcase(name, entry.name) or ("*" in name and fnmatchcase(entry.name, name))
        ),
        None,
    )


def arguments(contract: Contract) -> tuple[Argument, ...]:
    """Arguments of the contract and its variants, each name once."""
    found: dict[str, Argument] = {}
    for member in family(contract):
        for argument in member.arguments:
            found.setdefault(argument.name, argument)
    return tuple(found.values())


def nearest_path(path: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the head of `path` resembles most, or None where none is close: one segment is misspelled."""
    import difflib

    best: tuple[float, str] | None = None
    segments = path.split("/")
    for candidate in candidates:
        wanted = candidate.split("/")
        different = [(mine, theirs) for mine, theirs in zip(segments, wanted, strict=False) if mine != theirs]
        if len(different) != 1 or len(segments) < len(wanted):
            continue
        ratio = difflib.SequenceMatcher(None, *different[0]).ratio()
        if ratio >= 0.6 and (best is None or ratio > best[0]):
            best = (ratio, candidate)
    return best[1] if best else None
