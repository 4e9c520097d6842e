"""The changes between two contracts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sm_lint.contracts.model import Contract, Input, Output, argument_name
from sm_lint.contracts.paths import normalise
from sm_lint.contracts.versions import Bump, needed_bump, parse_version
from sm_lint.evolution.launches import compare_launch
from sm_lint.evolution.model import Change, ContractDiff, Origin
from sm_lint.evolution.patterns import covers
from sm_lint.evolution.places import compare_inputs, compare_outputs
from sm_lint.evolution.recorder import Recorder
from sm_lint.evolution.settings import compare_arguments, compare_environment, compare_requirements
from sm_lint.syntax.span import Place


def contract_diff(id: str, origin: Origin, old: Contract | None, new: Contract | None) -> ContractDiff:
    """The changes of one contract, with what they ask of its version.

    Args:
        id: how reports name it.
        origin: what the contracts are taken from.
        old, new: the contracts; None where there is none.
    """
    return weighed(ContractDiff(id, origin, old, new, tuple(changes_between(old, new, origin))))


def weighed(diff: ContractDiff) -> ContractDiff:
    """The changes of a contract with what they ask of its version, and whether that is enough."""
    changes = tuple(change for change in diff.changes if change.kind.name != "version-too-low")
    needed = max((change.bump for change in changes), default=Bump.NONE)
    diff = replace(diff, changes=changes, needed=needed)
    old, new = diff.old, diff.new
    before = parse_version(old.version or "") if old is not None else None
    after = parse_version(new.version or "") if new is not None else None
    if old is None or new is None or before is None:
        return diff
    diff = replace(diff, wanted=before.raised(needed).text if needed else "")
    if after is None:
        return diff
    diff = replace(diff, announced=needed_bump(before, after))
    if diff.is_unannounced and after.order >= before.order:
        record = Recorder(old, new)
        said = (old.version or "", new.version or "")
        record.add_key("version-too-low", "version", "version", *said, wanted=diff.wanted)
        diff = replace(diff, changes=(*changes, *record.found))
    return diff


def changes_between(old: Contract | None, new: Contract | None, origin: Origin) -> Iterator[Change]:
    """The changes between two contracts, either of which may be missing."""
    if old is None or new is None:
        one = old or new
        if one is not None:
            name = "launch" if origin == "job" else "contract"
            kind = f"{name}-added" if old is None else f"{name}-removed"
            places = (None, one.place) if old is None else (one.place, None)
            record = Recorder(one, one)
            record.add(kind, old_place=places[0], new_place=places[1], what=origin)
            yield from record.found
        return
    if old == new and _same_names(old, new):
        return
    own = [*_changes(old, new)]
    yield from own
    yield from _variants(old, new, own)


def _same_names(old: Contract, new: Contract) -> bool:
    return (old.id, old.version, old.reserved) == (new.id, new.version, new.reserved)


def _changes(old: Contract, new: Contract) -> Iterator[Change]:
    record = Recorder(old, new)
    _compare_kind(record)
    if old.origin == "job" and new.origin == "job":
        compare_launch(record)
    else:
        if old.id != new.id:
            record.add("contract-renamed", new.id, before=old.id, after=new.id, new_place=new.place)
        _compare_entry_points(record)
        compare_inputs(record)
        compare_outputs(record)
        compare_environment(record)
        compare_arguments(record)
        compare_requirements(record)
        _compare_details(record)
        _compare_reserved(record)
        _compare_uses(record)
        _compare_version(record)
    yield from record.found


def _compare_kind(record: Recorder) -> None:
    old, new = record.old, record.new
    if old.job != new.job:
        kind, name = ("job-kind-changed", "job") if old.job and new.job else ("details-changed", "the kind of job")
        record.add_key(kind, name, "job", old.job or "", new.job or "")


def _compare_entry_points(record: Recorder) -> None:
    before = {entry.pattern: entry.place for entry in record.old.entry_points}
    after = {entry.pattern: entry.place for entry in record.new.entry_points}
    for pattern, place in before.items():
        if not any(_is_named_by(pattern, other) for other in after):
            record.add("entry-point-removed", pattern, before=pattern, old_place=place, new_place=record.new.place)
    for pattern, place in after.items():
        if pattern not in before:
            record.add("entry-point-added", pattern, after=pattern, new_place=place)


def _is_named_by(pattern: str, other: str) -> bool:
    """Whether an entry point names every script that an earlier one named; one without a folder matches in any."""
    if covers(other, pattern):
        # A star of a folder does not go into the folders in it.
        return other.count("/") == pattern.count("/") or "**" in other
    return "/" not in other and covers(other, posixpath.basename(pattern))


def _compare_details(record: Recorder) -> None:
    old, new = record.old, record.new
    if old.node != new.node:
        kind, name = ("node-changed", "node") if old.node and new.node else ("details-changed", "`node`")
        record.add_key(kind, name, "node", old.node or "", new.node or "")
    for key, before, after in (
        ("description", old.description, new.description),
        ("delegates", str(old.delegates).lower(), str(new.delegates).lower()),
        ("allow-paths", ", ".join(old.allow_paths), ", ".join(new.allow_paths)),
        ("first-party", ", ".join(old.first_party), ", ".join(new.first_party)),
    ):
        if before != after:
            record.add_key("details-changed", f"`{key}`", key, before, after)


def _compare_reserved(record: Recorder) -> None:
    old, new = record.old, record.new
    names = _names(new)
    for index, name in enumerate(old.reserved):
        if name in new.reserved:
            continue
        place = old.place_of("reserved", index)
        if _key(name) in names:
            record.add("reserved-name-used", name, old_place=place, new_place=names[_key(name)])
        else:
            record.add("reservation-dropped", name, before=name, old_place=place, new_place=new.place_of("reserved"))
    for index, name in enumerate(new.reserved):
        if name not in old.reserved:
            record.add("reservation-added", name, after=name, new_place=new.place_of("reserved", index))


def _names(contract: Contract) -> dict[str, Place]:
    """The names and paths of a contract, as they are compared with `reserved`, with their places."""
    found: dict[str, Place] = {}
    mounts: list[Input | Output] = [*contract.inputs, *contract.outputs]
    for item in mounts:
        found.setdefault(_key(item.name), item.place)
        if item.path is not None:
            found.setdefault(item.path, item.place)
    for variable in contract.environment:
        found.setdefault(_key(variable.name), variable.place)
    for argument in contract.arguments:
        found.setdefault(argument.name, argument.place)
    return found


def _key(name: str) -> str:
    """A reserved name or path as it is compared; the spellings of an argument are one."""
    return normalise(name) if name.startswith("/") else argument_name(name)


def _compare_uses(record: Recorder) -> None:
    before = {used.id: used for used in record.old.uses}
    after = {used.id: used for used in record.new.uses}
    for name in (*before, *(name for name in after if name not in before)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or old.versions != new.versions:
            record.add(
                "uses-changed",
                name,
                before=f"`{old.versions}`" if old is not None else "not at all",
                after=f"`{new.versions}`" if new is not None else "no longer given",
                old_place=old.place if old is not None else None,
                new_place=new.place if new is not None else record.new.place,
            )


def _compare_version(record: Recorder) -> None:
    old, new = record.old, record.new
    before, after = parse_version(old.version or ""), parse_version(new.version or "")
    if before is not None and after is None:
        record.add_key("version-dropped", "version", "version", old.version or "", "")
    elif before is not None and after is not None and after.order < before.order:
        record.add_key("version-lowered", "version", "version", old.version or "", new.version or "")


def _variants(old: Contract, new: Contract, own: Sequence[Change]) -> Iterator[Change]:
    """The changes of variants, without those that the contract has itself."""
    before, after = dict(old.variants), dict(new.variants)
    record = Recorder(old, new)
    for name, variant in before.items():
        if name not in after:
            record.add("variant-removed", name, old_place=variant.place, new_place=new.place)
    for name, variant in after.items():
        if name not in before:
            record.add("variant-added", name, new_place=variant.place)
    yield from record.found
    known = {_meaning(change) for change in own}
    for name, variant in after.items():
        # Jobs of a type that has become a variant were held to the contract itself before.
        earlier = before.get(name, old)
        for change in _changes(earlier, variant):
            if _meaning(change) in known or (name not in before and not change.is_breaking):
                continue
            doubt = change.doubt if name in before else "it is not known whether there were jobs of this type before"
            yield replace(change, variant=name, message=f"variant `{name}`: {change.message}", doubt=doubt)


def _meaning(change: Change) -> tuple[str, str, str, str]:
    return change.kind.code, change.name, change.before, change.after
