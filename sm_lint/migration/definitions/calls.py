"""Calls of the SDK in a text: what is called, and its arguments by their names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import libcst as cst

from sm_lint.migration.definitions.source import Item, Source
from sm_lint.migration.plan import Text, resolved
from sm_lint.migration.uses import Binding, Chain
from sm_lint.sagemaker.sdk.old_names import instead_of_old
from sm_lint.sagemaker.sdk.surface import Found, surface
from sm_lint.syntax.tokens import tokens


class Argument:
    """An argument of a call: its value, and the comments that belong to it."""

    def __init__(self, node: cst.Arg, above: list[str], behind: str) -> None:
        self.node, self.value = node, node.value
        self.above, self.behind = above, behind

    def item(self, key: str, source: Source) -> Item:
        """The same value under another name."""
        return Item(key, source.code(self.value), above=self.above, behind=self.behind)


class Made:
    """A call of a class of the SDK.

    Attributes:
        call: the call.
        found: the class, in v2 or in v3.
        generation: where it was found.
        chain: how it is named.
        is_of_v1: whether it has the name that v1 had for the class.
    """

    def __init__(self, call: cst.Call, found: Found, generation: str, chain: Chain, *, is_of_v1: bool = False) -> None:
        self.call, self.found, self.generation, self.chain = call, found, generation, chain
        self.is_of_v1 = is_of_v1

    @property
    def name(self) -> str:
        """Name of the class."""
        return self.found.name

    @property
    def qualified(self) -> str:
        """Name of the class with its module."""
        return f"{self.found.module}.{self.found.name}"


class Calls:
    """The calls of a text."""

    def __init__(self, text: Text, source: Source) -> None:
        self.text, self.source = text, source
        self._chains = {id(chain.nodes[-1]): chain for each in text.uses.chains.values() for chain in each}

    @cached_property
    def bound(self) -> Mapping[str, str]:
        """What names are bound to, where it is one thing of the SDK alone."""
        uses = self.text.uses
        return {
            name: min(targets)
            for name, targets in uses.imported.items()
            if len({_defined(each) for each in targets}) == 1 and "" not in targets and name not in uses.rebound
        }

    @cached_property
    def made(self) -> list[Made]:
        """The calls of classes of the SDK, in text order."""
        found = (self.made_by(call) for call in self.text.uses.order.of(cst.Call))
        return [each for each in found if each is not None]

    def made_by(self, node: cst.BaseExpression) -> Made | None:
        """The call of a class that an expression is."""
        if not isinstance(node, cst.Call):
            return None
        chain = self._chains.get(id(node.func))
        base = self.bound.get(chain.root) if chain is not None else None
        if chain is None or base is None:
            return None
        for generation in ("v2", "v3"):
            sdk = surface("v2" if generation == "v2" else "v3")
            name = ".".join((base, *chain.parts))
            old = instead_of_old(name)
            found = sdk.find(old or name)
            if found is not None and found.kind == "class":
                return Made(node, found, generation, chain, is_of_v1=old is not None)
        return None

    def function(self, node: cst.Call) -> str:
        """The qualified name of what a call calls, where it is a function of the SDK in v2; else empty."""
        chain = self._chains.get(id(node.func))
        base = self.bound.get(chain.root) if chain is not None else None
        if chain is None or base is None:
            return ""
        count, name = resolved(chain, base)
        return name if count == len(chain.parts) else ""

    def arguments(
        self, made: Made, method: str = "__init__", call: cst.Call | None = None
    ) -> dict[str, Argument] | None:
        """The arguments of a call by the names of the parameters; None where they are not all known, or a comment is lost."""
        node = call or made.call
        signature = surface("v2" if made.generation == "v2" else "v3").signature(made.qualified, method)
        given = arguments(node, self.source)
        if signature is None or given is None:
            return None
        named: dict[str, Argument] = {}
        for index, argument in enumerate(given):
            if argument.node.star:
                return None
            if argument.node.keyword is not None:
                key = argument.node.keyword.value
            elif index < len(signature.positional):
                key = signature.positional[index]
            else:
                return None
            if key in named:
                return None
            named[key] = argument
        return named

    def class_of(self, node: cst.BaseExpression) -> str:
        """The name of the class of the SDK that an expression refers to; empty if it is none."""
        chain = self._chains.get(id(node))
        base = self.bound.get(chain.root) if chain is not None else None
        found = surface("v2").find(".".join((base, *chain.parts))) if chain is not None and base is not None else None
        return found.name if found is not None and found.kind == "class" else ""

    def binding_of(self, made: Made) -> Binding | None:
        """The import that names the class."""
        named = [each for each in self.text.uses.bindings if each.bound == made.chain.root]
        found = self.text.uses.binding_of(made.chain, named)
        return found[0] if len(found) == 1 else None


def _defined(qualified: str) -> str:
    """Where v2 defines a name that several of its modules give out."""
    found = surface("v2").find(qualified)
    return f"{found.module}.{found.name}" if found is not None and found.kind != "module" else qualified


def arguments(call: cst.Call, source: Source) -> list[Argument] | None:
    """The arguments of a call with their comments; None where one is elsewhere."""
    above: list[list[str]] = [[] for _ in call.args]
    behind = ["" for _ in call.args]
    count = 0
    if not call.args:
        return [] if not _comments(source.original(call)) else None
    start = call.whitespace_before_args
    if isinstance(start, cst.ParenthesizedWhitespace):
        first, others = _in_blank(start)
        above[0] = [*([first] if first else []), *others]
        count += len(above[0])
    for index, argument in enumerate(call.args):
        blank: cst.BaseParenthesizableWhitespace | None = argument.whitespace_after_arg
        if isinstance(argument.comma, cst.Comma) and not isinstance(blank, cst.ParenthesizedWhitespace):
            blank = argument.comma.whitespace_after
        if isinstance(blank, cst.ParenthesizedWhitespace):
            behind[index], others = _in_blank(blank)
            count += bool(behind[index])
            count += len(others)
            if index + 1 < len(call.args):
                above[index + 1] = others
            else:
                above[index] += others  # those before the closing parenthesis
    inside = sum(_comments(source.original(argument.value)) for argument in call.args)
    if count + inside != _comments(source.original(call)):
        return None
    return [Argument(argument, above[index], behind[index]) for index, argument in enumerate(call.args)]


def _comments(code: str) -> int:
    return sum(token.kind == "comment" for token in tokens(code)) if "#" in code else 0


def _in_blank(blank: cst.ParenthesizedWhitespace) -> tuple[str, list[str]]:
    first = blank.first_line.comment
    return first.value if first is not None else "", [
        line.comment.value for line in blank.empty_lines if line.comment is not None
    ]


def is_pure(node: cst.BaseExpression) -> bool:
    """Whether an expression may be written twice: a constant, a name, an attribute, an item of one, a list of such."""
    if isinstance(node, cst.Attribute):
        return is_pure(node.value)
    if isinstance(node, cst.Subscript):
        inner = [each.slice for each in node.slice]
        return is_pure(node.value) and all(isinstance(each, cst.Index) and is_pure(each.value) for each in inner)
    if isinstance(node, cst.List | cst.Tuple):
        return all(isinstance(each, cst.Element) and is_pure(each.value) for each in node.elements)
    return isinstance(node, cst.Name | cst.SimpleString | cst.Integer)


def text_of(node: cst.BaseExpression) -> str | None:
    """The text that a literal is."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString | cst.ConcatenatedString) else None
    return value if isinstance(value, str) else None
