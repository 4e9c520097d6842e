"""How a run is to go, as far as that is not a matter of configuration: one value for linting, fixing and writing comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sm_lint.config.load import Resolver

if TYPE_CHECKING:
    from concurrent.futures import Executor

Progress = Callable[[int, int], None]
"""Called with how many files are done and how many there are."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run is to go.

    Attributes:
        resolver: where settings come from.
        jobs: the most processes to use; 1 for this one only, None for as many as pay.
        executor: where to send files instead.
        cache: use and update the cache.
        baseline: leave alone and do not report what the configured baseline knows.
        overlay: content of files that differs from what is on disk, by absolute path.
        progress: told how far the run is, while files are linted.
        reading: told how many files of the project were read for their job definitions, and how many there are to read.
        index: judge files by all job definitions of their project, whatever files were named.
        only_named: report findings in files that were named, and none of those that they cause elsewhere.
        spawn: with one job, too, a process may be started for a file that may take it down, although the main module of
            this one may then be imported once more: the command line knows that to be harmless.
    """

    resolver: Resolver = field(default_factory=Resolver)
    jobs: int | None = 1
    executor: Executor | None = None
    cache: bool = True
    baseline: bool = True
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    progress: Progress | None = None
    reading: Progress | None = None
    index: bool = True
    only_named: bool = False
    spawn: bool = False
