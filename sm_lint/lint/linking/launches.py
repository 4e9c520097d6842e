"""Links jobs to the scripts that they launch, over all files of a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial

from sm_lint.config.settings import Settings
from sm_lint.contracts.interface import text_of, whole_text_of
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.jobs.resolve.image_services import served_by_image
from sm_lint.jobs.resolve.images import Images, launched_by_image, runs_toolkit, with_variables, without_toolkit
from sm_lint.jobs.resolve.launched import as_file, launched_through
from sm_lint.jobs.resolve.likely import Namesakes
from sm_lint.jobs.resolve.packed_scripts import packed_scripts
from sm_lint.jobs.resolve.python_launchers import started_by_python
from sm_lint.jobs.resolve.resolve import Tree, resolved
from sm_lint.jobs.resolve.served_models import served_models
from sm_lint.jobs.resolve.supply import object_name, supplied
from sm_lint.registry.location import is_test
from sm_lint.syntax.collector import collector_off
from sm_lint.workspace.blake2 import blake2b
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.view import FileView
from sm_lint.workspace.workspace import Workspace

MAX_JOBS_PER_SCRIPT = 16
_LAUNCH_ONLY = frozenset(
    {
        "wait",
        "logs",
        "job_name",
        "experiment_config",
        "name",
        "display_name",
        "description",
        "depends_on",
        "cache_config",
    }
    | {
        "retry_policies",
        "base_job_name",
        "role",
        "sagemaker_session",
        "instance_count",
        "instance_type",
        "tags",
        "steps",
    }
    | {"inputs", "outputs", "input_data_config", "output_path", "code_location", "output_kms_key", "volume_kms_key"}
)
"""Arguments that configure the launch of a job or the source of its data; irrelevant to its script."""
_NOT_MEANT = {"label", "api", "place", "step", "reached", "hidden", "open_settings"}
"""Fields of a job that describe its launch; irrelevant to its script."""
_WITHIN = {"contract", "settings", "mounts", "arguments", "environment", "hyperparameters"}
"""Fields that matter in part, or only through the contract."""
_MEANT = tuple(item.name for item in fields(Job) if item.name not in _NOT_MEANT | _WITHIN)
"""All other fields, future ones included: jobs that differ in one of them are different jobs to the script."""
MAX_JOBS_PER_PLACE = 20


@dataclass(slots=True)
class Launches:
    """The jobs of a run.

    Attributes:
        by_file: what each file defines; a job that one file makes with the code of another is known in both.
        by_script: jobs by the absolute path of the script they launch, in the order of their places.
        through: of these, by the file that they are known in, the jobs whose script another program of theirs runs, or is
            only likely to be theirs.
        rests_on: what was asked of the disk to bring them together with their scripts.
        tests: those of the files that are tests, whose jobs govern no script.
    """

    by_file: dict[str, Definitions] = field(default_factory=dict)
    by_script: dict[str, list[Job]] = field(default_factory=dict)
    through: dict[str, list[Job]] = field(default_factory=dict)
    rests_on: tuple[Dependency, ...] = ()
    tests: frozenset[str] = frozenset()
    _hashes: dict[int, str] = field(default_factory=dict)
    _meanings: dict[int, str] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)

    def defines(self, path: str) -> bool:
        """Whether a file defines jobs, pipelines or what belongs to them."""
        return path in self.by_file

    def near(self, path: str) -> Launches:
        """The jobs that concern a file, possibly with others."""
        return self

    def whole(self) -> Launches:
        """All jobs of the run."""
        return self

    def origins(self) -> dict[str, tuple[str, ...]]:
        """The definition files that must be linked to get the jobs of each file that jobs concern.

        These are the files whose jobs launch it, those that share jobs with one of them, and all that upload anything,
        or describe or build images.
        """
        sharing = {path: {path} for path in self.by_file}
        for path, definitions in self.by_file.items():
            for other in {job.place.path for job in definitions.jobs} & self.by_file.keys():
                if sharing[other] is not sharing[path]:
                    sharing[path] |= sharing[other]
                    sharing.update(dict.fromkeys(sharing[other], sharing[path]))
        uploading = {
            path for path, definitions in self.by_file.items() if definitions.uploads or _has_images(definitions)
        }
        found = {path: uploading | group for path, group in sharing.items()}
        for path, definitions in self.by_file.items():
            for job in (*definitions.jobs, *self.through.get(path, ())):
                if job.script is not None and job.script.path is not None:
                    found.setdefault(job.script.path, set()).update(uploading, sharing[path])
            for image in definitions.images:
                found[path].update(file for job in image.jobs for file in sharing.get(job.place.path, {job.place.path}))
        return {path: tuple(sorted(files)) for path, files in found.items()}

    def of(self, script: str) -> tuple[Job, ...]:
        """The jobs that launch a script from its file; jobs that are the same to the script are merged."""
        return self._distinct(job for job in self.by_script.get(script, ()) if not _is_written(job))

    def written_by(self, writer: str) -> tuple[tuple[str, tuple[Job, ...]], ...]:
        """Jobs by script, named as in the definition, for scripts that the cells of a notebook or its code write."""
        definitions = self.by_file.get(writer)
        found = []
        folder = os.path.dirname(writer)
        if definitions is None:
            return ()
        names = [(os.path.normpath(os.path.join(folder, name)), path) for name, path in definitions.names]
        for known, path in (*names, *((script.path, script.path) for script in definitions.scripts)):
            jobs = [job for job in self.by_script.get(path, ()) if _is_written(job) and job.place.path == writer]
            if jobs:
                found.append((known, self._distinct(jobs)))
        return tuple(found)

    def is_no_script(self, path: str, root: str) -> bool:
        """Whether a file defines jobs itself, or is a test of the project in a folder."""
        definitions = self.by_file.get(path)
        return is_test(path, root) or (definitions is not None and bool(definitions.jobs))

    def interface(self, path: str) -> str:
        """Hash of all jobs that concern a file: those that launch it and those that it defines."""
        parts = [f"{self._meaning(job)} {job.place.path in self.tests}" for job in self.of(path)]
        definitions = self.by_file.get(path)
        if definitions is not None:
            parts.append("defines")
            parts += [self._hash(job) for job in definitions.jobs]
            parts += [text_of(image) for image in definitions.images]
        if not parts:
            return ""
        return _digest("\n".join(parts))

    def exact(self, path: str) -> str:
        """Hash of everything that a finding of a file could mention of jobs: those that launch it, all that it defines."""
        parts = [self._text(job) for job in self.of(path)]
        definitions = self.by_file.get(path)
        if definitions is not None:
            parts.append(self._text(definitions))
            parts += [" ".join([name, *map(self._text, jobs)]) for name, jobs in self.written_by(path)]
        return _digest("\n".join(parts)) if parts else ""

    def _text(self, value: object) -> str:
        """Hash of a job, or of definitions, with all places and names; the value lives as long as the run."""
        known = self._texts.get(id(value))
        if known is None:
            known = self._texts[id(value)] = _digest(whole_text_of(value))
        return known

    def _distinct(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        found: dict[str, Job] = {}
        for job in jobs:
            found.setdefault(self._meaning(job), job)
        return tuple(found.values())[:MAX_JOBS_PER_SCRIPT]

    def _hash(self, job: Job) -> str:
        known = self._hashes.get(id(job))
        if known is None:
            known = self._hashes[id(job)] = _digest(text_of(job))
        return known

    def _meaning(self, job: Job) -> str:
        """Hash of the parts of a job that matter to its script."""
        known = self._meanings.get(id(job))
        if known is None:
            kept = tuple((name, setting) for name, setting in job.settings if name not in _LAUNCH_ONLY)
            mounts = tuple((mount.direction, mount.name, mount.local, object_name(mount)) for mount in job.mounts)
            means = (replace(job.contract, id=""), kept, mounts, *(getattr(job, name) for name in _MEANT))
            known = self._meanings[id(job)] = _digest(text_of(means))
        return known


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()


def _is_written(job: Job) -> bool:
    """Whether the script exists only because a notebook cell, or the code of the definition, writes it."""
    return job.script is not None and job.script.cell


def link(
    found: Mapping[str, Definitions], settings: Mapping[str, Settings], workspace: Workspace | None = None
) -> Launches:
    """Link jobs to their scripts.

    Args:
        found: definitions by the absolute path of their file.
        settings: the settings in force for each of these files.
        workspace: the files of the run; defaults to those on the disk.
    """
    with collector_off():
        return _linked(found, settings, FileView(workspace))


def _linked(found: Mapping[str, Definitions], settings: Mapping[str, Settings], files: FileView) -> Launches:
    tree_of: dict[str, Tree] = {}
    trees: dict[Settings, Tree] = {}
    for path in found:
        mine = settings[path]
        tree = trees.get(mine)
        if tree is None:
            tree = trees[mine] = Tree(mine.root, mine.src, files)
        tree_of[path] = tree
    for definitions in found.values():
        for tree in trees.values():
            if definitions.uploads:
                tree.uploads.take(definitions)
    launches = Launches({path: supplied(resolved(found[path], tree_of[path])) for path in sorted(found)})
    launches.tests = frozenset(path for path in found if is_test(path, settings[path].root))
    _merge(launches)
    images = Images(found, {path: tree.root for path, tree in tree_of.items()}, files)
    by_root = {
        root: Namesakes(root, files, partial(launches.is_no_script, root=root))
        for root in {tree.root for tree in trees.values()}
    }
    namesakes = {path: by_root[tree.root] for path, tree in tree_of.items()}
    # Of jobs that mean the same the first counts: a test's is no match for one that somebody launches.
    for definitions in sorted(launches.by_file.values(), key=lambda d: d.path in launches.tests):
        if not settings[definitions.path].may_launch(definitions.path):
            continue
        for job in definitions.jobs:
            if job.place.path == definitions.path:
                _launch(launches, job, definitions, images, namesakes[definitions.path])
    for definitions in launches.by_file.values():
        if settings[definitions.path].may_launch(definitions.path):
            _launch_others(launches, definitions, images, namesakes[definitions.path])
    launches.by_script.update(list(_without_copies(launches)))
    _note_models(launches, settings, images)
    for path, image in images.finished():
        launches.by_file[path] = replace(launches.by_file[path], images=(image,))
    launches.rests_on = files.dependencies
    return launches


def _without_copies(launches: Launches) -> Iterator[tuple[str, list[Job]]]:
    """Scripts without the notebooks that are copies from elsewhere.

    A notebook runs in its own folder. One that finds the script only from a folder above may have been brought there with names of
    another place; where another definition finds the same script from its own folder, that one is the script's.
    """
    for path, jobs in launches.by_script.items():
        copies = [job for job in jobs if _is_from_above(job) and is_notebook(job.place.path)]
        if copies and any(not _is_from_above(job) for job in jobs):
            yield path, [job for job in jobs if job not in copies]


def _is_from_above(job: Job) -> bool:
    return job.script is not None and (job.script.from_above or job.script.likely)


def _note_models(launches: Launches, settings: Mapping[str, Settings], images: Images) -> None:
    """Match the models without a script to their images."""
    for path, definitions in launches.by_file.items():
        if path not in launches.tests and settings[path].may_launch(path):
            for job in served_models(definitions):
                images.note(job)


def _has_images(definitions: Definitions) -> bool:
    """Whether a file describes an image or builds one."""
    return bool(definitions.images) or any(made.startswith("!") and "build" in made for made in definitions.made)


def _launch(launches: Launches, job: Job, definitions: Definitions, images: Images, namesakes: Namesakes) -> None:
    """Note which scripts a job launches, by itself, by way of a shell script, a command or its image, or most likely."""
    script, bound = job.script, images.note(job)
    if not runs_toolkit(job, bound):
        job = without_toolkit(job)
    if bound is not None and bound.sure:
        job = with_variables(job, bound)
    through = [*launched_through(job, definitions, images.files), *started_by_python(job, definitions, images.files)]
    if bound is not None:
        through += [*launched_by_image(job, bound), *served_by_image(job, bound)]
    likely = namesakes.likely(job) if not through and definitions.path not in launches.tests else None
    if likely is not None:
        through.append(likely)
    if through:
        launches.through.setdefault(definitions.path, []).extend(through)
    known = {other.script.path for other in through if other.script is not None}
    if script is not None and script.path is not None and script.path not in known:
        launches.by_script.setdefault(script.path, []).append(job)
        launches.by_script[script.path] += as_file(job, definitions, images.files)
    for other in through:
        if other.script is not None and other.script.path is not None:
            launches.by_script.setdefault(other.script.path, []).append(other)


def _launch_others(launches: Launches, definitions: Definitions, images: Images, namesakes: Namesakes) -> None:
    """Note which scripts jobs of other files launch, and which most likely lie in the archives of models."""
    for job in definitions.jobs:
        if job.place.path not in launches.by_file:
            _launch(launches, job, definitions, images, namesakes)
    if definitions.path in launches.tests:
        return
    for model in packed_scripts(definitions, namesakes.files):
        likely = namesakes.likely(model)
        if likely is not None and likely.script is not None and likely.script.path is not None:
            launches.through.setdefault(definitions.path, []).append(likely)
            launches.by_script.setdefault(likely.script.path, []).append(likely)


def _merge(launches: Launches) -> None:
    """Add to each file the jobs that others make with its code: the caller's values make them more precise."""
    elsewhere: dict[str, list[Job]] = {}
    for path, definitions in launches.by_file.items():
        for job in definitions.jobs:
            if job.place.path != path and job.reached:
                elsewhere.setdefault(job.place.path, []).append(job)
    for path, jobs in elsewhere.items():
        own = launches.by_file.get(path)
        if own is None:
            continue
        places = {job.place for job in jobs}
        kept = [job for job in own.jobs if job.reached or job.place not in places]
        merged: list[Job] = []
        count: dict[object, int] = {}
        for job in dict.fromkeys([*kept, *jobs]):
            count[job.place] = count.get(job.place, 0) + 1
            if count[job.place] <= MAX_JOBS_PER_PLACE:
                merged.append(job)
        merged.sort(key=lambda job: (job.place.path, job.place.cell or 0, job.place.span))
        launches.by_file[path] = replace(own, jobs=tuple(merged))
