"""Abstract values of the project's own code: functions, classes, objects, modules and scopes."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.values import External, Value
from sm_lint.syntax.module import ParsedModule


class Scope:
    """The names of a module, class body or function call."""

    __slots__ = ("is_class", "module", "names", "outer", "redirect")

    def __init__(self, module: ParsedModule, outer: Scope | None = None, is_class: bool = False) -> None:
        self.names: Table[Value] = Table()
        self.module = module
        self.outer = outer
        self.is_class = is_class
        self.redirect: dict[str, Scope] | None = None

    def enclosing(self) -> Scope:
        """The nearest scope that functions defined here capture: class bodies are skipped."""
        scope = self
        while scope.is_class and scope.outer is not None:
            scope = scope.outer
        return scope

    def top(self) -> Scope:
        """The module's scope."""
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope


class Function(Value):
    """A function or lambda of the project, with its captured scope and the object it is bound to."""

    __slots__ = ("bound", "decorators", "defaults", "name", "node", "owner", "scope")

    def __init__(
        self,
        node: cst.FunctionDef | cst.Lambda,
        scope: Scope,
        name: str,
        defaults: dict[str, Value],
        owner: ClassValue | None = None,
        bound: Value | None = None,
        decorators: tuple[str, ...] = (),
    ) -> None:
        self.node = node
        self.scope = scope
        self.name = name
        self.defaults = defaults
        self.owner = owner
        self.bound = bound
        self.decorators = decorators

    def bind(self, receiver: Value) -> Function:
        """The same function as a method of `receiver`."""
        return Function(self.node, self.scope, self.name, self.defaults, self.owner, receiver, self.decorators)


# Bases that affect how a class may be used, but not its objects.
_MARKERS = frozenset({"abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol"})


class ClassValue(Value):
    """A class of the project."""

    __slots__ = ("bases", "decorators", "fields", "name", "node", "scope")

    def __init__(
        self, node: cst.ClassDef, scope: Scope, name: str, bases: tuple[Value, ...], decorators: tuple[str, ...]
    ) -> None:
        self.node = node
        self.scope = scope
        self.name = name
        self.bases = bases
        self.decorators = decorators
        self.fields: list[str] = []

    def lineage(self) -> Iterable[ClassValue]:
        """The class and its project bases in lookup order: depth first, a shared base after all of its subclasses."""
        seen: list[ClassValue] = []
        stack: list[Value] = [self]
        while stack and len(seen) < 64:
            head = stack.pop()
            if isinstance(head, ClassValue):
                seen.append(head)
                stack += reversed(head.bases)
        return list(dict.fromkeys(reversed(seen)))[::-1]

    def external_bases(self) -> Iterable[str]:
        """The qualified names of its library bases."""
        return [base.name for cls in self.lineage() for base in cls.bases if isinstance(base, External)]

    def library_base(self) -> str:
        """The qualified name of the library class of its objects, or an empty string."""
        return next((name for name in self.external_bases() if name not in _MARKERS), "")


class Instance(Value):
    """An object of a project class."""

    __slots__ = ("attributes", "cls")

    def __init__(self, cls: ClassValue) -> None:
        self.cls = cls
        self.attributes: Table[Value] = Table()


class ModuleValue(Value):
    """A module of the project. Its body is run on first use.

    Attributes:
        name: dotted name under which it was imported.
        path: absolute path of its file.
        scope: its names; None until its body has run.
        anchor: node of the entry script that leads to it.
        conditional: whether the import may be skipped.
        lazy: whether the import waits for a function to be called.
    """

    __slots__ = ("anchor", "conditional", "lazy", "level", "name", "path", "scope")

    def __init__(self, name: str, level: int, path: str, anchor: cst.CSTNode, conditional: bool) -> None:
        self.name = name
        self.level = level
        self.path = path
        self.scope: Scope | None = None
        self.anchor = anchor
        self.conditional = conditional
        self.lazy = False


class Imported(Value):
    """A name imported from a module of the project that has not been run yet.

    Attributes:
        anchor: the node of the entry's own tree that the import belongs to.
    """

    __slots__ = ("module", "name", "anchor")

    def __init__(self, module: ModuleValue, name: str, anchor: cst.CSTNode) -> None:
        self.module = module
        self.name = name
        self.anchor = anchor
