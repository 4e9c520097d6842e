"""What a handler returns, as far as its own text shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from sm_lint.sagemaker.serving.replies import kind_keeping_methods, kinds_by_call, kinds_by_method
from sm_lint.syntax.walk import children, walk

Callee = Callable[[cst.Call], "str | None"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A value that is returned.

    Attributes:
        kind: a kind of replies.toml; ``pair``, ``dict``, ``list``, ``text``, ``json`` or ``none``; empty where it is not known.
        node: the expression that makes it.
        name: last part of what makes it: ``BytesIO``.
        parts: elements of a pair or list, values of a dictionary.
        keys: texts of a dictionary's keys, and of what is written as JSON; None where they are not all known.
    """

    kind: str
    node: cst.BaseExpression
    name: str = ""
    parts: tuple[Reply, ...] = ()
    keys: tuple[str, ...] | None = None


Held = dict[str, Reply]

_MUTABLE = frozenset({"dict", "list", "pair"})
_LOGS = frozenset({"print", "len", "logger", "logging", "log"})
"""First names of what is called and changes nothing that it is given."""


MAX_CALLS = 4
"""Functions of the script that are followed into one another."""


def replies(
    function: cst.FunctionDef, callee: Callee, functions: Mapping[str, cst.FunctionDef] | None = None
) -> Iterator[tuple[cst.Return, Reply]]:
    """Each return of a function with what it returns, in the order of the text; functions inside it are left out.

    Branches are followed apart, and what they do not agree on is not known after them.

    Args:
        function: the handler.
        callee: the qualified name of what a call calls.
        functions: functions of the script that it may call, by name, each bound once: what they all return is what the call gives.
    """
    yield from _Body(callee, functions or {}, 0).block(_statements(function.body), {})


def _statements(body: cst.BaseSuite) -> Sequence[cst.BaseStatement | cst.BaseSmallStatement]:
    return body.body


class _Body:
    def __init__(self, callee: Callee, functions: Mapping[str, cst.FunctionDef], depth: int) -> None:
        self._callee = callee
        self._functions = functions
        self._depth = depth

    def block(
        self, statements: Sequence[cst.BaseStatement | cst.BaseSmallStatement], held: Held
    ) -> Iterator[tuple[cst.Return, Reply]]:
        """The returns of some statements; `held` has the values of names afterwards."""
        for statement in statements:
            if isinstance(statement, cst.SimpleStatementLine):
                yield from self.block(statement.body, held)
            elif isinstance(statement, cst.Return):
                if statement.value is not None:
                    yield statement, self.value(statement.value, held)
            elif isinstance(statement, cst.Assign):
                self._assign(statement, held)
            elif isinstance(statement, cst.BaseSmallStatement):
                _forget([statement], held)
            elif isinstance(statement, cst.If):
                yield from self._branches(statement, held)
            elif isinstance(statement, cst.With):
                _forget(statement.items, held)
                yield from self.block(_statements(statement.body), held)
            elif not isinstance(statement, cst.FunctionDef | cst.ClassDef):
                # Loops, attempts and the rest: what they bind is not known after them, nor in their next round.
                _forget([statement], held)
                for suite in _suites(statement):
                    inner = dict(held)
                    yield from self.block(_statements(suite), inner)

    def _branches(self, statement: cst.If, held: Held) -> Iterator[tuple[cst.Return, Reply]]:
        ends: list[Held] = []
        node: cst.If | cst.Else | None = statement
        _forget([statement.test], held)
        while isinstance(node, cst.If):
            inner = dict(held)
            yield from self.block(_statements(node.body), inner)
            if not _leaves(node.body):
                ends.append(inner)
            node = node.orelse
        inner = dict(held)
        if node is not None:
            yield from self.block(_statements(node.body), inner)
        if node is None or not _leaves(node.body):
            ends.append(inner)
        agreed = {
            name: reply
            for name, reply in (ends[0].items() if ends else ())
            if all(name in other and other[name] == reply for other in ends)
        }
        held.clear()
        held.update(agreed)

    def _assign(self, statement: cst.Assign, held: Held) -> None:
        value = self.value(statement.value, held)
        _forget([statement], held)
        for target in statement.targets:
            if isinstance(target.target, cst.Name) and value.kind:
                held[target.target.value] = value

    def value(self, node: cst.BaseExpression, held: Held) -> Reply:
        """What an expression gives."""
        if isinstance(node, cst.Name):
            return held.get(node.value) or Reply("none" if node.value == "None" else "", node)
        if isinstance(node, cst.Tuple):
            parts = tuple(self.value(element.value, held) for element in node.elements)
            return Reply("pair" if len(parts) == 2 and not _is_starred(node) else "list", node, parts=parts)
        if isinstance(node, cst.List):
            return Reply("list", node, parts=tuple(self.value(element.value, held) for element in node.elements))
        if isinstance(node, cst.Dict):
            return self._dictionary(node, held)
        if isinstance(node, cst.Set | cst.SetComp):
            return Reply("set", node)
        if isinstance(node, cst.SimpleString):
            return Reply("bytes" if "b" in node.prefix.lower() else "text", node)
        if isinstance(node, cst.FormattedString):
            return Reply("text", node)
        if isinstance(node, cst.Call):
            return self._call(node, held)
        return Reply("", node)

    def _made_by(self, function: cst.FunctionDef, node: cst.Call) -> Reply:
        """What one of the script's own functions returns, if all of its returns are of one kind."""
        unknown = Reply("", node)
        if self._depth >= MAX_CALLS or function.decorators or function.asynchronous or _yields(function):
            return unknown
        inner = _Body(self._callee, self._functions, self._depth + 1)
        found = [reply for _, reply in inner.block(_statements(function.body), {})]
        first = found[0] if found else unknown
        return (
            first if all(reply.kind == first.kind for reply in found) and len(found) == _returns(function) else unknown
        )

    def _dictionary(self, node: cst.Dict, held: Held) -> Reply:
        keys: list[str] | None = []
        for element in node.elements:
            key = element.key if isinstance(element, cst.DictElement) else None
            text = key.evaluated_value if isinstance(key, cst.SimpleString) else None
            if keys is None or not isinstance(text, str):
                keys = None
            else:
                keys.append(text)
        parts = tuple(self.value(element.value, held) for element in node.elements)
        return Reply("dict", node, parts=parts, keys=None if keys is None else tuple(keys))

    def _call(self, node: cst.Call, held: Held) -> Reply:
        own = self._functions.get(node.func.value) if isinstance(node.func, cst.Name) else None
        if own is not None:
            return self._made_by(own, node)
        callee = self._callee(node) or (node.func.value if isinstance(node.func, cst.Name) else "")
        callee = callee.removeprefix("builtins.")
        kind = kinds_by_call().get(callee, "")
        name = callee.rpartition(".")[2]
        if callee == "json.dumps" and node.args:
            written = self.value(node.args[0].value, held)
            return Reply("json", node, name, parts=(written,), keys=written.keys)
        if not kind and isinstance(node.func, cst.Attribute) and not callee.startswith("."):
            name = node.func.attr.value
            kind = kinds_by_method().get(name, "")
            before = self.value(node.func.value, held) if not kind else None
            if before is not None and name in kind_keeping_methods().get(before.kind, ()):
                return Reply(before.kind, node, before.name)
        return Reply(kind, node, name)


def _yields(function: cst.FunctionDef) -> bool:
    return any(isinstance(node, cst.Yield) for node in walk(function.body))


def _returns(function: cst.FunctionDef) -> int:
    """How many returns a function has, those of functions inside it included."""
    return sum(isinstance(node, cst.Return) for node in walk(function.body))


def _is_starred(node: cst.Tuple) -> bool:
    return any(isinstance(element, cst.StarredElement) for element in node.elements)


def _suites(statement: cst.CSTNode) -> Iterator[cst.BaseSuite]:
    """The suites of a compound statement, those of its `else` and `except` parts too."""
    for child in children(statement):
        if isinstance(child, cst.BaseSuite):
            yield child
        elif isinstance(child, cst.Else | cst.Finally | cst.ExceptHandler | cst.ExceptStarHandler | cst.MatchCase):
            yield child.body


def _leaves(body: cst.BaseSuite) -> bool:
    """Whether a suite ends with a return or an error."""
    last = body.body[-1] if body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, cst.Return | cst.Raise | cst.Continue | cst.Break)


def _forget(nodes: Sequence[cst.CSTNode], held: Held) -> None:
    """Drop the names that some nodes bind again, and the dictionaries and lists that they may change."""
    for node in nodes if held else ():
        for inner in walk(node):
            if isinstance(
                inner, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.NamedExpr | cst.For | cst.CompFor
            ):
                _drop(inner.target, held)
            elif isinstance(inner, cst.AsName):
                _drop(inner.name, held)
            elif isinstance(inner, cst.Del):
                _drop(inner.target, held)
            elif isinstance(inner, cst.Call) and not _is_log(inner):
                for name in walk(inner):
                    if isinstance(name, cst.Name) and name.value in held and held[name.value].kind in _MUTABLE:
                        del held[name.value]


def _drop(target: cst.CSTNode, held: Held) -> None:
    for node in walk(target):
        if isinstance(node, cst.Name):
            held.pop(node.value, None)


def _is_log(call: cst.Call) -> bool:
    root: cst.BaseExpression = call.func
    while isinstance(root, cst.Attribute):
        root = root.value
    return isinstance(root, cst.Name) and root.value in _LOGS
