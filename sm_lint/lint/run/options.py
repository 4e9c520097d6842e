"""Options of a run other than configuration, shared by linting, fixing and adding comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sm_lint.config.load import Resolver
from sm_lint.lint.linking.task import Observer

if TYPE_CHECKING:
    from concurrent.futures import Executor

Progress = Callable[[int, int], None]
"""Called with the number of finished files and the total."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run.

    Attributes:
        resolver: provides the settings.
        jobs: maximum number of processes; 1 for this process only, None for as many as are useful.
        executor: executes the batches instead.
        cache: whether to use and update the cache.
        baseline: whether to hide the findings in the configured baseline.
        overlay: content that differs from the disk, by absolute path.
        progress: reports progress while files are linted.
        reading: reports progress while files of the project are read for their job definitions.
        index: judge files by all job definitions of their project, regardless of the named files.
        only_named: report findings in named files only, without those that they cause in other files.
        for_edits: look for findings again even where a cache tells them: what edits files must not rest on a cache, which
            may be a stranger's.
        observer: collects more about each linted file, but not about those whose verdict the cache has.
        spawn: allow starting a process for a heavy file even with one job, although that may import the caller's main
            module again. The command line knows that this is harmless.
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
    for_edits: bool = False
    observer: Observer | None = None
    spawn: bool = False
