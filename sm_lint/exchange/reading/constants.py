"""Evaluates constant expressions of a module: literals, module constants, concatenation, formatting, unpacking."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

import libcst as cst

from sm_lint.exchange.reading.model import ImportProblem
from sm_lint.syntax.literal import number_value, text_value
from sm_lint.syntax.module import ParsedModule

Constant = str | int | float | bool | None
MAX_STEPS = 20_000
"""Maximum number of evaluated expressions: constants may double each other's length."""
MAX_TEXT = 1 << 16

_NAMES: dict[str, Constant] = {"True": True, "False": False, "None": None}
_JOINS = frozenset({"os.path.join", "posixpath.join", "path.join", "join"})


class Constants:
    """The constants of a module, which is not run.

    Args:
        module: the module.
    """

    def __init__(self, module: ParsedModule) -> None:
        self._module = module
        self._names: dict[str, cst.BaseExpression | None] = {}
        self._steps = 0
        for name, value in _assignments(module.tree):
            self._names[name] = None if name in self._names else value

    def scalar(self, node: cst.BaseExpression) -> Constant:
        """The value of a constant text, number, boolean or None.

        Raises:
            ImportProblem: it is not constant.
        """
        node = self._resolved(node)
        match node:
            case cst.SimpleString():
                text = text_value(node)
                if text is not None:
                    return text
            case cst.ConcatenatedString():
                return self._text(node.left) + self._text(node.right)
            case cst.FormattedString():
                return "".join(self._part(part) for part in node.parts)
            case cst.Integer() | cst.Float():
                return self._number(node)
            case cst.UnaryOperation(operator=cst.Minus()):
                value = self.scalar(node.expression)
                if isinstance(value, int | float):
                    return -value
            case cst.Name() if node.value in _NAMES:
                return _NAMES[node.value]
            case cst.BinaryOperation(operator=cst.Add()):
                return self._limited(self._text(node.left) + self._text(node.right), node)
            case cst.Call() if _dotted(node.func) in _JOINS and not any(arg.keyword or arg.star for arg in node.args):
                return posixpath.join(*[self._text(arg.value) for arg in node.args])
            case cst.Call() if _dotted(node.func) == "str" and len(node.args) == 1:
                return _shown(self.scalar(node.args[0].value))
        raise self.problem(node)

    def text(self, node: cst.BaseExpression) -> str | None:
        """The text of a constant; numbers and booleans as Python prints them, None for None.

        Raises:
            ImportProblem: it is not constant.
        """
        value = self.scalar(node)
        return None if value is None else _shown(value)

    def elements(self, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
        """The elements of a constant list, tuple or set; of None none.

        Raises:
            ImportProblem: it is not constant.
        """
        node = self._resolved(node)
        if isinstance(node, cst.List | cst.Tuple | cst.Set):
            for element in node.elements:
                if isinstance(element, cst.StarredElement):
                    yield from self.elements(element.value)
                else:
                    yield element.value
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            yield from self.elements(node.left)
            yield from self.elements(node.right)
        elif isinstance(node, cst.Call) and _dotted(node.func) in ("list", "tuple", "set") and len(node.args) <= 1:
            for argument in node.args:
                yield from self.elements(argument.value)
        elif not (isinstance(node, cst.Name) and node.value == "None"):
            raise self.problem(node)

    def members(self, node: cst.BaseExpression) -> Iterator[tuple[str, cst.BaseExpression]]:
        """The keys and values of a constant dictionary; of None none. A later one takes the place of an earlier one.

        Raises:
            ImportProblem: it is not constant.
        """
        node = self._resolved(node)
        if isinstance(node, cst.Dict):
            for element in node.elements:
                if isinstance(element, cst.DictElement):
                    yield self._text(element.key), element.value
                else:
                    yield from self.members(element.value)
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
            yield from self.members(node.left)
            yield from self.members(node.right)
        elif isinstance(node, cst.Call) and _dotted(node.func) == "dict":
            for argument in node.args:
                if argument.keyword is not None:
                    yield argument.keyword.value, argument.value
                else:
                    yield from self.members(argument.value)
        elif not (isinstance(node, cst.Name) and node.value == "None"):
            raise self.problem(node)

    def problem(self, node: cst.CSTNode, what: str = "the value") -> ImportProblem:
        """The problem that an expression is not constant."""
        return ImportProblem(f"{what} is not constant, and the module is not run", self._module.place(node))

    def _resolved(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The expression that a name of the module stands for."""
        seen: set[str] = set()
        while isinstance(node, cst.Name) and node.value not in _NAMES:
            self._step(node)
            found = self._names.get(node.value)
            if found is None or node.value in seen:
                raise self.problem(node, f"`{node.value}`")
            seen.add(node.value)
            node = found
        self._step(node)
        return node

    def _step(self, node: cst.CSTNode) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise ImportProblem("there is too much to evaluate", self._module.place(node))

    def _text(self, node: cst.BaseExpression) -> str:
        value = self.scalar(node)
        if not isinstance(value, str):
            raise ImportProblem("a text is expected", self._module.place(node))
        return self._limited(value, node)

    def _limited(self, text: str, node: cst.CSTNode) -> str:
        if len(text) > MAX_TEXT:
            raise ImportProblem(f"a text of more than {MAX_TEXT:,} characters", self._module.place(node))
        return text

    def _part(self, part: cst.BaseFormattedStringContent) -> str:
        if isinstance(part, cst.FormattedStringText):
            return part.value
        if isinstance(part, cst.FormattedStringExpression) and part.format_spec is None and part.conversion is None:
            return _shown(self.scalar(part.expression))
        raise self.problem(part)

    def _number(self, node: cst.Integer | cst.Float) -> int | float:
        try:
            return number_value(node)
        except ValueError:
            raise self.problem(node) from None


def _shown(value: Constant) -> str:
    return value if isinstance(value, str) else str(value)


def _assignments(tree: cst.Module) -> Iterator[tuple[str, cst.BaseExpression]]:
    """The names that the module itself assigns once each, with their values."""
    for statement in tree.body:
        for part in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(part, cst.Assign):
                for target in part.targets:
                    if isinstance(target.target, cst.Name):
                        yield target.target.value, part.value
            elif isinstance(part, cst.AnnAssign) and isinstance(part.target, cst.Name) and part.value is not None:
                yield part.target.value, part.value


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
