"""What to change in one text, and what is left to do in it by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Severity
from sm_lint.lint.linking.source_view import SourceView
from sm_lint.migration.model import Left, Moved
from sm_lint.migration.names import advice, future
from sm_lint.migration.uses import Binding, Chain, Uses, dotted
from sm_lint.sagemaker.sdk.surface import surface
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place, Span


@dataclass(slots=True)
class Plan:
    """Changes of one text.

    Attributes:
        changes: what to change; the edits of one of them are made together or not at all.
        moved: what each change moves.
        left: what is left to do by hand.
    """

    changes: list[Finding] = field(default_factory=list)
    moved: dict[Finding, tuple[Moved, ...]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def add(self, edits: list[Edit], moved: list[Moved]) -> None:
        """Note a change."""
        fix = Fix("move to SDK v3", tuple(edits), Applicability.SAFE)
        finding = Finding("SMU", "migrate", Severity.INFO, "moved", moved[0].place, fix=fix)
        self.changes.append(finding)
        self.moved[finding] = tuple(moved)


@dataclass(slots=True)
class Text:
    """A text that is migrated.

    Attributes:
        view: its place in the file.
        module: its tree.
        uses: the names in it.
        plan: what was decided so far.
    """

    view: SourceView
    module: ParsedModule
    uses: Uses
    plan: Plan = field(default_factory=Plan)

    def span(self, node: cst.CSTNode) -> Span:
        """The span of a node in the text."""
        return self.module.place(node).span

    def place(self, node: cst.CSTNode) -> Place:
        """The place of a node in the file."""
        return self.view.to_place(self.span(node))

    def leave(self, node: cst.CSTNode, name: str, why: str = "", kind: str = "import") -> None:
        """Note something that is left to do by hand; by default with what is known of the name."""
        said, link = advice(name) if not why else (why, "")
        found = (
            Left(self.place(node), name, said, link, kind) if link else Left(self.place(node), name, said, kind=kind)
        )
        if found not in self.plan.left:
            self.plan.left.append(found)

    def margin(self, node: cst.CSTNode) -> str | None:
        """The blanks before a statement; None where something else is before it on its line."""
        span = self.span(node)
        before = self.line(span.line)[: span.column - 1]
        return before if not before.strip() else None

    def line(self, number: int) -> str:
        """A line of the text."""
        if not self._lines:
            from sm_lint.diagnostics.edits import split_lines

            self._lines = split_lines(self.module.text)
        return self._lines[number - 1]

    _lines: list[str] = field(default_factory=list)

    def joined(self, node: cst.CSTNode, statements: list[str], last: str = "") -> str:
        """Statements in place of one that is at a node; `last` is what already follows."""
        margin = self.margin(node)
        every = [*statements, *([last] if last else [])]
        if margin is None:
            return "; ".join(every)
        return f"\n{margin}".join(statement.replace("\n", f"\n{margin}") for statement in every)

    def serves(self, binding: Binding, home: str) -> bool:
        """Whether a module of v3 has all that a file uses of the one of v2 that an import binds.

        A module that is used as a whole is not known to.
        """
        uses = self.uses
        if binding.bound in uses.rebound or uses.imported[binding.bound] != {binding.qualified}:
            return False
        return all(
            chain.parts and surface("v3").find(f"{home}.{chain.parts[0]}") is not None
            for chain in uses.chains.get(binding.bound, ())
        )

    def is_guarded(self, node: cst.CSTNode) -> bool:
        """Whether an import is one side of a `try` that also imports what only v3 has: the code runs under both."""
        for extent in self.uses.tries(node):
            for other in self.uses.bindings:
                inside = other.node is not node and self.uses.number(other.node) in extent
                source = other.node.module if isinstance(other.node, cst.ImportFrom) else other.alias.name
                module = dotted(source)
                if inside and surface("v2").find(module) is None and surface("v3").find(module) is not None:
                    return True
        return False


def plan(view: SourceView, module: ParsedModule) -> Plan:
    """What to change in a text.

    Args:
        view: the text, and where it is.
        module: its tree.
    """
    from sm_lint.migration.attributes import package_uses
    from sm_lint.migration.calls import check_calls
    from sm_lint.migration.imports import from_imports, star_imports

    text = Text(view, module, Uses(module))
    if not text.uses.bindings and not text.uses.stars:
        return text.plan
    locate_all(module)
    steps: tuple[Callable[[Text], None], ...] = (from_imports, star_imports, package_uses, check_calls)
    for step in steps:
        step(text)
    return text.plan


def locate_all(module: ParsedModule) -> None:
    """Compute the positions of all expressions and imports in one pass; one by one, each may cost a pass over the tree."""
    nodes: list[Any] = module.order.of(
        *(cst.Import, cst.ImportFrom, cst.ImportAlias, cst.Name, cst.Attribute, cst.Call, cst.Arg, cst.Dict, cst.List),
        *(cst.SimpleString, cst.FormattedString, cst.Integer, cst.Subscript, cst.BinaryOperation),
    )
    module.locate([*nodes, *(argument.value for argument in module.order.of(cst.Arg))])


def resolved(chain: Chain, base: str) -> tuple[int, str]:
    """How many parts of a chain name something that v2 has, and its name: a module, or what is in one."""
    name, count = base, 0
    for part in chain.parts:
        found = surface("v2").find(f"{name}.{part}")
        if found is None:
            break
        name, count = f"{name}.{part}", count + 1
        if found.kind != "module":
            break
    return count, name


def is_ours(qualified: str) -> bool:
    """Whether a name that v2 has not is one that something is known of."""
    module = qualified.rpartition(".")[0]
    known = future(qualified).fate != "unknown"
    v1 = "v1" in advice(qualified)[0]
    return known or v1 or (surface("v2").find(module) is not None and surface("v3").find(module) is None)
