"""Putting a job together from what was found of it, whatever it was written in."""

from __future__ import annotations

import os
from dataclasses import dataclass

from sm_lint.jobs.definition.contract import Terms, contract_of
from sm_lint.jobs.definition.model import Dialect, Job, Mount, Script, Setting
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place


@dataclass(slots=True)
class Parts:
    """What is known of a job so far; attributes are those of :class:`Job` and :class:`Terms`."""

    kind: JobKind | None
    dialect: Dialect
    api: str
    place: Place
    class_name: str = ""
    step: str | None = None
    script: Script | None = None
    mounts: tuple[Mount, ...] = ()
    arguments: Setting | None = None
    environment: Setting | None = None
    hyperparameters: Setting | None = None
    settings: tuple[tuple[str, Setting], ...] = ()
    tuned: tuple[tuple[str, Place], ...] = ()
    added: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    allow_paths: tuple[str, ...] = ()
    open_inputs: bool = False
    open_outputs: bool = False
    open_environment: bool = False
    open_arguments: bool = False
    open_settings: bool = False


def job_of(parts: Parts) -> Job:
    """The job, its contract included."""
    label = label_of(parts.step, parts.api, parts.place)
    terms = Terms(
        name=parts.step or parts.api,
        label=label,
        kind=parts.kind,
        dialect=parts.dialect,
        place=parts.place,
        mounts=parts.mounts,
        arguments=parts.arguments,
        hyperparameters=parts.hyperparameters,
        environment=parts.environment,
        tuned=parts.tuned,
        added=parts.added,
        files=parts.files,
        allow_paths=parts.allow_paths,
        open_inputs=parts.open_inputs,
        open_outputs=parts.open_outputs,
        open_environment=parts.open_environment,
        open_arguments=parts.open_arguments,
    )
    return Job(
        label=label,
        kind=parts.kind,
        dialect=parts.dialect,
        api=parts.api,
        class_name=parts.class_name,
        place=parts.place,
        contract=contract_of(terms),
        script=parts.script,
        step=parts.step,
        mounts=parts.mounts,
        arguments=parts.arguments,
        environment=parts.environment,
        hyperparameters=parts.hyperparameters,
        settings=parts.settings,
        open_settings=parts.open_settings,
    )


def label_of(step: str | None, api: str, place: Place, others: int = 0) -> str:
    """How messages name a job: "step `Preprocess` (pipeline.py:37)", "`fit` (train.ipynb:cell 3:1 and 2 more)"."""
    cell = f"cell {place.cell}:" if place.cell is not None else ""
    where = f"{os.path.basename(place.path)}:{cell}{place.span.line}" + (f" and {others} more" if others else "")
    return f"step `{step}` ({where})" if step else f"`{api}` ({where})"
