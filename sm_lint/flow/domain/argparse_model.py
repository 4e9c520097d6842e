"""Models of command-line parsers: their arguments and results."""

from __future__ import annotations

from dataclasses import dataclass, field

from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.values import DictValue, Value
from sm_lint.flow.facts import ArgumentFact


@dataclass(slots=True)
class ArgumentSpec:
    """One argument: the recorded fact, the default as a value, and whether parsing succeeds without it."""

    fact: ArgumentFact
    default: Value | None
    required: bool = field(init=False)

    def __post_init__(self) -> None:
        self.required = self.fact.required

    @property
    def name(self) -> str:
        """The name without leading hyphens and with inner hyphens, as jobs and contracts write it."""
        longest = max(self.fact.flags, key=len, default=self.fact.dest)
        return longest.lstrip("-").replace("_", "-")


@dataclass(slots=True)
class ParserModel:
    """A parser with its groups and subparsers: all add to one table.

    Attributes:
        specs: arguments by destination.
        defaults: the values of `set_defaults`.
        classes: the dataclasses whose fields are the arguments.
        complete: False once arguments come from an unknown source (`parents=` of a library).
        settled: False once the result may have attributes without an argument, for example set by a custom action.
    """

    specs: dict[str, ArgumentSpec] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    classes: list[Value] = field(default_factory=list)
    complete: bool = True
    settled: bool = True


UNPARSED = Named("argparse.unparsed")
"""The type of the words that `parse_known_args` leaves."""


class ParserValue(Value):
    """An argparse parser, a group or a subparser; they share one model."""

    __slots__ = ("model",)

    def __init__(self, model: ParserModel) -> None:
        self.model = model


class NamespaceValue(Value):
    """The result of parse_args.

    Attributes:
        specs: the arguments by destination.
        attributes: their known values.
        complete: False if there may be further arguments.
        closed: whether a fully known parser created it, and no other code can have added attributes.
        views: the results of `vars(args)`: an entry that is set there is an attribute.
        asked: names that the script tests by `hasattr` or `in`, so it expects that they may be missing.
    """

    __slots__ = ("asked", "attributes", "closed", "complete", "specs", "views")

    def __init__(self, specs: dict[str, ArgumentSpec], complete: bool, closed: bool = False) -> None:
        self.attributes: Table[Value] = Table()
        self.specs = specs
        self.complete = complete
        self.closed = closed
        self.views: list[DictValue] = []
        self.asked: set[str] = set()
