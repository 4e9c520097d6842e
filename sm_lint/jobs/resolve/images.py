"""The images of a project: the Dockerfile for the image of a job, and the scripts that it runs.

An image is matched to a job by the name of its repository: the name in a `docker build` command of a script, a workflow
or a notebook, else the name of a parent folder of the Dockerfile. If a project has only one Dockerfile, its image is
assumed.
"""

from __future__ import annotations

import os
import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sm_lint.contracts.model import Variable
from sm_lint.jobs.definition.build import all_open
from sm_lint.jobs.definition.dockerfile import Command, Stage, read_dockerfile
from sm_lint.jobs.definition.model import Definitions, Image, Job, Setting
from sm_lint.jobs.definition.reading import absent, find
from sm_lint.jobs.resolve.image_builds import (
    REPOSITORY,
    Build,
    builds_in,
    builds_of_cells,
    contexts_of,
    dockerfiles_of,
    names_by_place,
)
from sm_lint.jobs.resolve.image_files import ImageFiles
from sm_lint.jobs.resolve.launched import CODE, Ground, tied
from sm_lint.jobs.resolve.shell_script import read_launcher
from sm_lint.jobs.resolve.started_programs import ARGUMENTS
from sm_lint.patterns import regex
from sm_lint.sagemaker.accounts import is_registry
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.view import FileView

MAX_ABOVE = 4  # parent folders of a Dockerfile that may be its build context
MAX_BUILD_FILES = 40
MAX_SIZE = 200_000
_LOOK_UPS = ("retrieve", "get_image_uri")  # of an image of SageMaker, in SDK v2 and v1
_SPEAKS_OF_JOBS = regex(r"/opt/ml\b|sagemaker|\b(?:train|serve|fit|infer|predict|process|model)", re.IGNORECASE)
_RUNS_ITS_WORDS = regex(r"(?:exec\s+)?(?:\"\$[@*]\"|\$[@*])")
_WORDS: dict[str | None, str] = {"training": "train", "inference": "serve", "transform": "serve"}


@dataclass(slots=True)
class BuiltImage:
    """An image of the project.

    Attributes:
        path: its Dockerfile.
        image: the image described by the Dockerfile.
        files: the origin of its files.
        names: possible names of its repository.
        told: names given by build commands.
    """

    path: str
    image: Image
    files: ImageFiles
    names: frozenset[str]
    told: frozenset[str] = frozenset()


class Bound(NamedTuple):
    """The image of a job, and whether the match is certain."""

    built: BuiltImage
    sure: bool


@dataclass(slots=True)
class Images:
    """The images of a run.

    Args:
        found: definitions by file, including Dockerfiles.
        roots: root of the project of each of these files.
        files: the files of the run.
    """

    found: Mapping[str, Definitions]
    roots: Mapping[str, str]
    files: FileView
    bound: dict[str, list[Job]] = field(default_factory=dict)
    _built: list[BuiltImage] | None = None
    _known: dict[tuple[str, str], Bound | None] = field(default_factory=dict)

    @property
    def built(self) -> list[BuiltImage]:
        """All images of the run."""
        if self._built is None:
            paths = sorted(path for path, definitions in self.found.items() if definitions.images)
            builds = list(self._builds(paths)) if paths else []
            self._built = [image for path in paths if (image := self._build(path, builds)) is not None]
        return self._built

    # -- the images ---------------------------------------------------------------------------------------------------

    def _build(self, path: str, builds: Iterable[Build]) -> BuiltImage | None:
        raw = self.files.content(path)
        dockerfile = read_dockerfile(path, raw) if raw is not None else None
        if dockerfile is None:
            return None
        mine = [build for build in builds if path in dockerfiles_of(build, self.roots.get(path, ""))]
        # Without `-f`, the Dockerfile is in the context.
        contexts = [
            folder
            for build in mine
            for folder in (contexts_of(build, self.roots.get(path, "")) if build.file else [os.path.dirname(path)])
        ]
        files = ImageFiles(dockerfile, None, self.files)
        files.context = self._context(files, path, contexts)
        image = replace(self.found[path].images[0], context=files.context)
        told = frozenset(build.name for build in mine if build.name)
        return BuiltImage(path, image, files, frozenset(names_by_place(path)), told)

    def _context(self, files: ImageFiles, path: str, told: Iterable[str]) -> str | None:
        """The folder with all copied files: that of a build command, that of the Dockerfile, or a parent folder."""
        folder = os.path.dirname(path)
        above = [folder]
        while (
            len(above) <= MAX_ABOVE
            and above[-1] != self.roots.get(path, "")
            and os.path.dirname(above[-1]) != above[-1]
        ):
            above.append(os.path.dirname(above[-1]))
        sources = [
            source
            for stage in files.dockerfile.stages
            for copied in stage.copied
            if not copied.stage
            for source in copied.sources
            if source is not None and "://" not in source and not source.startswith("<<")
        ]
        for candidate in dict.fromkeys((*told, *above)):
            files.context = candidate
            if all(map(self._is_there, (each for source in sources for each in [files.matching(source)]))):
                return candidate
        return next(iter(told), None)

    def _is_there(self, paths: list[str]) -> bool:
        return any(self.files.is_file(path) or self.files.is_folder(path) for path in paths)

    def _builds(self, paths: Iterable[str]) -> Iterator[Build]:
        """Build commands in shell files, makefiles and workflows near the Dockerfiles, and in notebooks."""
        folders = {folder for path in paths for folder in self._near(path)}
        count = 0
        for folder in sorted(folders):
            for name in sorted(self.files.names(folder)):
                if name == "Makefile" or name.endswith((".sh", ".yml", ".yaml", ".mk")):
                    count += 1
                    if count > MAX_BUILD_FILES:
                        break
                    text = self.files.start(os.path.join(folder, name), MAX_SIZE).decode("utf-8", "replace")
                    yield from builds_in(text, folder)
        for definitions in self.found.values():
            commands = [made for made in definitions.made if made.startswith("!")]
            if any("build" in command for command in commands):
                yield from builds_of_cells(commands, os.path.dirname(definitions.path))

    def _near(self, path: str) -> Iterator[str]:
        folder, root = os.path.dirname(path), self.roots.get(path, "")
        yield folder
        for _ in range(2):
            if folder == root or os.path.dirname(folder) == folder:
                break
            folder = os.path.dirname(folder)
            yield folder
        if root and self.files.is_folder(os.path.join(root, ".github", "workflows")):
            yield os.path.join(root, ".github", "workflows")

    # -- jobs ---------------------------------------------------------------------------------------------------------

    def of(self, job: Job) -> Bound | None:
        """The image that a job runs, if the project contains its Dockerfile."""
        given = find(job, "image")
        if given is None or absent(given):
            return None
        text = given.text or ""
        if (
            "image_uris" in given.type
            or "image_uris" in given.result_of
            or given.result_of.endswith(_LOOK_UPS)
            or given.type.endswith(_LOOK_UPS[1])
        ):
            return None
        key = (text, self.roots.get(job.place.path, ""))
        if key not in self._known:
            self._known[key] = self._named(text, key[1])
        return self._known[key]

    def _named(self, text: str, root: str) -> Bound | None:
        match = REPOSITORY.fullmatch(text)
        if match is not None and match["account"] and is_registry(match["account"]):
            return None
        mine = [built for built in self.built if not root or built.path.startswith(root.rstrip(os.sep) + os.sep)]
        name = match["name"].rpartition("/")[2] if match is not None else ""
        if name and "*" not in name:
            for attribute in ("told", "names"):
                found = [
                    built for built in mine if name.lower() in {each.lower() for each in getattr(built, attribute)}
                ]
                if len(found) == 1:
                    return Bound(found[0], True)
        if len(mine) == 1 and "/.devcontainer/" not in mine[0].path:
            # Of an image that is known by name only, another project may be the home.
            sure = bool(name) and "*" not in name and bool(match and match["account"])
            return Bound(mine[0], sure and not self._is_of_something_else(mine[0]))
        return None

    def _is_of_something_else(self, built: BuiltImage) -> bool:
        """Whether a Dockerfile has not a word about what SageMaker runs, and a command of its own, or no file of the project.

        It may be that of a web application, or of the machine that deploys.
        """
        stages = built.files.chain()
        if all(stage.command is None for stage in stages) and any(map(_brings_code, stages)):
            return False
        return _SPEAKS_OF_JOBS.search(self.files.text(built.path) or "") is None

    def note(self, job: Job) -> Bound | None:
        """Match a job to its image, to which the job is added."""
        bound = self.of(job)
        if bound is not None and bound.sure:
            self.bound.setdefault(bound.built.path, []).append(job)
        return bound

    def finished(self) -> Iterator[tuple[str, Image]]:
        """The images with their jobs."""
        for built in self.built:
            jobs = {job.label: job for job in self.bound.get(built.path, ())}
            yield built.path, replace(built.image, jobs=tuple(jobs.values()))


def _brings_code(stage: Stage) -> bool:
    """Whether a stage copies anything but lists of requirements, or from another image, or runs a program of its own."""
    return stage.entrypoint is not None or any(
        copied.stage or source is None or not posixpath.basename(source).endswith((".txt", ".toml", ".lock"))
        for copied in stage.copied
        for source in copied.sources
    )


def runs_toolkit(job: Job, bound: Bound | None) -> bool | None:
    """Whether the training toolkit runs the script of a training job; None if the image is not known well enough."""
    if job.kind != "training" or job.dialect == "v3":
        return True  # v3 ships its own equivalent program
    image = find(job, "image")
    if bound is not None and bound.sure:
        known = bound.built.files.toolkit()
        if known is not None:
            return known
    if image is None or absent(image) or job.class_name not in ("Estimator", "EstimatorBase"):
        return True
    text = image.text or ""
    match = REPOSITORY.fullmatch(text)
    if "image_uris" in image.type or image.result_of.endswith("retrieve") or image.known == "variable":
        return True
    return True if match is not None and match["account"] and is_registry(match["account"]) else None


def without_toolkit(job: Job) -> Job:
    """The job without the assumption that its hyperparameters reach the command line of its script."""
    return replace(job, contract=replace(job.contract, arguments=(), open_arguments=True, open_environment=True))


def with_variables(job: Job, bound: Bound) -> Job:
    """The job with the variables that its image sets."""
    files, place = bound.built.files, bound.built.image.place
    known = {item.name for item in job.contract.environment}
    added = tuple(
        Variable(name, place, required=False, value=value)
        for name, value in files.variables().items()
        if name not in known
    )
    more = not (files.is_plain() or files.is_of_sagemaker())  # the base may set its own variables
    contract = replace(
        job.contract,
        environment=(*job.contract.environment, *added),
        open_environment=job.contract.open_environment or more,
    )
    return replace(job, contract=contract)


def launched_by_image(job: Job, bound: Bound) -> Iterator[Job]:
    """The Python scripts that the image of a job runs, each as a separate job."""
    script = job.script
    built = bound.built
    stage = built.files.image
    entry = entry_of(job)
    if script is not None and script.path is not None:
        return
    if script is not None and not script.remote:
        return
    where = built.image.place
    ground = Ground(built.files.files, None, {}, built.files.host, stage.directory or "/")
    variables = [(name, value) for name, value in built.files.variables().items() if value is not None]
    own = replace(job.contract, open_environment=True) if bound.sure else all_open(job.contract)
    if job.kind == "training":
        own = replace(own, open_arguments=True)
    program = dict(variables).get("SAGEMAKER_PROGRAM")
    command: tuple[str, ...] = ()
    text = ""
    if script is not None and script.written.startswith("/"):
        command = ("python", script.written, ARGUMENTS)
    elif script is not None:
        return
    elif entry is not None and not absent(entry):
        if (
            entry.type != "list"
            or entry.open
            or any(word.text is None or word.known != "literal" for word in entry.items)
        ):
            return
        command = (*(word.text or "" for word in entry.items), ARGUMENTS)
    elif job.kind == "training" and program and (stage.entrypoint is None or _hands_on(stage.entrypoint, ground)):
        # Only the toolkit reads this variable.
        command = ("python", posixpath.join(CODE, program), ARGUMENTS)
        own = replace(own, open_arguments=own.open_arguments or not built.files.toolkit())
    else:
        command, text = _program(built.files, job, stage.entrypoint, stage.command)
    if not command and not text:
        return
    line = stage.entrypoint.line if stage.entrypoint is not None else where.span.line
    place = Place(built.path, Span(line, 1, line, 1))
    text = text or " ".join(word if word == ARGUMENTS else shlex.quote(word) for word in command)
    arguments = (ARGUMENTS,) if job.kind == "processing" else ()
    found = read_launcher(
        text.replace(ARGUMENTS, '"$@"'),
        stage.directory or "/",
        variables=variables,
        arguments=arguments if ARGUMENTS not in command else (ARGUMENTS,),
        opener=ground.open_script,
    )
    for other in tied(job, found, ground, place, own):
        if other.script is not None:
            yield replace(
                other, script=replace(other.script, found=f"run by the image of `{os.path.basename(built.path)}`")
            )


def _hands_on(entry: Command, ground: Ground) -> bool:
    """Whether an entry point is a shell script whose last line runs the words that it is given: `train`, for a training job."""
    if len(entry.words) != 1 or entry.shell:
        return False
    opened = ground.open_script(entry.words[0], ground.home)
    lines = [line.strip() for line in opened.text.splitlines() if line.strip()] if opened is not None else []
    return bool(lines) and _RUNS_ITS_WORDS.fullmatch(lines[-1]) is not None


def entry_of(job: Job) -> Setting | None:
    """The command that a job gives its container in place of the image's own."""
    request = job.setting("AlgorithmSpecification") or job.setting("AppSpecification")
    if request is not None and request.type == "dict":
        return request.get("ContainerEntrypoint")
    return job.setting("entrypoint") or job.setting("container_entry_point")


def _program(
    files: ImageFiles, job: Job, entrypoint: Command | None, command: Command | None
) -> tuple[tuple[str, ...], str]:
    """The command of a container of the image: words, or a shell line."""
    word = _WORDS.get(job.kind)
    if entrypoint is not None and entrypoint.words:
        if entrypoint.shell:
            return (), entrypoint.text
        if word is not None:
            return (*entrypoint.words, word), ""
        return (*entrypoint.words, ARGUMENTS), ""
    if word is not None:
        folders = files.search_path() or []
        found = next((path for folder in folders if files.host(path := posixpath.join(folder, word))), None)
        return ((found,) if found else ()), ""
    if command is not None and job.arguments is None:
        return ((), command.text) if command.shell else (command.words, "")
    return (), ""
