"""Contracts and job definitions as programs ask for them."""

from __future__ import annotations

import uuid

from sm_lint.config.load import Resolver
from sm_lint.contracts.load import ContractSet, load_contracts
from sm_lint.files.discover import discover
from sm_lint.files.named import Named, named_paths
from sm_lint.inspection.run import linked_jobs
from sm_lint.jobs.definition.model import Job


def contracts_for(path: str = ".", *, resolver: Resolver | None = None) -> ContractSet:
    """The contracts that are declared for a file or folder, and what is wrong with how they are written.

    Args:
        path: relative to the resolver's working directory.
        resolver: where settings come from; the configuration files around the path if left out.
    """
    return load_contracts((resolver or Resolver()).settings_for(path))


def jobs_in(paths: Named, *, resolver: Resolver | None = None) -> tuple[Job, ...]:
    """The jobs that files define, in the order of the files and of the lines in them; nothing is run.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: where settings come from; the configuration files around the paths if left out.
    """
    chosen, given = resolver or Resolver(), named_paths(paths)
    found = discover(given, chosen)
    return linked_jobs(found.files, given, chosen, uuid.uuid4().hex)
