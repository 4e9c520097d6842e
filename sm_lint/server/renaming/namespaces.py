"""Where a script reads attributes of its parsed arguments: ``args.name``, in any function that is given them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import libcst as cst

from sm_lint.contracts.model import argument_name
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.walk import walk

_PARSES = ("parse_args", "parse_known_args")
MOST_ROUNDS = 4


def attributes(module: ParsedModule, argument: str) -> list[cst.Name]:
    """The names of an argument after the dot, in text order, each once.

    Args:
        module: the script.
        argument: the argument, with ``-`` for ``_``.
    """
    found: dict[int, cst.Name] = {}
    for names, within in _spaces(module):
        for node in walk(within):
            if (
                isinstance(node, cst.Attribute)
                and argument_name(node.attr.value) == argument
                and (_is_parsing(node.value) or (isinstance(node.value, cst.Name) and node.value.value in names))
            ):
                found[id(node.attr)] = node.attr
    order = {id(node): number for number, node in enumerate(module.order.nodes)}
    return sorted(found.values(), key=lambda each: order.get(id(each), 0))


def _spaces(module: ParsedModule) -> Iterator[tuple[set[str], cst.CSTNode]]:
    """The names that hold the parsed arguments, and the part of the text in which they do."""
    nodes = list(module.order.nodes)
    defined: dict[str, list[cst.FunctionDef]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, cst.FunctionDef):
            defined[node.name.value].append(node)
    functions = {name: each[0] for name, each in defined.items() if len(each) == 1}
    assigned: set[str] = set()
    returning: set[str] = set()
    given: dict[str, set[str]] = defaultdict(set)
    for _ in range(MOST_ROUNDS):
        before = len(assigned) + len(returning) + sum(map(len, given.values()))
        known = assigned.union(*given.values())
        for node in nodes:
            if isinstance(node, cst.Assign) and _holds(node.value, set(), returning):
                assigned.update(_targets(node))
            elif isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in functions:
                for name in _receiving(node, functions[node.func.value], known, returning):
                    given[node.func.value].add(name)
        for name, function in functions.items():
            inside = assigned | given[name]
            if any(isinstance(each, cst.Return) and _holds(each.value, inside, returning) for each in walk(function)):
                returning.add(name)
        if len(assigned) + len(returning) + sum(map(len, given.values())) == before:
            break
    yield assigned, module.tree
    for name, parameters in given.items():
        yield parameters, functions[name]


def _holds(value: cst.BaseExpression | None, names: set[str], returning: set[str]) -> bool:
    """Whether an expression gives the parsed arguments."""
    if isinstance(value, cst.Name):
        return value.value in names
    if isinstance(value, cst.Call) and isinstance(value.func, cst.Name):
        return value.func.value in returning
    return _is_parsing(value)


def _is_parsing(value: cst.BaseExpression | None) -> bool:
    return isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute) and value.func.attr.value in _PARSES


def _targets(node: cst.Assign) -> list[str]:
    """The names that a statement assigns the parsed arguments to; of a tuple, the first."""
    targets = [each.target for each in node.targets]
    first = [each.elements[0].value if isinstance(each, cst.Tuple) and each.elements else each for each in targets]
    return [each.value for each in first if isinstance(each, cst.Name)]


def _receiving(call: cst.Call, function: cst.FunctionDef, known: set[str], returning: set[str]) -> Iterator[str]:
    """The parameters of a function that a call gives the parsed arguments to."""
    parameters = [each.name.value for each in (*function.params.posonly_params, *function.params.params)]
    for number, argument in enumerate(call.args):
        if argument.star:
            return
        if _holds(argument.value, known, returning):
            if argument.keyword is not None:
                yield argument.keyword.value
            elif number < len(parameters):
                yield parameters[number]
