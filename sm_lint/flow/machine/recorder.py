"""Records facts with their place and conditions."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from itertools import islice
from typing import Any

import libcst as cst

from sm_lint.flow import facts as f
from sm_lint.flow.document_values import Hidden
from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.provenance import FromArgument
from sm_lint.flow.domain.text import display, is_textual, pieces
from sm_lint.flow.domain.values import Constant, Value
from sm_lint.flow.machine.guards import Guards
from sm_lint.flow.machine.normal import normal
from sm_lint.syntax.module import ParsedModule

_UNGUARDED = nullcontext()
_OBJECTS = ("s3://", "s3a://", "s3n://")


class _Maybe:
    """Context manager for code that may be skipped. A class: a generator costs ten times as much."""

    __slots__ = ("_recorder",)

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def __enter__(self) -> None:
        self._recorder.conditional += 1

    def __exit__(self, *exception: object) -> None:
        self._recorder.conditional -= 1


class _Row:
    """A fact under construction: it accumulates information during the run and is frozen at the end."""

    __slots__ = ("changes", "conditional", "fact", "guarded", "reached")

    def __init__(self, fact: f.Fact, reached: bool, conditional: bool) -> None:
        self.fact = fact
        self.reached = reached
        self.conditional = conditional
        self.guarded = fact.guarded
        self.changes: dict[str, Any] = {}

    def rank(self) -> tuple[bool, bool, bool, bool]:
        """The precision of the record: a certain one takes precedence over uncertain ones."""
        exact = self.changes.get("exact", getattr(self.fact, "exact", True))
        assumed = self.changes.get("assumed", getattr(self.fact, "assumed", False))
        return self.reached, exact and not self.conditional, not self.guarded, not assumed

    def take(self, other: _Row) -> None:
        """Take over order and certainty from another record of the same fact."""
        self.reached, self.conditional, self.guarded = other.reached, other.conditional, other.guarded
        if isinstance(other.fact, f.PathAccess | f.ObjectAccess):
            fact = other.fact
            self.changes.update(exact=fact.exact, assumed=fact.assumed, origin=fact.origin)

    def frozen(self) -> f.Fact:
        """The frozen fact with all accumulated information."""
        fact, changes = self.fact, self.changes
        if self.reached is not fact.reached:
            changes["reached"] = self.reached
        if self.conditional is not fact.conditional:
            changes["conditional"] = self.conditional
        if self.guarded is not fact.guarded:
            changes["guarded"] = self.guarded
        return replace(fact, **changes) if changes else fact


class Recorder:
    """Collects facts in execution order, each once.

    Attributes:
        entry: the module of the entry script; facts of other modules are anchored at the call that leads to them.
        module: the module of the current code.
        anchor: node of the entry script that led into another module.
        reached: False while code is run that nothing calls.
        conditional: number of undecided branches, loops and handlers around the current code. Only the recorder sets
            it.
        muted: nothing is recorded while it is above zero.
        depth: number of functions on the stack.
        touches: number of recorded facts, including repeated ones.
        relative: relative paths that were written, and their parent folders.
    """

    def __init__(self, entry: ParsedModule) -> None:
        self.entry = entry
        self.module = entry
        self.anchor: cst.CSTNode = entry.tree
        self.reached = True
        self.conditional = 0
        self.guards: list[Guards] = []
        self.muted = 0
        self.depth = 0
        self.touches = 0
        self.relative: set[str] = set()
        self.hidden = Hidden()
        self._written: dict[str, bool] = {}
        self._rows: dict[tuple[object, ...], _Row] = {}
        self._by_fact: dict[int, _Row] = {}
        self._incomplete: list[_Row] = []
        self._callees: dict[int, str | None] = {}
        self.probed: list[tuple[set[str], set[str]]] = []

    # -- where we are -------------------------------------------------------------------------------------------

    def here(self, node: cst.CSTNode) -> tuple[cst.CSTNode, f.Site]:
        """The anchor and site of an event at `node` of the current module."""
        site = f.Site(self.module, node)
        return (node if self.module is self.entry else self.anchor), site

    def guarded(self, guards: Guards | None) -> AbstractContextManager[None]:
        """Context manager that guards the accesses in its block if a probe or handler surrounds it."""
        return self._behind(guards) if guards is not None else _UNGUARDED

    @contextmanager
    def _behind(self, guards: Guards) -> Iterator[None]:
        self.guards.append(guards)
        try:
            yield
        finally:
            self.guards.pop()

    def maybe(self, undecided: bool = True) -> AbstractContextManager[None]:
        """Context manager for code that may be skipped."""
        return _Maybe(self) if undecided else _UNGUARDED

    def add_condition(self) -> None:
        """Make the following code conditional, until the conditions are restored."""
        self.conditional += 1

    def restore_conditions(self, count: int) -> None:
        """Set the number of conditions after a block that began with, or added, some."""
        self.conditional = count

    @contextmanager
    def under(self, conditions: int, guards: list[Guards], anchor: cst.CSTNode) -> Iterator[None]:
        """Run code with these conditions instead of those of the code that leads to it."""
        outer = self.conditional, self.guards, self.anchor
        self.conditional, self.guards, self.anchor = conditions, guards, anchor
        try:
            yield
        finally:
            self.conditional, self.guards, self.anchor = outer

    def _is_own(self, path: str) -> bool:
        """Whether the script has written this path, something below it, or a whole tree above it."""
        if path in self._written:
            return True
        below = path + "/"
        if self._written.get(".") and not path.startswith(("/", "*", "..")):
            return True
        return any(
            written.startswith(below) or (made and path.startswith(written + "/"))
            for written, made in self._written.items()
        )

    def wrote(self, name: str) -> bool:
        """Whether the script has written, or may have written, a file of this name."""
        return any(path.rpartition("/")[2] in (name, "*") for path in self._written)

    def _path_guarded(self, path: str) -> bool:
        return any(
            g.all_at(self.depth)
            or any(path == p or path.startswith(p + "/") or p.startswith(path + "/") for p in g.paths)
            for g in self.guards
        )

    # -- facts --------------------------------------------------------------------------------------------------

    def add(self, fact: f.Fact, identity: tuple[object, ...], beside: int = 0) -> bool:
        """Record a fact unless it is known; if it is repeated, the most precise occurrence counts.

        `beside`: number of enclosing conditions that do not apply to it.
        """
        if self.muted:
            return False
        self.touches += 1
        row = _Row(fact, self.reached, self.conditional > beside or fact.conditional)
        known = self._rows.get(identity)
        if known is not None:
            if row.rank() > known.rank():
                known.take(row)
            return False
        self._rows[identity] = row
        self._by_fact[id(fact)] = row
        return True

    def amend(self, fact: f.Fact, **changes: object) -> None:
        """Update a recorded fact with later information, for example that an argument is used (`used=True`)."""
        row = self._by_fact.get(id(fact))
        if row is not None:
            row.changes.update(changes)

    def doubt(self, fact: f.Fact) -> None:
        """Mark a recorded fact as one that may not occur."""
        row = self._by_fact.get(id(fact))
        if row is not None:
            row.conditional = True

    @property
    def count(self) -> int:
        """The number of facts so far."""
        return len(self._rows)

    def since(self, count: int) -> list[f.Fact]:
        """The facts recorded after the first `count`, with their current information."""
        return [row.fact for row in islice(self._rows.values(), count, None)]

    def script_facts(self, modules: tuple[ParsedModule, ...]) -> f.ScriptFacts:
        """All recorded facts, frozen; `modules` are the other modules that were run."""
        frozen = {id(row): row.frozen() for row in self._rows.values()}
        incomplete = [frozen[id(row)] for row in self._incomplete]
        return f.ScriptFacts(
            self.entry,
            tuple(frozen.values()),
            tuple(fact for fact in incomplete if isinstance(fact, f.Unresolved)),
            modules,
            self.hidden,
            self._callees,
        )

    def call(self, node: cst.Call, callee: str | None) -> None:
        """Record the callee of a call in the entry script; permanently None if it is unknown or varies."""
        if self.module is self.entry and self._callees.setdefault(id(node), callee) != callee:
            self._callees[id(node)] = None

    def path(
        self,
        mode: f.AccessMode,
        value: Value,
        node: cst.CSTNode,
        via: str,
        *,
        creates: bool = False,
        directory: bool = False,
        uploads: bool = False,
        possible: bool = False,
        cwd: str | None = None,
    ) -> None:
        """Record an access to each path that a value may be; nothing if it is not a path.

        `possible`: other code may access it, or something below it, or not at all.
        """
        alternatives = options(value)
        for option in alternatives:
            if not is_textual(option):
                if type(option) is not Constant:
                    self.unresolved(node, f.Cause.PATH, f"the path given to {via} is not known", "path", via, mode)
                else:
                    self.none_path(option, node, via)
                continue
            shown = normal(display(option), cwd)
            if shown is None:
                self._object(mode, option, node, via, directory=directory, possible=possible or len(alternatives) > 1)
                continue
            if not shown.strip("*/.") and "*" in shown:
                self.unresolved(node, f.Cause.PATH, f"the path given to {via} is not known", "path", via, mode)
                continue
            self.hidden.note(shown, option.origins)
            if mode == "probe":
                for frame in self.probed:
                    frame[0].add(shown)
            anchor, site = self.here(node)
            exact = not possible and len(alternatives) == 1 and "*" not in shown and None not in pieces(option)
            guarded = self._path_guarded(shown)
            if mode == "write":
                self._written[shown] = self._written.get(shown, False) or creates
            if mode == "write" and not shown.startswith(("/", "*")) and not self.muted:
                self.relative.update(_with_parents(shown))
            self.add(
                f.PathAccess(
                    anchor, site, conditional=possible, guarded=guarded, mode=mode, path=shown, via=via, exact=exact, assumed=option.assumed,
                    creates=creates, directory=directory, uploads=uploads, whole=not shown.endswith("*"),
                    own=mode == "read" and self._is_own(shown), origin=option.origins,
                ),
                ("path", mode, shown, id(node), id(anchor), creates),
            )  # fmt: skip

    def _object(
        self, mode: f.AccessMode, option: Value, node: cst.CSTNode, via: str, *, directory: bool, possible: bool
    ) -> None:
        """Record an access to an object or prefix in S3; nothing for any other URL."""
        uri = display(option)
        if not uri.startswith(_OBJECTS):
            return
        self.hidden.note(uri, option.origins)
        anchor, site = self.here(node)
        guarded = any(guards.all_at(self.depth) for guards in self.guards)
        exact = not possible and "*" not in uri and None not in pieces(option)
        fact = f.ObjectAccess(
            anchor, site, guarded=guarded, conditional=possible, mode=mode, uri=uri, via=via, exact=exact,
            assumed=option.assumed, directory=directory, origin=option.origins,
        )  # fmt: skip
        self.add(fact, ("object", mode, uri, id(node), id(anchor)))

    def none_path(self, value: Value, node: cst.CSTNode, via: str) -> None:
        """Record that a call that expects a path may get an argument without a default."""
        for option in options(value):
            source = option.source
            if type(option) is Constant and option.value is None and type(source) is FromArgument:
                anchor, site = self.here(node)
                name = source.fact.dest
                guarded = any(guards.all_at(self.depth) or guards.none for guards in self.guards)
                self.note(f.NonePath(anchor, site, guarded=guarded, name=name, via=via), name)

    def passed_on(self, value: Value, node: cst.CSTNode, via: str) -> None:
        """Record that an absolute path, or a relative one that was written, is passed to an unknown call."""
        for option in options(value):
            shown = normal(display(option), None)
            if shown == "/":  # a separator, not a path
                continue
            if shown is None or not (shown.startswith("/") or shown in self.relative):
                continue
            self.hidden.note(shown, option.origins)
            anchor, site = self.here(node)
            self.add(
                f.PathPassed(anchor, site, path=shown, via=via, origin=option.origins),
                ("passed", shown, id(node), id(anchor)),
            )

    def env_read(
        self, name: str, node: cst.CSTNode, *, required: bool = False, probe: bool = False,
        default: str | None = None, has_default: bool = False,
    ) -> None:  # fmt: skip
        """Record that an environment variable is read, or tested with ``in``."""
        anchor, site = self.here(node)
        for text in (name, default or ""):
            self.hidden.note(text, ())
        if probe:
            for frame in self.probed:
                frame[1].add(name)
        guarded = any(g.all_at(self.depth) or name in g.names or (g.names and name.endswith("*")) for g in self.guards)
        fact = f.EnvRead(
            anchor, site, guarded=guarded, name=name, required=required, default=default, has_default=has_default,
            probe=probe,
        )  # fmt: skip
        self.add(fact, ("env", name, id(node), required, probe))

    def note(self, fact: f.Fact, *identity: object, beside: int = 0) -> bool:
        """Record any other fact; `identity` distinguishes it from facts of the same type at the same node."""
        return self.add(fact, (type(fact), id(fact.site.node), id(fact.node), *identity), beside)

    def unresolved(
        self, node: cst.CSTNode, cause: f.Cause, why: str, subject: f.Subject, via: str = "",
        mode: f.AccessMode | None = None,
    ) -> None:  # fmt: skip
        """Record that something could not be resolved; the script becomes incomplete only if the code is reached."""
        if self.muted:
            return
        anchor, site = self.here(node)
        fact = f.Unresolved(anchor, site, why=why, subject=subject, cause=cause, via=via, mode=mode)
        if self.note(fact, why, mode) and self.reached:
            self._incomplete.append(self._by_fact[id(fact)])


def _with_parents(path: str) -> Iterator[str]:
    while path:
        yield path
        path = posixpath.dirname(path)
