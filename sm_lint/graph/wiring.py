"""Connects the steps of one graph by edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.graph import texts
from sm_lint.graph.model import Edge, EdgeKind
from sm_lint.graph.parts import MODEL_PORT, Part, Wire, named
from sm_lint.graph.places import contains
from sm_lint.jobs.definition.model import Definitions, Use
from sm_lint.jobs.definition.reading import literal
from sm_lint.patterns import regex

_OUTPUT = regex(r"""ProcessingOutputConfig\.Outputs\[(?:["'](?P<name>[^"'*]*)["']|(?P<index>[0-9]{1,9}))\]""")
_LAST = regex(r"""(?<!\w)(\w+)(?:\[["']?([^\[\]"']*)["']?\])?$""")
_CONTROL: dict[str, EdgeKind] = {"depends": "depends", "then": "then", "else": "else", "each": "each"}


def wires(parts: Sequence[Part], definitions: Definitions) -> list[Wire]:
    """The edges between parts, each once, in text order."""
    found: dict[Edge, Wire] = {}
    for use in definitions.uses:
        for wire in _of_use(use, parts):
            found.setdefault(wire.edge, wire)
    joined = {(wire.edge.source, wire.edge.target) for wire in found.values()}
    fed = {(wire.edge.target, wire.edge.target_port) for wire in found.values()}
    for wire in _by_place(parts):
        reverse = (wire.edge.target, wire.edge.source)
        if (wire.edge.target, wire.edge.target_port) not in fed and reverse not in joined:
            found.setdefault(wire.edge, wire)
            joined.add((wire.edge.source, wire.edge.target))
    return list(found.values())


def _of_use(use: Use, parts: Sequence[Part]) -> Iterator[Wire]:
    other = next(named(parts, use.step), None)
    if other is None:
        return
    if use.kind == "property":
        for user in _users(use, parts):
            if user is not other:
                yield _property(use, other, user)
    elif use.kind == "json-get":
        for user in _users(use, parts) or _only_condition(parts):
            if user is not other:
                label = "" if use.path == "*" else texts.clean(use.path)
                port = _property_file(other, use.path)
                yield Wire(Edge(other.key, user.key, "value", port, "", label), use.place)
    elif use.kind in _CONTROL:
        for user in _users(use, parts):
            first, last = (other, user) if use.kind == "depends" else (user, other)
            if user is not other:
                yield Wire(Edge(first.key, last.key, _CONTROL[use.kind]), use.place)


def _users(use: Use, parts: Sequence[Part]) -> list[Part]:
    """The steps that a use belongs to."""
    by_name = [part for name in use.within for part in named(parts, name)]
    if len(by_name) > 1:
        # Several jobs of one step: those declared together with it.
        exact = [part for part in by_name if part.port_at(use.place) or part.reach(use.place) is not None]
        by_name = exact or by_name[:1]
    if by_name:
        return by_name
    by_label = [part for part in parts if part.job is not None and part.job.label == use.by]
    if by_label:
        return by_label
    return [part for part in parts if part.port_at(use.place) or _holds(part, use)]


def _holds(part: Part, use: Use) -> bool:
    return part.place is not None and contains(part.place, use.place)


def _only_condition(parts: Sequence[Part]) -> list[Part]:
    """Conditions may be built separately from their step; they are assigned to the step if it is the only one."""
    found = [part for part in parts if part.kind == "condition"]
    return found if len(found) == 1 else []


def _property(use: Use, owner: Part, user: Part) -> Wire:
    port = _source_port(use.path, owner)
    target = user.port_at(use.place)
    label = "" if port else _short(use.path)
    kind: EdgeKind = "data" if target or port else "value"
    return Wire(Edge(owner.key, user.key, kind, port, target, label), use.place)


def _source_port(path: str, owner: Part) -> str:
    match = _OUTPUT.match(path)
    if match is not None and match["name"] is not None:
        return owner.port_named(match["name"], "output")
    if match is not None:
        outputs = [port.key for port in owner.ports if port.direction == "output"]
        number = int(match["index"])
        return outputs[number] if number < len(outputs) else ""
    if path.startswith("ModelArtifacts") and any(port.key == MODEL_PORT for port in owner.ports):
        return MODEL_PORT
    return ""


def _short(path: str) -> str:
    """The distinctive end of a property path."""
    output = _OUTPUT.match(path)
    if output is not None:
        return texts.clean(output["name"] or f"output {output['index']}")
    match = _LAST.search(path)
    return texts.clean((match[2] or match[1]) if match is not None else path)


def _property_file(owner: Part, name: str) -> str:
    """The output that contains a property file."""
    given = owner.job.setting("property_files") if owner.job is not None else None
    for item in given.items if given is not None else ():
        called, output = item.get("name"), item.get("output_name")
        if output is not None and output.text and (called is None or called.text == name):
            return owner.port_named(output.text, "output")
    return ""


def _by_place(parts: Sequence[Part]) -> Iterator[Wire]:
    """Edges for S3 places that one step writes and another one reads."""
    written: dict[tuple[str, ...], tuple[Part, str]] = {}
    for part in parts:
        for key, mount in part.mounts.items():
            at = texts.same_place(mount.remote) if mount.direction == "output" and mount.remote is not None else None
            if at is not None:
                written.setdefault(at, (part, key))
    for part in parts:
        for key, mount in part.mounts.items():
            if mount.direction != "input" or mount.remote is None:
                continue
            at = texts.same_place(mount.remote)
            source = written.get(at) if at is not None else None
            text = literal(mount.remote)
            while source is None and text is not None and text.count("/") > 3:
                text = text.rpartition("/")[0]
                source = written.get(("text", text))
            if source is not None and source[0] is not part:
                yield Wire(Edge(source[0].key, part.key, "data", source[1], key), mount.place)
