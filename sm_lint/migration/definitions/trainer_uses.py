"""What is done with an estimator: ``train`` for ``fit``, and where a trainer has what an estimator has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, arguments, text_of
from sm_lint.migration.definitions.channels import inputs_code, is_text
from sm_lint.migration.definitions.context import Rewriting, UnwrittenError
from sm_lint.migration.definitions.local_mode import OF_JOB
from sm_lint.migration.definitions.objects import Use
from sm_lint.migration.definitions.source import Item, call
from sm_lint.migration.definitions.steps import step_of
from sm_lint.migration.definitions.tuners import is_tuned
from sm_lint.migration.definitions.unwritten_uses import JOB, leave_use
from sm_lint.migration.names import future
from sm_lint.sagemaker.data import load

_SAME = {
    "image_uri": "training_image",
    "role": "role",
    "sagemaker_session": "sagemaker_session",
    "base_job_name": "base_job_name",
}
"""Attributes of an estimator, and where a trainer has the same."""
_JOB_PARTS = {"name": f"{JOB}.training_job_name", "job_name": f"{JOB}.training_job_name"}
_SHOWN = frozenset({"print", "display", "type", "dir", "repr", "str", "id"})


def rewrite_use(context: Rewriting, made: Made, given: Mapping[str, Argument], use: Use, *, mode: bool) -> None:
    """Rewrite something that is done with an estimator.

    Args:
        context: knows the text.
        made: the constructor.
        given: its arguments.
        use: what is done.
        mode: the job has an input mode of its own, which channels must not override.

    Raises:
        UnwrittenError: v3 has nothing of the kind.
    """
    in_step = step_of(context, use) is not None or is_tuned(context, use)
    if context.local and in_step:
        raise UnwrittenError("it runs in local mode, and is given to a step or a tuner")
    if context.local and use.attribute in OF_JOB:
        leave_use(context, made, use)
    elif use.attribute == "fit" and use.call is not None:
        _fit(context, use, mode)
    elif use.attribute == "set_hyperparameters" and use.call is not None and use.node is not None:
        if any(each.keyword is None and each.star != "**" for each in use.call.args):
            raise UnwrittenError("the arguments of `set_hyperparameters` have no names")
        context.replace(use.node, f"{context.shown(use)}.hyperparameters.update")
    elif in_step:
        return  # `steps` and `tuners` rewrite it
    elif not use.attribute:
        _as_a_whole(context, use)
    elif not _read(context, made, given, use):
        leave_use(context, made, use)


def _read(context: Rewriting, made: Made, given: Mapping[str, Argument], use: Use) -> bool:
    """Rewrite an attribute that a trainer has elsewhere; False where that is not known."""
    name, node = context.shown(use), use.node
    if node is None:
        return False
    plain = use.call is not None and not use.call.args
    if use.attribute == "latest_training_job" and use.call is None:
        outer = context.objects.attribute_of(node)
        waiting = context.objects.call_of(outer) if outer is not None and outer.attr.value == "wait" else None
        if waiting is not None:
            return _wait(context, name, waiting)
        if outer is None or outer.attr.value not in _JOB_PARTS:
            return False
        context.replace(outer, f"{name}.{_JOB_PARTS[outer.attr.value]}")
    elif use.attribute == "_current_job_name" and use.call is None:
        context.replace(node, f"{name}.{JOB}.training_job_name")
    elif use.attribute == "model_data" and compression(context, given) == "NONE":
        return _folder_of_model(context, name, node)
    elif use.attribute == "model_data" and use.call is None:
        context.replace(node, f"{name}.{JOB}.model_artifacts.s3_model_artifacts")
    elif use.attribute == "logs" and plain and use.call is not None:
        # V2 EstimatorBase.logs waits, and fails with the job; V3 core/resources.py TrainingJob.wait does the same.
        context.replace(use.call, f"{name}.{JOB}.wait(logs=True)")
    elif use.attribute == "training_image_uri" and plain and use.call is not None:
        context.replace(use.call, f"{name}.training_image")
    elif use.attribute == "hyperparameters" and plain and use.call is not None:
        if made.name != "Estimator" or "entry_point" in given:
            return False
        context.replace(node, f"{name}.hyperparameters.copy")
    elif use.call is None:
        new = _SAME.get(use.attribute) or _member(use.attribute, given)
        if not new:
            return False
        context.replace(node, f"{name}.{new}")
    else:
        return False
    return True


def compression(context: Rewriting, given: Mapping[str, Argument]) -> str | None:
    """How the model is packed: ``GZIP`` or ``NONE``; None where that is not known."""
    argument = given.get("disable_output_compression")
    value = argument.value if argument is not None else None
    if isinstance(value, cst.Name) and value.value not in ("True", "False", "None"):
        value = context.objects.value_at(value)
    if argument is None:
        return "GZIP"
    written = context.source.original(value) if value is not None else ""
    return {"True": "NONE", "False": "GZIP", "None": "GZIP"}.get(written)


def _folder_of_model(context: Rewriting, name: str, node: cst.BaseExpression) -> bool:
    """The folder of a model that is not packed, of which v2 makes a mapping; False where more of that is used than its URI."""
    outer = node
    for key in ("S3DataSource", "S3Uri"):
        inner = outer
        found = next((each for each in context.objects.order.of(cst.Subscript) if each.value is inner), None)
        index = found.slice[0].slice if found is not None and len(found.slice) == 1 else None
        if found is None or not isinstance(index, cst.Index) or text_of(index.value) != key:
            return False
        outer = found
    # V2 EstimatorBase.model_data ends it with a slash.
    context.replace(outer, f'({name}.{JOB}.model_artifacts.s3_model_artifacts.rstrip("/") + "/")')
    return True


def _wait(context: Rewriting, name: str, waiting: cst.Call) -> bool:
    """Waiting for the job; False where it is not known whether its logs are shown."""
    value = context.source.original(waiting.args[0].value).strip("\"'") if waiting.args else "True"
    if len(waiting.args) > 1 or value not in ("All", "True", "None", "False"):
        return False
    context.replace(waiting, f"{name}.{JOB}.wait({'logs=True' if value in ('All', 'True') else ''})")
    return True


def _member(attribute: str, given: Mapping[str, Argument]) -> str:
    """Where a trainer has what its constructor was given, in an object of its own; empty where that is not known."""
    if attribute not in given:
        return ""
    if attribute in ("entry_point", "source_dir"):
        new = {"entry_point": "entry_script", "source_dir": "source_dir"}[attribute]
        return f"source_code.{new}" if "source_dir" in given else ""
    groups: list[Mapping[str, Any]] = load("sdk/rewrites")["trainer"]["group"]
    for group in groups:
        if attribute in group["members"]:
            return f"{group['argument']}.{group['members'][attribute]}"
    return ""


def _as_a_whole(context: Rewriting, use: Use) -> None:
    """An estimator that is shown, or given to something that fails before it is used.

    Raises:
        UnwrittenError: it is handed on to other code.
    """
    if context.objects.is_statement(use.name):
        return
    taker = use.argument
    if taker is not None:
        if isinstance(taker.func, cst.Name) and taker.func.value in _SHOWN:
            return
        made = context.calls.made_by(taker)
        binding = context.calls.binding_of(made) if made is not None else None
        gone = made is not None and future(made.qualified).fate == "gone"
        if made is not None and gone and binding is not None and isinstance(binding.node, cst.ImportFrom):
            # The import fails at once in v3, and the report has it: nothing runs half.
            if not context.text.uses.is_unconditional(binding.node):
                raise UnwrittenError(f"`{made.name}`, which it is given to, is imported in a function or branch alone")
            context.notes.append(f"`{made.name}(...)`, which it is given to, is left to be written by hand")
            return
    raise UnwrittenError("it is handed on to other code, which calls it as v2 has it")


def _fit(context: Rewriting, use: Use, mode: bool) -> None:
    assert use.call is not None
    given = arguments(use.call, context.source)
    if given is None or any(each.node.star for each in given):
        raise UnwrittenError("the arguments of `fit` are not all known by name")
    items = []
    margin = context.source.margin(use.call)
    names = ("inputs", "wait", "logs", "job_name")
    before = ""
    for index, each in enumerate(given):
        key = each.node.keyword.value if each.node.keyword is not None else names[index] if index < len(names) else ""
        value = context.source.original(each.value)
        if key == "inputs":
            if value == "None":
                continue
            written = inputs_code(context, each.value, mode=mode, margin=margin)
            items.append(Item("input_data_config", written, above=each.above, behind=each.behind))
        elif key == "logs" and value.strip("\"'") in ("All", "None", "True", "False"):
            if value.strip("\"'") in ("None", "False"):
                items.append(Item("logs", "False"))
        elif key == "wait" and context.local:
            continue  # v2 waits in any case, and v3 would remove the inputs of a container that runs
        elif key == "wait":
            items.append(each.item("wait", context.source))
        elif key == "job_name" and value == "None":
            continue
        elif key == "job_name":
            before = _base_name(context, use, each)
        else:
            raise UnwrittenError(f"`{key or 'an argument'}` of `fit` has no place in `train` of v3")
    if len(items) == 1 and "\n" in items[0].value and not items[0].has_comments:
        written = f"{context.shown(use)}.train(input_data_config={items[0].value})"
    elif any(item.has_comments for item in items):
        written = call(f"{context.shown(use)}.train", items, margin)
    else:
        written = f"{context.shown(use)}.train({', '.join(item.inline() for item in items)})"
    context.replace(use.call, before + written)


def _serves_alone(context: Rewriting, name: cst.Name) -> bool:
    """Whether a variable is used at one place alone, apart from those before it that print or log it."""
    order = context.objects.order
    bound = {id(each.target) for each in order.of(cst.AssignTarget)} | {id(each.name) for each in order.of(cst.Param)}
    others = [each for each in context.objects.named(name.value) if each is not name and id(each) not in bound]
    shown = [order.extent(each) for each in order.of(cst.Call) if _shows(each)]
    before = [order.number(each) for each in others if order.number(each) < order.number(name)]
    return len(before) == len(others) and all(any(at in extent for extent in shown) for at in before)


def _shows(node: cst.Call) -> bool:
    """Whether a call prints or logs what it is given."""
    if isinstance(node.func, cst.Name):
        return node.func.value == "print"
    return isinstance(node.func, cst.Attribute) and node.func.attr.value in {"debug", "info", "warning", "error"}


def _base_name(context: Rewriting, use: Use, argument: Argument) -> str:
    """The statement before `train` that gives a job the beginning of its name.

    Raises:
        UnwrittenError: the name is used for something else, where the whole of it is needed, or there is no place for a statement.
    """
    value = argument.value
    assert use.call is not None
    named = isinstance(value, cst.Name)
    once = not isinstance(value, cst.Name) or _serves_alone(context, value)
    if not once or not is_text(context, value):
        raise UnwrittenError("`job_name` of `fit` is needed as it is, and v3 adds the time to the name of a job")
    if (
        argument.above
        or argument.behind
        or not context.objects.is_statement(use.call)
        or (context.text.margin(use.call) is None)
    ):
        raise UnwrittenError("`job_name` of `fit` is set by a statement of its own in v3, which has no place here")
    if named and context.shown(use) == context.source.original(value):
        raise UnwrittenError("`job_name` of `fit` has the name of the estimator")
    context.notes.append("v3 adds the time to the name of the job, which `job_name` of `fit` sets as a whole in v2")
    written = context.source.code(value)
    return f"{context.shown(use)}.base_job_name = {written}\n{context.source.margin(use.call)}"
