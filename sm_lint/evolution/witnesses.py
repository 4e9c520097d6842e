"""What a change breaks: a launch of the compared tree, or else a small one that is made up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from sm_lint.config.node import shorten
from sm_lint.contracts.cover import variable
from sm_lint.contracts.model import Argument, Contract, Input, Requirement, argument_name
from sm_lint.evolution.examples import made_up
from sm_lint.evolution.frameworks import version_in
from sm_lint.evolution.model import Change, ContractDiff, Part, Witness
from sm_lint.evolution.places import placed_inputs
from sm_lint.jobs.definition.model import Job
from sm_lint.judgement.contract.sources import refused_sources
from sm_lint.syntax.span import Place

_READERS = {"int": int, "float": float}
Finder = Callable[[Change, Job], Witness | None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the compared tree holds around a contract.

    Attributes:
        jobs: the jobs that launch its script.
        reads: what the script itself reads, writes and takes, as far as that is known.
        others: the other contracts of the tree.
    """

    jobs: Sequence[Job] = ()
    reads: Contract | None = None
    others: Sequence[Contract] = field(default=())


def with_witnesses(diff: ContractDiff, around: Surroundings) -> ContractDiff:
    """The changes, each that may break something with a witness."""
    return replace(diff, changes=tuple(_with_witness(change, diff, around) for change in diff.changes))


def _with_witness(change: Change, diff: ContractDiff, around: Surroundings) -> Change:
    if change.kind.severity == "info":
        return change
    if diff.origin == "job":
        return _with_reader(change, diff, around.reads)
    finder = _FINDERS.get(change.kind.name)
    found = next((it for job in around.jobs if finder is not None and (it := finder(change, job)) is not None), None)
    if found is None:
        found = _user(change, diff, around.others)
    return replace(change, witness=found or made_up(change, diff.new or diff.old))


def _user(change: Change, diff: ContractDiff, others: Iterable[Contract]) -> Witness | None:
    """A contract that uses a changed one by its version."""
    if change.kind.name not in ("contract-removed", "contract-renamed", "version-lowered", "version-dropped"):
        return None
    id = change.before if change.kind.name == "contract-renamed" else diff.id
    for other in others:
        for used in other.uses:
            if used.id == id:
                return Witness(f"contract `{shorten(other.id)}` uses it in versions `{used.versions}`", used.place)
    return None


def _with_reader(change: Change, diff: ContractDiff, reads: Contract | None) -> Change:
    """A change of a launch with the place where the script needs what it no longer gives."""
    if reads is None:
        return replace(change, witness=made_up(change, diff.new or diff.old))
    place, required, known = _need(change, reads)
    if place is not None:
        text = f"the script {_VERBS[change.kind.name]} it" if change.kind.name in _VERBS else "the script uses it"
        doubt = "" if required else "the script has a default for it"
        return replace(change, doubt=change.doubt or doubt, witness=Witness(text, place))
    doubt = "the script does not seem to use it" if known else "not all of what the script uses is known"
    return replace(change, doubt=change.doubt or doubt, witness=made_up(change, diff.new or diff.old))


_VERBS = {
    "launch-mounts-less": "reads",
    "launch-mounts-elsewhere": "reads",
    "launch-uploads-less": "writes",
    "launch-uploads-elsewhere": "writes",
    "launch-sets-less": "reads",
    "launch-passes-less": "takes",
    "launch-value-changed": "takes",
}


def _need(change: Change, reads: Contract) -> tuple[Place | None, bool, bool]:
    """Where the script uses what a launch gave, whether it does without, and whether all of its uses are known."""
    kind = change.kind.name
    if kind.startswith("launch-mounts"):
        found = [item for item in placed_inputs(reads) if _overlap(item.path, change.before)]
        return (found[0].place, found[0].required, True) if found else (None, False, not reads.open_inputs)
    if kind.startswith("launch-uploads"):
        outputs = [item for item in reads.outputs if _overlap(item.path, change.before)]
        return (outputs[0].place, True, True) if outputs else (None, False, not reads.open_outputs)
    if isinstance(change.old, Argument):
        argument = next((item for item in reads.arguments if item.name == argument_name(change.name)), None)
        if argument is None:
            return None, False, not reads.open_arguments
        return argument.place, argument.required, True
    entry = variable(change.name, reads)
    return (entry.place, entry.required, True) if entry is not None else (None, False, not reads.open_environment)


def _overlap(one: str | None, other: str) -> bool:
    if one is None or not other:
        return False
    return one == other or one.startswith(other.rstrip("/") + "/") or other.startswith(one.rstrip("/") + "/")


# -- launches of a script that a contract speaks of ---------------------------------------------------------------------


def _sets_not(change: Change, job: Job) -> Witness | None:
    given = job.contract
    if given.open_environment or variable(change.name, given) is not None:
        return None
    place = job.environment.place if job.environment is not None else job.place
    return Witness(f"{job.label} does not set `{shorten(change.name)}`", place)


def _sets(change: Change, job: Job) -> Witness | None:
    name = change.before if change.kind.name == "variable-renamed" else change.name
    entry = next((item for item in job.contract.environment if fnmatchcase(item.name, name)), None)
    return Witness(f"{job.label} sets `{shorten(entry.name)}`", entry.place) if entry is not None else None


def _passed(name: str, job: Job) -> Argument | None:
    return next((item for item in job.contract.arguments if item.name == argument_name(name)), None)


def _passes_not(change: Change, job: Job) -> Witness | None:
    if job.contract.open_arguments or _passed(change.name, job) is not None:
        return None
    given = job.arguments or job.hyperparameters
    place = given.place if given is not None else job.place
    return Witness(f"{job.label} does not pass `--{shorten(change.name)}`", place)


def _passes(change: Change, job: Job) -> Witness | None:
    found = _passed(change.before if change.kind.name == "argument-renamed" else change.name, job)
    return Witness(f"{job.label} passes `--{shorten(found.spelling)}`", found.place) if found is not None else None


def _passes_spelling(change: Change, job: Job) -> Witness | None:
    found = _passed(change.before, job)
    if found is None or found.spelling != change.before:
        return None
    return Witness(f"{job.label} passes `--{shorten(found.spelling)}`", found.place)


def _passes_value(change: Change, job: Job) -> Witness | None:
    found = _passed(change.name, job)
    if found is None or found.value is None or not isinstance(change.new, Argument):
        return None
    if change.kind.name == "choices-narrowed":
        refused = found.value not in change.new.choices
    else:
        refused = _is_refused(found.value, change.new.type)
    text = f"{job.label} passes `--{shorten(found.spelling)} {shorten(found.value)}`"
    return Witness(text, found.place) if refused else None


def _is_refused(value: str, type_name: str | None) -> bool:
    reader = _READERS.get(type_name or "")
    try:
        return reader is not None and reader(value) is None
    except ValueError:
        return True


def _mounts_not(change: Change, job: Job) -> Witness | None:
    path = change.new.path if isinstance(change.new, Input) else None
    given = job.contract
    if path is None or given.open_inputs or any(_overlap(item.path, path) for item in placed_inputs(given)):
        return None
    return Witness(f"{job.label} mounts nothing at `{shorten(path)}`", job.place)


def _mounts(change: Change, job: Job) -> Witness | None:
    path = change.old.path if isinstance(change.old, Input) else None
    found = next((item for item in placed_inputs(job.contract) if path is not None and item.path == path), None)
    return Witness(f"{job.label} mounts `{shorten(path or '')}`", found.place) if found is not None else None


def _names_input(change: Change, job: Job) -> Witness | None:
    return _names(job.contract.inputs, change.before, job)


def _names_output(change: Change, job: Job) -> Witness | None:
    return _names(job.contract.outputs, change.before, job)


def _names(items: Iterable[object], name: str, job: Job) -> Witness | None:
    found = next((item for item in items if getattr(item, "name", None) == name), None)
    place = getattr(found, "place", None)
    return Witness(f"{job.label} calls it `{shorten(name)}`", place) if isinstance(place, Place) else None


def _has_channel(change: Change, job: Job) -> Witness | None:
    return _names(job.contract.inputs, change.before, job) if job.kind == "training" else None


def _lacks_channel(change: Change, job: Job) -> Witness | None:
    if job.kind != "training" or job.contract.open_inputs:
        return None
    if any(item.name == change.after for item in job.contract.inputs):
        return None
    return Witness(f"{job.label} has no channel `{shorten(change.after)}`", job.place)


def _mounts_other_source(change: Change, job: Job) -> Witness | None:
    if not isinstance(change.new, Input):
        return None
    asked = replace(job.contract, inputs=(change.new,), variants=())
    found = next(refused_sources(job, asked), None)
    return Witness(f"{job.label} mounts `{shorten(found.text)}`", found.source.place) if found is not None else None


def _uploads(change: Change, job: Job) -> Witness | None:
    path = getattr(change.old, "path", None)
    found = next((item for item in job.contract.outputs if path is not None and item.path == path), None)
    return Witness(f"{job.label} uploads `{shorten(path or '')}`", found.place) if found is not None else None


def _file_is_read(change: Change, job: Job) -> Witness | None:
    path = getattr(change.old, "path", None)
    found = next((item for item in job.contract.outputs if path is not None and item.path == path), None)
    if found is None or change.before not in found.files:
        return None
    return Witness(f"a later step reads `{shorten(change.before)}` of {job.label}", found.place)


def _is_of_kind(change: Change, job: Job) -> Witness | None:
    return Witness(f"{job.label} is a {job.kind} job", job.place) if job.kind == change.before else None


def _launches(change: Change, job: Job) -> Witness | None:
    script = job.script
    if script is None or os.path.basename(script.written) != os.path.basename(change.name):
        return None
    return Witness(f"{job.label} launches `{shorten(script.written)}`", script.place)


def _any_launch(change: Change, job: Job) -> Witness | None:
    return Witness(f"{job.label} launches the script", job.place)


def _has_other_version(change: Change, job: Job) -> Witness | None:
    found = version_in(job, change.name)
    if found is None or not isinstance(change.new, Requirement) or not change.new.specifier:
        return None
    from packaging.specifiers import SpecifierSet
    from packaging.version import InvalidVersion

    text, place = found
    try:
        fits = SpecifierSet(change.new.specifier).contains(text, prereleases=True)
    except InvalidVersion:
        return None
    # `1.7` of a job stands for any release of 1.7, so only a version outside of them is no match.
    if fits or any(SpecifierSet(change.new.specifier).contains(f"{text}.{patch}") for patch in range(30)):
        return None
    return Witness(f"{job.label} runs with {change.name} {text}", place)


def _uses_reserved(change: Change, job: Job) -> Witness | None:
    given = job.contract
    items: list[Part] = [*given.environment, *given.inputs, *given.outputs, *given.arguments]
    for item in items:
        if change.name in (item.name, getattr(item, "spelling", None), getattr(item, "path", None)):
            return Witness(f"{job.label} uses `{shorten(change.name)}`", item.place)
    return None


_FINDERS: dict[str, Finder] = {
    "contract-removed": _any_launch,
    "entry-point-removed": _launches,
    "job-kind-changed": _is_of_kind,
    "reserved-name-used": _uses_reserved,
    "required-input-added": _mounts_not,
    "input-required": _mounts_not,
    "input-unbundled": _mounts_not,
    "input-bundled": _mounts,
    "input-removed": _mounts,
    "input-moved": _mounts,
    "input-renamed": _names_input,
    "input-kind-changed": _mounts,
    "place-unstated": _mounts,
    "channel-removed": _has_channel,
    "channel-added": _lacks_channel,
    "source-pattern-narrowed": _mounts_other_source,
    "output-removed": _uploads,
    "output-moved": _uploads,
    "output-renamed": _names_output,
    "output-optional": _uploads,
    "output-file-removed": _file_is_read,
    "output-file-renamed": _file_is_read,
    "output-format-changed": _file_is_read,
    "required-variable-added": _sets_not,
    "variable-required": _sets_not,
    "variable-default-changed": _sets_not,
    "variable-default-dropped": _sets_not,
    "variable-removed": _sets,
    "variable-renamed": _sets,
    "required-argument-added": _passes_not,
    "argument-required": _passes_not,
    "argument-default-changed": _passes_not,
    "argument-default-dropped": _passes_not,
    "argument-removed": _passes,
    "argument-renamed": _passes,
    "argument-respelled": _passes_spelling,
    "argument-action-changed": _passes,
    "choices-narrowed": _passes_value,
    "argument-type-changed": _passes_value,
    "requirement-tightened": _has_other_version,
    "requirement-added": _has_other_version,
}
