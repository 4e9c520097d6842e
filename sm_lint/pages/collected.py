"""The places that SageMaker collects by itself: a job definition does not list them, and what is written there is kept."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sm_lint.contracts.model import Contract, Output
from sm_lint.sagemaker.file_system import Place, file_system
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.sagemaker.paths import is_under
from sm_lint.survey.model import Link, Script, Use


def contracts_of(script: Script, targets: Sequence[Link]) -> tuple[Contract, ...]:
    """The contracts of a script; those that jobs imply have the collected places that are used among their outputs.

    Args:
        script: the script.
        targets: what receives its outputs.
    """
    analysis = script.analysis
    if analysis.origin != "implied":
        return analysis.contracts
    return tuple(_with_collected(contract, analysis.kind, analysis.uses, targets) for contract in analysis.contracts)


def _with_collected(contract: Contract, kind: JobKind | None, uses: Sequence[Use], targets: Sequence[Link]) -> Contract:
    listed = {output.path for output in contract.outputs}
    more = [
        Output(posixpath.basename(place.path), place.path, contract.place, required=False)
        for place in _collected(contract.job or kind)
        if place.path not in listed and _is_used(place.path, uses, targets)
    ]
    return replace(contract, outputs=(*contract.outputs, *more)) if more else contract


def _collected(kind: JobKind | None) -> Iterator[Place]:
    """The folders that are uploaded without a word in the definition."""
    for place in file_system():
        is_folder = place.is_fixed and place.start and not posixpath.splitext(place.path)[1]
        if kind in place.jobs and is_folder and place.upload != "never":
            yield place


def _is_used(path: str, uses: Sequence[Use], targets: Sequence[Link]) -> bool:
    if any(use.kind == "write" and is_under(use.value, path) for use in uses):
        return True
    return any(link.path == path or (not link.path and link.port == posixpath.basename(path)) for link in targets)
