"""What a test of a script gives to it and expects of it: made from its contract, the jobs that launch it, and its facts."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sm_lint.container.project import Project
from sm_lint.contract_tests.keys import Keys, keys_of
from sm_lint.contract_tests.sample_inputs import Samples
from sm_lint.contract_tests.values import argument_value, is_column, json_value, names_in, variable_value
from sm_lint.contract_tests.variants import JOB_TYPE
from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Argument, Contract
from sm_lint.flow.facts import ArgumentFact, EnvRead, Handler, ScriptFacts
from sm_lint.jobs.definition.contract import plain
from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.patterns import regex
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import platform_place

RUN_KINDS: tuple[JobKind, ...] = ("processing", "training")
"""Kinds of job whose script is run as a program; the others' functions are called by a server."""
_MODEL = "/opt/ml/model"


_SECRET = regex(r"(?i)secret|token|password|passwd|credential|private|api_?key|access_?key")


@dataclass(frozen=True)
class PlannedInput:
    """An input, with its files by relative path; None for an optional one that is left out."""

    name: str
    path: str
    required: bool
    kind: str
    files: object


@dataclass(frozen=True)
class PlannedOutput:
    """An output."""

    name: str
    path: str
    required: bool
    files: tuple[str, ...]


@dataclass
class Plan:
    """Everything that one test file says.

    Attributes:
        contract: the contract.
        script: absolute path of the script.
        source_dir: absolute path of the folder that is shipped; None for the script alone.
        inputs, outputs: what the job mounts.
        variables: variables by name or pattern, with True for required ones.
        environment: those that are set.
        arguments: words of the command line.
        hyperparameters: of a training job.
        launched_by: label of the job whose values are used; empty for none.
    """

    contract: Contract
    script: str
    kind: JobKind
    source_dir: str | None = None
    inputs: list[PlannedInput] = field(default_factory=list)
    outputs: list[PlannedOutput] = field(default_factory=list)
    variables: dict[str, bool] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    arguments: list[str] = field(default_factory=list)
    hyperparameters: dict[str, str] = field(default_factory=dict)
    launched_by: str = ""


def plan(project: Project, script: str, contract: Contract, job_type: str = "") -> Plan | str:
    """The plan for a script under a contract, or the reason why it is not tried out by running it.

    Args:
        project: the project.
        script: absolute path of the script.
        contract: the contract.
        job_type: the type that the job passes; empty where that does not matter. The values of the job that launches the
            script with it are used.

    Raises:
        NotAnalysed: the script cannot be read or parsed.
    """
    analysis = project.analysis(script)
    kind = analysis.kind_under(contract).kind
    if kind is None:
        return "the kind of its job is not known"
    if contract.delegates:
        return _why_not_alone(contract, analysis.launched_by)
    facts = project.facts(script, contract)
    if kind not in RUN_KINDS and not any(fact.reached for fact in facts.all(Handler)):
        return "it is imported, not run, and has none of the inference toolkit's functions, such as `model_fn`"
    jobs = [job for job in analysis.launched_by if job.kind == kind and job.reached]
    job = next((job for job in jobs if job_type and _type_of(job) == job_type), next(iter(jobs), None))
    found = Plan(contract, script, kind, launched_by=job.label if job is not None else "")
    found.source_dir = _shipped(script, kind, job)
    keys = keys_of(module.text for module in (analysis.module, *facts.modules))
    _add_variables(found, contract, job, keys)
    if kind not in RUN_KINDS:
        named = (entry.name for entry in contract.inputs if entry.path and posixpath.normpath(entry.path) == _MODEL)
        found.inputs.append(PlannedInput(next(named, "model"), _MODEL, required=False, kind="dir", files=None))
        return found
    _add_arguments(found, contract, job, facts, job_type)
    _add_mounts(found, contract, facts, keys)
    return found


def _why_not_alone(contract: Contract, jobs: Sequence[Job]) -> str:
    """Why a script that is run by itself would not do what its contract says."""
    if contract.origin != "job":
        return "its contract says that it hands its work to another program (`delegates`)"
    job = next((job for job in jobs if job.contract == contract), None)
    if job is not None and job.script is not None and job.script.likely:
        return f"{job.label} may mean another file of this name: its definition does not say where the script is"
    return "it is not the only program that its job starts"


def _type_of(job: Job) -> str | None:
    return next((item.value for item in job.contract.arguments if item.name == JOB_TYPE), None)


def _shipped(script: str, kind: JobKind, job: Job | None) -> str | None:
    known = job.script if job is not None else None
    if known is not None and known.source_dir is not None:
        return known.source_dir
    if kind == "training" and (known is None or known.ships_siblings):
        return os.path.dirname(script)
    return None


# -- variables and arguments ----------------------------------------------------------------------------------------


def _literals(given: Setting | None) -> dict[str, str]:
    """The fully known values of a mapping."""
    if given is None or given.type != "dict":
        return {}
    values = ((key, plain(item)) for key, item in zip(given.keys, given.items))
    return {key: value for key, value in values if value is not None}


def _add_variables(found: Plan, contract: Contract, job: Job | None, keys: Keys) -> None:
    literals = _literals(job.environment) if job is not None else {}
    hidden = {value for value, _ in job.hidden} if job is not None else set()
    literals = {name: value for name, value in literals.items() if value not in hidden and not _SECRET.search(name)}
    for variable in contract.environment:
        found.variables[variable.name] = variable.required
        if "*" in variable.name:
            continue
        if variable.name in literals:
            found.environment[variable.name] = literals[variable.name]
        elif variable.required:
            known = variable.value
            is_json, number = variable.name in keys.decoded, keys.converted.get(variable.name)
            found.environment[variable.name] = known or variable_value(variable.name, is_json=is_json, kind=number)


def _add_arguments(found: Plan, contract: Contract, job: Job | None, facts: ScriptFacts, job_type: str) -> None:
    defined = {_name(flag): fact for fact in facts.all(ArgumentFact) for flag in fact.flags if flag.startswith("-")}
    from_job = {entry.name: entry for entry in job.contract.arguments} if job is not None else {}
    declared = {entry.name: entry for entry in contract.arguments}
    for name in dict.fromkeys((*declared, *from_job)):
        entry = declared.get(name) or from_job[name]
        launched, fact = from_job.get(name), defined.get(name)
        spelling = _spelling(entry, launched, fact)
        value = launched.value if launched is not None and launched.value is not None else entry.value
        if name == JOB_TYPE and job_type:
            value = job_type
        if value is None and not entry.required and launched is None:
            continue
        if _is_flag(entry, fact):
            if found.kind == "processing":
                found.arguments.append(f"--{spelling}")
            continue
        if value is None:
            choices = entry.choices or (fact.choices if fact is not None else ())
            value = argument_value(name, entry.type or (fact.type if fact is not None else None), choices)
        if found.kind == "training":
            found.hyperparameters[spelling] = value
        else:
            found.arguments += [f"--{spelling}" if len(spelling) > 1 else f"-{spelling}", value]


def _name(flag: str) -> str:
    return flag.lstrip("-").replace("_", "-")


def _spelling(entry: Argument, launched: Argument | None, fact: ArgumentFact | None) -> str:
    """As the job writes it, else as the script does, else as the contract does."""
    if launched is not None and launched.spelling:
        return launched.spelling
    if fact is not None:
        return max(fact.flags, key=len).lstrip("-")
    return entry.spelling or entry.name


def _is_flag(entry: Argument, fact: ArgumentFact | None) -> bool:
    action = entry.action or (fact.action if fact is not None else None)
    return action is not None and action.strip("'\"").startswith("store_") and action.strip("'\"") != "store"


# -- inputs and outputs -----------------------------------------------------------------------------------------------


def _add_mounts(found: Plan, contract: Contract, facts: ScriptFacts, keys: Keys) -> None:
    samples = Samples(facts, keys, tuple(_columns(found, keys, facts)))
    for entry in contract.inputs:
        path = input_path(entry, contract)
        if path is None or _is_configuration(path, found.kind):
            continue
        path = posixpath.normpath(path)
        kind, files = ("file" if entry.kind == "file" else "dir"), None
        if entry.required:
            files = samples.file(path) if kind == "file" else samples.folder(path)
        found.inputs.append(PlannedInput(entry.name, path, entry.required, kind, files))
    for output in contract.outputs:
        if output.path is None:
            continue
        # A training job may leave its output folders empty; the model's is what it is for.
        required = output.required and (found.kind != "training" or output.path == "/opt/ml/model")
        found.outputs.append(PlannedOutput(output.name, posixpath.normpath(output.path), required, output.files))


def _is_configuration(path: str, kind: JobKind) -> bool:
    """Whether SageMaker itself writes what is there."""
    place = platform_place(path, kind)
    return place is not None and place.access == "read" and place.covers != "directory"


def _columns(found: Plan, keys: Keys, facts: ScriptFacts) -> Iterable[str]:
    """The columns of a sample table: those that variables, arguments and the text of the script name."""
    named: Mapping[str, str] = {**found.environment, **found.hyperparameters}
    given = [name for key, value in named.items() if is_column(key) for name in names_in(value)]
    words = iter(found.arguments)
    given += [value for flag, value in zip(words, words) if is_column(flag.lstrip("-"))]
    defaults = [(f.name, f.default) for f in facts.all(EnvRead)] + [
        (f.dest, f.default) for f in facts.all(ArgumentFact)
    ]
    given += [name for key, value in defaults if value and is_column(key) for name in names_in(value)]
    taken = {fact.name for fact in facts.all(EnvRead)} | {fact.dest for fact in facts.all(ArgumentFact)}
    logical = {entry.name for entry in found.contract.inputs} | {entry.name for entry in found.contract.outputs}
    others = [
        name
        for name in keys.columns
        if name not in taken | logical | set(keys.documents) and not name.isupper() and name.isidentifier()
    ]
    named_in_documents = [
        str(value) for key in keys.documents if isinstance(value := json_value(key), str) and is_column(key)
    ]
    return dict.fromkeys([*given, *named_in_documents, *others, "amount", "price"])
