"""Abstract values: the interpreter's knowledge about run-time values.

Strings keep their known pieces (a hole is None, printed ``*``) and the places where these were written. Mutable objects
(mappings, sequences, instances) have an identity; they are changed only through
:class:`sm_lint.flow.machine.state.State`, which can undo changes.

For speed, the package compares classes, ``type(value) is Constant``, instead of calling `isinstance`.
"""

from __future__ import annotations

from typing import Any

import libcst as cst

from sm_lint.flow.domain.memory import Table
from sm_lint.flow.domain.provenance import LibraryType, Role, Source
from sm_lint.flow.facts import Origin
from sm_lint.syntax.module import ParsedModule

MAX_CHOICES = 16
MAX_ORIGINS = 6
MAX_TEXT = 4096

Origins = tuple[Origin, ...]


class Value:
    """Base of all abstract values.

    Only classes whose objects differ in these attributes store them per object: many more objects are created than
    inspected.

    Attributes:
        origins: the places where the pieces were written, in reading order.
        assumed: whether the value depends on a default that a caller may override.
        source: the variable or argument whose unchanged value it is; None after any operation.
    """

    __slots__ = ()

    origins: Origins = ()
    assumed: bool = False
    source: Source | None = None


class Constant(Value):
    """A constant: str, bytes, int, float, bool, None."""

    __slots__ = ("assumed", "origins", "source", "value")

    def __init__(self, value: Any, origins: Origins = (), assumed: bool = False, source: Source | None = None) -> None:
        self.value = value
        self.origins = origins
        self.assumed = assumed
        self.source = source


class Text(Value):
    """A string with holes: `pieces` alternates known strings and None. A single known piece is a Constant instead."""

    __slots__ = ("assumed", "origins", "pieces", "source")

    def __init__(
        self, pieces: tuple[str | None, ...], origins: Origins = (), assumed: bool = False, source: Source | None = None
    ) -> None:
        self.pieces = pieces
        self.origins = origins
        self.assumed = assumed
        self.source = source


class PathValue(Value):
    """A pathlib object around a Constant string or a Text."""

    __slots__ = ("assumed", "origins", "text")

    def __init__(self, text: Constant | Text) -> None:
        self.text = text
        self.origins = text.origins
        self.assumed = text.assumed


_BITS = tuple(1 << count for count in range(64))


class Alternatives(Value):
    """One of up to MAX_CHOICES values, its `options`, which are not Alternatives themselves.

    Values that were computed from one choice depend on each other. They share its `correlation`, an object that serves as
    its name; `masks` has for each option the bits of the original choice that lead to it, and options that have no bit in
    common never occur together. After

        kind = "train" if first else "test"         # "train": 01, "test": 10    (a new correlation, c)
        folder = f"/opt/ml/{kind}"                  # "/opt/ml/train": 01, "/opt/ml/test": 10        (c)

    the path `f"{folder}/{kind}"` has two values and not four: "/opt/ml/train" & "test" is 01 & 10, which is 0. Where a function
    maps both options to the same value, its mask is 11: with any option of the choice it may occur. Inside `if kind == "train":`
    the mask that is left of c is 01, and every value of the same correlation loses the options without that bit.

    Alternatives of different correlations are independent: all their combinations are possible.
    """

    __slots__ = ("assumed", "masks", "options", "correlation")

    def __init__(
        self, options: tuple[Value, ...], correlation: object | None = None, masks: tuple[int, ...] | None = None
    ) -> None:
        self.options = options
        self.correlation = correlation if correlation is not None else object()
        self.masks = masks if masks is not None else _BITS[: len(options)]
        self.assumed = False
        for option in options:
            if option.assumed:
                self.assumed = True


class Unknown(Value):
    """An unknown value, and the reason."""

    __slots__ = ("origins", "source", "why")

    def __init__(self, why: str = "", source: Source | None = None, origins: Origins = ()) -> None:
        self.why = why
        self.origins = origins
        self.source = source


class Absent(Value):
    """A key or name that is missing on some path through the script."""

    __slots__ = ()


UNKNOWN = Unknown()
ABSENT = Absent()
NONE = Constant(None)
TRUE = Constant(True)
FALSE = Constant(False)


class DictValue(Value):
    """A dictionary. `entries` maps constant keys to values; `rest` is the value of other keys, None if there are none.

    `role` is set if it is more than a dictionary. `handed` is the name of the parameter to which it was last passed. `node` and `places` say where it and its entries were written, `origins` where its keys
    came from that were not written.
    """

    __slots__ = ("entries", "handed", "module", "node", "origins", "places", "role", "slots")

    def __init__(
        self, entries: dict[Any, Value] | None = None, rest: Value | None = None, role: Role | None = None
    ) -> None:
        self.node: cst.CSTNode | None = None
        self.module: ParsedModule | None = None
        self.places: dict[Any, cst.CSTNode] = {}
        self.entries: Table[Value] = Table(entries)
        self.slots: Table[Any] = Table({"rest": rest})
        self.role = role
        self.handed = ""
        self.origins = ()

    @property
    def rest(self) -> Value | None:
        """The value of unlisted elements; None if there are none."""
        rest: Value | None = self.slots["rest"]
        return rest


class ListValue(Value):
    """A list, tuple or set. `rest` is the value of further elements; None if the length is known."""

    __slots__ = ("kind", "module", "node", "slots")

    def __init__(self, items: tuple[Value, ...] = (), rest: Value | None = None, kind: str = "list") -> None:
        self.slots: Table[Any] = Table({"items": items, "rest": rest})
        self.kind = kind
        self.node: cst.CSTNode | None = None
        self.module: ParsedModule | None = None

    @property
    def items(self) -> tuple[Value, ...]:
        """The elements that are known one by one."""
        items: tuple[Value, ...] = self.slots["items"]
        return items

    @property
    def rest(self) -> Value | None:
        """The value of unlisted elements; None if there are none."""
        rest: Value | None = self.slots["rest"]
        return rest


class External(Value):
    """A module, class, function or constant of a library, by qualified name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class BoundMethod(Value):
    """A method of a value that is not a project object, looked up but not called yet."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Value, name: str) -> None:
        self.receiver = receiver
        self.name = name


class Partial(Value):
    """functools.partial: a callable with arguments already given."""

    __slots__ = ("arguments", "callee")

    def __init__(self, callee: Value, arguments: Arguments) -> None:
        self.callee = callee
        self.arguments = arguments


class Opaque(Value):
    """An object of a library: its type and, if it matters, the call that created it."""

    __slots__ = ("attributes", "call", "source", "type")

    def __init__(self, type: LibraryType, call: CallRecord | None = None, source: Source | None = None) -> None:
        self.type = type
        self.call = call
        self.source = source
        self.attributes: Table[Value] = Table()


class Environ(Value):
    """os.environ itself."""

    __slots__ = ()


class Arguments:
    """The evaluated arguments of a call: positional, by keyword, and whether more were passed by ``*x`` or ``**x``.

    `nodes` are the expressions by position or keyword; `spread` the values passed by star whose elements are unknown.
    """

    __slots__ = ("keywords", "nodes", "open", "positional", "spread")

    def __init__(
        self,
        positional: list[Value],
        keywords: dict[str, Value],
        open: bool = False,
        nodes: dict[int | str, cst.BaseExpression] | None = None,
    ) -> None:
        self.positional = positional
        self.keywords = keywords
        self.open = open
        self.nodes = nodes if nodes is not None else {}
        self.spread: list[Value] = []

    def get(self, position: int | None, keyword: str | None = None) -> Value | None:
        """The argument at a position or with a name; None if it is not given."""
        if keyword is not None and keyword in self.keywords:
            return self.keywords[keyword]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def everything(self) -> list[Value]:
        """All values that were given."""
        return [*self.positional, *self.keywords.values(), *self.spread]


class CallRecord:
    """A call of a library function or class: callee, arguments and place.

    Attributes:
        watched: whether all its arguments matter, not only texts.
        texts: the key that distinguishes it from other calls at the same place; computed on demand.
    """

    __slots__ = ("arguments", "callee", "module", "node", "texts", "watched")

    def __init__(
        self, callee: str, arguments: Arguments, module: ParsedModule, node: cst.CSTNode, watched: bool = True
    ) -> None:
        self.watched = watched
        self.texts: tuple[object, ...] | None = None
        self.callee = callee
        self.arguments = arguments
        self.module = module
        self.node = node
