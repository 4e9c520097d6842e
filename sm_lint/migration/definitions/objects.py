"""What becomes of an object: the name that it is bound to, and everything that is done with it under that name."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import Any, NamedTuple

import libcst as cst

from sm_lint.migration.plan import Text

_BINDERS: tuple[type[Any], ...] = (
    cst.AnnAssign,
    cst.AugAssign,
    cst.For,
    cst.CompFor,
    cst.NamedExpr,
    cst.Del,
    cst.AsName,
    cst.Param,
    cst.FunctionDef,
    cst.ClassDef,
    cst.Global,
    cst.Nonlocal,
    cst.ImportAlias,
)


class Use(NamedTuple):
    """A use of an object.

    Attributes:
        name: the expression that names it.
        attribute: what is taken of it; empty where it is used as a whole.
        call: the call of that attribute, if it is called.
        argument: the call that it is an argument of, and its keyword; else None and an empty text.
    """

    name: cst.BaseExpression
    attribute: str = ""
    call: cst.Call | None = None
    argument: cst.Call | None = None
    keyword: str = ""
    node: cst.BaseExpression | None = None


class Objects:
    """The names of a text that are bound by plain assignments."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.order = text.uses.order

    @cached_property
    def _assigns(self) -> dict[int, cst.Assign]:
        """The assignments by the value that is assigned."""
        return {id(node.value): node for node in self.order.of(cst.Assign)}

    @cached_property
    def _events(self) -> dict[str, list[tuple[int, cst.CSTNode, bool]]]:
        """For each name: number, node, and whether it is a plain assignment, of everything that binds it."""
        found: defaultdict[str, list[tuple[int, cst.CSTNode, bool]]] = defaultdict(list)
        for node in self.order.of(cst.Assign):
            plain = len(node.targets) == 1 and isinstance(node.targets[0].target, cst.Name)
            for target in node.targets:
                for name in self.order.within(self.order.extent(target), cst.Name):
                    found[name.value].append((self.order.number(node), node, plain))
        others: list[Any] = self.order.of(*_BINDERS)
        for node in others:
            for bound in self._bound_by(node):
                found[bound].append((self.order.number(node), node, False))
        return found

    def _bound_by(self, node: Any) -> list[str]:
        if isinstance(node, cst.Global | cst.Nonlocal):
            return [item.name.value for item in node.names]
        if isinstance(node, cst.ImportAlias):
            return []  # what is imported is known elsewhere; a name that is also imported is never taken for an object
        target = node.target if hasattr(node, "target") else node.name
        names = self.order.within(self.order.extent(target), cst.Name) if not isinstance(target, cst.Name) else [target]
        return [name.value for name in names]

    @cached_property
    def _named(self) -> dict[str, list[cst.Name]]:
        aside = {id(node.attr) for node in self.order.of(cst.Attribute)}
        aside |= {id(argument.keyword) for argument in self.order.of(cst.Arg) if argument.keyword is not None}
        aside |= self._in_imports
        found: defaultdict[str, list[cst.Name]] = defaultdict(list)
        for name in self.order.of(cst.Name):
            if id(name) not in aside:
                found[name.value].append(name)
        return found

    @cached_property
    def _in_imports(self) -> set[int]:
        """The names of modules in `from` imports, and of what is imported, which are none of the text's own."""
        paths: list[cst.CSTNode] = [node.module for node in self.order.of(cst.ImportFrom) if node.module is not None]
        paths += [node.name for node in self.order.of(cst.ImportAlias)]
        return {id(name) for path in paths for name in self.order.within(self.order.extent(path), cst.Name)}

    @cached_property
    def _attributes(self) -> dict[int, cst.Attribute]:
        return {id(node.value): node for node in self.order.of(cst.Attribute)}

    @cached_property
    def _called(self) -> dict[int, cst.Call]:
        return {id(node.func): node for node in self.order.of(cst.Call)}

    @cached_property
    def _given(self) -> dict[int, tuple[cst.Call, cst.Arg]]:
        return {id(argument.value): (node, argument) for node in self.order.of(cst.Call) for argument in node.args}

    @cached_property
    def _magics(self) -> str:
        """The lines of a notebook that are not plain Python."""
        lines = []
        for part in self.text.view.parts:
            if part.source.lstrip().startswith("%%"):
                continue  # another language or another file; what times or captures Python is read as Python
            lines += [line for line in part.source.splitlines() if line.lstrip()[:1] in {"%", "!", "?"}]
        return "\n".join(lines)

    def named(self, name: str) -> list[cst.Name]:
        """The places that use or bind a name."""
        return self._named[name]

    def bound_at(self, name: str) -> list[int]:
        """The numbers of the nodes that bind a name."""
        return [at for at, _, _ in self._events.get(name, [])]

    def is_bound_once(self, name: str) -> bool:
        """Whether one statement of the text binds a name, and none imports it."""
        return len(self._events.get(name, [])) == 1 and name not in self.text.uses.imported

    def call_of(self, node: cst.BaseExpression) -> cst.Call | None:
        """The call that calls an expression."""
        return self._called.get(id(node))

    def tuple_around(self, value: cst.BaseExpression) -> cst.Tuple | None:
        """The tuple that a value is an element of."""
        return self._grouped.get(id(value))

    @cached_property
    def _grouped(self) -> dict[int, cst.Tuple]:
        return {id(element.value): node for node in self.order.of(cst.Tuple) for element in node.elements}

    def assignment(self, value: cst.BaseExpression) -> cst.Assign | None:
        """The assignment of a value."""
        return self._assigns.get(id(value))

    def attribute_of(self, node: cst.BaseExpression) -> cst.Attribute | None:
        """The attribute that is taken of an expression."""
        return self._attributes.get(id(node))

    def is_statement(self, value: cst.BaseExpression) -> bool:
        """Whether an expression is a statement by itself."""
        return id(value) in self._statements

    @cached_property
    def _statements(self) -> set[int]:
        return {id(node.value) for node in self.order.of(cst.Expr)}

    def is_returned(self, value: cst.BaseExpression) -> bool:
        """Whether a value is what a function returns."""
        return id(value) in self._returned

    @cached_property
    def _returned(self) -> set[int]:
        return {id(node.value) for node in self.order.of(cst.Return)}

    def argument_of(self, value: cst.BaseExpression) -> tuple[cst.Call, cst.Arg] | None:
        """The call that a value is an argument of."""
        return self._given.get(id(value))

    def uses(self, node: cst.Assign) -> list[Use] | None:
        """What is done with the object that a statement assigns to a name; None where that is not known for sure."""
        target = node.targets[0].target
        if len(node.targets) != 1 or not isinstance(target, cst.Name) or target.value in self.text.uses.imported:
            return None
        name, number = target.value, self.order.number(node)
        scope = self.text.uses.scope_of(node)
        here, elsewhere = [], set()
        for event in self._events[name]:
            around = self.text.uses.scope_of(event[1])
            if isinstance(event[1], cst.Global | cst.Nonlocal):
                return None
            if around == scope:
                here.append(event)
            else:
                elsewhere.add(around)
        if any(not plain for _, _, plain in here) or re.search(rf"\b{name}\b", self._magics):
            return None
        loops = {at: self._loop_around(each, scope) for at, each, _ in here if not self._is_direct(each, scope)}
        if len(here) > 1 and loops:
            return self._uses_beside_loops(name, number, scope, here, loops) if not elsewhere else None
        last = min((at for at, _, _ in here if at > number), default=None)
        found = []
        for each in self._named[name]:
            if each is target:
                continue
            at = self.order.number(each)
            scopes = self.text.uses.scopes_of(each)
            if scope not in scopes or any(inner in elsewhere for inner in scopes[: scopes.index(scope)]):
                continue
            if scopes[0] != scope and len(here) > 1:
                return None
            if at < number or (last is not None and at >= self._end_of(here, last)):
                if at < number and len(here) == 1 and scopes[0] == scope:
                    return None  # in a loop, perhaps
                continue
            if last is not None and at > last and self._is_target(each, here):
                continue
            found.append(self.use(each))
        return found

    def _loop_around(self, node: cst.CSTNode, scope: int) -> range | None:
        """The extent of a loop or `with` of the module's own in whose body a statement is; None elsewhere."""
        for each in self.text.module.tree.body if scope < 0 else ():
            if isinstance(each, cst.With) or (isinstance(each, cst.For | cst.While) and each.orelse is None):
                lines = [line for line in each.body.body if isinstance(line, cst.SimpleStatementLine)]
                if any(node is small for line in lines for small in line.body):
                    return self.order.extent(each)
        return None

    def _uses_beside_loops(
        self,
        name: str,
        number: int,
        scope: int,
        here: list[tuple[int, cst.CSTNode, bool]],
        loops: dict[int, range | None],
    ) -> list[Use] | None:
        """What is done with an object whose name is bound several times, in loops too; None where that is not known.

        Each loop binds the name once, before it uses it, and what comes after the loop binds it anew.
        """
        found: list[Use] = []
        if any(extent is None for extent in loops.values()):
            return None
        spans = sorted((extent.start, extent.stop, at) for at, extent in loops.items() if extent is not None)
        spans += [(at, self.order.extent(each).stop, at) for at, each, _ in here if at not in loops]
        spans.sort()
        if len({start for start, _, _ in spans}) < len(spans):
            return None  # one loop binds it twice
        targets = {id(target.target) for _, each, _ in here if isinstance(each, cst.Assign) for target in each.targets}
        for each in self._named[name]:
            at = self.order.number(each)
            if id(each) in targets:
                continue
            if self.text.uses.scopes_of(each)[0] != scope:
                return None
            before = [span for span in spans if span[0] <= at]
            if not before:
                return None
            _, stop, bound = before[-1]
            if bound in loops and not bound < at < stop:
                return None  # of the round before, or after the loop, which may never have run
            if bound not in loops and at < stop:
                bound = before[-2][2] if len(before) > 1 else -1  # on the right of the assignment itself
            if bound == number:
                found.append(self.use(each))
        return found

    def value_of(self, node: cst.Name) -> cst.BaseExpression | None:
        """What a name is bound to, where it is bound once, by a plain assignment; None where that is not known."""
        events = self._events.get(node.value, [])
        if len(events) != 1 or not events[0][2] or node.value in self.text.uses.imported:
            return None
        statement = events[0][1]
        assert isinstance(statement, cst.Assign)
        return statement.value if self.text.uses.scope_of(statement) in self.text.uses.scopes_of(node) else None

    def value_at(self, node: cst.Name) -> cst.BaseExpression | None:
        """What a name is bound to where it is used; None where that is not known."""
        once = self.value_of(node)
        events = self._events.get(node.value, [])
        if once is not None or node.value in self.text.uses.imported or not events:
            return once
        if not all(isinstance(each, cst.Assign) and plain for _, each, plain in events):
            return None
        scope = self.text.uses.scope_of(node)
        if any(self.text.uses.scope_of(each) != scope or not self._is_direct(each, scope) for _, each, _ in events):
            return None
        at = self.order.number(node)
        before = [each for _, each, _ in events if self.order.extent(each).stop <= at]
        last = max(before, key=self.order.number, default=None)
        return last.value if isinstance(last, cst.Assign) else None

    def values_of(self, node: cst.Name) -> list[cst.BaseExpression]:
        """All that a name is ever bound to, where that is done by plain assignments alone; empty where it is not."""
        events = self._events.get(node.value, [])
        if node.value in self.text.uses.imported or not all(plain for _, _, plain in events):
            return []
        return [statement.value for _, statement, _ in events if isinstance(statement, cst.Assign)]

    def is_text_parameter(self, node: cst.Name) -> bool:
        """Whether a name is a parameter that is annotated as a text, and nothing else."""
        events = self._events.get(node.value, [])
        if len(events) != 1 or node.value in self.text.uses.imported:
            return False
        parameter = events[0][1]
        annotation = parameter.annotation if isinstance(parameter, cst.Param) else None
        return annotation is not None and _is_text_type(annotation.annotation)

    def returns_text(self, node: cst.Name) -> bool:
        """Whether a name is a function that is annotated as one that returns a text, and nothing else."""
        events = self._events.get(node.value, [])
        function = events[0][1] if len(events) == 1 and node.value not in self.text.uses.imported else None
        return (
            isinstance(function, cst.FunctionDef)
            and function.returns is not None
            and _is_text_type(function.returns.annotation)
        )

    def _end_of(self, here: list[tuple[int, cst.CSTNode, bool]], last: int) -> int:
        """Behind the next assignment: its value still uses the object."""
        statement = next(node for at, node, _ in here if at == last)
        return self.order.extent(statement).stop

    def _is_target(self, name: cst.Name, here: list[tuple[int, cst.CSTNode, bool]]) -> bool:
        return any(isinstance(node, cst.Assign) and node.targets[0].target is name for _, node, _ in here)

    def is_direct(self, node: cst.CSTNode) -> bool:
        """Whether a statement is one of its module's or function's own, and not part of another one."""
        return self._is_direct(node, self.text.uses.scope_of(node))

    def _is_direct(self, node: cst.CSTNode, scope: int) -> bool:
        """Whether a statement is one of a module's or a function's own, and not part of another one."""
        if scope < 0:
            return self.text.uses.is_unconditional(node)
        function = self.order.nodes[scope]
        body = getattr(getattr(function, "body", None), "body", ())
        return any(node is small for line in body if isinstance(line, cst.SimpleStatementLine) for small in line.body)

    def use(self, name: cst.BaseExpression) -> Use:
        """What is done with an object at a place that names it."""
        attribute = self._attributes.get(id(name))
        if attribute is not None:
            return Use(name, attribute.attr.value, self._called.get(id(attribute)), node=attribute)
        given = self._given.get(id(name))
        if given is not None:
            call, argument = given
            keyword = argument.keyword.value if argument.keyword is not None else ""
            return Use(name, argument=call, keyword=argument.star or keyword, node=name)
        return Use(name, node=name)


def _is_text_type(node: cst.BaseExpression) -> bool:
    """Whether an annotation is ``str``, or that or None."""
    if isinstance(node, cst.Name):
        return node.value == "str"
    if isinstance(node, cst.BinaryOperation):
        sides = [node.left, node.right]
        named = [each for each in sides if not (isinstance(each, cst.Name) and each.value == "None")]
        return len(named) == 1 and _is_text_type(named[0])
    if isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and node.value.value == "Optional":
        inner = node.slice[0].slice
        return isinstance(inner, cst.Index) and _is_text_type(inner.value)
    return False
