"""What a script's accesses mean against its contract: which of them break it, and what it never does.

Pure functions over a contract and the facts of a script; rules only choose among their answers and word them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import Enum

from sm_lint.contracts.cover import (
    all_channels,
    channels,
    may_be_declared,
    may_touch,
    places_are_known,
    variable,
)
from sm_lint.contracts.model import Contract, Output
from sm_lint.contracts.paths import is_above, is_under, may_be_under
from sm_lint.flow.facts import (
    AccessMode,
    EnvRead,
    EnvWrite,
    Fact,
    ImportFact,
    PathAccess,
    PathPassed,
    ScriptFacts,
    Unresolved,
)
from sm_lint.patterns import regex
from sm_lint.sagemaker.environment import (
    CHANNEL_PREFIX,
    channel_of_variable,
    channel_variable,
    is_platform_variable,
)
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.libraries import sets_variables
from sm_lint.sagemaker.paths import (
    channel_of,
    is_container_path,
    is_variant_of_channel,
    places,
    platform_place,
    root,
)

OPENERS = frozenset(
    {
        "open",
        "builtins.open",
        "io.open",
        "gzip.open",
        "bz2.open",
        "lzma.open",
        "tarfile.open",
        "tarfile.TarFile",
        "zipfile.ZipFile",
        "pathlib.Path.open",
        "pathlib.Path.write_text",
        "pathlib.Path.write_bytes",
        "pathlib.Path.touch",
        "joblib.dump",
        "torch.save",
        "numpy.save",
        "numpy.savez",
        "numpy.savetxt",
        "matplotlib.pyplot.savefig",
        "logging.FileHandler",
    }
)
"""Calls that open one file whatever its name: a path without a suffix is certainly meant as a file there."""


class Confidence(Enum):
    """How certain a finding is."""

    CERTAIN = "certain"
    LIKELY = "likely"


def confidence(access: PathAccess, contract: Contract) -> Confidence | None:
    """How much may be made of an access: None where it must not be held against the script.

    Code that nothing calls, and accesses inside a probe or a handler are not reported. A value that rests on a
    default counts only where the contract lists all that is passed; it stays likely where a caller may pass another.
    """
    if not access.reached or access.guarded:
        return None
    if access.assumed and (contract.open_arguments or contract.open_environment):
        return None
    if access.conditional or (access.assumed and contract.origin == "toml"):
        return Confidence.LIKELY
    return Confidence.CERTAIN


Covered = Callable[[PathAccess], bool]


class AccessChecker:
    """Weighs the accesses of one mode against what covers them.

    Of a value with alternatives all must be uncovered, and all must be known, before one is held against the script.
    """

    def __init__(self, facts: ScriptFacts, contract: Contract, mode: AccessMode, covered: Covered) -> None:
        self._contract = contract
        self._mode = mode
        self._covered = covered
        self._excused = {_call(fact) for fact in facts.all(Unresolved) if fact.subject == "path"}
        for access in facts.all(PathAccess):
            if access.mode == mode and not access.exact and self._uncovered(access) is None:
                self._excused.add(_call(access))

    def check(self, access: PathAccess) -> Confidence | None:
        """How much the access weighs, None where it is in order or not certain."""
        if access.mode != self._mode or (not access.exact and _call(access) in self._excused):
            return None
        return self._uncovered(access)

    def _uncovered(self, access: PathAccess) -> Confidence | None:
        if not is_container_path(access.path):
            return None
        found = confidence(access, self._contract)
        return None if found is None or self._covered(access) else found


def _call(fact: Fact) -> tuple[int, int]:
    return id(fact.node), id(fact.site.node)


# -- reads ------------------------------------------------------------------------------------------------------------


def read_checker(
    facts: ScriptFacts, contract: Contract, job: JobKind | None, unmade: Collection[str] = ()
) -> AccessChecker | None:
    """Weighs reads of what is neither declared nor provided by the platform nor made by the script.

    None where the contract is too incomplete for a finding.

    Args:
        facts: of the script.
        contract: what the script is held to.
        job: the kind of job it runs in.
        unmade: places of the platform that the launch does not make.
    """
    if contract.open_inputs or not places_are_known(contract):
        return None
    made = Made(facts)

    def covered(access: PathAccess) -> bool:
        return (
            may_be_declared(access.path, contract)
            or may_be_platform(access.path, job, "read", unmade)
            or (job in ("training", None) and is_channel_path(access.path))
            or made.before(access)
        )

    return AccessChecker(facts, contract, "read", covered)


def may_be_platform(path: str, job: JobKind | None, mode: AccessMode, unmade: Collection[str] = ()) -> bool:
    """Whether `path`, with its holes, may be or contain a place that the platform provides and that is not `unmade`."""
    place = platform_place(path, job, mode)
    if place is not None:
        return place.path not in unmade
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

        Code whose position does not determine when it runs counts as running before.
        """
        now = self._order[id(access)]
        return any(
            moment < now and (may_be_under(access.path, path) or may_be_under(path, access.path))
            for moment, path in self._made
        )


# -- writes -----------------------------------------------------------------------------------------------------------


def write_checker(facts: ScriptFacts, contract: Contract, job: JobKind | None) -> AccessChecker | None:
    """Weighs writes to what no output collects and the script does nothing more with.

    None where too little is known of the contract or the script for a finding.
    """
    if contract.open_outputs or contract.delegates or not places_are_known(contract) or not facts.complete("path"):
        return None
    used = list(_uses(facts))

    def covered(access: PathAccess) -> bool:
        return (
            (access.creates and not saves_results(access))
            or fetches(access)
            or may_be_declared(access.path, contract)
            or may_be_platform(access.path, job, "write")
            or (job in ("training", None) and is_channel_path(access.path))
            or any(may_touch(access.path, path) or may_be_under(path, access.path) for path in used)
        )

    return AccessChecker(facts, contract, "write", covered)


def saves_results(access: PathAccess) -> bool:
    """Whether a call that makes a directory fills it with something new, as opposed to preparing, copying or unpacking."""
    return _SAVING.match(access.via.rpartition(".")[2]) is not None


_SAVING = regex(r"(save|to_|write_|export|dump|serialize)")


def fetches(access: PathAccess) -> bool:
    """Whether a call writes a copy of what is kept elsewhere, such as an object of S3, which the end of the job does not lose."""
    return _FETCHING.fullmatch(access.via.rpartition(".")[2]) is not None


_FETCHING = regex(r"(?:\w+_)?download(?:_\w+)?|urlretrieve")


def _uses(facts: ScriptFacts) -> Iterator[str]:
    for fact in facts.facts:
        if isinstance(fact, PathPassed) or (isinstance(fact, PathAccess) and fact.mode in ("read", "delete")):
            yield fact.path


def opened_output(access: PathAccess, contract: Contract) -> tuple[Output, Confidence] | None:
    """The output whose very path an access opens as a file, where SageMaker has made a directory."""
    if access.mode != "write" or not access.exact or not _opens_a_file(access):
        return None
    output = next((entry for entry in contract.outputs if entry.path == access.path), None)
    found = confidence(access, contract)
    if output is None or found is None or suffix_kind(access.path) == "directory":
        return None
    return output, found


def _opens_a_file(access: PathAccess) -> bool:
    """Whether the access fails on a directory: one that fills, copies or moves into it does not."""
    if access.creates or access.directory:
        return False
    if suffix_kind(access.path) == "file":
        return not access.via.startswith("shutil.")
    return access.via in OPENERS


# -- channels ---------------------------------------------------------------------------------------------------------


def channel_reads(facts: ScriptFacts, contract: Contract) -> Iterator[tuple[str, PathAccess, Confidence]]:
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

    judge = AccessChecker(facts, contract, "read", covered)
    for access in facts.all(PathAccess):
        name, found = channel_of(access.path), judge.check(access)
        if name is not None and found is not None:
            yield name, access, found


def required_channels(facts: ScriptFacts, contract: Contract) -> Iterator[tuple[str, EnvRead, Confidence]]:
    """Variables of channels that are not declared and without which the script raises, with the channel's name."""
    if contract.open_inputs or all_channels(contract):
        return
    known = channels(contract)
    written = {fact.name for fact in facts.all(EnvWrite)}
    for read in facts.all(EnvRead):
        if not read.required or not read.reached or read.guarded or "*" in read.name or read.name in written:
            continue
        channel = channel_of_variable(read.name, known)
        if channel is None or channel in known or variable(read.name, contract) is not None:
            continue
        if not may_be_platform(f"{root('channels')}/{channel}", "training", "read"):
            yield channel, read, Confidence.LIKELY if read.conditional else Confidence.CERTAIN


# -- the environment --------------------------------------------------------------------------------------------------


def undeclared_variables(
    facts: ScriptFacts, contract: Contract, ignored: Callable[[str], bool]
) -> Iterator[tuple[EnvRead, bool]]:
    """Variables that are read and that nothing is known to set, each where it is first read.

    The second part is True where the script fails without the variable. Of a job definition only those are given: a default in
    the script is there so that the job need not set it. A package that sets variables from a file may set any of them.
    """
    if contract.open_environment or any(sets_variables(fact.module) for fact in facts.all(ImportFact)):
        return
    written = {fact.name for fact in facts.all(EnvWrite)}
    reads: dict[str, list[EnvRead]] = {}
    for read in facts.all(EnvRead):
        if read.reached and not read.probe and read.name not in written:
            reads.setdefault(read.name, []).append(read)
    for name, found in reads.items():
        needed = [read for read in found if read.required and not read.guarded and not read.conditional]
        if contract.origin == "job" and not needed:
            continue
        if not _is_known(name, contract) and not ignored(name):
            yield (needed or found)[0], bool(needed)


def _is_known(name: str, contract: Contract) -> bool:
    """Whether a variable is declared or set by the platform for some kind of job, or its name is too vague to be judged.

    What the platform sets only in another kind of job is another rule's matter.
    """
    if "*" in name and (name.index("*") < len(name) - 1 or len(name) < _MIN_GLOB):
        return True
    if name.startswith(CHANNEL_PREFIX) or is_platform_variable(name, None):
        return True
    return variable(name, contract) is not None


_MIN_GLOB = 4
"""Length of the shortest glob that is specific enough to match names by, such as ``AB_*``."""
