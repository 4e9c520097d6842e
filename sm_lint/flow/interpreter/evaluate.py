"""Evaluates expressions: one function for each kind of node, in a dispatch table."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from sm_lint.flow import facts as f
from sm_lint.flow.domain.argparse_model import NamespaceValue
from sm_lint.flow.domain.lattice import concatenate, join, options, without_absent
from sm_lint.flow.domain.provenance import Role
from sm_lint.flow.domain.strings import format_value
from sm_lint.flow.domain.values import (
    NONE,
    UNKNOWN,
    Alternatives,
    Arguments,
    Constant,
    DictValue,
    Environ,
    External,
    ListValue,
    Unknown,
    Value,
)
from sm_lint.flow.interpreter.comprehensions import comprehension
from sm_lint.flow.machine.frame import ComprehensionFrame
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.attributes import attribute, external
from sm_lint.flow.models.namespaces import note_undefined
from sm_lint.flow.operations.binding import bind, named, set_entry
from sm_lint.flow.operations.callees import callee_name
from sm_lint.flow.operations.conditions import evaluate_and_narrow, narrow, truth
from sm_lint.flow.operations.environ import copy_of_environ
from sm_lint.flow.operations.functions import define_lambda
from sm_lint.flow.operations.iteration import elements, front
from sm_lint.flow.operations.lazy import draw
from sm_lint.flow.operations.operators import binary, compare, environ_membership, merged_entries, overridden, unary
from sm_lint.flow.operations.pipeline_variables import note_variable
from sm_lint.flow.operations.subscripts import subscript
from sm_lint.syntax.literal import number_value, string_value


def evaluate(vm: Machine, node: cst.BaseExpression) -> Value:
    """The value of an expression."""
    vm.budget.spend()
    handler = _EXPRESSIONS.get(type(node))
    return handler(vm, node) if handler is not None else UNKNOWN


def _name(vm: Machine, node: cst.Name) -> Value:
    name = node.value
    value = vm.lookup(name)
    if value is not None:
        return without_absent(value) if type(value) is Alternatives else value
    constant = _CONSTANTS.get(name)
    if constant is not None:
        return constant
    if name not in _BUILTINS:  # from a star import, or undefined
        return External(name)
    return external(vm, f"builtins.{name}") if vm.replaced else External(f"builtins.{name}")


_BUILTINS = frozenset(dir(builtins))


_CONSTANTS: dict[str, Value] = {"None": NONE, "True": Constant(True), "False": Constant(False)}


def _string(vm: Machine, node: cst.SimpleString) -> Value:
    known = vm.constants.get(id(node))
    if known is None:
        text = node.value
        if text[0] in "\"'" and "\\" not in text and text[1:2] != text[0]:
            constant: str | bytes = text[1:-1]
        else:
            try:
                constant = string_value(node)
            except (ValueError, SyntaxError, MemoryError):
                return UNKNOWN
        known = Constant(constant, (f.Origin(vm.recorder.module, node, ""),))
        vm.constants[id(node)] = known
    return known


def _number(vm: Machine, node: cst.Integer | cst.Float) -> Value:
    known = vm.constants.get(id(node))
    if known is None:
        try:
            known = Constant(number_value(node))
        except (ValueError, SyntaxError, MemoryError):
            known = UNKNOWN
        vm.constants[id(node)] = known
    return known


def _concatenated(vm: Machine, node: cst.ConcatenatedString) -> Value:
    parts: list[Value] = []
    stack: list[cst.BaseExpression] = [node]
    while stack:
        part = stack.pop()
        if type(part) is cst.ConcatenatedString:
            stack += [part.right, part.left]
        else:
            parts.append(vm.evaluate(part))
    if any(type(part) is Constant and type(part.value) is bytes for part in parts):
        return UNKNOWN
    return concatenate(parts)


def _formatted(vm: Machine, node: cst.FormattedString) -> Value:
    parts: list[Value] = []
    origin = (f.Origin(vm.recorder.module, node, ""),)
    for part in node.parts:
        if type(part) is cst.FormattedStringText:
            text = part.value
            if "\\" in text and "r" not in node.start.lower():
                text = text.encode("latin-1", "backslashreplace").decode("unicode-escape", "replace")
            parts.append(Constant(text.replace("{{", "{").replace("}}", "}"), origin))
        elif type(part) is cst.FormattedStringExpression:
            value = vm.evaluate(part.expression)
            # `!r`, `!a` and `=` show the object, which can be any object.
            if part.conversion not in ("r", "a") and not (part.equal and not part.format_spec and not part.conversion):
                note_variable(vm, value, part.expression, "f-string")
            if part.format_spec or part.conversion:
                spec = [p.value for p in part.format_spec or () if isinstance(p, cst.FormattedStringText)]
                plain = len(spec) == len(part.format_spec or ())
                value = format_value(value, "".join(spec) if plain else None, part.conversion)
            parts.append(value)
    return concatenate(parts)


def _attribute(vm: Machine, node: cst.Attribute) -> Value:
    owner = vm.evaluate(node.value)
    if type(owner) is NamespaceValue:
        note_undefined(vm, owner, node.attr.value, node)
    return attribute(vm, owner, node.attr.value, node)


def _subscript(vm: Machine, node: cst.Subscript) -> Value:
    value = vm.evaluate(node.value)
    keys: list[Value] = []
    for element in node.slice:
        part = element.slice
        if type(part) is cst.Index:
            keys.append(vm.evaluate(part.value))
        elif type(part) is cst.Slice:
            bounds = [None if b is None else vm.evaluate(b) for b in (part.lower, part.upper, part.step)]
            return subscript(vm, value, slice(*bounds), node)
    return subscript(vm, value, keys[0] if len(keys) == 1 else ListValue(tuple(keys), None, "tuple"), node)


def _call(vm: Machine, node: cst.Call) -> Value:
    callee = vm.evaluate(node.func)
    vm.recorder.call(node, callee_name(callee))
    vm.control.announce_consumer(type(callee) is External and callee.name in _LAZY_CONSUMERS)
    arguments = call_arguments(vm, node.args)
    vm.control.announce_consumer(False)
    return vm.call(callee, arguments, node)


# Callees that consume only as much of a generator as they need.
_LAZY_CONSUMERS = frozenset(("builtins.any", "builtins.all", "builtins.next"))


def call_arguments(vm: Machine, args: Sequence[cst.Arg]) -> Arguments:
    """Evaluate the arguments of a call; ``*`` and ``**`` are expanded if they are known."""
    given = Arguments([], {})
    for arg in args:
        value = vm.evaluate(arg.value)
        if arg.star:
            _spread(vm, given, arg, value)
        elif arg.keyword is not None:
            name = arg.keyword.value
            given.keywords[name] = value
            given.nodes[name] = arg.value
        elif given.open:
            given.spread.append(value)
        else:
            given.nodes[len(given.positional)] = arg.value
            given.positional.append(value)
    return given


def _spread(vm: Machine, given: Arguments, arg: cst.Arg, value: Value) -> None:
    """Expand ``*value`` or ``**value``."""
    if arg.star == "*":
        value = draw(vm, value)
        if isinstance(value, ListValue) and value.rest is None and not given.open:
            given.positional += value.items
            return
    elif isinstance(value, DictValue):
        for name, entry in value.entries.items():
            if isinstance(name, str):
                given.keywords[name] = entry
                given.nodes.setdefault(name, arg.value)
        given.open = given.open or value.rest is not None
        return
    given.open = True
    given.spread.append(value)


def _sequence(vm: Machine, node: cst.List | cst.Tuple | cst.Set) -> Value:
    kind = type(node).__name__.lower()
    items: list[Value] = []
    rest: Value | None = None
    for element in node.elements:
        value = (
            draw(vm, vm.evaluate(element.value)) if type(element) is cst.StarredElement else vm.evaluate(element.value)
        )
        added: tuple[Value, ...] = (value,)
        more: Value | None = None
        if type(element) is cst.StarredElement:
            known, any_one = elements(vm, value, element)
            added, more = (known, None) if known is not None else front(value, any_one)
        if rest is None:
            items += added
            rest = more
        else:  # their indices are unknown after a starred element
            rest = join([rest, *added, *([more] if more is not None else [])])
    result = ListValue(tuple(items), rest, kind)
    result.node = node
    result.module = vm.recorder.module
    return result


def _dict(vm: Machine, node: cst.Dict) -> Value:
    result = DictValue()
    result.node = node
    result.module = vm.recorder.module
    for element in node.elements:
        value = vm.evaluate(element.value)
        if type(element) is cst.StarredDictElement:
            if isinstance(value, Environ):
                value = copy_of_environ(vm)
            if isinstance(value, DictValue):
                result.entries.update(merged_entries(result, value))
                result.places.update(value.places)
                if value.rest is not None:
                    result.slots["rest"] = value.rest
                if value.role is not Role.HYPERPARAMETERS:  # others may be among them now
                    result.role = result.role or value.role
            else:
                result.entries.update(overridden(result, UNKNOWN))
                result.slots["rest"] = UNKNOWN
            continue
        key = vm.evaluate(element.key) if type(element) is cst.DictElement else UNKNOWN
        if type(key) is Constant:
            try:
                result.entries[key.value] = value
                result.places[key.value] = element
            except TypeError:
                result.slots["rest"] = UNKNOWN
        else:
            for option in options(key):
                set_entry(vm, result, option, value, node, certain=False)
    return result


def _conditional(vm: Machine, node: cst.IfExp) -> Value:
    decided, guards, tested = evaluate_and_narrow(vm, node.test)
    if decided is not None:
        return vm.evaluate(node.body if decided else node.orelse)

    def arm(side: bool) -> Callable[[], Value]:
        def body() -> Value:
            narrow(vm, node.test, side, tested)
            return vm.evaluate(node.body if side else node.orelse)

        return body

    with vm.recorder.guarded(guards):
        return join(vm.maybe(arm(True), arm(False)))


def _boolean(vm: Machine, node: cst.BooleanOperation) -> Value:
    wanted = type(node.operator) is cst.Or
    left = vm.evaluate(node.left)
    if vm.setup.definition and type(node.left) is not cst.BooleanOperation:
        note_variable(vm, left, node.left, "or" if wanted else "and")
    decided = truth(left)
    if decided is wanted:
        return left
    if decided is not None:
        return vm.evaluate(node.right)

    def body() -> Value:
        narrow(vm, node.left, not wanted)
        return vm.evaluate(node.right)

    kept = [option for option in options(left) if truth(option) is not (not wanted)]
    return join([*kept, *vm.maybe(body)])


def _unary(vm: Machine, node: cst.UnaryOperation) -> Value:
    return unary(vm, node, vm.evaluate(node.expression))


def _binary(vm: Machine, node: cst.BinaryOperation) -> Value:
    # A sum of a thousand terms nests to the left: iterate instead of recursing.
    rights: list[cst.BinaryOperation] = []
    left: cst.BaseExpression = node
    while type(left) is cst.BinaryOperation:
        rights.append(left)
        left = left.left
    value = vm.evaluate(left)
    for operation in reversed(rights):
        value = binary(vm, operation, value, vm.evaluate(operation.right))
    return value


def _comparison(vm: Machine, node: cst.Comparison) -> Value:
    left = vm.evaluate(node.left)
    result: Value = Constant(True)
    for target in node.comparisons:
        right = vm.evaluate(target.comparator)
        outcome = environ_membership(vm, target.operator, left, right, node)
        if outcome is None:
            outcome = compare(vm, target.operator, left, right, node)
        result = outcome if truth(result) is True else join([result, outcome]) if truth(result) is None else result
        left = right
    return result


def _named(vm: Machine, node: cst.NamedExpr) -> Value:
    value = vm.evaluate(node.value)
    frame = next(frame for frame in reversed(vm.frames) if type(frame) is not ComprehensionFrame)
    if frame is vm.frame or not isinstance(node.target, cst.Name):
        bind(vm, node.target, value)
    else:
        vm.assign(node.target.value, named(value, node.target.value), frame.scope)
    return value


def _lambda(vm: Machine, node: cst.Lambda) -> Value:
    return define_lambda(vm, node)


def _comprehension(vm: Machine, node: cst.BaseComp) -> Value:
    return comprehension(vm, node)


def _await(vm: Machine, node: cst.Await) -> Value:
    return vm.evaluate(node.expression)


def _yield(vm: Machine, node: cst.Yield) -> Value:
    value: Value = NONE
    if isinstance(node.value, cst.From):
        inner = draw(vm, vm.evaluate(node.value.item))
        value = join([*inner.items, *([inner.rest] if inner.rest else [])]) if isinstance(inner, ListValue) else UNKNOWN
        vm.frame.doubtful = True
    elif node.value is not None:
        value = vm.evaluate(node.value)
    frame = vm.frame
    frame.yields.append(value)
    if vm.recorder.conditional != frame.base + frame.asked or (frame.left and not frame.asked):
        frame.doubtful = True
    if not frame.asked:
        vm.partial("return")  # the generator may be abandoned, and a with block may end the script
        frame.asked = True
    return Unknown("sent into a generator")


def _ellipsis(vm: Machine, node: cst.Ellipsis) -> Value:
    return UNKNOWN


_EXPRESSIONS: dict[type, Callable[[Machine, Any], Value]] = {
    cst.Name: _name,
    cst.SimpleString: _string,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _formatted,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.Call: _call,
    cst.List: _sequence,
    cst.Tuple: _sequence,
    cst.Set: _sequence,
    cst.Dict: _dict,
    cst.IfExp: _conditional,
    cst.BooleanOperation: _boolean,
    cst.UnaryOperation: _unary,
    cst.BinaryOperation: _binary,
    cst.Comparison: _comparison,
    cst.NamedExpr: _named,
    cst.Lambda: _lambda,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.DictComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.Ellipsis: _ellipsis,
}
