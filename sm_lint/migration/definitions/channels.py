"""Inputs of training: ``fit({"train": TrainingInput(...)})`` as a list of ``InputData`` and ``Channel``."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, is_pure, text_of
from sm_lint.migration.definitions.context import CONFIGS, INPUTS, Rewriting, UnwrittenError
from sm_lint.migration.definitions.local_mode import local_path
from sm_lint.migration.definitions.objects import Use
from sm_lint.migration.definitions.source import Item
from sm_lint.patterns import regex

_NAME = regex(r"[A-Za-z_]\w*", re.ASCII)
"""Names of channels that can be part of a variable's name: V3 train/templates.py writes them into a shell file."""
_TEXT_METHODS = frozenset(
    {"format", "join", "upload_data", "upload", "replace", "strip", "rstrip", "lstrip", "lower", "getenv"}
)
_SOURCE = {"attribute_names": "attribute_names", "instance_groups": "instance_group_names"}
_OWN = {
    "content_type": "content_type",
    "compression": "compression_type",
    "record_wrapping": "record_wrapper_type",
    "input_mode": "input_mode",
}
_FILE_SYSTEM = ("file_system_id", "file_system_type", "directory_path", "file_system_access_mode")
MAX_DEPTH = 8


def inputs_code(context: Rewriting, value: cst.BaseExpression, *, mode: bool, margin: str) -> str:
    """The inputs of a call of ``fit``, or of a step, as a list.

    Args:
        context: knows the text.
        value: a mapping, or a single input.
        mode: the job has an input mode of its own, which channels must not override.
        margin: blanks before the statement.

    Raises:
        UnwrittenError: it is not known what the inputs are.
    """
    channels = []
    for name, each in _channels(context, value):
        channels.append(_channel(context, name, each, mode))
    short = f"[{', '.join(each.inline() for each in channels)}]"
    if len(margin) + len(short) < 80 and not any(each.has_comments for each in channels) and "\n" not in short:
        return short
    inner = f"{margin}    "
    return "\n".join(["[", *(f"{inner}{each.lines(inner)}," for each in channels), f"{margin}]"])


def _channels(context: Rewriting, value: cst.BaseExpression) -> list[tuple[str, cst.BaseExpression]]:
    if isinstance(value, cst.Name):
        bound = context.objects.value_at(value)
        if isinstance(bound, cst.Dict):
            _check_untouched(context, bound)
            value = bound
    if not isinstance(value, cst.Dict):
        return [('"training"', value)]
    found = []
    for element in value.elements:
        if not isinstance(element, cst.DictElement):
            raise UnwrittenError("the channels are not all written out")
        key = text_of(element.key)
        if key is not None and not _NAME.fullmatch(key):
            raise UnwrittenError(
                f"v3 makes a shell variable of the name of a channel, and `{key}` cannot be part of one"
            )
        if key is None and not is_pure(element.key):
            raise UnwrittenError("the name of a channel is not known")
        found.append((context.source.original(element.key), element.value))
    if "#" in context.source.original(value) and any(
        line.lstrip().startswith("#") for line in context.source.original(value).splitlines()
    ):
        raise UnwrittenError("a comment among the channels has no place in the list")
    return found


def _check_untouched(context: Rewriting, bound: cst.Dict) -> None:
    assigned = context.objects.assignment(bound)
    uses = context.objects.uses(assigned) if assigned is not None else None
    if uses is None or any(not _only_shows(context, use) for use in uses):
        raise UnwrittenError("the mapping of channels is changed, or used for something else")
    for element in bound.elements:
        made = context.calls.made_by(element.value)
        if made is not None and any(not is_pure(each.value) for each in made.call.args):
            raise UnwrittenError("the mapping of channels is made of other calls")


def _only_shows(context: Rewriting, use: Use) -> bool:
    """Whether a use of a mapping leaves it as it is: it is passed to a call, or shown at the end of a cell."""
    return not use.attribute and (use.argument is not None or context.objects.is_statement(use.name))


def _channel(context: Rewriting, name: str, value: cst.BaseExpression, mode: bool) -> Item:
    made = context.calls.made_by(value)
    if made is None and isinstance(value, cst.Name):
        bound = context.objects.value_at(value)
        made = context.calls.made_by(bound) if bound is not None else None
        if made is not None and made.name in ("TrainingInput", "FileSystemInput"):
            if any(not is_pure(each.value) and not is_text(context, each.value) for each in made.call.args):
                raise UnwrittenError(f"`{value.value}` is made of other calls")
            assert bound is not None
            assigned = context.objects.assignment(bound)
            uses = context.objects.uses(assigned) if assigned is not None else None
            if uses is None or any(use.attribute for use in uses):
                raise UnwrittenError(f"`{value.value}` is changed, or it is not known where it is used")
    if made is not None and made.name == "TrainingInput":
        if made.is_of_v1:
            context.replace(made.call.func, context.name_of(INPUTS, made.name))
        return _of_input(context, name, made, mode)
    if made is not None and made.name == "FileSystemInput":
        return _of_file_system(context, name, made)
    if not is_text(context, value):
        _take_for_uri(context, value)
    path = local_path(context, value) if context.local else ""
    if path:
        items = [Item("channel_name", name), Item("data_source", path)]
        return Item("", call=context.name_of(CONFIGS, "InputData"), parts=items)
    text = text_of(value)
    if text is not None and text.startswith("file://"):
        raise UnwrittenError("v3 takes a path, not a `file://` URI, and in local mode alone")
    return _written(context, name, {"s3_data": Argument(cst.Arg(value), [], "")}, mode, {})


def _take_for_uri(context: Rewriting, value: cst.BaseExpression) -> None:
    """Take the value of a channel for a URI. If it is something else, v3 refuses it before the job starts.

    Raises:
        UnwrittenError: it certainly is something else.
    """
    bound = context.objects.value_at(value) if isinstance(value, cst.Name) else value
    shown = _short(context, value)
    if bound is None or is_pure(bound) or isinstance(bound, cst.Call):
        made = context.calls.made_by(bound) if bound is not None else None
        if made is None and not isinstance(bound, cst.List | cst.Tuple):
            context.notes.append(
                f"`{shown}` is taken for a URI; v3 refuses an object of v2 there before the job starts"
            )
            return
    raise UnwrittenError(f"it is not known whether `{shown}` is a URI or an object of v2")


def _of_input(context: Rewriting, name: str, made: Made, mode: bool) -> Item:
    given = context.calls.arguments(made)
    if given is None or "s3_data" not in given:
        raise UnwrittenError("the arguments of a `TrainingInput` are not all known by name")
    if context.local and local_path(context, given["s3_data"].value):
        raise UnwrittenError("v3 takes the path of a folder in local mode, and no `TrainingInput` of it")
    constant = {key: text_of(argument.value) for key, argument in given.items()}
    if constant.get("distribution") == "FullyReplicated":
        given.pop("distribution")
    if constant.get("s3_data_type") == "S3Prefix":
        given.pop("s3_data_type")
    known = {"s3_data", "distribution", "s3_data_type", *_SOURCE, *_OWN}
    unknown = [key for key in given if key not in known]
    if unknown:
        raise UnwrittenError(f"`{unknown[0]}` of `TrainingInput` has no place in v3 that is known")
    return _written(context, name, given, mode, constant)


def _of_file_system(context: Rewriting, name: str, made: Made) -> Item:
    given = context.calls.arguments(made)
    if given is None or not {"file_system_id", "file_system_type", "directory_path"} <= given.keys():
        raise UnwrittenError("the arguments of a `FileSystemInput` are not all known by name")
    parts = [given[key].item(key, context.source) for key in _FILE_SYSTEM if key in given]
    if "file_system_access_mode" not in given:
        parts.append(Item("file_system_access_mode", '"ro"'))  # V2 inputs.py FileSystemInput.__init__
    data = Item("data_source", call=context.name_of(CONFIGS, "FileSystemDataSource"), parts=parts)
    items = [Item("channel_name", name), data]
    if "content_type" in given:
        items.append(given["content_type"].item("content_type", context.source))
    return Item("", call=context.name_of(CONFIGS, "InputData"), parts=items)


def _written(
    context: Rewriting, name: str, given: dict[str, Argument], mode: bool, constant: dict[str, str | None]
) -> Item:
    source = context.source
    simple = not mode and given.keys() <= {"s3_data", "content_type", "input_mode"}
    if simple and constant.get("input_mode", "File") == "File":
        # V3 train/model_trainer.py, create_input_data_channel: `InputData` has the mode `File`.
        parts = [Item("channel_name", name), given["s3_data"].item("data_source", source)]
        parts += [given[key].item(key, source) for key in ("content_type",) if key in given]
        return Item("", call=context.name_of(CONFIGS, "InputData"), parts=parts)
    inner = [
        given["s3_data_type"].item("s3_data_type", source)
        if "s3_data_type" in given
        else Item("s3_data_type", '"S3Prefix"'),
        given["s3_data"].item("s3_uri", source),
        given["distribution"].item("s3_data_distribution_type", source)
        if "distribution" in given
        else Item("s3_data_distribution_type", '"FullyReplicated"'),
    ]
    inner += [given[key].item(new, source) for key, new in _SOURCE.items() if key in given]
    data = Item("s3_data_source", call=context.name_of(CONFIGS, "S3DataSource"), parts=inner)
    parts = [
        Item("channel_name", name),
        Item("data_source", call=context.name_of(CONFIGS, "DataSource"), parts=[data]),
    ]
    parts += [given[key].item(new, source) for key, new in _OWN.items() if key in given]
    return Item("", call=context.name_of(CONFIGS, "Channel"), parts=parts)


def is_text(context: Rewriting, value: cst.BaseExpression, depth: int = 0) -> bool:
    """Whether an expression is certainly a text, or a variable of a pipeline that stands for one."""
    if depth > MAX_DEPTH:
        return False
    if isinstance(value, cst.SimpleString | cst.ConcatenatedString | cst.FormattedString):
        return True
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
        return True  # no object of the SDK can be added to anything
    if isinstance(value, cst.BinaryOperation):
        return any(is_text(context, each, depth + 1) for each in (value.left, value.right))
    if isinstance(value, cst.IfExp):
        return is_text(context, value.body, depth + 1) and is_text(context, value.orelse, depth + 1)
    if isinstance(value, cst.Name):
        bound = context.objects.values_of(value)
        known = bool(bound) and all(is_text(context, each, depth + 1) for each in bound)
        return known or context.objects.is_text_parameter(value)
    if isinstance(value, cst.Subscript) and context.source.original(value.value) == "os.environ":
        return True
    if isinstance(value, cst.Call):
        made = context.calls.made_by(value)
        if made is not None:
            return made.name in ("ParameterString", "Join")
        function = value.func
        named = function.attr.value if isinstance(function, cst.Attribute) else ""
        if context.source.original(function) == "os.environ.get":
            return True
        if isinstance(function, cst.Name):
            return function.value == "str" or context.objects.returns_text(function)
        return named in _TEXT_METHODS
    if isinstance(value, cst.Attribute) and isinstance(value.value, cst.Name) and _is_parsed(context, value.value):
        return True
    return isinstance(value, cst.Attribute | cst.Subscript) and ".properties." in context.source.original(value)


def _is_parsed(context: Rewriting, name: cst.Name) -> bool:
    """Whether a name holds the arguments of the command line: whatever they are, they are no objects of the SDK."""
    bound = context.objects.values_of(name)
    return bool(bound) and all(
        isinstance(each, cst.Call) and isinstance(each.func, cst.Attribute) and each.func.attr.value == "parse_args"
        for each in bound
    )


def _short(context: Rewriting, node: cst.BaseExpression) -> str:
    text = " ".join(context.source.original(node).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
