"""The functions and attributes of a text through which objects go: who calls, what is returned, what `self` holds."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

import libcst as cst

from sm_lint.migration.definitions.objects import Objects, Use


class Functions:
    """The functions of a text, its classes, and the attributes of `self`."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.order, self._uses = objects.order, objects.text.uses

    @cached_property
    def _by_name(self) -> dict[str, list[cst.FunctionDef]]:
        found: defaultdict[str, list[cst.FunctionDef]] = defaultdict(list)
        for node in self.order.of(cst.FunctionDef):
            found[node.name.value].append(node)
        return found

    def around(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The innermost function around a node."""
        scope = self._uses.scope_of(node)
        function = self.order.nodes[scope] if scope >= 0 else None
        return function if isinstance(function, cst.FunctionDef) else None

    def class_around(self, node: cst.CSTNode) -> cst.ClassDef | None:
        """The innermost class around a node."""
        number = self.order.number(node)
        found = [each for each in self.order.of(cst.ClassDef) if number in self.order.extent(each)]
        return max(found, key=self.order.number, default=None)

    def _owner(self, function: cst.FunctionDef) -> cst.ClassDef | None:
        """The class that a function is a method of."""
        scope = self._uses.scope_of(function)
        owner = self.order.nodes[scope] if scope >= 0 else None
        return owner if isinstance(owner, cst.ClassDef) else None

    def called(self, call: cst.Call) -> cst.FunctionDef | None:
        """The function of the text that a call calls by its name, or the method that it calls of `self`."""
        name = call.func
        if isinstance(name, cst.Name):
            found = self._by_name.get(name.value, [])
            plain = len(found) == 1 and self.objects.is_bound_once(name.value) and self._owner(found[0]) is None
            return found[0] if plain else None
        if isinstance(name, cst.Attribute) and isinstance(name.value, cst.Name) and name.value.value == "self":
            owner = self.class_around(call)
            methods = [each for each in self._by_name.get(name.attr.value, []) if self._owner(each) is owner]
            return methods[0] if owner is not None and len(methods) == 1 else None
        return None

    def calls_of(self, function: cst.FunctionDef) -> list[cst.Call] | None:
        """The calls of a function in the text; None where it is also used in another way, or calls may be of another one."""
        owner, name = self._owner(function), function.name.value
        if owner is None:
            if not self.objects.is_bound_once(name) or function.asynchronous is not None:
                return None
            nodes: list[cst.BaseExpression] = [each for each in self.objects.named(name) if each is not function.name]
        else:
            nodes = [node for node in self.order.of(cst.Attribute) if node.attr.value == name]
        found = []
        for node in nodes:
            call = self.objects.call_of(node)
            if call is None or self.called(call) is not function:
                return None
            found.append(call)
        return found

    def returned_by(self, function: cst.FunctionDef) -> list[cst.BaseExpression]:
        """What a function returns."""
        extent, number = self.order.extent(function), self.order.number(function)
        return [
            node.value
            for node in self.order.within(extent, cst.Return)
            if node.value is not None and self._uses.scope_of(node) == number
        ]

    def uses_of_parameter(self, function: cst.FunctionDef, name: str) -> list[Use] | None:
        """What a function does with a parameter; None where it binds the name to something else, too."""
        number = self.order.number(function)
        inner = self.order.extent(function)
        bound = [at for at in self.objects.bound_at(name) if at in inner]
        parameter = self.order.nodes[bound[0]] if len(bound) == 1 else None
        if not isinstance(parameter, cst.Param) or self._uses.scope_of(parameter) != number:
            return None
        nodes = [each for each in self.objects.named(name) if self.order.number(each) in inner]
        return [self.objects.use(each) for each in nodes if each is not parameter.name]

    def uses_of_attribute(self, node: cst.Assign) -> list[Use] | None:
        """What is done with an attribute of `self` that a statement assigns; None where it may also be something else."""
        target = node.targets[0].target
        owner = self.class_around(node)
        if len(node.targets) != 1 or owner is None or not isinstance(target, cst.Attribute) or not _is_own(target):
            return None
        extent = self.order.extent(owner)
        binders: list[Any] = self.order.of(cst.AugAssign, cst.AnnAssign, cst.Del)
        others = {id(each.target) for each in binders}
        targets = {id(each.target): assign for assign in self.order.of(cst.Assign) for each in assign.targets}
        found = []
        for each in self.order.of(cst.Attribute):
            if each.attr.value != target.attr.value or each is target:
                continue
            if self.order.number(each) not in extent or not _is_own(each) or id(each) in others:
                return None
            if id(each) in targets:
                value = targets[id(each)].value
                if not (isinstance(value, cst.Name) and value.value == "None"):
                    return None
                continue
            found.append(self.objects.use(each))
        return found


def _is_own(node: cst.Attribute) -> bool:
    return isinstance(node.value, cst.Name) and node.value.value == "self"
