"""The part of a contract that code has to pass to a job, independent of the dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Argument, Contract, argument_name
from sm_lint.exchange.writing.layout import identifier
from sm_lint.sagemaker.paths import channel_of

_FLAGS_WITHOUT_VALUE = ("store_true", "store_false", "store_const", "append_const", "count")


@dataclass(frozen=True, slots=True)
class Slot:
    """One input, output, variable or argument that a caller passes a value for.

    Attributes:
        name: its name in the request: the logical name, the channel, the variable, or the argument as the script spells
            it, with its hyphens.
        parameter: identifier of the function's parameter.
        path: container path of an input or output.
        required: whether a value must be passed.
        switch: whether it is an argument without a value.
    """

    name: str
    parameter: str
    path: str = ""
    required: bool = True
    switch: bool = False


@dataclass(frozen=True, slots=True)
class Interface:
    """A contract as code sees it.

    Attributes:
        contract: the contract.
        prefix: beginning of the names of its functions.
        script: path of its script relative to the project, with forward slashes; empty if there is none.
        patterns: patterns among the names of its variables, for which a mapping is passed.
        left_out: why parts of the contract are not passed, each as a sentence.
    """

    contract: Contract
    prefix: str
    script: str
    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    environment: tuple[Slot, ...]
    arguments: tuple[Slot, ...]
    patterns: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def is_training(self) -> bool:
        """Whether the job is a training job, which has channels and hyperparameters."""
        return self.contract.job == "training"


def interface_of(
    contract: Contract, prefix: str, script: str = "", flags: Sequence[str] = (), reserved: Sequence[str] = ()
) -> Interface:
    """The interface of a contract.

    Args:
        contract: the contract.
        prefix: beginning of the names of its functions.
        script: path of its script.
        flags: the arguments as the script's parser spells them; they take precedence over the contract's spelling.
        reserved: identifiers that no parameter may have.
    """
    left_out: list[str] = []
    if contract.job == "training":
        inputs = list(_channels(contract, reserved, left_out))
        outputs: list[Slot] = []
    else:
        inputs = list(_mounts(contract, reserved, left_out))
        outputs = list(_outputs(contract, reserved, left_out))
    taken = set(reserved)
    exact = [entry for entry in contract.environment if "*" not in entry.name and "?" not in entry.name]
    variables = tuple(Slot(each.name, identifier(each.name, taken), required=each.required) for each in exact)
    patterns = tuple(entry.name for entry in contract.environment if entry not in exact)
    spelt = {argument_name(flag.lstrip("-")): flag for flag in flags}
    taken = set(reserved)
    passed = contract.origin == "job"
    arguments = tuple(_argument(each, spelt, taken, passed) for each in contract.arguments)
    return Interface(
        contract, prefix, script, tuple(inputs), tuple(outputs), variables, arguments, patterns, tuple(left_out)
    )


def _channels(contract: Contract, reserved: Sequence[str], left_out: list[str]) -> Iterator[Slot]:
    taken = set(reserved)
    for entry in contract.inputs:
        path = input_path(entry, contract)
        channel = channel_of(path) if path is not None else entry.name
        names = entry.channels or ((channel,) if channel is not None else ())
        if not names:
            left_out.append(f"Input {entry.name} is no channel: SageMaker or the script provides it.")
        for name in names:
            yield Slot(name, identifier(name, taken), path or "", entry.required)


def _mounts(contract: Contract, reserved: Sequence[str], left_out: list[str]) -> Iterator[Slot]:
    taken = set(reserved)
    for entry in contract.inputs:
        if entry.path is None:
            left_out.append(f"Input {entry.name} has no known place.")
        elif entry.source == "bundled":
            left_out.append(f"Input {entry.name} is shipped with the code.")
        else:
            yield Slot(entry.name, identifier(entry.name, taken), entry.path, entry.required)


def _outputs(contract: Contract, reserved: Sequence[str], left_out: list[str]) -> Iterator[Slot]:
    taken = set(reserved)
    for entry in contract.outputs:
        if entry.path is None:
            left_out.append(f"Output {entry.name} has no known place.")
        else:
            yield Slot(entry.name, identifier(entry.name, taken), entry.path, entry.required)


def _argument(entry: Argument, spelt: Mapping[str, str], taken: set[str], passed: bool) -> Slot:
    """An argument; one that a job is known to pass is required."""
    flag = spelt.get(entry.name) or f"--{entry.spelling or entry.name}"
    switch = entry.action in _FLAGS_WITHOUT_VALUE
    return Slot(flag, identifier(entry.name, taken), required=(entry.required or passed) and not switch, switch=switch)
