"""Arguments that a call is given through `**`: those of a mapping that is written out, and used for nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, text_of
from sm_lint.migration.definitions.context import Rewriting, UnwrittenError


def spread(context: Rewriting, made: Made) -> dict[str, Argument] | None:
    """The arguments of a call with those of its mapping, which the text then lacks; None where they are not all known.

    Raises:
        UnwrittenError: the mapping is used otherwise, or changed.
    """
    named = [each for each in made.call.args if each.star == "**"]
    if len(named) != 1 or not isinstance(named[0].value, cst.Name) or made.call.args[-1] is not named[0]:
        return None
    name = named[0].value
    bound = context.objects.value_of(name)
    if bound is None or (members := _members(bound)) is None or "#" in context.source.original(made.call):
        return None
    _check_only_use(context, made, name, bound)
    others = context.calls.arguments(made, call=made.call.with_changes(args=made.call.args[:-1]))
    if others is None or others.keys() & members.keys():
        return None
    statement = context.objects.assignment(bound)
    assert statement is not None
    context.replace(statement, "")
    return {**others, **members}


def _members(value: cst.BaseExpression) -> dict[str, Argument] | None:
    """The arguments in ``{"role": role}`` and ``dict(role=role)``; None where they are not all written out."""
    found: dict[str, Argument] = {}
    for key, each in _entries(value):
        if not key or key in found:
            return None
        found[key] = Argument(cst.Arg(each, keyword=cst.Name(key)), [], "")
    return found or None


def _entries(value: cst.BaseExpression) -> Iterator[tuple[str, cst.BaseExpression]]:
    if isinstance(value, cst.Dict):
        for element in value.elements:
            key = text_of(element.key) if isinstance(element, cst.DictElement) else ""
            yield (key if key is not None and key.isidentifier() else ""), element.value
    elif isinstance(value, cst.Call) and isinstance(value.func, cst.Name) and value.func.value == "dict":
        for argument in value.args:
            yield (argument.keyword.value if argument.keyword is not None and not argument.star else ""), argument.value


def _check_only_use(context: Rewriting, made: Made, name: cst.Name, bound: cst.BaseExpression) -> None:
    """The mapping must serve this call alone, and its values must be the same at the call.

    Raises:
        UnwrittenError: that is not so.
    """
    objects = context.objects
    statement, call = objects.assignment(bound), objects.assignment(made.call)
    if len(objects.named(name.value)) != 2 or "#" in context.source.original(bound):
        raise UnwrittenError(f"`{name.value}`, which has its arguments, is used for something else, or has comments")
    uses = context.text.uses
    together = (
        statement is not None
        and call is not None
        and uses.scope_of(statement) == uses.scope_of(call)
        and objects.is_direct(statement)
        and objects.is_direct(call)
    )
    if not together:
        raise UnwrittenError(f"`{name.value}`, which has its arguments, is bound in another block")
    between = range(objects.order.number(bound), objects.order.number(made.call))
    for each in objects.order.within(objects.order.extent(bound), cst.Name):
        if any(at in between and at not in objects.order.extent(bound) for at in objects.bound_at(each.value)):
            raise UnwrittenError(f"`{each.value}` is assigned again before the arguments are used")
