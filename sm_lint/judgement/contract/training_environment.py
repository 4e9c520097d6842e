"""What a script looks up in the description of its training job, `SM_TRAINING_ENV`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from sm_lint.flow.facts import ArgumentFact, EnvRead, ScriptFacts
from sm_lint.patterns import regex
from sm_lint.syntax.literal import text_value
from sm_lint.syntax.walk import children

VARIABLE = "SM_TRAINING_ENV"
_DECODERS = frozenset({"loads", "literal_eval", "safe_load"})
_LOOK_UPS = frozenset({"get", "pop", "__getitem__"})
_WHOLE = regex(r"\b(?:vars|getattr|asdict)\s*\(|__dict__|_get_kwargs")
"""What reads the arguments of a script without naming one."""


def may_look_up(facts: ScriptFacts, *keys: str) -> bool:
    """Whether a script may look up one of these keys there; False where it certainly asks for others alone.

    A script that hands the description on, goes through it, or looks keys up that are not known, may look up any.
    """
    for read in facts.all(EnvRead):
        if read.name == VARIABLE:
            found = _keys(read, facts)
            if found is None or found & set(keys):
                return True
    return False


def _keys(read: EnvRead, facts: ScriptFacts) -> set[str] | None:
    """The keys that are looked up in what one read of the variable gives; None where they are not all known."""
    parents = _parents(read.site.module.tree)
    node = read.site.node
    while True:  # up to the expression that is looked up in, or bound to a name
        above = _above(node, parents)
        if isinstance(above, cst.Call) and _is_decoder(above):
            node = above
        else:
            break
    key = _looked_up(node, above, parents)
    if key is not None:
        return {key}
    if isinstance(above, cst.Expr):
        return set()
    argument = next((fact for fact in facts.all(ArgumentFact) if fact.site.node is above), None)
    if argument is not None and _is_default(node, parents):
        return _keys_of_argument(argument.dest, facts)
    name = _bound_to(node, above)
    if name is None:
        return None
    return _keys_of_name(read.site.module.tree, name, parents)


def _is_default(node: cst.CSTNode, parents: dict[int, cst.CSTNode]) -> bool:
    given = parents[id(node)]
    return isinstance(given, cst.Arg) and given.keyword is not None and given.keyword.value == "default"


def _keys_of_argument(name: str, facts: ScriptFacts) -> set[str] | None:
    """The keys that are looked up in a parsed argument, in all modules of a script; None where they are not all known."""
    found: set[str] = set()
    for module in (facts.module, *facts.modules):
        if _WHOLE.search(module.text):
            return None
        parents = _parents(module.tree)
        reads = [node for node in _all(module.tree) if isinstance(node, cst.Attribute) and node.attr.value == name]
        keys = _keys_in(reads, module.tree, parents)
        if keys is None:
            return None
        found |= keys
    return found


def _keys_of_name(tree: cst.Module, name: str, parents: dict[int, cst.CSTNode]) -> set[str] | None:
    """The keys that are looked up in a name, wherever in the module; None where something else is done with it."""
    reads = []
    for node in _all(tree):
        if not isinstance(node, cst.Name) or node.value != name:
            continue
        above = parents[id(node)]
        if isinstance(above, cst.AssignTarget | cst.AnnAssign) and above.target is node:
            continue
        if isinstance(above, cst.Attribute) and above.attr is node:
            continue
        reads.append(node)
    return _keys_in(reads, tree, parents, name)


def _keys_in(
    reads: Iterable[cst.CSTNode], tree: cst.Module, parents: dict[int, cst.CSTNode], name: str = ""
) -> set[str] | None:
    """The keys that are looked up in some expressions.

    Args:
        reads: the expressions, each of them the text or what is decoded from it.
        name: the name that all of them are, if they are one.
    """
    found: set[str] = set()
    for node in reads:
        above = _above(node, parents)
        outer: cst.CSTNode = node
        if isinstance(above, cst.Call) and _is_decoder(above):
            outer, above = above, _above(above, parents)
        key = _looked_up(outer, above, parents)
        if key is not None:
            found.add(key)
            continue
        bound = _bound_to(outer, above)
        if bound is None:
            return None
        if bound == name:
            continue
        keys = None if name else _keys_of_name(tree, bound, parents)
        if keys is None:
            return None
        found |= keys
    return found


def _above(node: cst.CSTNode, parents: dict[int, cst.CSTNode]) -> cst.CSTNode:
    """What an expression is a part of, past the argument that it is given as."""
    above = parents[id(node)]
    return parents[id(above)] if isinstance(above, cst.Arg) else above


def _is_decoder(call: cst.Call) -> bool:
    function = call.func
    name = function.attr if isinstance(function, cst.Attribute) else function
    return isinstance(name, cst.Name) and name.value in _DECODERS


def _looked_up(node: cst.CSTNode, above: cst.CSTNode, parents: dict[int, cst.CSTNode]) -> str | None:
    """The key in `node["key"]` and `node.get("key")`; None for anything else."""
    if isinstance(above, cst.Subscript) and above.value is node and len(above.slice) == 1:
        index = above.slice[0].slice
        return _text(index.value) if isinstance(index, cst.Index) else None
    if isinstance(above, cst.Attribute) and above.value is node and above.attr.value in _LOOK_UPS:
        call = parents[id(above)]
        if isinstance(call, cst.Call) and call.func is above and call.args:
            return _text(call.args[0].value)
    return None


def _text(node: cst.BaseExpression) -> str | None:
    return text_value(node) if isinstance(node, cst.SimpleString) else None


def _bound_to(node: cst.CSTNode, above: cst.CSTNode) -> str | None:
    if isinstance(above, cst.Assign) and above.value is node and len(above.targets) == 1:
        target = above.targets[0].target
        return target.value if isinstance(target, cst.Name) else None
    return None


def _all(tree: cst.CSTNode) -> Iterator[cst.CSTNode]:
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def _parents(tree: cst.CSTNode) -> dict[int, cst.CSTNode]:
    return {id(child): node for node in _all(tree) for child in children(node)}
