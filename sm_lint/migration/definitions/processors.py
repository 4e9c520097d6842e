"""Processors of a framework: v3 has ``ScriptProcessor`` and ``FrameworkProcessor``, and the image is named."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, text_of
from sm_lint.migration.definitions.context import PROCESSING, Rewriting, UnwrittenError
from sm_lint.migration.definitions.images import frameworks, image_item
from sm_lint.migration.definitions.objects import Use
from sm_lint.migration.definitions.source import Item, fitting
from sm_lint.migration.definitions.steps import step_of
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.sdk.surface import surface

_RUN = frozenset(
    {"code", "source_dir", "inputs", "outputs", "arguments", "wait", "logs", "job_name", "experiment_config", "kms_key"}
)
_VERSIONS = ("framework_version", "transformers_version", "pytorch_version", "tensorflow_version", "py_version")


@cache
def processors() -> Mapping[str, Mapping[str, Any]]:
    """The classes that v3 has no more, or with another constructor."""
    return {entry["class"]: entry for entry in load("sdk/rewrites")["processor"]}


def is_old(made: Made) -> bool:
    """Whether a call makes a processor as v2 takes it."""
    if made.name not in processors() or "processing" not in made.found.module:
        return False
    keywords = {each.keyword.value for each in made.call.args if each.keyword is not None}
    return made.generation == "v2" or "estimator_cls" in keywords


def rewrite(context: Rewriting, made: Made, given: dict[str, Argument], uses: list[Use] | None) -> str:
    """Rewrite the constructor, after looking at what is done with the processor.

    Args:
        context: knows the text.
        made: the constructor.
        given: its arguments.
        uses: what is done with the object; None where that is not known.

    Returns:
        The class of v3.

    Raises:
        UnwrittenError: it is left as it is.
    """
    entry = processors()[made.name]
    becomes = entry["becomes"]
    signature = surface("v3").signature(f"{PROCESSING}.{becomes}")
    assert signature is not None
    framework = entry.get("framework") or _estimator(context, given)
    known = frameworks()[framework]
    image = given.get("image_uri")
    if image is not None and context.source.code(image.value) != "None":
        first = image.item("image_uri", context.source)
    else:
        version = known["version"] if framework == "HuggingFace" else "framework_version"
        first = image_item(context, "image_uri", framework, given, version, entry.get("py", "") or _py(made))
    items = [first]
    if "command" in entry and "command" not in given:
        items.append(Item("command", entry["command"]))
    for key, argument in given.items():
        if key in _VERSIONS or key in ("estimator_cls", "image_uri"):
            continue
        if key not in signature.accepted:
            raise UnwrittenError(f"`{key}` has no place in `{becomes}` of v3")
        items.append(argument.item(key, context.source))
    _check_uses(context, made, becomes, uses)
    name = context.name_of(PROCESSING, becomes)
    source = context.source
    items = context.with_session(items)
    context.replace(made.call, fitting(name, items, source.margin(made.call), source.column(made.call)))
    return f"{PROCESSING}.{becomes}"


def _py(made: Made) -> str:
    return "py3" if made.name == "FrameworkProcessor" else ""


def _estimator(context: Rewriting, given: dict[str, Argument]) -> str:
    argument = given.get("estimator_cls")
    if argument is None:
        raise UnwrittenError("`estimator_cls` is missing")
    names = context.calls.class_of(argument.value)
    if names not in frameworks() or names.endswith("Processor"):
        raise UnwrittenError("it is not known which image `estimator_cls` has")
    return names


def _check_uses(context: Rewriting, made: Made, becomes: str, uses: list[Use] | None) -> None:
    """What is done with the processor must be possible in v3.

    Raises:
        UnwrittenError: it is not, or not known.
    """
    if uses is None:
        if context.objects.argument_of(made.call) is not None or context.objects.is_returned(made.call):
            return  # handed on, or returned: `run` takes in v3 what it takes in v2
        raise UnwrittenError("it is not known what is done with it")
    for use in uses:
        if use.attribute and use.attribute != "run":
            raise UnwrittenError(f"`{use.attribute}` is used of it, which v3 does not have in the same form")
        if use.attribute == "run" and use.call is not None:
            _check_run(context, becomes, use.call)
        if step_of(context, use) is not None and use.argument is not None and becomes == "FrameworkProcessor":
            _check_step(use.argument)


def _check_run(context: Rewriting, becomes: str, call: cst.Call) -> None:
    positional = [each for each in call.args if each.keyword is None]
    if any(each.star for each in call.args):
        raise UnwrittenError("the arguments of `run` are not all known by name")
    if becomes != "FrameworkProcessor":
        return
    if len(positional) > 2:
        raise UnwrittenError("arguments by position of `run` have another order in v3")
    given = {each.keyword.value: each.value for each in call.args if each.keyword is not None}
    unknown = [key for key in given if key not in _RUN]
    if unknown:
        raise UnwrittenError(f"`{unknown[0]}` of `run` has no place in v3, or means something else there")
    code = positional[0].value if positional else given.get("code")
    if "source_dir" not in given and len(positional) < 2:
        text = text_of(code) if code is not None else None
        folder = "the folder of the script" if text is None else f"the folder of `{text}`"
        if text is None or not text.startswith("s3://"):
            context.notes.append(f"v3 ships {folder} as a whole, where v2 shipped the script alone")


def _check_step(step: cst.Call) -> None:
    if not any(each.keyword is not None and each.keyword.value == "code" for each in step.args):
        raise UnwrittenError("the step that it is given to names no `code`")
