"""Applies library calls: the accesses of their signatures, arguments passed on, callbacks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial

import libcst as cst

from sm_lint.flow.domain.argparse_model import UNPARSED, NamespaceValue, ParserValue
from sm_lint.flow.domain.lattice import join, lift, options
from sm_lint.flow.domain.local_urls import LOCAL_URLS
from sm_lint.flow.domain.project import Function, Instance
from sm_lint.flow.domain.provenance import Attribute, CallResult, Item, LibraryType, Named
from sm_lint.flow.domain.text import display, head, is_textual, pieces, text_of
from sm_lint.flow.domain.values import (
    Alternatives,
    Arguments,
    BoundMethod,
    Constant,
    DictValue,
    External,
    ListValue,
    Opaque,
    Partial,
    PathValue,
    Text,
    Unknown,
    Value,
)
from sm_lint.flow.facts import AccessMode, Cause
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.machine.signatures import Signature, Slot
from sm_lint.flow.operations.conditions import truth
from sm_lint.flow.operations.functions import call_function, makes_job, unknown_arguments
from sm_lint.patterns import regex
from sm_lint.sagemaker.paths import root

MAX_SPREAD = 64
_NO_PATHS = (Opaque, ListValue, DictValue)  # not paths themselves; a collection may contain several


def apply_signature(vm: Machine, signature: Signature, via: str, arguments: Arguments, node: cst.CSTNode) -> None:
    """Record what a call with a known signature reads, writes, probes or deletes."""
    for mode, slot in _slots(signature, arguments):
        values: list[Value]
        if slot.keyword == "*":
            values = list(arguments.positional[slot.position or 0 :])
        else:
            value = arguments.get(slot.position, slot.keyword)
            values = [] if value is None else [value]
        for value in values:
            if mode == "call":
                continue
            one_of = isinstance(value, Alternatives) and any(isinstance(option, _NO_PATHS) for option in value.options)
            for path in path_values(value):
                if isinstance(path, Opaque) and _is_stream(vm, path.type):
                    continue
                if signature.need_path and not looks_like_path(path):
                    if slot.keyword not in signature.hub and _may_be_path(path, mode, slot):
                        vm.recorder.unresolved(
                            node, Cause.PATH_IN_VALUE, f"what is given to {via} may be a path", "path"
                        )
                    continue
                if mode == "channel":
                    path = _channel(path)
                elif signature.uri:
                    path = _without_options(path)
                if slot.keyword in signature.hub:
                    _access_unless_on_hub(vm, mode, path, node, via, signature)
                    continue
                if signature.download is not None:
                    _download(vm, signature.download, arguments, path, node, via)
                access(vm, mode, path, node, via, directory=signature.directory, possible=one_of)
    if signature.exits:
        vm.control.leave("exit")


def _slots(signature: Signature, arguments: Arguments) -> Iterator[tuple[str, Slot]]:
    """The accesses of a signature; of alternative positions of an argument, the first one present counts."""
    found: set[tuple[str, str]] = set()
    for mode, slot in signature.accesses:
        if slot.keyword is None or (mode, slot.keyword) not in found:
            yield mode, slot
        if slot.keyword is not None and arguments.get(slot.position, slot.keyword) is not None:
            found.add((mode, slot.keyword))


def _channel(name: Value) -> Value:
    """The directory of a training channel named by a call."""
    return lift(lambda option: text_of((f"{root('channels')}/", *pieces(option)), option.origins, option.assumed), name)


def _without_options(uri: Value) -> Value:
    """The path in a URI such as `/data/train?format=csv&label_column=0#cache`."""

    def cut(option: Value) -> Value:
        kept: list[str | None] = []
        for piece in pieces(option):
            found = _OPTIONS.search(piece) if piece is not None else None
            kept.append(piece[: found.start()] if found and piece is not None else piece)
            if found:
                break
        return text_of(kept, option.origins, option.assumed) if is_textual(option) else option

    return lift(cut, uri)


_OPTIONS = regex(r"\?\w+=|#")


def _access_unless_on_hub(
    vm: Machine, mode: str, path: Value, node: cst.CSTNode, via: str, signature: Signature
) -> None:
    """Record an access to a value that is a path or the name of something on a hub."""
    rows = options(path)
    places = [option for option in rows if not _is_hub_name(vm, option)]
    if places:
        access(vm, mode, join(places), node, via, directory=signature.directory, possible=len(places) < len(rows))


def _is_hub_name(vm: Machine, value: Value) -> bool:
    """Whether it is `name` or `owner/name` instead of a path or something below a path that the script has written."""
    if not isinstance(value, Constant | Text) or not is_textual(value):
        return False
    text = display(value)
    plain = not text.startswith(("/", ".", "*", "~")) and text.count("/") < 2
    return plain and not any(text == path or path.startswith(f"{text}/") for path in vm.recorder.relative)


def _download(vm: Machine, switch: Slot, arguments: Arguments, path: Value, node: cst.CSTNode, via: str) -> None:
    """Record that data is downloaded before it is read, if an argument says so."""
    given = arguments.get(switch.position, switch.keyword)
    wanted = truth(given) if given is not None else False
    if wanted is not False:
        access(vm, "create", path, node, via, possible=wanted is None)


_RECORDED: dict[str, AccessMode] = {
    "read": "read",
    "write": "write",
    "probe": "probe",
    "delete": "delete",
    "create": "write",
    "upload": "read",
    "channel": "read",
}


def access(
    vm: Machine,
    mode: str,
    path: Value,
    node: cst.CSTNode,
    via: str,
    *,
    directory: bool = False,
    possible: bool = False,
) -> None:
    """Record one access by a signature's mode: a creation is a write, an upload a read."""
    vm.recorder.path(
        _RECORDED[mode],
        path, node, via, creates=mode == "create", directory=directory or mode in ("create", "channel"),
        uploads=mode == "upload", possible=possible, cwd=vm.cwd(),
    )  # fmt: skip


def path_values(value: Value) -> Iterator[Value]:
    """The paths in an argument: the value itself, or each element of a collection of paths."""
    if isinstance(value, ListValue):
        for item in (*value.items[:MAX_SPREAD], *([value.rest] if value.rest is not None else [])):
            if is_textual(item) or isinstance(item, Alternatives):
                yield item
    elif isinstance(value, DictValue):
        for item in value.entries.values():
            if is_textual(item) or isinstance(item, Alternatives):
                yield item
    elif isinstance(value, Alternatives):
        if any(isinstance(option, _NO_PATHS) for option in value.options):
            for option in value.options:
                yield from path_values(option)
        else:
            yield value
    else:
        yield value


def looks_like_path(value: Value) -> bool:
    """Whether the value is certainly a path: a pathlib object, or text with a slash."""
    for option in options(value):
        if isinstance(option, PathValue):
            return True
        if isinstance(option, Constant) and isinstance(option.value, str) and "/" in option.value:
            return True
        if isinstance(option, Text) and any(piece and "/" in piece for piece in option.pieces):
            return True
    return False


# Values in a configuration file are often paths.
_DOCUMENTS = ("json.load", "yaml.", "toml", "configparser.", "omegaconf.")


def _may_be_path(value: Value, mode: str, slot: Slot) -> bool:
    """Whether an unknown value is likely to be a path. The first argument of a reader is usually data."""
    if isinstance(value, Opaque):
        got = value.type
        entry = isinstance(got, Item) or (isinstance(got, CallResult) and got.is_of("get"))
        return entry and got.root.startswith(_DOCUMENTS)
    if type(value) is not Unknown:
        return False
    return mode in ("write", "create") or slot.position is None or value.source is not None


def pass_on(vm: Machine, arguments: Arguments, node: cst.CSTNode, via: str) -> None:
    """Record the container paths that are passed to an unknown call, which may also fill a parser."""
    for value in arguments.everything():
        if type(value) is Opaque and value.type is UNPARSED:
            vm.recorder.unresolved(
                node, Cause.ARGUMENT, f"{via} is given the arguments that the parser does not know", "argument"
            )
        if type(value) in _HOLDING_NONE:
            continue
        if isinstance(value, ParserValue):
            value.model.settled = False
            vm.recorder.unresolved(node, Cause.ARGUMENT, f"{via} may add arguments to the parser", "argument")
        for path in _paths_inside(vm, value, 0, "" if vm.recorder.relative else "/"):
            vm.recorder.passed_on(path, node, via)


def pass_settings_on(vm: Machine, arguments: Arguments, node: cst.CSTNode, via: str) -> None:
    """Record the container paths in a settings file passed to a call: the code that reads it may use them."""
    if vm.setup.loader is None:
        return
    for value in arguments.everything():
        if type(value) is Constant and type(value.value) is str and value.value.endswith(_SETTINGS):
            for written in _paths_in_file(vm, value.value):
                vm.recorder.passed_on(Constant(written, value.origins), node, via)


_SETTINGS = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf")
_CONTAINER_PATH = regex(rb"/opt/ml(?:/[\w.-]+)*")
_MAX_SETTINGS = 1 << 16


def _paths_in_file(vm: Machine, name: str) -> list[str]:
    """The container paths in a file beside the script."""
    loader = vm.setup.loader
    if loader is None or os.path.isabs(name):
        return []
    path = os.path.normpath(os.path.join(os.path.dirname(vm.entry.path), name))
    raw = loader.around.content(path)
    if raw is None or len(raw) > _MAX_SETTINGS:
        return []
    return sorted({found.decode() for found in _CONTAINER_PATH.findall(raw)})


# Types that are not searched for paths; most calls get only these.
_HOLDING_NONE = frozenset((Unknown, Opaque, External, BoundMethod, Function))


_WITHIN = regex(r"""(?<=[\s'"`(=:])/opt/ml/[^\s'"`(),;*{}]+""")
"""A container path within a longer text, such as a query of SQL that reads or writes files."""


def _paths_of_text(value: Value, start: str) -> Iterator[Value]:
    """The text itself if it is a path, else the container paths that it has within."""
    begin = (head(value.text if type(value) is PathValue else value) or "") if is_textual(value) else None
    if begin is None:
        return
    if begin.startswith((start, *LOCAL_URLS)):
        yield value
    elif type(value) is not PathValue:
        for piece in pieces(value):
            yield from map(Constant, _WITHIN.findall(piece or "")[:MAX_SPREAD])


def _paths_inside(vm: Machine, value: Value, depth: int, start: str) -> Iterator[Value]:
    if type(value) is Constant or type(value) is Text or type(value) is PathValue:
        yield from _paths_of_text(value, start)
    elif type(value) is Alternatives:
        for option in value.options:
            yield from _paths_inside(vm, option, depth, start)
    elif depth < 3:
        if isinstance(value, ListValue):
            for item in value.items[:MAX_SPREAD]:
                yield from _paths_inside(vm, item, depth + 1, start)
        elif isinstance(value, DictValue):
            for item in list(value.entries.values())[:MAX_SPREAD]:
                yield from _paths_inside(vm, item, depth + 1, start)
        elif isinstance(value, Instance):
            for item in list(value.attributes.values())[:MAX_SPREAD]:
                yield from _paths_inside(vm, item, depth + 1, start)
        elif isinstance(value, NamespaceValue):
            value.closed = False
            for spec in value.specs.values():
                vm.recorder.amend(spec.fact, used=True)
                if spec.default is not None:
                    yield from _paths_inside(vm, spec.default, depth + 1, start)


def run_callbacks(vm: Machine, arguments: Arguments, node: cst.CSTNode, callee: str = "") -> None:
    """Run the project's functions and objects that are passed to a library, which may call them with any arguments.

    Args:
        arguments: what is passed.
        node: the call.
        callee: qualified name of what is called, if known: what makes a job of a function surely runs it.
    """
    for value in arguments.everything():
        if isinstance(value, ListValue):
            for item in value.items[:MAX_SPREAD]:
                run_hooks(vm, item, node, _PROTOCOLS)
        run_hooks(vm, value, node, _PROTOCOLS)
        function = value.callee if type(value) is Partial else value
        if type(function) is not Function or id(function.node) in vm.callbacks:
            continue
        vm.callbacks.add(id(function.node))
        given = unknown_arguments(function)
        if type(value) is Partial:
            given = Arguments(value.arguments.positional, {**given.keywords, **value.arguments.keywords}, True)
            for parameter in function.node.params.params[: len(given.positional)]:
                given.keywords.pop(parameter.name.value, None)
        if callee and vm.setup.definition and makes_job(callee):
            call_function(vm, function, given, node)
            vm.control.take_leaving()  # it fails or exits in its own job
        else:
            vm.maybe(partial(call_function, vm, function, given, node))


# What any library may do with an object: take its elements, iterate over it, call it.
_PROTOCOLS = ("__getitem__", "__iter__", "__next__", "__call__")


def run_hooks(vm: Machine, value: Value, node: cst.CSTNode, names: Iterable[str] = ()) -> None:
    """Run the methods of a project object that the library bases of its class call.

    Args:
        names: further methods that are called.
    """
    if type(value) is not Instance or vm.setup.definition:
        return
    bases = [vm.library.canonical(base) for base in value.cls.external_bases()]
    for name in dict.fromkeys((*names, *(hook for base in bases for hook in vm.library.hooks(base)))):
        found = next((base.scope.names.get(name) for base in value.cls.lineage() if name in base.scope.names), None)
        if type(found) is not Function or (found.node, value) in vm.hooks_run:
            continue
        vm.hooks_run.add((found.node, value))
        method = found.bind(value)
        vm.maybe(partial(call_function, vm, method, unknown_arguments(method), node))


def _is_stream(vm: Machine, type: LibraryType) -> bool:
    """Whether this is the type of an open file or a buffer, which is read but is not a path."""
    return vm.library.is_stream(type.of.name if isinstance(type, CallResult) else type.name)


def library_type(value: Value) -> LibraryType | None:
    """The library type of a value; None for other values."""
    if type(value) is Opaque:
        return value.type
    if type(value) is BoundMethod:
        owner = library_type(value.receiver)
        return Attribute(owner, value.name) if owner is not None else None
    name = type_name(value)
    return Named(name) if name else None


def type_name(value: Value) -> str:
    """The qualified name of the library type of a value, or an empty string."""
    if type(value) is Opaque:
        return value.type.name
    if type(value) is External:
        return value.name
    if type(value) is BoundMethod:
        owner = type_name(value.receiver)
        return f"{owner}.{value.name}" if owner else ""
    if type(value) is Instance:
        return value.cls.library_base()
    return ""
