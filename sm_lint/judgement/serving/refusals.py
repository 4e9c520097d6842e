"""Whether a handler refuses a content type, found by following its branches for one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sm_lint.sagemaker.serving.media_types import media_constant

MAX_TEXT = 200_000
"""Characters of a script that is looked at."""
MAX_CALLS = 4
"""Functions of the script that are followed into one another."""


class Refusal(NamedTuple):
    """A content type that a handler does not take.

    Attributes:
        line: of the `raise`, or of the function that ends without a value.
        raises: it raises an error; otherwise it returns nothing.
        others: content types that the handler compares with and takes, sorted.
    """

    line: int
    raises: bool
    others: tuple[str, ...]


class HandlerScript:
    """The functions of an inference script.

    Attributes:
        functions: those that the top level of the script defines, by name.
        open: it may define more: by `import *`, or in branches.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.functions: dict[str, ast.FunctionDef] = {}
        self.open = False
        self.bound: set[str] = set()
        self.constants: dict[str, object] = {}
        for statement in tree.body:
            self._note(statement)

    @classmethod
    def of(cls, text: str | None) -> HandlerScript | None:
        """The functions of a text; None for one that cannot be read."""
        if text is None or len(text) > MAX_TEXT:
            return None
        try:
            return cls(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def _note(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.FunctionDef):
            self.functions[statement.name] = statement
            self.bound.add(statement.name)
        elif isinstance(statement, ast.ImportFrom | ast.Import):
            for alias in statement.names:
                self.open = self.open or alias.name == "*"
                self.bound.add(alias.asname or alias.name.partition(".")[0])
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    self.bound.add(target.id)
                    self.constants.pop(target.id, None)
                    value = _Run(self, 0).value(statement.value, {}) if statement.value is not None else _UNKNOWN
                    if value is not _UNKNOWN:
                        self.constants[target.id] = value
        elif isinstance(statement, ast.If | ast.Try | ast.With):
            self.open = self.open or not _is_main(statement)

    def refusal(self, handler: str, parameter: int, attribute: str, media: str) -> Refusal | None:
        """How a handler refuses a content type; None where it takes it, or where that is not known.

        Args:
            handler: name of the function.
            parameter: position of the parameter that has the content type.
            attribute: its attribute that has it; empty where it is the parameter itself.
            media: the content type.
        """
        function = self.functions.get(handler)
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)] if function else []
        if function is None or parameter >= len(names):
            return None
        key = names[parameter] + ("." + attribute if attribute else "")
        outcome = _Run(self, 0).function(function, {key: media})
        if outcome.certain not in {"raises", "nothing"}:
            return None
        compared = sorted(_compared(function, self))
        others = []
        for other in compared:
            if other != media and _Run(self, 0).function(function, {key: other}).certain not in {"raises", "nothing"}:
                others.append(other)
        if not others:
            return None  # It has to do with something else than the content type.
        return Refusal(outcome.line or function.lineno, outcome.certain == "raises", tuple(others))


class _Unknown:
    pass


_UNKNOWN = _Unknown()
Values = dict[str, object]


class _Outcome(NamedTuple):
    """What becomes of some statements: ``raises``, ``returns``, ``nothing`` or ``goes on`` for certain; empty where it depends."""

    certain: str
    line: int = 0


class _Run:
    def __init__(self, script: HandlerScript, depth: int) -> None:
        self._script = script
        self._depth = depth

    def function(self, function: ast.FunctionDef, given: Values) -> _Outcome:
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)):
            return _Outcome("")
        outcome = self._block(function.body, dict(given))
        if outcome.certain == "may raise":
            return _Outcome("")
        return _Outcome("nothing", function.lineno) if outcome.certain == "goes on" else outcome

    def _block(self, statements: Sequence[ast.stmt], values: Values) -> _Outcome:
        for number, statement in enumerate(statements):
            outcome = self._statement(statement, values)
            if outcome.certain == "may raise":
                rest = self._block(statements[number + 1 :], values)
                return rest if rest.certain == "raises" else _Outcome("")
            if outcome.certain != "goes on":
                return outcome
        return _Outcome("goes on")

    def _statement(self, statement: ast.stmt, values: Values) -> _Outcome:
        if isinstance(statement, ast.Raise):
            return _Outcome("raises", statement.lineno)
        if isinstance(statement, ast.Return):
            value = statement.value
            if isinstance(value, ast.Call) and self._called(value, values).certain == "raises":
                return self._called(value, values)
            nothing = value is None or (isinstance(value, ast.Constant) and value.value is None)
            return _Outcome("nothing" if nothing else "returns", statement.lineno)
        if isinstance(statement, ast.Expr | ast.Assign) and isinstance(statement.value, ast.Call):
            called = self._called(statement.value, values)
            if called.certain == "raises":
                return called
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            self._assign(statement, values)
            return _Outcome("goes on")
        if isinstance(statement, ast.If):
            return self._if(statement, values)
        if isinstance(statement, ast.Match):
            return self._match(statement, values)
        if isinstance(statement, ast.With):
            _forget([item.optional_vars for item in statement.items if item.optional_vars is not None], values)
            return self._block(statement.body, values)
        if isinstance(statement, ast.For | ast.While | ast.Try | ast.AsyncFor | ast.AsyncWith):
            if isinstance(statement, ast.Try) and all(_reraises(handler) for handler in statement.handlers):
                outcome = self._block([*statement.body, *statement.orelse], values)
                return _Outcome("") if _returns(statement.finalbody) else outcome
            _forget([statement], values)
            leaves = any(isinstance(node, ast.Return | ast.Raise) for node in ast.walk(statement))
            return _Outcome("" if leaves else "goes on")
        if isinstance(statement, ast.Assert):
            test = self.value(statement.test, values)
            if test is not _UNKNOWN and not test:
                return _Outcome("raises", statement.lineno)
        return _Outcome("goes on")

    def _if(self, statement: ast.If, values: Values) -> _Outcome:
        test = self.value(statement.test, values)
        if test is not _UNKNOWN:
            return self._block(statement.body if test else statement.orelse, values)
        left, right = dict(values), dict(values)
        first, second = self._block(statement.body, left), self._block(statement.orelse, right)
        for name in [*values]:
            if left.get(name, _UNKNOWN) != right.get(name, _UNKNOWN):
                del values[name]
        if first.certain == second.certain:
            return first
        both = {first.certain, second.certain}
        return _Outcome("may raise" if both <= {"raises", "may raise", "goes on"} else "")

    def _match(self, statement: ast.Match, values: Values) -> _Outcome:
        subject = self.value(statement.subject, values)
        if subject is not _UNKNOWN:
            for case in statement.cases:
                fits = self._fits(case.pattern, subject, values)
                if fits is None or (fits and case.guard is not None):
                    return _Outcome("")
                if fits:
                    return self._block(case.body, values)
            return _Outcome("goes on")
        return _Outcome("")

    def _fits(self, pattern: ast.pattern, subject: object, values: Values) -> bool | None:
        if isinstance(pattern, ast.MatchValue):
            value = self.value(pattern.value, values)
            return None if value is _UNKNOWN else value == subject
        if isinstance(pattern, ast.MatchOr):
            answers = [self._fits(part, subject, values) for part in pattern.patterns]
            return True if True in answers else None if None in answers else False
        return True if isinstance(pattern, ast.MatchAs) and pattern.pattern is None else None

    def _called(self, call: ast.Call, values: Values) -> _Outcome:
        """What becomes of a call of one of the script's own functions."""
        function = self._script.functions.get(call.func.id) if isinstance(call.func, ast.Name) else None
        if function is None or self._depth >= MAX_CALLS or function.decorator_list:
            return _Outcome("")
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        given: Values = {}
        for name, argument in [*zip(names, call.args), *((word.arg, word.value) for word in call.keywords if word.arg)]:
            value = self.value(argument, values)
            if value is not _UNKNOWN:
                given[name] = value
            if isinstance(argument, ast.Name):
                prefix = argument.id + "."
                given.update(
                    {name + "." + key[len(prefix) :]: v for key, v in values.items() if key.startswith(prefix)}
                )
        return _Run(self._script, self._depth + 1).function(function, given)

    def _assign(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, values: Values) -> None:
        value = self.value(statement.value, values) if statement.value is not None else _UNKNOWN
        _forget([statement], values)
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and value is not _UNKNOWN:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                values[target.id] = value

    def value(self, node: ast.expr, values: Values) -> object:
        """What an expression is known to be."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return values.get(node.id, self._script.constants.get(node.id, _UNKNOWN))
        if isinstance(node, ast.Attribute):
            return self._attribute(node, values)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            items = [self.value(item, values) for item in node.elts]
            return _UNKNOWN if any(item is _UNKNOWN for item in items) else tuple(items)
        if isinstance(node, ast.Dict):
            keys = [self.value(key, values) if key is not None else _UNKNOWN for key in node.keys]
            return _UNKNOWN if any(key is _UNKNOWN for key in keys) else tuple(keys)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            value = self.value(node.operand, values)
            return _UNKNOWN if value is _UNKNOWN else not value
        if isinstance(node, ast.BoolOp):
            return self._bool(node, values)
        if isinstance(node, ast.IfExp):
            test = self.value(node.test, values)
            return _UNKNOWN if test is _UNKNOWN else self.value(node.body if test else node.orelse, values)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compare(node, values)
        if isinstance(node, ast.Call):
            return self._method(node, values)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            held = self.value(node.value, values)
            if (
                isinstance(held, tuple)
                and isinstance(node.slice.value, int)
                and -len(held) <= node.slice.value < len(held)
            ):
                return held[node.slice.value]
        return _UNKNOWN

    def _attribute(self, node: ast.Attribute, values: Values) -> object:
        names = [node.attr]
        inner = node.value
        while isinstance(inner, ast.Attribute):
            names.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            return _UNKNOWN
        path = ".".join([inner.id, *reversed(names)])
        if path in values:
            return values[path]
        constant = media_constant(".".join(path.split(".")[-2:]).removeprefix("_"))
        return _UNKNOWN if constant is None else constant

    def _bool(self, node: ast.BoolOp, values: Values) -> object:
        ends = isinstance(node.op, ast.Or)
        known = True
        value: object = _UNKNOWN
        for part in node.values:
            value = self.value(part, values)
            if value is _UNKNOWN:
                known = False
            elif bool(value) is ends:
                return value if known else ends
        return value if known else _UNKNOWN

    def _compare(self, node: ast.Compare, values: Values) -> object:
        left, right = self.value(node.left, values), self.value(node.comparators[0], values)
        if left is _UNKNOWN or right is _UNKNOWN:
            return _UNKNOWN
        operator = node.ops[0]
        if isinstance(operator, ast.Eq | ast.Is):
            return left == right
        if isinstance(operator, ast.NotEq | ast.IsNot):
            return left != right
        if isinstance(operator, ast.In | ast.NotIn) and (
            isinstance(right, tuple) or (isinstance(right, str) and isinstance(left, str))
        ):
            return (left in right) is isinstance(operator, ast.In)
        return _UNKNOWN

    def _method(self, node: ast.Call, values: Values) -> object:
        """`accept.lower()`, `content_type.split(";")` and the like."""
        if not isinstance(node.func, ast.Attribute) or node.keywords:
            return _UNKNOWN
        held = self.value(node.func.value, values)
        given = [self.value(argument, values) for argument in node.args]
        if not isinstance(held, str) or any(not isinstance(item, str | tuple) for item in given):
            return _UNKNOWN
        name = node.func.attr
        if name in {"lower", "upper", "strip"} and not given:
            return getattr(held, name)()
        if name in {"startswith", "endswith"} and len(given) == 1:
            items = given[0] if isinstance(given[0], tuple) else (given[0],)
            return getattr(held, name)(items) if all(isinstance(item, str) for item in items) else _UNKNOWN
        if name == "split" and len(given) == 1 and isinstance(given[0], str) and given[0]:
            return tuple(held.split(given[0]))
        return _UNKNOWN


def _compared(function: ast.FunctionDef, script: HandlerScript) -> set[str]:
    """Content types that a function, or one of the script's that it calls, names."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting: list[ast.AST] = [function]
    run = _Run(script, 0)
    while waiting:
        for node in ast.walk(waiting.pop()):
            value = run.value(node, {}) if isinstance(node, ast.Constant | ast.Name | ast.Attribute) else _UNKNOWN
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, str) and "/" in item and " " not in item and len(item) < 60:
                    found.add(item)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in seen:
                seen.add(node.func.id)
                waiting.extend([script.functions[node.func.id]] if node.func.id in script.functions else [])
    return found


def _forget(nodes: Iterable[ast.AST], values: Values) -> None:
    """Drop what is known of the names that some nodes bind."""
    for node in nodes:
        for name in ast.walk(node):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                for key in [key for key in values if key == name.id or key.startswith(name.id + ".")]:
                    del values[key]


def _reraises(handler: ast.ExceptHandler) -> bool:
    return bool(handler.body) and isinstance(handler.body[-1], ast.Raise) and not _returns(handler.body)


def _returns(statements: Sequence[ast.stmt]) -> bool:
    return any(isinstance(node, ast.Return) for statement in statements for node in ast.walk(statement))


def _is_main(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and any(
        isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(statement.test)
    )
