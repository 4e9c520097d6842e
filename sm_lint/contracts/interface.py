"""The environment and arguments that a contract gives to a script, and a hash that changes with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from sm_lint.contracts.cover import channels, family, has_channels
from sm_lint.contracts.model import Contract
from sm_lint.workspace.blake2 import blake2b

# Where a contract is written and how it is described changes nothing about the script that it governs.
_IRRELEVANT = frozenset({"place", "label", "description", "extra", "version", "uses", "entry_points", "places"})
_LEAVES = frozenset({str, int, float, bool, type(None)})


class Given(NamedTuple):
    """What a script finds when it starts, as far as a contract describes it; hashable, for scripts under several contracts.

    Attributes:
        environment: variables with known values.
        arguments: arguments with their values, None for one that is passed with a value that is not known.
        channels: names of the training channels.
    """

    environment: tuple[tuple[str, str], ...] = ()
    arguments: tuple[tuple[str, str | None], ...] = ()
    channels: tuple[str, ...] = ()


NOTHING_GIVEN = Given()
_NAMES_OF_CHANNELS = "SM_CHANNELS"  # the other dialect has channels of its own in it


def given(contract: Contract) -> Given:
    """What a contract gives to its script.

    A job definition sets its variables to the values that it has. The default of a variable in a declared contract is only what
    the script falls back to; an argument with choices takes any of them, and so does one whose variants differ.
    """
    launched = contract.origin == "job"
    environment = {item.name: item.value for item in contract.environment if launched and item.value is not None}
    known = tuple(sorted(channels(contract))) if has_channels(contract) else ()
    if launched and known and contract.sdk != "v3" and not contract.open_inputs:
        environment[_NAMES_OF_CHANNELS] = json.dumps(known)
    values: dict[str, set[str | None]] = {}
    for member in family(contract):
        for item in member.arguments:
            if launched or item.required or item.value is not None:
                values.setdefault(item.name, set()).add(None if item.choices and not launched else item.value)
    return Given(
        environment=tuple(sorted(environment.items())),
        arguments=tuple(
            (name, next(iter(found)) if len(found) == 1 else None) for name, found in sorted(values.items())
        ),
        channels=known,
    )


def interface(contracts: Iterable[Contract]) -> str:
    """Hash of everything in contracts that concerns the scripts they govern; an empty string for no contract."""
    parts = [text_of(contract) for contract in contracts]
    if not parts:
        return ""
    return blake2b("\n".join(sorted(parts)).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def source_patterns(contracts: Iterable[Contract]) -> str:
    """Hash of what contracts say about the sources of inputs, for files with jobs; an empty string if they say nothing."""
    parts = []
    for contract in contracts:
        stated = [(entry.path, entry.name, entry.source_pattern) for m in family(contract) for entry in m.inputs]
        if any(patterns for *_, patterns in stated):
            parts.append(repr((contract.id, contract.job, [entry.pattern for entry in contract.entry_points], stated)))
    text = "\n".join(sorted(parts))
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest() if parts else ""


def text_of(value: object) -> str:
    """A contract, a job or a part of one as text, without where it is written and how it is described."""
    return repr(_plain(value))


def whole_text_of(value: object) -> str:
    """A contract, a job or a part of one as text, with everything that a message could mention."""
    return repr(_plain(value, whole=True))


def _plain(value: Any, whole: bool = False) -> Any:
    """The same in tuples, of which the written form is cheap to get; a record begins with its type, a table with `dict`.

    Args:
        value: a contract, a job or a part of one.
        whole: with the fields that say where it is written and how it is described.
    """
    cls = type(value)
    if cls is tuple or issubclass(cls, tuple):
        return tuple([item if type(item) in _LEAVES else _plain(item, whole) for item in value])
    if is_dataclass(cls):
        return (cls, *[item if type(item) in _LEAVES else _plain(item, whole) for item in _read(cls, whole)(value)])
    if isinstance(value, Mapping):
        return (dict, *[(key, _plain(item, whole)) for key, item in value.items()])
    return value


@cache
def _read(cls: type[Any], whole: bool) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the fields of a record: all, or those that matter to a script."""
    names = [item.name for item in fields(cls) if whole or item.name not in _IRRELEVANT]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)
