"""Arguments of a call of `add_argument` that its text shows without running the script."""

from __future__ import annotations

import libcst as cst

from sm_lint.syntax.literal import text_value

_STORING = ("store", "append", "extend")


def converted(node: cst.Call) -> bool:
    """Whether the type is applied: an action that takes no value has none to convert, and what a class makes of it is its own."""
    action = next((a.value for a in node.args if a.keyword is not None and a.keyword.value == "action"), None)
    return action is None or (isinstance(action, cst.SimpleString) and action.evaluated_value in _STORING)


def option_name(node: cst.Call) -> str:
    """How messages name the argument: by its long option, or else by the first name that is written out."""
    texts = [
        text_value(argument.value)
        for argument in node.args
        if argument.keyword is None and not argument.star and isinstance(argument.value, cst.SimpleString)
    ]
    known = next((text for text in texts if text is not None and text.startswith("--")), None)
    if known is None and node.args and isinstance(node.args[0].value, cst.SimpleString):
        known = text_value(node.args[0].value)
    return "this argument" if known is None else f"`{known}`"
