"""Tuners: ``model_trainer`` for ``estimator``, and ``tune`` for ``fit``."""

from __future__ import annotations

from sm_lint.migration.definitions.calls import Argument, Made, arguments
from sm_lint.migration.definitions.channels import inputs_code
from sm_lint.migration.definitions.context import Rewriting, UnwrittenError
from sm_lint.migration.definitions.objects import Use
from sm_lint.migration.definitions.source import Item, fitting
from sm_lint.migration.definitions.steps import rewrite as rewrite_step
from sm_lint.migration.definitions.steps import step_of
from sm_lint.migration.definitions.unwritten_uses import leave_use
from sm_lint.sagemaker.sdk.surface import surface

TUNER = "sagemaker.train.tuner.HyperparameterTuner"
_NAMES = ("inputs", "job_name", "include_cls_metadata", "estimator_kwargs", "wait")


def tuner_of(context: Rewriting, use: Use) -> Made | None:
    """The tuner that an estimator is given to."""
    made = context.calls.made_by(use.argument) if use.argument is not None else None
    if made is None or made.name != "HyperparameterTuner" or use.argument is None:
        return None
    first = bool(use.argument.args) and use.argument.args[0].value is use.name and use.argument.args[0].keyword is None
    return made if first or use.keyword == "estimator" else None


def is_tuned(context: Rewriting, use: Use) -> bool:
    """Whether a use of an estimator is its tuner."""
    return tuner_of(context, use) is not None


def steps_of(context: Rewriting, made: Made) -> list[Made]:
    """The steps that a tuner is given to."""
    assigned = context.objects.assignment(made.call)
    uses = context.objects.uses(assigned) if assigned is not None else None
    found = (step_of(context, use) for use in uses or [])
    return [each for each in found if each is not None]


def rewrite(context: Rewriting, made: Made, *, mode: bool) -> None:
    """Rewrite a tuner whose estimator is rewritten, and what is done with it.

    Raises:
        UnwrittenError: something has no place in v3.
    """
    signature = surface("v3").signature(TUNER)
    assigned = context.objects.assignment(made.call)
    uses = context.objects.uses(assigned) if assigned is not None else None
    given = context.calls.arguments(made) if made.generation == "v2" else _by_keyword(context, made)
    if given is None or uses is None or signature is None:
        raise UnwrittenError("it is not known what is done with its tuner")
    items = []
    for key, argument in given.items():
        new = "model_trainer" if key == "estimator" else key
        if new not in signature.accepted:
            raise UnwrittenError(f"`{key}` of its tuner has no place in v3")
        items.append(argument.item(new, context.source))
    for use in uses:
        step = step_of(context, use)
        if use.attribute == "fit" and use.call is not None:
            _fit(context, use, mode)
        elif step is not None:
            rewrite_step(context, step, context.shown(use), mode=mode)
        elif use.attribute and surface("v3").signature(TUNER, use.attribute) is None:
            leave_use(context, made, use, "its tuner")
        elif not use.attribute and not context.objects.is_statement(use.name):
            raise UnwrittenError(
                f"its tuner `{context.shown(use)}` is handed on to other code, which calls it as v2 has it"
            )
    source = context.source
    shown = source.original(made.call.func)
    context.replace(made.call, fitting(shown, items, source.margin(made.call), source.column(made.call)))


def _by_keyword(context: Rewriting, made: Made) -> dict[str, Argument] | None:
    found = arguments(made.call, context.source)
    if found is None or any(each.node.keyword is None for each in found[1:]):
        return None
    names = [each.node.keyword.value if each.node.keyword is not None else "estimator" for each in found]
    return dict(zip(names, found, strict=True))


def _fit(context: Rewriting, use: Use, mode: bool) -> None:
    assert use.call is not None
    given = arguments(use.call, context.source)
    if given is None or any(each.node.star for each in given):
        raise UnwrittenError("the arguments of `fit` of its tuner are not all known by name")
    items = []
    margin = context.source.margin(use.call)
    for index, each in enumerate(given):
        key = each.node.keyword.value if each.node.keyword is not None else _NAMES[min(index, len(_NAMES) - 1)]
        value = context.source.original(each.value)
        if key == "inputs" and value != "None":
            items.append(Item("inputs", inputs_code(context, each.value, mode=mode, margin=margin)))
        elif key in ("job_name", "wait"):
            items.append(each.item(key, context.source))
        elif key not in ("inputs", "include_cls_metadata"):
            raise UnwrittenError(f"`{key}` of `fit` of its tuner has no place in v3")
    context.replace(use.call, f"{context.shown(use)}.tune({', '.join(item.inline() for item in items)})")
