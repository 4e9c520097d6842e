"""The limits of the SageMaker API, as far as a contract alone can break them.

Only what every run of the job would carry is counted: an input that is not required may stay away.
"""

from __future__ import annotations

import re

from sm_lint.config.glob import is_glob
from sm_lint.config.node import Reporter, shorten
from sm_lint.contracts.model import Contract, Input, Output
from sm_lint.sagemaker.api.limits import limit, name_pattern
from sm_lint.sagemaker.paths import channel_of
from sm_lint.syntax.span import Place


def check_limits(contract: Contract, report: Reporter) -> None:
    """Report each limit of the contract's kind of job that it exceeds; nothing where the kind is not stated."""
    if contract.job == "processing":
        _check_processing(contract, report)
    elif contract.job == "training":
        _check_training(contract, report)
    if contract.job is not None:
        _check_environment(contract, report)


def _count(places: list[Place], what: str, id: str, report: Reporter) -> None:
    most = limit(id)
    if len(places) > most:
        report.add_at(places[most], f"{len(places)} {what}, and a job takes {most} at most")


def _length(text: str, what: str, id: str, place: Place, report: Reporter) -> None:
    most = limit(id)
    if len(text) > most:
        report.add_at(place, f"{what} is {len(text)} characters long, and SageMaker takes {most} at most")


def _check_processing(contract: Contract, report: Reporter) -> None:
    mounted = [item for item in contract.inputs if item.required and item.source == "mount"]
    written = [item for item in contract.outputs if item.required]
    _count([item.place for item in mounted], "inputs", "processing-inputs", report)
    _count([item.place for item in written], "outputs", "processing-outputs", report)
    items: list[Input | Output] = [*contract.inputs, *contract.outputs]
    for item in items:
        _length(item.path or "", f"the path of `{shorten(item.name)}`", "processing-local-path", item.place, report)
    words = [argument.place for argument in contract.arguments if argument.required]
    _count(words, "required arguments", "processing-arguments", report)
    for argument in contract.arguments:
        name = f"the default of `{shorten(argument.spelling)}`"
        _length(argument.value or "", name, "processing-argument-length", argument.place, report)


def _check_training(contract: Contract, report: Reporter) -> None:
    channels: dict[str, Place] = {}
    for item in contract.inputs:
        for name in _channels(item):
            if not re.fullmatch(name_pattern("channel-name"), name):
                report.add_at(item.place, f"`{shorten(name)}` cannot be the name of a channel")
            _length(name, f"channel `{shorten(name)}`", "channel-name", item.place, report)
            if item.required:
                channels.setdefault(name, item.place)
    _count(list(channels.values()), "channels", "channels", report)
    _count([argument.place for argument in contract.arguments], "hyperparameters", "hyperparameters", report)
    for argument in contract.arguments:
        name = shorten(argument.spelling)
        _length(argument.spelling, f"hyperparameter `{name}`", "hyperparameter-key", argument.place, report)
        _length(argument.value or "", f"the default of `{name}`", "hyperparameter-value", argument.place, report)


def _channels(item: Input) -> tuple[str, ...]:
    """Channels that an input provides, as far as its path shows them."""
    channel = channel_of(item.path) if item.path else None
    return item.channels or ((channel,) if channel else ())


def _check_environment(contract: Contract, report: Reporter) -> None:
    # The container of a transform job has the model's variables too, so its own limits do not apply to a script.
    job = "inference" if contract.job == "transform" else contract.job
    exact = [variable for variable in contract.environment if not is_glob(variable.name)]
    if contract.job != "transform":
        _count([variable.place for variable in exact], "environment variables", f"{job}-environment", report)
    for variable in exact:
        name = shorten(variable.name)
        _length(variable.name, f"variable `{name}`", f"{job}-environment-key", variable.place, report)
        value = variable.value or ""
        _length(value, f"the default of `{name}`", f"{job}-environment-value", variable.place, report)
