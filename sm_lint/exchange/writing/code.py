"""Writes the interface of scripts as functions for the SageMaker Python SDK v2, v3, or boto3."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from sm_lint.exchange.writing.interface import Interface, Slot
from sm_lint.exchange.writing.layout import (
    Expression,
    Group,
    call,
    dict_of,
    docstring,
    inside_docstring,
    list_of,
    literal,
    named,
    statement,
)

Target = Literal["v2", "v3", "boto3"]
RESERVED = (
    "inputs",
    "arguments",
    "environment",
    "hyperparameters",
    "content_type",
    "settings",
    "more",
    "self",
)
"""Names that the functions use themselves."""
_TITLES = {"v2": "the SageMaker Python SDK v2", "v3": "the SageMaker Python SDK v3", "boto3": "boto3"}
_V3_SHAPES = ("ProcessingInput", "ProcessingOutput", "ProcessingS3Input", "ProcessingS3Output")
_INPUT_DEFAULTS = {
    "s3_data_type": "S3Prefix",
    "s3_input_mode": "File",
    "s3_data_distribution_type": "FullyReplicated",
    "s3_compression_type": "None",
}
"""What SDK v2 sets for an input, as the fields of v3 name it."""


def module(interfaces: Sequence[Interface], target: Target) -> str:
    """The functions of all interfaces as the text of a Python module."""
    lines = [
        f'"""What container scripts are given by their contracts, for {_TITLES[target]}.',
        "",
        "Made by `sm-lint contract export`.",
        '"""',
    ]
    imports = sorted(_imports(interfaces, target))
    lines += ["", *imports] if imports else []
    for number, each in enumerate(interfaces):
        lines += ["", ""] if number or imports else [""]
        lines += _constants(each)
        for function in _functions(each, target):
            lines += ["", "", *function]
    return "\n".join(lines) + "\n"


def _imports(interfaces: Sequence[Interface], target: Target) -> Iterator[str]:
    trainings = [each for each in interfaces if each.is_training]
    jobs = [each for each in interfaces if not each.is_training]
    if target == "v2":
        names = [
            name for name, part in (("ProcessingInput", "inputs"), ("ProcessingOutput", "outputs")) if _any(jobs, part)
        ]
        if names:
            yield f"from sagemaker.processing import {', '.join(names)}"
        if any(each.script for each in trainings):
            yield "from sagemaker.estimator import Estimator"
    elif target == "v3":
        used = [name for name in _V3_SHAPES if _any(jobs, "inputs" if "Input" in name else "outputs")]
        if used:
            yield "\n".join(statement("from sagemaker.core.shapes import ", _names(used)))
        wanted = [
            *(["InputData"] if _any(trainings, "inputs") else []),
            *(["SourceCode"] if any(each.script for each in trainings) else []),
        ]
        if wanted:
            yield f"from sagemaker.core.training.configs import {', '.join(wanted)}"
        if any(each.script for each in trainings):
            yield "from sagemaker.train import ModelTrainer"


def _names(names: Sequence[str]) -> Expression:
    flat = ", ".join(names)
    return flat if len(flat) < 50 else call("", *names)


def _any(interfaces: Sequence[Interface], part: str) -> bool:
    return any(getattr(each, part) for each in interfaces)


def _constants(interface: Interface) -> Iterator[str]:
    contract = interface.contract
    yield f"# {inside_docstring(contract.label or f'contract {contract.id}')}"
    if contract.description:
        yield f"# {inside_docstring(contract.description)}"
    for text in interface.left_out:
        yield f"# {inside_docstring(text)}"
    name = f"{interface.prefix.upper()}_SCRIPT"
    yield f"{name} = {literal(interface.script)}" if interface.script else f"{name} = None"


def _functions(interface: Interface, target: Target) -> Iterator[list[str]]:
    if interface.inputs:
        yield _inputs(interface, target)
    if interface.outputs:
        yield _outputs(interface, target)
    if interface.environment or interface.patterns:
        yield _environment(interface)
    if interface.arguments:
        yield _hyperparameters(interface) if interface.is_training else _arguments(interface)
    if interface.is_training and interface.script and target != "boto3":
        yield _estimator(interface, target)


def _define(name: str, slots: Sequence[Slot], doc: str, more: Sequence[str] = (), default: str = "None") -> list[str]:
    """The head of a function: required parameters come first, the others have a default."""
    parameters = [slot.parameter for slot in slots if slot.required]
    parameters += [f"{slot.parameter}={'False' if slot.switch else default}" for slot in slots if not slot.required]
    return [*statement("def ", call(name, *parameters, *more), suffix=":"), docstring(doc)]


# -- inputs and outputs -----------------------------------------------------------------------------------------------


def _inputs(interface: Interface, target: Target) -> list[str]:
    slots, name = interface.inputs, f"{interface.prefix}_inputs"
    if interface.is_training:
        return _training_inputs(slots, name, target)
    doc = "Inputs of the processing job, by the source of each."
    make = {"v2": _v2_input, "v3": _v3_input, "boto3": _boto3_input}[target]
    return [*_define(name, slots, doc), *_collected("inputs", slots, make)]


def _training_inputs(slots: Sequence[Slot], name: str, target: Target) -> list[str]:
    if target == "v2":
        doc = "Channels of the training job: each an S3 URI or a TrainingInput."
        return [*_define(name, slots, doc), *_filled("inputs", slots, lambda slot: slot.parameter)]
    doc = "Channels of the training job, by the source of each."
    head = _define(name, slots, doc, ["content_type=None"])
    if target == "v3":
        return [*head, *_collected("inputs", slots, _v3_channel)]
    body = [line for slot in slots for line in _boto3_channel(slot)]
    return [*head, "    inputs = []", *body, "    return inputs"]


def _collected(variable: str, slots: Sequence[Slot], make: Callable[[Slot], Expression]) -> list[str]:
    """Lines that return a list with an element for each slot that has a value."""
    if all(slot.required for slot in slots):
        return statement("return ", list_of([make(slot) for slot in slots]), 4)
    first = 0
    while slots[first].required:
        first += 1
    lines = statement(f"{variable} = ", list_of([make(slot) for slot in slots[:first]]), 4)
    for slot in slots[first:]:
        indent = 4
        if not slot.required:
            lines.append(f"    if {slot.parameter} is not None:")
            indent = 8
        lines += statement("", call(f"{variable}.append", make(slot)), indent)
    return [*lines, f"    return {variable}"]


def _filled(variable: str, slots: Sequence[Slot], make: Callable[[Slot], str]) -> list[str]:
    """Lines that return a dictionary with an entry for each slot that has a value."""
    required = [(slot.name, make(slot)) for slot in slots if slot.required]
    if len(required) == len(slots):
        return statement("return ", dict_of(required), 4)
    lines = statement(f"{variable} = ", dict_of(required), 4)
    for slot in slots:
        if not slot.required:
            lines.append(f"    if {slot.parameter} is not None:")
            lines += statement(f"{variable}[{literal(slot.name)}] = ", make(slot), 8)
    return [*lines, f"    return {variable}"]


def _v2_input(slot: Slot) -> Expression:
    name, path = literal(slot.name), literal(slot.path)
    return call("ProcessingInput", f"input_name={name}", f"source={slot.parameter}", f"destination={path}")


def _v3_input(slot: Slot) -> Expression:
    fields = [f"s3_uri={slot.parameter}", f"local_path={literal(slot.path)}"]
    fields += [f"{key}={literal(value)}" for key, value in _INPUT_DEFAULTS.items()]
    return call(
        "ProcessingInput", f"input_name={literal(slot.name)}", named("s3_input=", call("ProcessingS3Input", *fields))
    )


def _boto3_input(slot: Slot) -> Expression:
    source = dict_of(
        [
            ("S3Uri", slot.parameter),
            ("LocalPath", literal(slot.path)),
            *((_camel(key), literal(value)) for key, value in _INPUT_DEFAULTS.items()),
        ]
    )
    return dict_of([("InputName", literal(slot.name)), ("AppManaged", "False"), ("S3Input", source)])


def _camel(key: str) -> str:
    return "".join(part.capitalize() for part in key.split("_"))


def _v3_channel(slot: Slot) -> Expression:
    name = literal(slot.name)
    return call("InputData", f"channel_name={name}", f"data_source={slot.parameter}", "content_type=content_type")


def _boto3_channel(slot: Slot) -> list[str]:
    source = dict_of(
        [
            ("S3DataType", literal("S3Prefix")),
            ("S3Uri", slot.parameter),
            ("S3DataDistributionType", literal("FullyReplicated")),
        ]
    )
    channel = dict_of([("ChannelName", literal(slot.name)), ("DataSource", dict_of([("S3DataSource", source)]))])
    lines = [] if slot.required else [f"    if {slot.parameter} is not None:"]
    indent = 4 if slot.required else 8
    lines += statement("", call("inputs.append", channel), indent)
    blank = " " * indent
    lines += [f"{blank}if content_type is not None:", f'{blank}    inputs[-1]["ContentType"] = content_type']
    return lines


def _outputs(interface: Interface, target: Target) -> list[str]:
    slots, name = interface.outputs, f"{interface.prefix}_outputs"
    if target == "boto3":
        doc = "Outputs of the processing job, by the destination of each."
        given = [Slot(slot.name, slot.parameter, slot.path) for slot in slots]
        outputs = named(f"{literal('Outputs')}: ", list_of([_boto3_output(slot) for slot in given]))
        return [*_define(name, given, doc), *statement("return ", Group("{", (outputs,), "}"), 4)]
    doc = "Outputs of the job: where each goes, which the SDK chooses by default."
    optional = [Slot(slot.name, slot.parameter, slot.path, required=False) for slot in slots]
    # The SDK v3 chooses where the text is no address, and refuses None.
    make, default = (_v2_output, "None") if target == "v2" else (_v3_output, '""')
    return [
        *_define(name, optional, doc, default=default),
        *statement("return ", list_of([make(slot) for slot in optional]), 4),
    ]


def _v2_output(slot: Slot) -> Expression:
    name, path = literal(slot.name), literal(slot.path)
    return call("ProcessingOutput", f"output_name={name}", f"source={path}", f"destination={slot.parameter}")


def _v3_output(slot: Slot) -> Expression:
    fields = [f"s3_uri={slot.parameter}", f"local_path={literal(slot.path)}", 's3_upload_mode="EndOfJob"']
    output = named("s3_output=", call("ProcessingS3Output", *fields))
    return call("ProcessingOutput", f"output_name={literal(slot.name)}", output)


def _boto3_output(slot: Slot) -> Expression:
    target = [("S3Uri", slot.parameter), ("LocalPath", literal(slot.path)), ("S3UploadMode", literal("EndOfJob"))]
    return dict_of([("OutputName", literal(slot.name)), ("AppManaged", "False"), ("S3Output", dict_of(target))])


# -- variables and arguments ------------------------------------------------------------------------------------------


def _environment(interface: Interface) -> list[str]:
    slots = interface.environment
    if not interface.patterns:
        doc = "Environment variables of the job: texts."
        body = _filled("environment", slots, lambda slot: slot.parameter)
        return [*_define(f"{interface.prefix}_environment", slots, doc), *body]
    doc = f"Environment variables of the job: texts; `more` has those like {', '.join(interface.patterns)}."
    *lines, last = _filled("environment", slots, lambda slot: slot.parameter)
    if last != "    return environment":
        lines = statement("environment = ", dict_of([(slot.name, slot.parameter) for slot in slots]), 4)
    body = [*lines, "    environment.update(more or {})", "    return environment"]
    return [*_define(f"{interface.prefix}_environment", slots, doc, ["more=None"]), *body]


def _arguments(interface: Interface) -> list[str]:
    slots = interface.arguments
    lines = _define(f"{interface.prefix}_arguments", slots, "Command line of the script: texts.")
    required = [slot for slot in slots if slot.required]
    words = [word for slot in required for word in _words(slot)]
    if len(required) == len(slots):
        return [*lines, *statement("return ", list_of(words), 4)]
    lines += statement("arguments = ", list_of(words), 4)
    for slot in slots:
        if not slot.required:
            lines.append(f"    if {slot.parameter}{'' if slot.switch else ' is not None'}:")
            lines += statement("arguments += ", list_of(_words(slot)), 8)
    return [*lines, "    return arguments"]


def _words(slot: Slot) -> list[Expression]:
    """The words of an argument; a positional one is its value alone."""
    if slot.switch:
        return [literal(slot.name)]
    return [literal(slot.name), slot.parameter] if slot.name.startswith("-") else [slot.parameter]


def _hyperparameters(interface: Interface) -> list[str]:
    slots = [
        Slot(slot.name.lstrip("-"), slot.parameter, required=slot.required, switch=False)
        for slot in interface.arguments
    ]
    doc = "Hyperparameters of the training job, which reach the script as arguments."
    body = _filled("hyperparameters", slots, lambda slot: slot.parameter)
    return [*_define(f"{interface.prefix}_hyperparameters", slots, doc), *body]


# -- estimators -------------------------------------------------------------------------------------------------------


def _estimator(interface: Interface, target: Target) -> list[str]:
    folder, _, file = interface.script.rpartition("/")
    folder = folder or "."
    if target == "v2":
        doc = "An estimator that runs the script; `settings` are its image, role, instances and the like."
        head = _define(
            f"{interface.prefix}_estimator", (), doc, ["hyperparameters=None", "environment=None", "**settings"]
        )
        made = call(
            "Estimator",
            f"entry_point={literal(file)}",
            f"source_dir={literal(folder)}",
            "hyperparameters=hyperparameters",
            "environment=environment",
            "**settings",
        )
        return [*head, *statement("return ", made, 4)]
    doc = "A trainer that runs the script; `settings` are its image, role, compute and the like."
    head = _define(f"{interface.prefix}_trainer", (), doc, ["hyperparameters=None", "environment=None", "**settings"])
    code = call("SourceCode", f"source_dir={literal(folder)}", f"entry_script={literal(file)}")
    made = call(
        "ModelTrainer",
        named("source_code=", code),
        "hyperparameters=hyperparameters",
        "environment=environment",
        "**settings",
    )
    return [*head, *statement("return ", made, 4)]
