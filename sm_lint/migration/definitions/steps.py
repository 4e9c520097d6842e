"""Steps that are given the object itself: v3 takes what the call returns that starts the job."""

from __future__ import annotations

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, is_pure
from sm_lint.migration.definitions.channels import inputs_code
from sm_lint.migration.definitions.context import PIPELINES, Rewriting, UnwrittenError
from sm_lint.migration.definitions.objects import Use
from sm_lint.migration.definitions.source import Item, fitting

STEPS = {
    "ProcessingStep": ("processor", "run"),
    "TrainingStep": ("estimator", "train"),
    "TuningStep": ("tuner", "tune"),
}
_INPUTS = {"TrainingStep": "input_data_config", "TuningStep": "inputs"}
_RUN = {"code": "code", "inputs": "inputs", "outputs": "outputs", "job_arguments": "arguments", "kms_key": "kms_key"}
_PIPELINE_SESSIONS = ("PipelineSession", "LocalPipelineSession")


def step_of(context: Rewriting, use: Use) -> Made | None:
    """The step that an object is given to as it is."""
    made = context.calls.made_by(use.argument) if use.argument is not None else None
    if made is None or made.name not in STEPS:
        return None
    return made if use.keyword == STEPS[made.name][0] else None


def rewrite(context: Rewriting, step: Made, name: str, *, mode: bool) -> None:
    """Rewrite a step.

    Args:
        context: knows the text.
        step: the call.
        name: that of the object.
        mode: the job has an input mode of its own.

    Raises:
        UnwrittenError: an argument has no place in v3.
    """
    owner, method = STEPS[step.name]
    given = context.calls.arguments(step) if step.generation == "v2" else None
    given = given or _by_keyword(context, step)
    if given is None:
        raise UnwrittenError("the arguments of its step are not all known by name")
    source = context.source
    moved: list[Item] = []
    margin = source.margin(step.call)
    inner = f"{margin}    "
    for key, new in _RUN.items():
        if key not in given:
            continue
        if step.name not in _INPUTS:
            moved.append(given[key].item(new, source))
        elif key == "inputs" and source.original(given[key].value) != "None":
            moved.append(Item(_INPUTS[step.name], inputs_code(context, given[key].value, mode=mode, margin=inner)))
    items = []
    for key, argument in given.items():
        if key == owner:
            run = fitting(f"{name}.{method}", moved, inner, len(inner) + len("step_args="))
            items.append(Item("step_args", run, above=argument.above, behind=argument.behind))
        elif key not in _RUN:
            items.append(argument.item(key, source))
    shown = source.original(step.call.func)
    context.replace(step.call, fitting(shown, items, margin, source.column(step.call)))


def _by_keyword(context: Rewriting, step: Made) -> dict[str, Argument] | None:
    from sm_lint.migration.definitions.calls import arguments

    found = arguments(step.call, context.source)
    if found is None or any(each.node.keyword is None for each in found):
        return None
    return {each.node.keyword.value: each for each in found if each.node.keyword is not None}


def session_for_steps(context: Rewriting, given: dict[str, Argument], *, only_steps: bool) -> str:
    """The session that a job in a step needs, where it has another one; else empty.

    Raises:
        UnwrittenError: the job is also started directly, or it is not known which session it has.
    """
    argument = given.get("sagemaker_session")
    if argument is not None and _is_for_pipelines(context, argument.value):
        return ""
    if not only_steps:
        raise UnwrittenError(
            "it is given to a step and also started directly; v3 needs two objects, one with a `PipelineSession`"
        )
    name = context.name_of(PIPELINES, "PipelineSession")
    if argument is None or context.source.original(argument.value) == "None":
        return f"{name}()"
    if not is_pure(argument.value):
        raise UnwrittenError("the step needs a `PipelineSession`, and the session of the job has no name")
    shown = context.source.code(argument.value)
    return f"{name}(boto_session={shown}.boto_session, default_bucket={shown}.default_bucket())"


def _is_for_pipelines(context: Rewriting, value: cst.BaseExpression) -> bool:
    bound = context.objects.value_of(value) if isinstance(value, cst.Name) else value
    made = context.calls.made_by(bound) if bound is not None else None
    return made is not None and made.name in _PIPELINE_SESSIONS
