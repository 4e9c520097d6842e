"""Command-line parsers, and what they accept and give."""

from __future__ import annotations

from dataclasses import dataclass, field

from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.values import DictValue, Value
from sm_lint.flow.facts import ArgumentFact


@dataclass(slots=True)
class ArgumentSpec:
    """One argument: the fact that is recorded, the default as a value, and whether a parse may go on without it."""

    fact: ArgumentFact
    default: Value | None
    required: bool = field(init=False)

    def __post_init__(self) -> None:
        self.required = self.fact.required

    @property
    def name(self) -> str:
        """Name without leading hyphens, with hyphens inside: how jobs and contracts give it."""
        longest = max(self.fact.flags, key=len, default=self.fact.dest)
        return longest.lstrip("-").replace("_", "-")


@dataclass(slots=True)
class ParserModel:
    """A parser with its groups and subparsers: they all add to one table.

    Attributes:
        specs: arguments by destination.
        defaults: what `set_defaults` gives.
        classes: the dataclasses that the arguments are fields of.
        complete: False once arguments came from somewhere that is not known (`parents=` of a library).
        settled: False once what it parses may have attributes that no argument gives: by an action of one's own, say.
    """

    specs: dict[str, ArgumentSpec] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    classes: list[Value] = field(default_factory=list)
    complete: bool = True
    settled: bool = True


UNPARSED = Named("argparse.unparsed")
"""Type of the words that `parse_known_args` leaves."""


class ParserValue(Value):
    """An argparse parser, a group or a subparser of it: they share one model."""

    __slots__ = ("model",)

    def __init__(self, model: ParserModel) -> None:
        self.model = model


class NamespaceValue(Value):
    """What parse_args returns.

    Attributes:
        specs: the arguments by destination.
        attributes: what is known of their values.
        complete: False where there are more arguments than those.
        closed: a parser made it, of which all is known, and nobody else can have given it attributes.
        views: what `vars(args)` gave: an entry that is set there is an attribute.
        asked: names that the script asks for by `hasattr` or `in`, so that it knows that they may be missing.
    """

    __slots__ = ("asked", "attributes", "closed", "complete", "specs", "views")

    def __init__(self, specs: dict[str, ArgumentSpec], complete: bool, closed: bool = False) -> None:
        self.attributes: Table[Value] = Table()
        self.specs = specs
        self.complete = complete
        self.closed = closed
        self.views: list[DictValue] = []
        self.asked: set[str] = set()
