"""What a script never does although its contract requires it; this needs complete facts.

Pure functions over a contract and the facts of a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from sm_lint.contracts.cover import channel_variables, input_path, nearest_path
from sm_lint.contracts.model import Contract, Input, Output, Variable
from sm_lint.contracts.paths import is_above, is_under, may_be_under
from sm_lint.diagnostics.finding import Severity
from sm_lint.flow.facts import EnvRead, ImportFact, ParseCall, PathAccess, PathPassed, ScriptFacts
from sm_lint.judgement.contract.training_environment import may_look_up
from sm_lint.sagemaker.formats import suffix_kind
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.libraries import is_heedless
from sm_lint.sagemaker.paths import channel_of, is_variant_of_channel, platform_place
from sm_lint.spelling import suggest

CODE_MOUNTS = frozenset(
    {
        "code",
        "src",
        "source",
        "lib",
        "libs",
        "packages",
        "modules",
        "dependencies",
        "requirements",
        "wheels",
        "script",
        "scripts",
    }
)
"""Last segments of mounts that are imported from or installed, which leaves no access behind: `code`, `python_packages`."""


def may_be_judged(facts: ScriptFacts, contract: Contract) -> bool:
    """Whether the absence of an access can be concluded for a script.

    It cannot for a script that is not fully understood or that delegates its work, nor for a file that is empty or that
    defines the job itself: that the wrong script is named is a finding of its own, which explains what is missing.
    """
    if contract.delegates or not facts.complete("path") or not facts.module.tree.body:
        return False
    if _gets_paths_unseen(facts, contract):
        return False
    return contract.origin != "job" or contract.place.path != facts.module.path


def _gets_paths_unseen(facts: ScriptFacts, contract: Contract) -> bool:
    """Whether container paths are passed as arguments to a script whose command line somebody else parses, or may."""
    known = facts.complete("argument")
    if known and next(facts.all(ParseCall), None) is not None:
        return False
    if known and all(fact.resolved is not None or is_heedless(fact.module) for fact in facts.all(ImportFact)):
        return False
    return any(argument.value is not None and argument.value.startswith("/opt/ml/") for argument in contract.arguments)


def unused_inputs(facts: ScriptFacts, contract: Contract, job: JobKind | None) -> Iterator[Input]:
    """Declared inputs that the script certainly never looks at."""
    if not may_be_judged(facts, contract):
        return
    touched = list(_touched(facts))
    read = frozenset(fact.name for fact in facts.all(EnvRead))
    if may_look_up(facts, "channel_input_dirs", "input_data_config", "input_dir"):
        return
    for entry in contract.inputs:
        path = input_path(entry, contract)
        if path is None or entry.source == "bundled" or _is_used_unseen(path, contract, job):
            continue
        if read & channel_variables(entry, contract) or read & _VARIABLES_OF_ALL_CHANNELS:
            continue
        if any(may_be_under(found, path) or (whole and is_above(found, path)) for found, whole in touched):
            continue
        if not any(is_variant_of_channel(channel_of(found) or "", entry.name) for found, _ in touched):
            yield entry


def misplaced_input(access: PathAccess, unused: Sequence[Input], contract: Contract) -> Input | None:
    """The input that a read was meant for: of those that are not used, the one whose path differs by one segment that is
    misspelled; None where none is close."""
    by_path = {path: entry for entry in unused if (path := input_path(entry, contract)) is not None}
    nearest = nearest_path(access.path, by_path)
    return by_path[nearest] if nearest is not None else None


def meant_channels(unread: Sequence[str], unused: Sequence[Input]) -> dict[str, Input]:
    """The inputs that a script means by channels that are not declared: of a similar name, or the only two that are left.

    Args:
        unread: names of the channels that are read and not declared.
        unused: the inputs that are declared and not used.
    """
    by_name = {entry.name: entry for entry in unused}
    names = list(dict.fromkeys(unread))
    if len(names) == len(by_name) == 1:
        return dict(zip(names, by_name.values()))
    found: dict[str, Input] = {}
    for name in names:
        close = suggest(name, by_name)
        if close is not None:
            found[name] = by_name.pop(close)
    return found


def unused_input_severity(contract: Contract, entry: Input) -> Severity:
    """How bad it is that an input is not used."""
    if not entry.required:
        return Severity.INFO
    return Severity.WARNING if contract.origin == "job" else Severity.ERROR


_VARIABLES_OF_ALL_CHANNELS = frozenset({"SM_CHANNELS", "SM_INPUT_DATA_CONFIG"})


def _touched(facts: ScriptFacts) -> Iterator[tuple[str, bool]]:
    """Paths that something is done with, and whether that reaches what lies below them."""
    for fact in _telling(facts):
        if isinstance(fact, PathPassed):
            yield _rooted(fact.path), True
        elif not is_mkdir(fact):
            yield _rooted(fact.path), fact.mode == "read" or (fact.mode == "write" and fact.creates)


def _rooted(path: str) -> str:
    """A path that lacks its leading slash is looked up in the working directory, which may well be the root."""
    return f"/{path}" if path.startswith("opt/ml/") else path


def _telling(facts: ScriptFacts) -> Iterator[PathAccess | PathPassed]:
    """What is done with paths, save by functions that nothing calls with paths of which not even the head is known."""
    for fact in facts.facts:
        if isinstance(fact, PathAccess | PathPassed) and (fact.reached or fact.path.startswith("/")):
            yield fact


def _is_used_unseen(path: str, contract: Contract, job: JobKind | None) -> bool:
    """Whether an input is used by something other than the script's own accesses: the platform, the import system."""
    if platform_place(path, job, "read") is not None:
        return True
    return contract.origin == "job" and re.split(r"[-_]", path.rpartition("/")[2])[-1] in CODE_MOUNTS


def unwritten_outputs(facts: ScriptFacts, contract: Contract) -> Iterator[Output]:
    """Declared outputs that the script certainly never writes to.

    What every job of a kind collects, such as the model directory, was not asked for by a job definition and is passed over.
    """
    if not may_be_judged(facts, contract):
        return
    written = list(_written(facts))
    for entry in contract.outputs:
        if entry.path is None or (contract.origin == "job" and platform_place(entry.path, contract.job, "write")):
            continue
        if not any(
            may_be_under(found, entry.path) or (whole and is_above(found, entry.path)) for found, whole in written
        ):
            yield entry


def misplaced_output(access: PathAccess, unwritten: Sequence[Output]) -> Output | None:
    """The output that a write was meant for: of those that are never written, the one whose path differs by one segment
    that is misspelled; None where none is close."""
    nearest = nearest_path(access.path, [entry.path for entry in unwritten if entry.path is not None])
    return next((entry for entry in unwritten if entry.path == nearest), None) if nearest is not None else None


def empty_output_severity(facts: ScriptFacts, contract: Contract, output: Output) -> Severity:
    """How bad it is that an output stays empty."""
    if not output.required:
        return Severity.INFO
    return Severity.WARNING if contract.origin == "job" and uploads_itself(facts) else Severity.ERROR


def uploads_itself(facts: ScriptFacts) -> bool:
    """Whether the script puts files into S3 itself, perhaps those that an output was meant for."""
    return any(access.uploads and access.reached for access in facts.all(PathAccess))


def unwritten_files(facts: ScriptFacts, contract: Contract) -> Iterator[tuple[Output, str]]:
    """Files that an output is declared to hold and that the script certainly never writes, though it writes others."""
    if not may_be_judged(facts, contract):
        return
    written = list(_written(facts))
    for entry in contract.outputs:
        below = [found for found, _ in written if entry.path is not None and may_be_under(found, entry.path)]
        if entry.path is None or not below or any(tree and may_be_under(entry.path, found) for found, tree in written):
            continue
        for name in entry.files:
            wanted = f"{entry.path}/{name}"
            if not any(may_be_under(found, wanted) or may_be_under(wanted, found) for found in below):
                yield entry, name


def _written(facts: ScriptFacts) -> Iterator[tuple[str, bool]]:
    """Paths that something is put at, and whether that may fill what lies below them."""
    for fact in _telling(facts):
        if isinstance(fact, PathPassed):
            yield _rooted(fact.path), True
        elif fact.mode == "write" and not is_mkdir(fact):
            yield _rooted(fact.path), fact.creates or fact.directory


def suffixed_outputs(facts: ScriptFacts, contract: Contract) -> Iterator[Output]:
    """Outputs that are named like a file and that the script does not use as a directory."""
    for entry in contract.outputs:
        if entry.path is None or suffix_kind(entry.path) != "file":
            continue
        if not any(found != entry.path and is_under(found, entry.path) for found, _ in _touched(facts)):
            yield entry


def is_mkdir(access: PathAccess) -> bool:
    """Whether the access makes an empty directory, as opposed to a tree that holds something."""
    return access.creates and access.via.rpartition(".")[2].lower() in ("mkdir", "makedirs")


def unread_variables(facts: ScriptFacts, contract: Contract) -> Iterator[Variable]:
    """Required variables that the script certainly never reads, be it by a scan or under a computed name."""
    if contract.delegates or not facts.complete("environment"):
        return
    read = [fact.name for fact in facts.all(EnvRead)]
    for entry in contract.environment:
        if entry.required and "*" not in entry.name and not any(fnmatchcase(entry.name, name) for name in read):
            yield entry
