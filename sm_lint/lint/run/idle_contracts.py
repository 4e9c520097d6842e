"""Contracts that govern no file of their project."""

from __future__ import annotations

import os
from collections.abc import Sequence

from sm_lint.config.load import Resolver
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.load import load_contracts
from sm_lint.contracts.model import Contract
from sm_lint.lint.run.project_index import ProjectIndex


def idle_contracts(index: ProjectIndex, resolver: Resolver, paths: Sequence[str]) -> list[Contract]:
    """The contracts that are declared in or below some paths and govern no file of the project.

    Args:
        index: the project.
        resolver: provides the settings.
        paths: absolute paths of files and folders.
    """
    known: dict[object, Contract] = {}
    for settings in dict.fromkeys(resolver.settings_for(path) for path in paths):
        for contract in load_contracts(settings).contracts:
            if any(contract.place.path == path or contract.place.path.startswith(f"{path}{os.sep}") for path in paths):
                known.setdefault(contract.place, contract)
    if known:
        for file in (*index.named, *index.others):
            for contract in binder_for(index.settings(file)).governing(file):
                known.pop(contract.place, None)
    return list(known.values())


def why_idle(contract: Contract) -> str:
    """Why such a contract governs no file, as the rest of a sentence about it."""
    names = [f"`{entry.pattern}`" for entry in contract.entry_points]
    if not names:
        return "it has no `entry-point`"
    return f"its entry point {' or '.join(names)} matches no Python file of the project"
