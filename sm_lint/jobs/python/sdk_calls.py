"""Records every call of the SDK as plain data, with links between an object and the call that created it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.jobs.definition.model import SdkCall
from sm_lint.jobs.python.arguments import Settings
from sm_lint.jobs.python.observe import UPLOADS, Observed, ObservedCall
from sm_lint.jobs.python.snapshot import Snapshot
from sm_lint.patterns import regex

_REST = regex(
    r"#+\s*(?:\.\.\.|…|etc\b|and so on|(?:the )?(?:other|more|further|additional|remaining|rest)\b)|.*(?:\.\.\.|…)\s*$",
    re.IGNORECASE,
)
"""A comment among arguments that says there are others: `# ...`, `# other settings`."""
MAX_LINKED = 100
"""Maximum number of elements of a list that are linked to their calls."""


def sdk_calls(observed: Observed, settings: Settings) -> tuple[SdkCall, ...]:
    """The calls in order, without those in uncalled functions if they are reached from another call."""
    reached = {id(call.record.node) for call in observed.calls if call.reached}
    calls = [
        call
        for call in observed.calls
        if (call.reached or id(call.record.node) not in reached) and call.method not in UPLOADS and not _again(call)
    ]
    index = {id(call.record): number for number, call in enumerate(calls)}
    return tuple(_call(call, settings, index) for call in calls)


def _again(call: ObservedCall) -> bool:
    """`super().__init__(...)`, which is already observed as a call of the class."""
    made = call.snapshot.get("self")
    return call.method == "__init__" and made is not None and made.record is not None


def _hands_on(call: ObservedCall) -> bool:
    """Whether a call passes on unknown `*args` or `**kwargs`, as in a function that nothing calls."""
    node = call.record.node
    if not isinstance(node, cst.Call) or not any(argument.star for argument in node.args):
        return False
    given = call.record.arguments
    written = sum(not argument.star for argument in node.args)
    made = int(bool(given.positional) and 0 not in given.nodes)  # the object itself
    return not call.reached or len(given.positional) + len(given.keywords) - made <= written


def _is_abridged(node: cst.CSTNode) -> bool:
    """Whether a call is written for a reader: `...` among its arguments, or a comment in place of some."""
    if not isinstance(node, cst.Call):
        return False
    if any(isinstance(argument.value, cst.Ellipsis) for argument in node.args):
        return True
    between: list[cst.CSTNode] = [node.whitespace_before_args]
    for argument in node.args:
        between += [argument.whitespace_after_arg]
        if isinstance(argument.comma, cst.Comma):
            between += [argument.comma.whitespace_after]
    return any(_REST.match(comment) for each in between for comment in _comments(each))


def _comments(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.ParenthesizedWhitespace):
        lines = [node.first_line.comment, *(line.comment for line in node.empty_lines)]
        yield from (comment.value for comment in lines if comment is not None)


def _call(call: ObservedCall, settings: Settings, index: dict[int, int]) -> SdkCall:
    return SdkCall(
        callee=call.record.callee,
        place=settings.locator.place(call.record.module, call.record.node),
        settings=settings.given(call.snapshot),
        open=call.snapshot.open or _hands_on(call) or _is_abridged(call.record.node),
        bound="self" in call.snapshot.keys,
        reached=call.reached,
        links=tuple(_links(call.snapshot, index)),
    )


def _links(snapshot: Snapshot, index: dict[int, int]) -> Iterator[tuple[str, int]]:
    for key, item in zip(snapshot.keys, snapshot.items):
        if item.record is not None and id(item.record) in index and item.record is not snapshot.record:
            yield key, index[id(item.record)]
        elif item.owner is not None and id(item.owner) in index:
            yield f"{key}.__self__", index[id(item.owner)]
        elif item.type in {"list", "dict"}:
            names = item.keys if item.type == "dict" else [str(number) for number in range(len(item.items))]
            for name, inner in zip(names[:MAX_LINKED], item.items):
                if inner.record is not None and id(inner.record) in index:
                    yield f"{key}[{name}]", index[id(inner.record)]
