"""Writing `Join(...)` for an expression that puts a string together."""

from __future__ import annotations

import libcst as cst

from sm_lint.syntax.module import ParsedModule


def joined(module: ParsedModule, node: cst.CSTNode) -> str | None:
    """The call of `Join` that means the same as an f-string, a sum or an `os.path.join`; None for others."""
    if isinstance(node, cst.FormattedString):
        values = _pieces(module, node)
        return _join("", values) if values else None
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return _join("", [module.tree.code_for_node(side) for side in (node.left, node.right)])
    if isinstance(node, cst.Call) and all(argument.keyword is None and not argument.star for argument in node.args):
        return _join("/", [module.tree.code_for_node(argument.value) for argument in node.args])
    return None


def _join(on: str, values: list[str]) -> str:
    return f'Join(on="{on}", values=[{", ".join(values)}])'


def _pieces(module: ParsedModule, node: cst.FormattedString) -> list[str]:
    """Source of the parts; none where one of them is formatted in a way of its own, or escaped."""
    if node.prefix.lower() != "f":
        return []
    found = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            if any(character in part.value for character in '\\"\n{}'):
                return []
            found.append(f'"{part.value}"')
        elif isinstance(part, cst.FormattedStringExpression):
            if part.format_spec or part.conversion or part.equal:
                return []
            found.append(module.tree.code_for_node(part.expression))
    return found
