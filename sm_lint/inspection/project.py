"""Contracts and job definitions for the Python API."""

from __future__ import annotations

from sm_lint.config.load import Resolver
from sm_lint.contracts.load import ContractSet, load_contracts
from sm_lint.files.named import Named, named_paths
from sm_lint.jobs.definition.model import Job
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import indexed


def contracts_for(path: str = ".", *, resolver: Resolver | None = None) -> ContractSet:
    """The contracts declared for a file or folder, and the problems in how they are written.

    Args:
        path: relative to the resolver's working directory.
        resolver: provides the settings; by default those of the configuration files around the path.
    """
    return load_contracts((resolver or Resolver()).settings_for(path))


def jobs_in(paths: Named, *, resolver: Resolver | None = None) -> tuple[Job, ...]:
    """The jobs that files define, ordered by file and line; nothing is executed.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings; by default those of the configuration files around the paths.
    """
    index, found = indexed(named_paths(paths), RunOptions(resolver or Resolver(), cache=False, index=False))
    defined = index.launches.whole().by_file
    return tuple(job for path in found.files if path in defined for job in defined[path].jobs)
