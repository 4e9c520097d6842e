"""Which steps of a pipeline wait for which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sm_lint.jobs.definition.model import Definitions, Setting
from sm_lint.syntax.span import Place


class Dependency(NamedTuple):
    """A step that waits for another: `step` for `on`, declared at `place`."""

    step: str
    on: str
    place: Place


def dependencies(definitions: Definitions) -> Iterator[Dependency]:
    """Every dependency whose two steps are known by name: by `depends_on`, `add_depends_on`, properties, and results."""
    for use in definitions.uses:
        if use.kind in {"depends", "property", "json-get"} and use.step is not None:
            for name in use.within:
                if name != use.step:
                    yield Dependency(name, use.step, use.place)
    for call in definitions.calls:
        if call.name != "add_depends_on":
            continue
        index = call.link("self")
        step = _name(definitions.calls[index].setting("name")) if index is not None else None
        given = call.setting("step_names") or call.setting("1")
        for item in given.items if given is not None and given.type == "list" else ():
            on = _name(item.get("name")) if item.keys else _name(item)
            if step is not None and on is not None:
                yield Dependency(step, on, item.place)


def runs_after(definitions: Definitions) -> Callable[[str], frozenset[str]] | None:
    """For a step the steps that it waits for, through others too; None where some dependency is not known."""
    waits: dict[str, set[str]] = {}
    for dependency in dependencies(definitions):
        waits.setdefault(dependency.step, set()).add(dependency.on)
    for use in definitions.uses:
        if use.kind in {"then", "else", "each"} and use.step is not None:
            waits.setdefault(use.step, set()).update(use.within)
        elif use.kind == "depends" and use.step is None:
            return None
    if any(_is_unsure(call.name, call.setting("depends_on"), call.setting("1")) for call in definitions.calls):
        return None
    known: dict[str, frozenset[str]] = {}

    def after(step: str) -> frozenset[str]:
        if step not in known:
            found: set[str] = set()
            pending = list(waits.get(step, ()))
            while pending:
                name = pending.pop()
                if name not in found:
                    found.add(name)
                    pending += waits.get(name, ())
            known[step] = frozenset(found)
        return known[step]

    return after


def _is_unsure(method: str, depends: Setting | None, added: Setting | None) -> bool:
    """Whether a call may name steps that are not known."""
    given = added if method == "add_depends_on" else depends
    if method == "add_depends_on" and given is None:
        return True
    if given is None or (given.type == "None" and given.known == "literal"):
        return False
    return given.type != "list" or given.open or given.known != "literal"


def _name(setting: Setting | None) -> str | None:
    return setting.text if setting is not None and setting.type == "str" else None
