"""What a text says of names: chains of attributes, other uses, bindings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import libcst as cst

from sm_lint.syntax.module import ParsedModule

PACKAGE = "sagemaker"
_SCOPES: tuple[type[Any], ...] = (cst.FunctionDef, cst.Lambda, cst.ClassDef)
_BINDERS: tuple[type[Any], ...] = (
    cst.AssignTarget,
    cst.AnnAssign,
    cst.AugAssign,
    cst.For,
    cst.CompFor,
    cst.NamedExpr,
    cst.Del,
)
_NAMED: tuple[type[Any], ...] = (cst.Param, cst.FunctionDef, cst.ClassDef)


@dataclass(frozen=True, slots=True)
class Chain:
    """A use of a name, such as ``sagemaker.inputs.TrainingInput``.

    Attributes:
        root: the first name.
        nodes: the expressions, from the first name alone to the whole.
        parts: the names after the first one.
    """

    root: str
    nodes: tuple[cst.BaseExpression, ...]
    parts: tuple[str, ...]


@dataclass(slots=True)
class Binding:
    """A name that an import binds to something of the SDK.

    Attributes:
        bound: the name in the file.
        qualified: what it is bound to.
        node: the statement.
        alias: the part of it.
        scope: number of the function in the order of nodes, or -1 for the module.
    """

    bound: str
    qualified: str
    node: cst.Import | cst.ImportFrom
    alias: cst.ImportAlias
    scope: int


class Uses:
    """The names of one text."""

    def __init__(self, module: ParsedModule) -> None:
        self.module = module
        self.order = module.order

    @cached_property
    def bindings(self) -> list[Binding]:
        """Imports of the SDK, without star imports, in text order."""
        found = []
        for node in self._imports:
            for alias in _aliases(node):
                name = dotted(alias.name)
                if isinstance(node, cst.ImportFrom):
                    qualified = f"{dotted(node.module)}.{name}" if node.module and not node.relative else ""
                    bound = name
                else:
                    qualified = name if alias.asname else name.partition(".")[0]
                    bound = qualified
                    if name.partition(".")[0] != PACKAGE:
                        qualified = ""
                if qualified.partition(".")[0] == PACKAGE:
                    if alias.asname is not None:
                        bound = dotted(alias.asname.name)
                    found.append(Binding(bound, qualified, node, alias, self.scope_of(node)))
        return found

    @cached_property
    def stars(self) -> list[cst.ImportFrom]:
        """Star imports of the SDK."""
        return [
            node
            for node in self.order.of(cst.ImportFrom)
            if isinstance(node.names, cst.ImportStar)
            and not node.relative
            and node.module is not None
            and dotted(node.module).partition(".")[0] == PACKAGE
        ]

    @cached_property
    def chains(self) -> dict[str, list[Chain]]:
        """The uses of each imported name of the SDK, bare ones too, by the name."""
        wanted = {binding.bound for binding in self.bindings}
        attributes = self.order.of(cst.Attribute)
        inner = {id(node.value) for node in attributes}
        aside = self._aside
        found: defaultdict[str, list[Chain]] = defaultdict(list)
        for node in attributes:
            if id(node) in aside or id(node) in inner:
                continue
            nodes: list[cst.BaseExpression] = [node]
            parts: list[str] = []
            while isinstance(nodes[-1], cst.Attribute):
                parts.append(nodes[-1].attr.value)
                nodes.append(nodes[-1].value)
            root = nodes[-1]
            if isinstance(root, cst.Name) and root.value in wanted and id(root) not in aside:
                found[root.value].append(Chain(root.value, tuple(reversed(nodes)), tuple(reversed(parts))))
        for name in self._names:
            if name.value in wanted and id(name) not in inner:
                found[name.value].append(Chain(name.value, (name,), ()))
        return found

    @cached_property
    def _aside(self) -> set[int]:
        """Nodes that are part of an import, an attribute's own name, or a keyword."""
        found = {id(node.attr) for node in self.order.of(cst.Attribute)}
        found |= {id(argument.keyword) for argument in self.order.of(cst.Arg) if argument.keyword is not None}
        for statement in self._imports:
            extent = self.order.extent(statement)
            found |= {id(node) for node in self.order.within(extent, cst.Name)}
            found |= {id(node) for node in self.order.within(extent, cst.Attribute)}
        return found

    @cached_property
    def _names(self) -> list[cst.Name]:
        aside = self._aside
        return [name for name in self.order.of(cst.Name) if id(name) not in aside]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each name occurs, apart from imports."""
        return Counter(name.value for name in self._names)

    @cached_property
    def imported(self) -> dict[str, set[str]]:
        """What imports bind each name to; the empty text for what is none of the SDK."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for binding in self.bindings:
            found[binding.bound].add(binding.qualified)
        known = {id(binding.alias) for binding in self.bindings}
        for node in self._imports:
            for alias in _aliases(node):
                if id(alias) not in known:
                    name = dotted(alias.asname.name) if alias.asname else dotted(alias.name).partition(".")[0]
                    found[name].add("")
        return found

    @cached_property
    def rebound(self) -> set[str]:
        """Names that are bound otherwise than by an import."""
        imported = {id(alias.asname) for node in self._imports for alias in _aliases(node) if alias.asname}
        nodes: list[Any] = self.order.of(*_BINDERS)
        found: set[str] = set()
        for node in nodes:
            found |= _targets(node.target)
        for item in self.order.of(cst.AsName):
            found |= _targets(item.name) if id(item) not in imported else set()
        nodes = self.order.of(*_NAMED)
        return found | {node.name.value for node in nodes}

    @cached_property
    def _imports(self) -> list[cst.Import | cst.ImportFrom]:
        nodes: list[Any] = self.order.of(cst.Import, cst.ImportFrom)
        return nodes

    @cached_property
    def _scopes(self) -> list[range]:
        return [self.order.extent(node) for node in self.order.of(*_SCOPES)]

    def scope_of(self, node: cst.CSTNode) -> int:
        """The innermost function or class around a node, by its number; -1 for the module."""
        number = self.order.number(node)
        return max((extent.start for extent in self._scopes if extent.start < number < extent.stop), default=-1)

    def scopes_of(self, node: cst.CSTNode) -> list[int]:
        """The functions around a node, the innermost first, then the module; a class only where it is the innermost.

        The names of a class are not seen in its methods.
        """
        number = self.order.number(node)
        around = sorted((each.start for each in self._scopes if each.start < number < each.stop), reverse=True)
        seen = [
            each
            for index, each in enumerate(around)
            if not index or not isinstance(self.order.nodes[each], cst.ClassDef)
        ]
        return [*seen, -1]

    def binding_of(self, chain: Chain, bindings: Sequence[Binding]) -> list[Binding]:
        """Those imports that give a chain its first name: those of the innermost scope that has any."""
        for scope in self.scopes_of(chain.nodes[0]):
            found = [each for each in bindings if each.scope == scope]
            if found:
                return found
        return []

    def tries(self, node: cst.CSTNode) -> Iterator[range]:
        """The extents of the `try` statements around a node."""
        number = self.order.number(node)
        for each in self.order.of(cst.Try):
            extent = self.order.extent(each)
            if extent.start < number < extent.stop:
                yield extent

    def is_unconditional(self, node: cst.CSTNode) -> bool:
        """Whether a statement is one of the module's own, and not part of another one."""
        top = {
            id(small)
            for line in self.module.tree.body
            if isinstance(line, cst.SimpleStatementLine)
            for small in line.body
        }
        return id(node) in top

    def number(self, node: cst.CSTNode) -> int:
        """The number of a node in text order."""
        return self.order.number(node)


def _aliases(node: cst.Import | cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    return () if isinstance(node.names, cst.ImportStar) else node.names


def _targets(node: cst.CSTNode) -> set[str]:
    """The names that an assignment to an expression binds."""
    if isinstance(node, cst.Name):
        return {node.value}
    if isinstance(node, cst.Tuple | cst.List):
        return {name for element in node.elements for name in _targets(element.value)}
    if isinstance(node, cst.StarredElement):
        return _targets(node.value)
    return set()


def dotted(node: cst.CSTNode | None) -> str:
    """The text of a dotted name."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
