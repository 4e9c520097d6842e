"""Changes of inputs and outputs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace

from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Contract, Input, Output
from sm_lint.evolution.pairing import alike, paired
from sm_lint.evolution.patterns import cover_all, covers
from sm_lint.evolution.recorder import Recorder

NOT_ALL_KNOWN = "not all {what} of the earlier version are known"
NOT_ALL_LEFT = "not all {what} of the later version are known"
_KINDS = {"dir": "a folder", "file": "a file"}


def placed_inputs(contract: Contract) -> tuple[Input, ...]:
    """The inputs, each channel with the folder in which it lies."""
    return tuple(replace(entry, path=input_path(entry, contract)) for entry in contract.inputs)


def compare_inputs(record: Recorder) -> None:
    """Record the changes of inputs."""
    pairs = paired(placed_inputs(record.old), placed_inputs(record.new), _name, _same_place)
    for old, new in pairs.renamed:
        record.add("input-renamed", new.name, before=old.name, after=new.name, old=old, new=new)
    for old, new in (*pairs.both, *pairs.renamed):
        _compare_input(record, old, new)
    added = NOT_ALL_KNOWN.format(what="inputs") if record.old.open_inputs else ""
    gone = NOT_ALL_LEFT.format(what="inputs") if record.new.open_inputs else ""
    for new in pairs.new:
        needed = new.required and new.source == "mount"
        kind = "required-input-added" if needed else "optional-input-added"
        record.add(kind, new.name, after=new.path or "", new=new, doubt=added if needed else "")
    for old in pairs.gone:
        record.add("input-removed", old.name, before=old.path or "", old=old, doubt=gone)


def _compare_input(record: Recorder, old: Input, new: Input) -> None:
    _compare_path(record, "input", old, new)
    if old.required != new.required:
        record.add("input-required" if new.required else "input-optional", new.name, old=old, new=new)
    if old.kind != new.kind:
        before, after = _KINDS[old.kind], _KINDS[new.kind]
        record.add("input-kind-changed", new.name, before=before, after=after, old=old, new=new)
    if old.channels or new.channels:
        unsaid = "" if new.channels else "the later version does not say which channels there are"
        for channel in sorted({*old.channels} - {*new.channels}):
            record.add("channel-removed", new.name, before=channel, old=old, new=new, channel=channel, doubt=unsaid)
        unsaid = "" if old.channels else "the earlier version did not say which channels there were"
        for channel in sorted({*new.channels} - {*old.channels}):
            doubt = unsaid if new.required else "the input is optional"
            record.add("channel-added", new.name, after=channel, old=old, new=new, doubt=doubt, channel=channel)
    if old.source != new.source:
        needed = new.source == "mount" and new.required
        doubt = "the input is optional" if new.source == "mount" and not needed else ""
        kind = "input-unbundled" if new.source == "mount" else "input-bundled"
        record.add(kind, new.name, old=old, new=new, doubt=doubt)
    if {*old.source_pattern} != {*new.source_pattern}:
        _compare_patterns(record, old, new)


def _compare_patterns(record: Recorder, old: Input, new: Input) -> None:
    wider = not new.source_pattern or (old.source_pattern and cover_all(new.source_pattern, old.source_pattern))
    before, after = (_listed(item.source_pattern) or "any source" for item in (old, new))
    kind = "source-pattern-widened" if wider else "source-pattern-narrowed"
    record.add(kind, new.name, before=before, after=after, old=old, new=new)


def _compare_path(record: Recorder, what: str, old: Input | Output, new: Input | Output) -> None:
    if old.path == new.path:
        return
    before, after = old.path or "", new.path or ""
    if old.path is None:
        record.add("place-stated", new.name, after=after, old=old, new=new, what=what)
    elif new.path is None:
        record.add("place-unstated", new.name, before=before, old=old, new=new, what=what)
    else:
        record.add(f"{what}-moved", new.name, before=before, after=after, old=old, new=new)


def compare_outputs(record: Recorder) -> None:
    """Record the changes of outputs."""
    pairs = paired(record.old.outputs, record.new.outputs, _name, _same_place)
    for old, new in pairs.renamed:
        record.add("output-renamed", new.name, before=old.name, after=new.name, old=old, new=new)
    for old, new in (*pairs.both, *pairs.renamed):
        _compare_path(record, "output", old, new)
        if old.required != new.required:
            record.add("output-required" if new.required else "output-optional", new.name, old=old, new=new)
        _compare_files(record, old, new)
    gone = NOT_ALL_LEFT.format(what="outputs") if record.new.open_outputs else ""
    for new in pairs.new:
        record.add("output-added", new.name, after=new.path or "", new=new)
    for old in pairs.gone:
        record.add("output-removed", old.name, before=old.path or "", old=old, doubt=gone)


def _compare_files(record: Recorder, old: Output, new: Output) -> None:
    gone = [file for file in old.files if file not in new.files]
    added = [file for file in new.files if file not in old.files]
    for file in list(gone):
        successor = _successor(file, added, alone=len(gone) == 1)
        if successor is not None:
            kind = "output-format-changed" if _suffix(file) != _suffix(successor) else "output-file-renamed"
            doubt = "the new name is one of those that the earlier pattern stood for" if covers(file, successor) else ""
            record.add(kind, new.name, before=file, after=successor, old=old, new=new, doubt=doubt)
            gone.remove(file)
            added.remove(successor)
    for file in gone:
        record.add("output-file-removed", new.name, before=file, old=old, new=new)
    for file in added:
        record.add("output-file-added", new.name, after=file, old=old, new=new)


def _successor(file: str, added: Iterable[str], *, alone: bool) -> str | None:
    """The file that took the place of another: of the same stem, or the only one of its format."""
    known = list(added)
    stem = posixpath.splitext(file)[0]
    by_stem = [other for other in known if posixpath.splitext(other)[0] == stem]
    if len(by_stem) == 1:
        return by_stem[0]
    by_format = [other for other in known if _suffix(other) == _suffix(file)]
    if len(by_format) == 1 and (alone or alike(file, by_format[0])):
        return by_format[0]
    return None


def _suffix(file: str) -> str:
    return posixpath.splitext(file)[1].lower()


def _name(part: Input | Output) -> str:
    return part.name


def _same_place(old: Input | Output, new: Input | Output) -> bool:
    return old.path is not None and old.path == new.path


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)
