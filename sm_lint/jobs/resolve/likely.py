"""The script that a job most likely runs, where its definition does not lead to a file: the only one of its name nearby.

The source directory may come from a function, a parameter or a repository, and the place in S3 from an upload that is not in
the project. The name of the script is known all the same. A likely link says of what kind the job is, and which single objects
its inputs deliver; what the job lacks, or what the script leaves unused, is no reason for a finding, since the link may be wrong.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sm_lint.jobs.definition.build import all_open
from sm_lint.jobs.definition.model import Job, Mount, Script
from sm_lint.jobs.definition.reading import of_direction
from sm_lint.jobs.resolve.project_folders import SKIPPED, project_folders
from sm_lint.jobs.resolve.supply import object_name, where
from sm_lint.workspace.view import FileView

MAX_DEPTH = 6
MAX_FOLDERS = 3_000
MAX_NAMES = 60
"""So many names are looked for in one project: each is asked of every folder."""
_SUFFIX = ".py"
_SKIPPED = SKIPPED | {"cdk.out"}


@dataclass(slots=True)
class Namesakes:
    """The files of a project by their base names.

    Args:
        root: folder of the project.
        files: the files of the run.
        is_none: whether a file is no script of a job, by its absolute path: a test, or what defines jobs itself.
    """

    root: str
    files: FileView
    is_none: Callable[[str], bool]
    _folders: tuple[str, ...] | None = None
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def likely(self, job: Job) -> Job | None:
        """A job with the script that its definition most likely means; None where there is none, or a choice of several."""
        script = job.script
        if script is None or script.path is not None or script.cell or not _is_looked_for(job, script):
            return None
        path = self._nearest(_named(job, script), job.place.path, certain=job.setting("git_config") is not None)
        if path is None:
            return None
        return replace(
            job,
            script=replace(
                script,
                path=path,
                found="the only file of this name",
                likely=True,
                missing=False,
                remote=False,
                source_dir=None,
                ships_siblings=True,
            ),
            # What the settings say of the image, the network or the command line would be held against the script.
            class_name="",
            settings=(),
            open_settings=True,
            mounts=() if job.contract.open_inputs else tuple(_objects(job)),
            arguments=None,
            environment=None,
            hyperparameters=None,
            suppliers=(),
            deployments=(),
            contract=replace(all_open(job.contract), delegates=True),
        )

    def _nearest(self, named: Sequence[str], definition: str, *, certain: bool) -> str | None:
        """The file that a name means: the only one in the first folder around the definition that has any below it."""
        there = self._of_name(named[-1])
        folder = os.path.dirname(definition)
        while there:
            below = [path for path in there if path.startswith(folder.rstrip(os.sep) + os.sep)]
            if below:
                return _best(below, named, least=2 if certain else 1)
            if folder == self.root or os.path.dirname(folder) == folder:
                return None
            folder = os.path.dirname(folder)
        return None

    def _of_name(self, name: str) -> tuple[str, ...]:
        known = self._known.get(name)
        if known is None:
            if len(self._known) >= MAX_NAMES:
                return ()
            paths = (os.path.join(folder, name) for folder in self._all_folders())
            found = [path for path in paths if self.files.is_file(path)]
            known = self._known[name] = tuple(path for path in found if not self.is_none(path))
        return known

    def _all_folders(self) -> tuple[str, ...]:
        if self._folders is None:
            self._folders = tuple(
                project_folders(self.files, self.root, depth=MAX_DEPTH, most=MAX_FOLDERS, skipped=_SKIPPED)
            )
        return self._folders


def _objects(job: Job) -> Iterator[Mount]:
    """The inputs that deliver one object each, of a known name, in places where nothing else is delivered."""
    inputs = list(of_direction(job.mounts, "input"))
    places = [where(job, mount) for mount in inputs]
    folders = {place for place, mount in zip(places, inputs) if object_name(mount) is None}
    if None not in places:
        yield from (mount for place, mount in zip(places, inputs) if place not in folders)


def _is_looked_for(job: Job, script: Script) -> bool:
    """Whether the base name of a script is fully known, and that of a Python file."""
    name = os.path.basename(script.written)
    return name.endswith(_SUFFIX) and "*" not in name and len(name) > len(_SUFFIX) and job.kind is not None


def _named(job: Job, script: Script) -> tuple[str, ...]:
    """The folders of a script as its definition names them, and its base name."""
    written = script.written
    source = job.setting("source_dir")
    if source is not None and source.text is not None and not os.path.isabs(written):
        written = f"{source.text}/{written}"
    return tuple(part for part in written.split("/") if part not in ("", ".", ".."))


def _best(paths: Sequence[str], named: Sequence[str], *, least: int) -> str | None:
    """The path that ends with the most of the named parts; None where several do."""
    ends = {path: _common(path.split(os.sep), named) for path in paths}
    most = max(ends.values())
    best = [path for path, count in ends.items() if count == most]
    return best[0] if len(best) == 1 and most >= least else None


def _common(path: Sequence[str], named: Sequence[str]) -> int:
    count = 0
    for mine, other in zip(reversed(path), reversed(named)):
        if mine != other:
            break
        count += 1
    return count
