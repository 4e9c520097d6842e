"""Builds a job while its definition is read, independent of its format."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from sm_lint.contracts.model import Contract
from sm_lint.jobs.definition.contract import (
    declared_inputs,
    declared_outputs,
    has_unknown,
    passed_arguments,
    set_variables,
)
from sm_lint.jobs.definition.model import Dialect, Job
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place


@dataclass(slots=True)
class JobBuilder:
    """A job whose definition is being read.

    Readers set the fields of `job` and `contract` with :func:`dataclasses.replace`. A new field of one of these two is
    set only by its reader; :meth:`build` passes on unknown ones.

    Attributes:
        job: the job so far; :meth:`build` creates its `contract`.
        contract: the parts of the contract that the settings do not contain: what the SDK adds, and which lists are
            open. :meth:`build` adds the rest.
        tuned: hyperparameters that a tuner sets, with the place where each is named.
        added: names of arguments that the SDK adds.
        files: (output, path in it) of the property files that a later step reads.
    """

    job: Job
    contract: Contract
    tuned: tuple[tuple[str, Place], ...] = ()
    added: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    @classmethod
    def begin(
        cls,
        kind: JobKind | None,
        dialect: Dialect,
        api: str,
        place: Place,
        *,
        class_name: str = "",
        step: str | None = None,
    ) -> JobBuilder:
        """A job of which only the launching call is known."""
        label = label_of(step, api, place)
        contract = Contract(
            id=step or api,
            place=place,
            label=label,
            origin="job",
            job=kind,
            sdk=dialect if dialect == "v2" or dialect == "v3" else None,
        )
        return cls(Job(label, kind, dialect, api, class_name, place, contract, step=step), contract)

    def build(self) -> Job:
        """The job with its complete contract."""
        job, contract = self.job, self.contract
        passed, unsure = passed_arguments(job.arguments, job.hyperparameters, self.tuned, self.added, job.place)
        variables, more = set_variables(job.environment)
        whole = replace(
            contract,
            inputs=tuple(declared_inputs(job.mounts, job.kind)),
            outputs=tuple(declared_outputs(job.mounts, self.files)),
            environment=variables,
            arguments=passed,
            open_inputs=contract.open_inputs or has_unknown(job.mounts, "input", job.kind),
            open_outputs=contract.open_outputs or has_unknown(job.mounts, "output", job.kind),
            open_environment=contract.open_environment or more,
            open_arguments=contract.open_arguments or unsure,
        )
        return replace(job, contract=whole)


def all_open(contract: Contract) -> Contract:
    """The contract of a script whose job states nothing certain about it."""
    return replace(contract, open_inputs=True, open_outputs=True, open_environment=True, open_arguments=True)


def label_of(step: str | None, api: str, place: Place, others: int = 0) -> str:
    """The label of a job: "step `Preprocess` (pipeline.py:37)", "`fit` (train.ipynb:cell 3:1 and 2 more)"."""
    cell = f"cell {place.cell}:" if place.cell is not None else ""
    where = f"{os.path.basename(place.path)}:{cell}{place.span.line}" + (f" and {others} more" if others else "")
    return f"step `{step}` ({where})" if step else f"`{api}` ({where})"
