"""The arguments that a script declares, as its text says."""

from __future__ import annotations

import ast

from seeded.pairs import Pair

_DECLARING = {"add_argument", "option"}


def declarations(pair: Pair) -> list[tuple[ast.Call, ast.Constant]]:
    """The calls that declare an argument, each with the literal of its name."""
    found = []
    for node in pair.running.nodes():
        if (
            not isinstance(node, ast.Call)
            or not isinstance(node.func, ast.Attribute)
            or node.func.attr not in _DECLARING
        ):
            continue
        names = [name for name in node.args if isinstance(name, ast.Constant) and str(name.value).startswith("--")]
        found += [(node, name) for name in names[:1]]
    return found


def type_of(call: ast.Call) -> ast.expr | None:
    """The expression that is given as `type`."""
    return next((keyword.value for keyword in call.keywords if keyword.arg == "type"), None)


def declared(pair: Pair) -> dict[str, str]:
    """The flags that a script declares, each with the name of its type or an empty string."""
    found = {}
    for call, name in declarations(pair):
        kind = type_of(call)
        found[str(name.value)] = kind.id if isinstance(kind, ast.Name) else ""
    return found
