"""The inputs and outputs of a script: the directories that its accesses lie in, under the names that it gives them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sm_lint.contracts.paths import is_above, is_under, may_be_under
from sm_lint.flow.facts import EnvRead, LogicalName, PathAccess, PathPassed, ScriptFacts
from sm_lint.inference.layout import Layout, Spot
from sm_lint.inference.naming import distinct
from sm_lint.inference.touches import Direction, Touch, look_ups, touches
from sm_lint.judgement.contract.omissions import is_mkdir
from sm_lint.patterns import regex
from sm_lint.sagemaker.environment import channel_of_variable
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import channel_of, is_container_path, platform_place, root
from sm_lint.syntax.span import Place

_OUT = regex(r"(^|_)out|dest|target|artifact|save", re.IGNORECASE)
_IN = regex(r"(^|_)in(put)?s?(_|$)|source|mount", re.IGNORECASE)


@dataclass(slots=True)
class FoundMount:
    """One input or output.

    Attributes:
        direction: input or output.
        name: logical name.
        path: the directory; the file for an input of kind ``file``.
        kind: whether it is a directory or one file.
        named_by: the look-ups of its name; empty for a name that was chosen.
        touches: what is done with it.
        sure: whether its name is the author's.
        files: files that the name stood for, below an output's directory.
        channels: training channels below it.
        job: where a job definition declares it; None for one of the script alone.
        launches: the jobs that declare it, by identity.
        in_all_jobs: whether all jobs do that launch the script.
        read: the read of the variable that leads to it, where nothing else is known of it.
        given: a look-up in the mapping that has it under its name, which the script never looks up.
    """

    direction: Direction
    name: str
    path: str
    kind: Literal["dir", "file"] = "dir"
    named_by: list[LogicalName] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    sure: bool = True
    files: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    job: Place | None = None
    launches: set[int] = field(default_factory=set)
    in_all_jobs: bool = False
    read: EnvRead | None = None
    given: LogicalName | None = None

    @property
    def is_used(self) -> bool:
        """Whether the script does anything with it."""
        return bool(self.touches or self.named_by)

    def covers(self, path: str) -> bool:
        """Whether a path, with its holes, may lie in it."""
        return may_be_under(path, self.path)


@dataclass(slots=True)
class MountSet:
    """The mounts of a script and what could not be attributed.

    Attributes:
        mounts: inputs and outputs, in the order in which they are first used.
        unplaced: accesses outside of every place that a job can mount, with the reason.
        unnamed: look-ups of names whose path is not known.
        others: (look-up, path) of further paths that one name may stand for.
    """

    mounts: list[FoundMount]
    unplaced: list[tuple[Touch, str]]
    unnamed: list[LogicalName]
    others: list[tuple[LogicalName, str]]

    def of(self, direction: Direction) -> Iterator[FoundMount]:
        """The inputs, or the outputs."""
        return (mount for mount in self.mounts if mount.direction == direction)


def find_mounts(facts: ScriptFacts, kind: JobKind | None, given: Sequence[FoundMount] = ()) -> MountSet:
    """The inputs and outputs of a script.

    Args:
        facts: of the script.
        kind: the kind of job that it runs in; None if it is not known.
        given: mounts of the jobs that launch it, which are kept.
    """
    found = MountSet([*given], [], [], [])
    touched = touches(facts)
    _take_names(found, facts, touched)
    _attribute(found.mounts, touched)
    layout = Layout(kind, touched)
    for direction in ("input", "output"):
        _derive(found, layout, direction)
    if kind in ("training", None):
        _take_channel_variables(found.mounts, facts)
    _attribute(found.mounts, touched)
    _settle(found, kind)
    return found


# -- names that the script itself uses --------------------------------------------------------------------------------


def _take_names(found: MountSet, facts: ScriptFacts, touched: Sequence[Touch]) -> None:
    named = look_ups(facts)
    for fact in named:
        paths = [path.rstrip("/") for path in fact.paths if is_container_path(path.rstrip("/")) and "*" not in path]
        if not paths:
            if any("*" in path for path in fact.paths) or not fact.paths:
                found.unnamed.append(fact)
            continue
        direction = _direction(fact, paths[0], touched)
        found.others += [(fact, path) for path in paths[1:]]
        _name(found.mounts, fact, direction, paths[0])
    _take_unread(found.mounts, named, touched)


def _take_unread(mounts: list[FoundMount], named: Sequence[LogicalName], touched: Sequence[Touch]) -> None:
    """Entries that a caller sets and that are never looked up, where another key is looked up that it does not set."""
    read = {(fact.mapping, fact.key) for fact in named}
    for fact in named:
        for key, paths in fact.given:
            path = next((path.rstrip("/") for path in paths if is_container_path(path.rstrip("/"))), "")
            if not path or "*" in path or suffix_kind(path) == "file" or (fact.mapping, key) in read:
                continue
            direction = _direction(fact, path, touched)
            if not any(mount.direction == direction and (mount.path == path or mount.name == key) for mount in mounts):
                mounts.append(FoundMount(direction, key, path, given=fact))


def _direction(fact: LogicalName, path: str, touched: Sequence[Touch]) -> Direction:
    if _IN.search(fact.mapping):
        return "input"
    if _OUT.search(fact.mapping):
        return "output"
    used = [touch.direction for touch in touched if may_be_under(touch.path, path)]
    if "input" in used and "output" not in used:
        return "input"
    if "output" in used and "input" not in used:
        return "output"
    return "output" if _OUT.search(fact.key) or "/output" in path else "input"


def _name(mounts: list[FoundMount], fact: LogicalName, direction: Direction, path: str) -> None:
    files: list[str] = []
    kind: Literal["dir", "file"] = "dir"
    if suffix_kind(path) == "file":
        if direction == "output" or is_under(path, root("processing")):
            files, path = [posixpath.basename(path)], posixpath.dirname(path)
        else:
            kind = "file"
    for mount in mounts:
        if mount.direction == direction and is_above(mount.path, path) and _is_of_another(fact, mount):
            return  # a mapping that the script makes of the paths that it was given
        if mount.direction == direction and mount.path == path:
            if not mount.named_by and not mount.sure:
                mount.name, mount.sure = fact.key, True
            if mount.name == fact.key or not mount.named_by:
                mount.named_by.append(fact)
            mount.files += [name for name in files if name not in mount.files]
            return
    if any(mount.name == fact.key and mount.direction == direction for mount in mounts):
        return
    mounts.append(FoundMount(direction, fact.key, path, kind, [fact], files=files))


def _is_of_another(fact: LogicalName, mount: FoundMount) -> bool:
    return bool(mount.named_by) and fact.mapping not in {other.mapping for other in mount.named_by}


# -- accesses under no name -------------------------------------------------------------------------------------------


def _attribute(mounts: Sequence[FoundMount], touched: Iterable[Touch]) -> None:
    """Give every access to the longest mount that it may lie in."""
    for mount in mounts:
        mount.touches = []
    for touch in touched:
        for direction in ("input", "output") if touch.direction is None else (touch.direction,):
            owner = owner_of(mounts, touch.path, direction)
            if owner is not None:
                owner.touches.append(touch)
                break


def owner_of(mounts: Iterable[FoundMount], path: str, direction: Direction) -> FoundMount | None:
    """The mount with the longest path that `path` may lie in."""
    fitting = [mount for mount in mounts if mount.direction == direction and mount.covers(path)]
    return max(fitting, key=lambda mount: len(mount.path), default=None)


def _derive(found: MountSet, layout: Layout, direction: Direction) -> None:
    for touch in layout.touches:
        wanted = touch.direction or layout.likely_direction(touch)
        if wanted != direction or (touch.direction is None and not isinstance(touch.fact, PathPassed)):
            continue
        if owner_of(found.mounts, touch.path, direction) is not None:
            continue
        if any(mount.direction == direction and is_above(touch.path, mount.path) for mount in found.mounts) and (
            touch.is_folder or isinstance(touch.fact, PathPassed)
        ):
            continue  # a walk from above, or the directory made before what is in it
        if isinstance(touch.fact, PathAccess) and direction == "output" and is_mkdir(touch.fact):
            continue
        spot = layout.spot(touch, direction)
        if isinstance(spot, str):
            found.unplaced.append((touch, spot))
        elif spot is not None:
            _add(found.mounts, spot, direction)


def _take_channel_variables(mounts: list[FoundMount], facts: ScriptFacts) -> None:
    """Channels whose directory the script asks for, whatever it does with it."""
    for read in facts.all(EnvRead):
        channel = channel_of_variable(read.name) if read.reached and not read.probe and "*" not in read.name else None
        if channel is None:
            continue
        path = f"{root('channels')}/{channel}"
        if owner_of(mounts, path, "input") is None and platform_place(path, "training", "read") is None:
            _add(mounts, Spot(path, channel, sure=True), "input")
            mounts[-1].read = read


def _add(mounts: list[FoundMount], spot: Spot, direction: Direction) -> None:
    if any(mount.direction == direction and mount.path == spot.path for mount in mounts):
        return
    name = distinct(spot.name, {mount.name for mount in mounts if mount.direction == direction})
    mounts.append(FoundMount(direction, name, spot.path, spot.kind, sure=spot.sure))


def _settle(found: MountSet, kind: JobKind | None) -> None:
    """Leave out what the platform does not allow: an output that is, or lies in, an input."""
    inputs = [mount for mount in found.mounts if mount.direction == "input"]
    for mount in [mount for mount in found.mounts if mount.direction == "output"]:
        inside = next((entry for entry in inputs if is_under(mount.path, entry.path)), None)
        if inside is not None and kind in ("processing", None) and not mount.path.startswith("/opt/ml/checkpoints"):
            found.mounts.remove(mount)
            found.unplaced += [
                (touch, f"it is written inside the input `{inside.name}`, which is not uploaded")
                for touch in mount.touches[:1]
            ]
    for mount in inputs:
        if mount.path == root("channels"):
            mount.channels = sorted(_channels(mount, inputs))


def _channels(mount: FoundMount, inputs: Iterable[FoundMount]) -> Iterator[str]:
    own = {channel_of(entry.path) for entry in inputs if entry is not mount}
    seen: set[str] = set()
    for touch in mount.touches:
        channel = channel_of(touch.path)
        if channel and "*" not in channel and channel not in own and channel not in seen and not suffix_kind(channel):
            seen.add(channel)
            yield channel
