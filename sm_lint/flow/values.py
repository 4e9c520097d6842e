"""Abstract values: what the interpreter knows of a run-time value.

Strings keep the pieces that are known (a hole is None, printed ``*``) and remember where they were written. Mutable objects
(mappings, sequences, instances) have an identity; they change through :class:`sm_lint.flow.state.State` alone, which can
take changes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import libcst as cst

from sm_lint.flow.facts import Origin
from sm_lint.syntax.module import ParsedModule

if TYPE_CHECKING:
    from sm_lint.flow.argparse_model import ArgumentSpec, ParserModel

MAX_CHOICES = 16
MAX_ORIGINS = 6
MAX_TEXT = 4096

Origins = tuple[Origin, ...]
Entry = TypeVar("Entry")


class Table(dict[Any, Entry]):
    """A dictionary that knows its age: changes to one that is younger than a branch need not be taken back with it.

    Attributes:
        clock: moments of this process; advances where a branch or a call begins.
        born: the moment it was made at.
        version: tells its contents from those that it has had or will have: taking changes back brings it back too.
    """

    __slots__ = ("born", "version")
    clock = 0

    def __init__(self, given: Iterable[tuple[Any, Entry]] = ()) -> None:
        super().__init__(given)
        self.born = Table.clock
        self.version = 0


class Value:
    """Base of all abstract values.

    Attributes:
        origins: where the pieces were written, in reading order.
        assumed: the value rests on a default that a caller may override.
        source: the variable or argument that it is, unchanged; None once anything is done to it.
    """

    __slots__ = ("assumed", "origins", "source")

    def __init__(self, origins: Origins = (), assumed: bool = False, source: object = None) -> None:
        self.origins = origins
        self.assumed = assumed
        self.source = source


class Literal(Value):
    """A constant: str, bytes, int, float, bool, None."""

    __slots__ = ("value",)

    def __init__(self, value: Any, origins: Origins = (), assumed: bool = False, source: object = None) -> None:
        self.value = value
        self.origins = origins
        self.assumed = assumed
        self.source = source


class Text(Value):
    """A string with holes: `pieces` alternates known strings and None. Never a single known piece: that is a Literal.

    `rough` marks a text whose known part was cut out of something with holes, such as the directory of ``/a/*``.
    """

    __slots__ = ("pieces",)

    def __init__(
        self, pieces: tuple[str | None, ...], origins: Origins = (), assumed: bool = False, source: object = None
    ) -> None:
        self.pieces = pieces
        self.origins = origins
        self.assumed = assumed
        self.source = source


class PathValue(Value):
    """A pathlib object around a Literal string or a Text."""

    __slots__ = ("text",)

    def __init__(self, text: Literal | Text) -> None:
        self.text = text
        self.origins = text.origins
        self.assumed = text.assumed
        self.source = None


class Choice(Value):
    """One of up to MAX_CHOICES alternatives, none of them a Choice."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[Value, ...]) -> None:
        self.options = options
        self.origins = ()
        self.assumed = False
        for option in options:
            if option.assumed:
                self.assumed = True
        self.source = None


class Unknown(Value):
    """Nothing is known, and why."""

    __slots__ = ("why",)

    def __init__(self, why: str = "", source: object = None, origins: Origins = ()) -> None:
        self.why = why
        self.origins = origins
        self.assumed = False
        self.source = source


class Absent(Value):
    """A key or name that is not there on some way through the script."""

    __slots__ = ()


UNKNOWN = Unknown()
ABSENT = Absent()
NONE = Literal(None)
TRUE = Literal(True)
FALSE = Literal(False)


class Mapping(Value):
    """A dictionary. `entries` maps literal keys to values, `rest` is what other keys may have, None where there are none.

    `role` names what it stands for where that matters: "environ" for a copy of the environment, "document" for what JSON
    text holds, which need not be a dictionary at all. `handed` is the name
    of the parameter that it was last given to. `node` and `places` say where it and its entries were written.
    """

    __slots__ = ("entries", "handed", "module", "node", "places", "role", "slots")

    def __init__(self, entries: dict[Any, Value] | None = None, rest: Value | None = None, role: str = "") -> None:
        super().__init__()
        self.node: cst.CSTNode | None = None
        self.module: ParsedModule | None = None
        self.places: dict[Any, cst.CSTNode] = {}
        self.entries: Table[Value] = Table(entries.items()) if entries is not None else Table()
        self.slots: Table[Any] = Table((("rest", rest),))
        self.role = role
        self.handed = ""

    @property
    def rest(self) -> Value | None:
        rest: Value | None = self.slots["rest"]
        return rest


class Sequence(Value):
    """A list, tuple or set. `rest` is what further elements are, None where the length is known."""

    __slots__ = ("kind", "module", "node", "slots")

    def __init__(self, items: tuple[Value, ...] = (), rest: Value | None = None, kind: str = "list") -> None:
        super().__init__()
        self.slots: Table[Any] = Table((("items", items), ("rest", rest)))
        self.kind = kind
        self.node: cst.CSTNode | None = None
        self.module: ParsedModule | None = None

    @property
    def items(self) -> tuple[Value, ...]:
        items: tuple[Value, ...] = self.slots["items"]
        return items

    @property
    def rest(self) -> Value | None:
        rest: Value | None = self.slots["rest"]
        return rest


class Scope:
    """Names of a module, class body or function call."""

    __slots__ = ("is_class", "module", "names", "outer", "redirect")

    def __init__(self, module: ParsedModule, outer: Scope | None = None, is_class: bool = False) -> None:
        self.names: Table[Value] = Table()
        self.module = module
        self.outer = outer
        self.is_class = is_class
        self.redirect: dict[str, Scope] | None = None

    def enclosing(self) -> Scope:
        """The nearest scope that functions defined here close over: a class body is passed over."""
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
    """A function or lambda of the project, with the scope that it closes over and the object it is bound to."""

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
        super().__init__()
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


class ClassValue(Value):
    """A class of the project."""

    __slots__ = ("bases", "decorators", "fields", "name", "node", "scope")

    def __init__(
        self, node: cst.ClassDef, scope: Scope, name: str, bases: tuple[Value, ...], decorators: tuple[str, ...]
    ) -> None:
        super().__init__()
        self.node = node
        self.scope = scope
        self.name = name
        self.bases = bases
        self.decorators = decorators
        self.fields: list[str] = []

    def lineage(self) -> Iterable[ClassValue]:
        """The class and its project bases, nearest first (depth first, each once)."""
        seen: list[ClassValue] = []
        queue: list[Value] = [self]
        while queue and len(seen) < 32:
            head = queue.pop(0)
            if isinstance(head, ClassValue) and head not in seen:
                seen.append(head)
                queue = list(head.bases) + queue
        return seen

    def external_bases(self) -> Iterable[str]:
        """Qualified names of the library classes that it derives from."""
        return [base.name for cls in self.lineage() for base in cls.bases if isinstance(base, External)]


class Instance(Value):
    """An object of a project class."""

    __slots__ = ("attributes", "cls")

    def __init__(self, cls: ClassValue) -> None:
        super().__init__()
        self.cls = cls
        self.attributes: Table[Value] = Table()


class ModuleValue(Value):
    """A module of the project. Its body is run when something of it is asked for.

    Attributes:
        name: dotted name that it was imported under.
        path: absolute path of its file.
        scope: its names; None until its body was run.
        anchor: node of the entry script that leads to it.
        conditional: whether the import may be skipped.
    """

    __slots__ = ("anchor", "conditional", "level", "name", "path", "scope")

    def __init__(self, name: str, level: int, path: str, anchor: cst.CSTNode, conditional: bool) -> None:
        super().__init__()
        self.name = name
        self.level = level
        self.path = path
        self.scope: Scope | None = None
        self.anchor = anchor
        self.conditional = conditional


class Imported(Value):
    """A name imported from a module of the project that has not been run yet."""

    __slots__ = ("module", "name", "node")

    def __init__(self, module: ModuleValue, name: str, node: cst.CSTNode) -> None:
        super().__init__()
        self.module = module
        self.name = name
        self.node = node


class External(Value):
    """A module, class, function or constant of a library, by qualified name."""

    __slots__ = ("name",)

    def __init__(self, name: str, origins: Origins = ()) -> None:
        super().__init__(origins)
        self.name = name


class BoundMethod(Value):
    """A method of a value that is not an object of the project, looked up but not called yet."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Value, name: str) -> None:
        super().__init__()
        self.receiver = receiver
        self.name = name


class Partial(Value):
    """functools.partial: a callable with arguments already given."""

    __slots__ = ("arguments", "callee")

    def __init__(self, callee: Value, arguments: Arguments) -> None:
        super().__init__()
        self.callee = callee
        self.arguments = arguments


class Opaque(Value):
    """An object of a library: its type's qualified name and, where it matters, the call that made it."""

    __slots__ = ("attributes", "call", "type")

    def __init__(self, type: str, call: CallRecord | None = None, source: object = None) -> None:
        super().__init__((), False, source)
        self.type = type
        self.call = call
        self.attributes: Table[Value] = Table()


class ParserValue(Value):
    """An argparse parser, a group or a subparser of it: they share one model."""

    __slots__ = ("model",)

    def __init__(self, model: ParserModel) -> None:
        super().__init__()
        self.model = model


class NamespaceValue(Value):
    """What parse_args returns. `specs` are the arguments by destination, `attributes` what is known of their values."""

    __slots__ = ("attributes", "complete", "specs")

    def __init__(self, specs: dict[str, ArgumentSpec], complete: bool) -> None:
        super().__init__()
        self.attributes: Table[Value] = Table()
        self.specs = specs
        self.complete = complete


class Environ(Value):
    """os.environ itself."""

    __slots__ = ()


class Arguments:
    """Evaluated arguments of a call: positional, by keyword, and whether more came by ``*x`` or ``**x``.

    `nodes` are the expressions by position or keyword, `spread` the values that came by star and are not known apart.
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
        """The argument at a position or of a name, None where it is not given."""
        if keyword is not None and keyword in self.keywords:
            return self.keywords[keyword]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def everything(self) -> list[Value]:
        """All values that were given."""
        return [*self.positional, *self.keywords.values(), *self.spread]


class CallRecord:
    """A call of a library function or class: what was called, with what, where."""

    __slots__ = ("arguments", "callee", "module", "node")

    def __init__(self, callee: str, arguments: Arguments, module: ParsedModule, node: cst.CSTNode) -> None:
        self.callee = callee
        self.arguments = arguments
        self.module = module
        self.node = node


# --- identity, alternatives, joining -------------------------------------------------------------------------------


def key(value: Value) -> object:
    """A hashable key: equal keys mean that two values cannot be told apart."""
    kind = type(value)
    if kind is Literal:
        return (type(value.value), value.value)  # type: ignore[attr-defined]
    if kind is Text:
        return value.pieces  # type: ignore[attr-defined]
    if kind is PathValue:
        return ("path", key(value.text))  # type: ignore[attr-defined]
    if kind is Unknown:
        return ("?", value.source)
    if kind is External:
        return ("external", value.name)  # type: ignore[attr-defined]
    if kind is Choice:
        return ("choice", tuple(key(option) for option in value.options))  # type: ignore[attr-defined]
    if kind is Sequence and value.kind == "tuple" and value.rest is None:  # type: ignore[attr-defined]
        return ("tuple", tuple(key(item) for item in value.items))  # type: ignore[attr-defined]
    if kind is Function:
        bound = value.bound  # type: ignore[attr-defined]
        return ("function", id(value.node), id(value.scope), id(bound))  # type: ignore[attr-defined]
    if kind is Opaque and value.call is None:  # type: ignore[attr-defined]
        return ("opaque", value.type)  # type: ignore[attr-defined]
    return id(value)


def options(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value: itself, unless it is a Choice."""
    return value.options if type(value) is Choice else (value,)


def join(values: Iterable[Value]) -> Value:
    """The value that is one of these; too many alternatives widen to what they have in common."""
    values = tuple(values)
    first = values[0] if values else UNKNOWN
    if len(values) < 2 or (len(values) == 2 and first is values[1]):
        return first
    distinct: dict[object, Value] = {}
    for value in values:
        for option in value.options if type(value) is Choice else (value,):
            k = key(option)
            known = distinct.get(k)
            if known is None or (known.assumed and not option.assumed):
                distinct[k] = option
    if not distinct:
        return UNKNOWN
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    if len(distinct) > MAX_CHOICES:
        return widen(list(distinct.values()))
    return Choice(tuple(distinct.values()))


def widen(values: list[Value]) -> Value:
    """What many values have in common: of strings and paths their longest common head.

    That a value may be None, or not there at all, stays known; of all others nothing does.
    """
    texts = [value for value in values if is_textual(value)]
    kept: dict[object, Value] = {}
    for kind in (PathValue, None):
        rows = [value for value in texts if (type(value) is PathValue) is (kind is PathValue)]
        if rows:
            widened = rows[0] if len(rows) == 1 else _common(rows)
            kept[key(widened)] = widened
    for value in values:
        if type(value) is Absent or (type(value) is Literal and value.value is None):
            kept.setdefault(key(value), value)
        elif not is_textual(value):
            kept.setdefault("?", value if type(value) is Unknown else Unknown("too many alternatives"))
    alternatives = tuple(kept.values())
    return alternatives[0] if len(alternatives) == 1 else Choice(alternatives) if alternatives else UNKNOWN


def _common(values: list[Value]) -> Value:
    """The common head of strings, or of paths, with a hole behind it."""
    heads = [head(value.text if type(value) is PathValue else value) or "" for value in values]
    low, high = min(heads), max(heads)
    common = 0
    for a, b in zip(low, high):
        if a != b:
            break
        common += 1
    assumed = any(value.assumed for value in values)
    known: tuple[str | None, ...] = (low[:common], None) if common else (None,)
    text = Text(known, merge_origins(values[:2]), assumed)
    return PathValue(text) if type(values[0]) is PathValue else text


def without_absent(value: Value) -> Value:
    """The value where it is there at all."""
    if type(value) is Choice:
        rest = tuple(option for option in value.options if type(option) is not Absent)
        if len(rest) != len(value.options):
            return rest[0] if len(rest) == 1 else Choice(rest) if rest else UNKNOWN
    return value


def may_be_absent(value: Value | None) -> bool:
    """Is the key or name missing on some way (or on every one, for None)?"""
    return value is None or any(type(option) is Absent for option in options(value))


def merge_origins(values: Iterable[Value]) -> Origins:
    """The origins of several values, each once, up to MAX_ORIGINS."""
    merged: list[Origin] = []
    for value in values:
        for origin in value.origins:
            if origin not in merged:
                merged.append(origin)
                if len(merged) == MAX_ORIGINS:
                    return tuple(merged)
    return tuple(merged)


# --- strings with holes ---------------------------------------------------------------------------------------------


def pieces(value: Value) -> tuple[str | None, ...]:
    """The pieces of a value's text, as str() would give it; one hole where nothing is known."""
    kind = type(value)
    if kind is Literal:
        constant = value.value  # type: ignore[attr-defined]
        return (constant,) if type(constant) is str else (str(constant),)
    if kind is Text:
        return value.pieces  # type: ignore[attr-defined, no-any-return]
    if kind is PathValue:
        return pieces(value.text)  # type: ignore[attr-defined]
    return (None,)


def head(value: Value) -> str | None:
    """The known head of a string value; None for a value that is no string."""
    if type(value) is Literal:
        return value.value if type(value.value) is str else None
    if type(value) is Text:
        return value.pieces[0] or ""
    return None


def text_of(parts: Iterable[str | None], origins: Origins, assumed: bool) -> Literal | Text:
    """A string value from pieces: neighbours of one sort are merged, overlong ones cut to their head."""
    merged: list[str | None] = []
    for part in parts:
        if part == "":
            continue
        if merged and part is not None and merged[-1] is not None:
            merged[-1] += part
        elif not (merged and part is None and merged[-1] is None):
            merged.append(part)
    if not merged:
        return Literal("", origins, assumed)
    if sum(len(part) for part in merged if part is not None) > MAX_TEXT:
        first = merged[0]
        merged = [first[:MAX_TEXT], None] if first is not None else [None]
    if len(merged) == 1 and merged[0] is not None:
        return Literal(merged[0], origins, assumed)
    return Text(tuple(merged), origins, assumed)


def concatenate(values: Iterable[Value]) -> Value:
    """The strings one after the other; alternatives multiply until there are too many."""
    rows = list(values)
    if any(type(value) is Choice for value in rows):
        return lift(lambda *flat: concatenate(flat), *rows)
    parts = [part for value in rows for part in pieces(value)]
    return text_of(parts, merge_origins(rows), any(value.assumed for value in rows))


def display(value: Value) -> str:
    """The text with ``*`` for holes."""
    return "".join("*" if part is None else part for part in pieces(value))


def literal_str(value: Value | None) -> str | None:
    """The str of a literal string value, else None."""
    if type(value) is Literal and type(value.value) is str:
        return value.value
    return None


def is_textual(value: Value) -> bool:
    """Is the value a string or a pathlib path, wholly or partly known?"""
    kind = type(value)
    return kind is Text or kind is PathValue or (kind is Literal and type(value.value) is str)  # type: ignore[attr-defined]


def lift(function: Callable[..., Value], *values: Value) -> Value:
    """Apply a function of plain values to every combination of alternatives; too many combinations are unknown."""
    if not any(type(value) is Choice for value in values):
        return function(*values)
    rows: list[tuple[Value, ...]] = [()]
    for value in values:
        alternatives = options(value)
        if len(rows) * len(alternatives) > MAX_CHOICES:
            alternatives = options(widen(list(alternatives)))
        rows = [(*row, option) for row in rows for option in alternatives]
    return join(function(*row) for row in rows)
