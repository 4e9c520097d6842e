"""What a script's accesses mean against its contract: which of them accuse it, and what it never does.

Pure functions over a contract and the facts of a script; rules only choose among their answers and word them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from fnmatch import fnmatchcase

from sm_lint.contracts.cover import (
    channel_variables,
    channels,
    input_path,
    may_be_declared,
    may_touch,
    places_are_known,
)
from sm_lint.contracts.model import Contract, Input, JobKind, Output
from sm_lint.contracts.paths import is_above, is_under, may_be_under
from sm_lint.flow.facts import (
    AccessMode,
    EnvRead,
    Fact,
    PathAccess,
    PathPassed,
    ScriptFacts,
    Unresolved,
)
from sm_lint.sagemaker.environment import channel_variable
from sm_lint.sagemaker.paths import (
    channel_of,
    is_container_path,
    is_variant_of_channel,
    places,
    platform_place,
    root,
)

CODE_MOUNTS = frozenset(
    {"code", "src", "source", "lib", "libs", "packages", "modules", "dependencies", "requirements", "wheels", "scripts"}
)
"""Last segments of mounts that are imported from or installed, which leaves no access behind."""


class Weight(Enum):
    """How sure an accusation is."""

    CERTAIN = "certain"
    LIKELY = "likely"


def weight(access: PathAccess, contract: Contract) -> Weight | None:
    """How much may be made of an access: None where it must not be held against the script.

    Code that nothing calls, and accesses that a probe or a handler stands around, accuse nobody. A value that rests on a
    default counts only where the contract lists all that is passed; it stays likely where a caller may pass another.
    """
    if not access.reached or access.guarded:
        return None
    if access.assumed and (contract.open_arguments or contract.open_environment):
        return None
    if access.conditional or (access.assumed and contract.origin == "toml"):
        return Weight.LIKELY
    return Weight.CERTAIN


def offending(
    facts: ScriptFacts, contract: Contract, mode: AccessMode, covered: Callable[[PathAccess], bool]
) -> Iterator[tuple[PathAccess, Weight]]:
    """Accesses of a mode to container paths that nothing covers.

    Of a value with alternatives all must be uncovered, and all must be known.
    """
    accesses = [access for access in facts.all(PathAccess) if access.mode == mode]
    innocent = {_call(access) for access in accesses if not access.exact and not _accused(access, contract, covered)}
    innocent.update(_call(fact) for fact in facts.all(Unresolved) if fact.subject == "path")
    for access in accesses:
        if (access.exact or _call(access) not in innocent) and _accused(access, contract, covered):
            found = weight(access, contract)
            if found is not None:
                yield access, found


def _accused(access: PathAccess, contract: Contract, covered: Callable[[PathAccess], bool]) -> bool:
    return is_container_path(access.path) and weight(access, contract) is not None and not covered(access)


def _call(fact: Fact) -> tuple[int, int]:
    return id(fact.node), id(fact.site.node)


# -- reads ------------------------------------------------------------------------------------------------------------


def unknown_reads(facts: ScriptFacts, contract: Contract, job: JobKind | None) -> Iterator[tuple[PathAccess, Weight]]:
    """Reads of container paths that are neither declared nor provided by the platform nor made by the script."""
    if contract.open_inputs or not places_are_known(contract):
        return
    made = Made(facts)

    def covered(access: PathAccess) -> bool:
        return (
            may_be_declared(access.path, contract)
            or may_be_platform(access.path, job, "read")
            or (job in ("training", None) and is_channel_path(access.path))
            or made.before(access)
        )

    yield from offending(facts, contract, "read", covered)


def may_be_platform(path: str, job: JobKind | None, mode: AccessMode) -> bool:
    """Could `path`, with its holes, be a place that the platform provides, or hold one?"""
    if platform_place(path, job, mode) is not None:
        return True
    return any(
        is_above(path, entry.path) or (entry.covers != "directory" and "*" in path and may_be_under(path, entry.path))
        for entry in places(job, mode)
    )


def is_channel_path(path: str) -> bool:
    """Whether `path` lies in the directory of some channel; which channels there are is another question."""
    return path != root("channels") and is_under(path, root("channels"))


class Made:
    """Paths that the script brings into being, or has others bring into being, by when."""

    def __init__(self, facts: ScriptFacts) -> None:
        self._order = {id(fact): index for index, fact in enumerate(facts.facts)}
        self._made: list[tuple[int, str]] = []
        for index, fact in enumerate(facts.facts):
            if isinstance(fact, PathPassed) or (isinstance(fact, PathAccess) and fact.mode == "write"):
                moment = index if fact.reached and not fact.conditional else -1
                self._made.append((moment, fact.path))

    def before(self, access: PathAccess) -> bool:
        """Whether something is written at, above or below the path before this access.

        Code that may run at another time than its place says counts as running before.
        """
        now = self._order[id(access)]
        return any(
            moment < now and (may_be_under(access.path, path) or may_be_under(path, access.path))
            for moment, path in self._made
        )


# -- writes -----------------------------------------------------------------------------------------------------------


def lost_writes(facts: ScriptFacts, contract: Contract, job: JobKind | None) -> Iterator[tuple[PathAccess, Weight]]:
    """Writes to container paths that nobody collects and that the script does nothing more with."""
    if contract.open_outputs or contract.delegates or not places_are_known(contract) or not facts.complete("path"):
        return
    used = list(_uses(facts))

    def covered(access: PathAccess) -> bool:
        return (
            access.creates
            or may_be_declared(access.path, contract)
            or may_be_platform(access.path, job, "write")
            or (job in ("training", None) and is_channel_path(access.path))
            or any(may_touch(access.path, path) or may_be_under(path, access.path) for path in used)
        )

    yield from offending(facts, contract, "write", covered)


def _uses(facts: ScriptFacts) -> Iterator[str]:
    for fact in facts.facts:
        if isinstance(fact, PathPassed) or (isinstance(fact, PathAccess) and fact.mode in ("read", "delete")):
            yield fact.path


def is_mkdir(access: PathAccess) -> bool:
    """Whether the access makes an empty directory, as opposed to a tree that holds something."""
    return access.creates and access.via.rpartition(".")[2] in ("mkdir", "makedirs")


# -- what is never done -----------------------------------------------------------------------------------------------


def unused_inputs(facts: ScriptFacts, contract: Contract, job: JobKind | None) -> Iterator[Input]:
    """Declared inputs that the script certainly never looks at."""
    if contract.delegates or not facts.complete("path"):
        return
    touched = list(_touched(facts))
    read = frozenset(fact.name for fact in facts.all(EnvRead))
    for entry in contract.inputs:
        path = input_path(entry, contract)
        if path is None or entry.source == "bundled" or _is_used_unseen(path, contract, job):
            continue
        if read & channel_variables(entry, contract) or read & _VARIABLES_OF_ALL_CHANNELS:
            continue
        if not any(may_be_under(found, path) or (whole and is_above(found, path)) for found, whole in touched):
            yield entry


_VARIABLES_OF_ALL_CHANNELS = frozenset({"SM_CHANNELS", "SM_INPUT_DATA_CONFIG", "SM_TRAINING_ENV"})


def _touched(facts: ScriptFacts) -> Iterator[tuple[str, bool]]:
    """Paths that something is done with, and whether that reaches what lies below them."""
    for fact in facts.facts:
        if isinstance(fact, PathPassed):
            yield fact.path, True
        elif isinstance(fact, PathAccess) and not is_mkdir(fact):
            yield fact.path, fact.mode == "read" or (fact.mode == "write" and fact.creates)


def _is_used_unseen(path: str, contract: Contract, job: JobKind | None) -> bool:
    """Whether an input is used by something other than the script's own accesses: the platform, the import system."""
    if platform_place(path, job, "read") is not None:
        return True
    return contract.origin == "job" and path.rpartition("/")[2] in CODE_MOUNTS


def unwritten_outputs(facts: ScriptFacts, contract: Contract) -> Iterator[Output]:
    """Declared outputs that the script certainly never writes to.

    What every job of a kind collects, such as the model directory, was not asked for by a job definition and is passed over.
    """
    if contract.delegates or not facts.complete("path"):
        return
    written = list(_written(facts))
    for entry in contract.outputs:
        if entry.path is None or (contract.origin == "job" and platform_place(entry.path, contract.job, "write")):
            continue
        if not any(
            may_be_under(found, entry.path) or (whole and is_above(found, entry.path)) for found, whole in written
        ):
            yield entry


def unwritten_files(facts: ScriptFacts, contract: Contract) -> Iterator[tuple[Output, str]]:
    """Files that an output is declared to hold and that the script certainly never writes, though it writes others."""
    if contract.delegates or not facts.complete("path"):
        return
    written = list(_written(facts))
    for entry in contract.outputs:
        below = [found for found, _ in written if entry.path is not None and may_be_under(found, entry.path)]
        whole = any(tree and (found == entry.path or may_touch(found, entry.path or "")) for found, tree in written)
        if entry.path is None or not below or whole:
            continue
        for name in entry.files:
            wanted = f"{entry.path}/{name}"
            if not any(may_be_under(found, wanted) or may_be_under(wanted, found) for found in below):
                yield entry, name


def _written(facts: ScriptFacts) -> Iterator[tuple[str, bool]]:
    """Paths that something is put at, and whether that may fill what lies below them."""
    for fact in facts.facts:
        if isinstance(fact, PathPassed):
            yield fact.path, True
        elif isinstance(fact, PathAccess) and fact.mode == "write" and not is_mkdir(fact):
            yield fact.path, fact.creates or fact.directory


# -- channels ---------------------------------------------------------------------------------------------------------


def channel_reads(facts: ScriptFacts, contract: Contract) -> Iterator[tuple[str, PathAccess, Weight]]:
    """Reads in the directories of channels that are not declared, with the channel's name."""
    if contract.open_inputs:
        return
    known = channels(contract)
    defaulted = {fact.name for fact in facts.all(EnvRead) if fact.has_default or fact.probe or fact.guarded}
    made = Made(facts)

    def covered(access: PathAccess) -> bool:
        name = channel_of(access.path)
        return (
            name is None
            or "*" in name
            or any(name == channel or is_variant_of_channel(name, channel) for channel in known)
            or channel_variable(name) in defaulted
            or may_be_declared(access.path, contract)
            or may_be_platform(access.path, "training", "read")
            or made.before(access)
        )

    for access, found in offending(facts, contract, "read", covered):
        name = channel_of(access.path)
        if name is not None:
            yield name, access, found


# -- the environment --------------------------------------------------------------------------------------------------


def is_read(name: str, reads: Iterable[EnvRead]) -> bool:
    """Whether a variable is read, be it by a scan or under a computed name; reached or not."""
    return any(fact.name == name or ("*" in fact.name and fnmatchcase(name, fact.name)) for fact in reads)
