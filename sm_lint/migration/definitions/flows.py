"""What becomes of an object beyond the name that it is bound to: attributes of `self`, functions that return it or take it."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from sm_lint.migration.definitions.context import Rewriting
from sm_lint.migration.definitions.functions import Functions
from sm_lint.migration.definitions.objects import Use

MAX_PLACES = 40
"""Places at which one object is looked for."""


class Returned(NamedTuple):
    """A function that returns an object to code that is not known.

    Attributes:
        place: the expression that is returned.
        function: name of the function.
    """

    place: cst.BaseExpression
    function: str


class Flow(NamedTuple):
    """What is done with an object.

    Attributes:
        uses: its uses, but for those that only pass it on within the text.
        returned: functions that return it, and that nothing in the text calls.
    """

    uses: list[Use]
    returned: list[Returned]


def flow_of(context: Rewriting, value: cst.BaseExpression) -> Flow | None:
    """What is done with the object that an expression makes, in all of the text; None where that is not known."""
    return _Follower(context).follow(value)


class _Follower:
    def __init__(self, context: Rewriting) -> None:
        self.objects = context.objects
        self.functions = Functions(context.objects)
        self.flow = Flow([], [])
        self.passed: set[int] = set()
        """Expressions that are arguments of functions of the text."""
        self.taken: list[tuple[cst.FunctionDef, str]] = []
        self.pending: list[Use] = []
        self.seen: set[int] = set()

    def follow(self, value: cst.BaseExpression) -> Flow | None:
        """Follow an object from the expression that makes it."""
        if not self._begin(value):
            return None
        while self.pending:
            use = self.pending.pop(0)
            if id(use.name) in self.seen:
                continue
            self.seen.add(id(use.name))
            if len(self.seen) > MAX_PLACES or not self._use(use):
                return None
        for function, parameter in self.taken:
            for call in self.functions.calls_of(function) or ():
                argument = _given(function, parameter, call)
                if argument is None or id(argument) not in self.passed:
                    return None  # it is also called with something else
        return self.flow

    def _begin(self, value: cst.BaseExpression) -> bool:
        """Take up the uses of what holds the value of an expression; False where they are not known."""
        assigned = self.objects.assignment(value)
        if assigned is None:
            if self.objects.is_returned(value):
                return self._return(value)
            return False
        target = assigned.targets[0].target
        uses = (
            self.objects.uses(assigned) if isinstance(target, cst.Name) else self.functions.uses_of_attribute(assigned)
        )
        if uses is None:
            return False
        self.pending += uses
        return True

    def _use(self, use: Use) -> bool:
        if use.attribute:
            self.flow.uses.append(use)
            return True
        if self.objects.is_returned(use.name):
            return self._return(use.name)
        outer = self.objects.tuple_around(use.name)
        if outer is not None and self.objects.is_returned(outer):
            function = self.functions.around(use.name)
            self.flow.returned.append(Returned(use.name, function.name.value if function is not None else ""))
            return function is not None
        return self._argument(use)

    def _argument(self, use: Use) -> bool:
        """Go on in a function of the text that an object is given to."""
        function = self.functions.called(use.argument) if use.argument is not None else None
        parameter = _parameter_of(function, use) if function is not None and use.argument is not None else ""
        if function is None or not parameter:
            self.flow.uses.append(use)
            return True
        uses = self.functions.uses_of_parameter(function, parameter)
        if uses is None or self.functions.calls_of(function) is None:
            return False
        self.passed.add(id(use.name))
        if (function, parameter) not in self.taken:
            self.taken.append((function, parameter))
            self.pending += uses
        return True

    def _return(self, value: cst.BaseExpression) -> bool:
        """Go on at the calls of the function that returns an object."""
        function = self.functions.around(value)
        if function is None or len(self.functions.returned_by(function)) != 1:
            return False
        calls = self.functions.calls_of(function)
        if calls is None:
            return False
        if not calls or function.decorators:
            self.flow.returned.append(Returned(value, function.name.value))
            return True
        for call in calls:
            if self.objects.assignment(call) is not None or self.objects.is_returned(call):
                if not self._begin(call):
                    return False
            else:
                self.pending.append(self.objects.use(call))
        return True


def _parameter_of(function: cst.FunctionDef, use: Use) -> str:
    """The parameter of a function that an argument is for; empty where that is not known."""
    call = use.argument
    assert call is not None
    names = _parameters(function, call)
    for index, argument in enumerate(call.args):
        if argument.star:
            return ""
        if argument.value is use.name:
            if argument.keyword is not None:
                return argument.keyword.value
            return names[index] if index < len(names) else ""
    return ""


def _given(function: cst.FunctionDef, parameter: str, call: cst.Call) -> cst.BaseExpression | None:
    """What a call gives for a parameter."""
    names = _parameters(function, call)
    for index, argument in enumerate(call.args):
        named = argument.keyword.value if argument.keyword is not None else names[index] if index < len(names) else ""
        if argument.star:
            return None
        if named == parameter:
            return argument.value
    return None


def _parameters(function: cst.FunctionDef, call: cst.Call) -> list[str]:
    """The parameters that arguments by position are for; `self` is none of them where a method is called."""
    names = [each.name.value for each in (*function.params.posonly_params, *function.params.params)]
    return names[1:] if isinstance(call.func, cst.Attribute) else names
