"""What is wrong with an image of the project's own, as its Dockerfile describes it.

Pure functions over the Dockerfile, the files that it copies, and the jobs that run the image.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from sm_lint.flow.models.shell_lines import split_line
from sm_lint.jobs.definition.dockerfile import Command, Copied, read_dockerfile
from sm_lint.jobs.definition.model import Job
from sm_lint.jobs.definition.reading import absent
from sm_lint.jobs.resolve.image_files import ImageFiles
from sm_lint.jobs.resolve.launched import CODE
from sm_lint.patterns import regex
from sm_lint.registry.context import Context
from sm_lint.sagemaker.paths import is_under
from sm_lint.syntax.span import Place, Span

PROGRAMS = ("train", "serve")
"""What SageMaker runs in a container: https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-dockerfile.html."""
_KINDS = {"train": ("training",), "serve": ("inference", "transform")}
_SAGEMAKER = regex(r"/opt/ml\b|sagemaker", re.IGNORECASE)
_SHELLS = regex(r"(?:ba|da|z|k)?sh")
_INTERPRETER = regex(r"(?:python|pypy)[\d.]*")
# Commands of a RUN that put no program of the project anywhere.
_INERT = frozenset({"apt-get", "apt", "apk", "yum", "dnf", "pip", "pip3", "conda", "mamba", "chmod", "chown", "rm", "mkdir", "useradd", "groupadd", "adduser", "addgroup", "usermod", "echo", "set", "export", "true", "locale-gen", "ldconfig", "update-ca-certificates", "touch", "test", "["})  # fmt: skip

# Files that may build an image, and make its programs executable first.
_BUILDERS = frozenset({"Makefile", "justfile", "Jenkinsfile"})
_BUILDER_SUFFIXES = (".sh", ".bash", ".ipynb", ".yml", ".yaml", ".py")


class OwnImage(NamedTuple):
    """An image of the project.

    Attributes:
        files: where its files come from, and what is installed.
        jobs: jobs that run it.
        text: of the Dockerfile.
    """

    files: ImageFiles
    jobs: tuple[Job, ...]
    text: str

    def at(self, line: int) -> Place:
        """The place of a line of the Dockerfile."""
        return Place(self.files.dockerfile.path, Span(line, 1, line, 1))


class Misplaced(NamedTuple):
    """A program that SageMaker does not find, or may not run.

    Attributes:
        name: ``train`` or ``serve``.
        path: where it is in the image; None where it is nowhere.
        line: of the instruction that copies it, or of the FROM.
        on_path: its folder is on PATH.
        executable: it may be run.
        interpreter: what is wrong with its first line, which names the interpreter: ``none`` where there is no such line, ``crlf``
            where it ends as lines of Windows do; empty where nothing is.
    """

    name: str
    path: str | None
    line: int
    on_path: bool = False
    executable: bool = False
    interpreter: str = ""


def own_image(context: Context) -> OwnImage | None:
    """The image that the judged file describes; None if the file is not a Dockerfile."""
    if context.definitions is None or not context.definitions.images:
        return None
    known = context.memo.get("image")
    if known is None:
        found = read_dockerfile(context.path, context.text.encode("utf-8", "surrogatepass"))
        if found is None:
            return None
        image = context.definitions.images[0]
        known = context.memo["image"] = OwnImage(
            ImageFiles(found, image.context, context.files), image.jobs, context.text
        )
    return cast("OwnImage", known)


# -- train and serve ----------------------------------------------------------------------------------------------------


def misplaced_programs(image: OwnImage) -> Iterator[Misplaced]:
    """The programs `train` and `serve` that are not on PATH or may not be run, and those that are missing."""
    files = image.files
    if _entrypoint(files) is not None or not files.has_no_entrypoint() or files.toolkit() is True:
        return
    installed, folders = files.installed(), files.search_path()
    if folders is None or not installed.complete:
        return
    copies = list(files.copies())
    for name in PROGRAMS:
        found = [
            (target, host, copied)
            for target, host, copied in copies
            if posixpath.basename(target) == name and files.files.is_file(host)
        ]
        if not found:
            if _is_wanted(image, name) and not _may_be_made(image, name) and files.context is not None:
                yield Misplaced(name, None, files.image.line)
            continue
        texts = (image.text, *(files.files.text(host) or "" for _, host, _ in found))
        if not _is_run(image, name) and not any(map(_SAGEMAKER.search, texts)):
            continue
        if _is_run_otherwise(image):
            continue
        states = [
            Misplaced(
                name,
                target,
                copied.line,
                posixpath.dirname(target) in folders,
                _is_executable(image, target, host, copied),
                _lost_interpreter(files.files.text(host)),
            )
            for target, host, copied in found
            if copied.rooted or files.is_plain()
        ]
        runs = len(states) < len(found) or any(
            each.on_path and each.executable and not each.interpreter for each in states
        )
        if not runs and not _is_moved(image, name) and not _is_for_the_other(image, name):
            yield max(states, key=lambda each: (each.on_path, each.executable, not each.interpreter))


def _is_run_otherwise(image: OwnImage) -> bool:
    """Whether no job is known to run the image, and its CMD starts a program: it is for development, or for another service."""
    command = next((stage.command for stage in image.files.chain() if stage.command is not None), None)
    if command is None or not command.words or image.jobs:
        return False
    return command.words[0] not in PROGRAMS


def _lost_interpreter(text: str | None) -> str:
    """What keeps the kernel from running a program that is a text."""
    if not text or "\0" in text:
        return ""
    first, _, rest = text.partition("\n")
    if not first.startswith("#!"):
        return "none"
    return "crlf" if first.endswith("\r") and rest else ""


def _is_wanted(image: OwnImage, name: str) -> bool:
    """Whether a job certainly runs a program of an image whose base is known to have none."""
    return image.files.has_no_entrypoint() and _is_run(image, name)


def _is_run(image: OwnImage, name: str) -> bool:
    """Whether a job of the project runs a program of the image by its name."""
    return any(job.kind in _KINDS[name] and absent(job.setting("container_entry_point")) for job in image.jobs)


def _is_for_the_other(image: OwnImage, name: str) -> bool:
    """Whether the build makes only the other program executable, by name, and no job runs this one."""
    changed = {
        posixpath.basename(word)
        for words in commands(image)
        if posixpath.basename(words[0]) == "chmod"
        for word in words[1:]
    }
    others = changed.intersection(PROGRAMS) - {name}
    return bool(others) and name not in changed and not any(job.kind in _KINDS[name] for job in image.jobs)


def _is_executable(image: OwnImage, target: str, host: str, copied: Copied) -> bool:
    if copied.mode:
        return any(int(digit, 8) & 1 for digit in copied.mode if digit in "01234567") or "x" in copied.mode
    if image.files.files.is_executable(host):
        return True
    if any(_may_change_mode(words, target) for words in commands(image) if posixpath.basename(words[0]) == "chmod"):
        return True
    return _is_changed_before_build(image, posixpath.basename(target))


def _is_changed_before_build(image: OwnImage, name: str) -> bool:
    """Whether a script or notebook near the Dockerfile, which may build the image, runs a `chmod` that may apply to a program."""
    files = image.files.files
    near = {os.path.dirname(image.files.dockerfile.path), image.files.context or ""} - {""}
    folders = {*near, *(os.path.dirname(folder) for folder in near)}
    change = re.compile(rf"\bchmod\s[^\n]*(?:\b{name}\b|[*$]|\s-R\b)")
    return any(
        change.search(files.text(os.path.join(folder, each)) or "") is not None
        for folder in sorted(folders)
        if files.in_project(os.path.join(folder, "Makefile"))  # the folder of the project is not inside itself
        for each in sorted(files.names(folder))
        if each in _BUILDERS or each.endswith(_BUILDER_SUFFIXES)
    )


def _may_change_mode(words: list[str], target: str) -> bool:
    """May a `chmod` make a file executable? It names the file, a folder of it, or something that is not known."""
    name = posixpath.basename(target)
    return any(
        posixpath.basename(word) == name
        or any(character in word for character in "*?$\ue000")
        or (len(words) > 2 and target.startswith(word.rstrip("/") + "/"))
        or word.strip("./") in target
        for word in words[1:]
        if not word.startswith("-")
    )


def _is_moved(image: OwnImage, name: str) -> bool:
    """Whether a command of the build may put a program of this name elsewhere, or change PATH."""
    for words in commands(image):
        known = posixpath.basename(words[0])
        moves = known in ("ln", "cp", "mv", "install", "find", "xargs") or known not in _INERT
        if moves and any(name in word or "*" in word or "\ue000" in word for word in words[1:]):
            return True
    return any(
        ".bashrc" in run.text or "/etc/profile" in run.text for stage in image.files.chain() for run in stage.runs
    )


def _may_be_made(image: OwnImage, name: str) -> bool:
    """Whether a build may put a program somewhere that no COPY shows."""
    if any(
        copied.stage or copied.target is None or None in copied.sources
        for stage in image.files.chain()
        for copied in stage.copied
    ):
        return True
    if any(
        "://" in (source or "") for stage in image.files.chain() for copied in stage.copied for source in copied.sources
    ):
        return True
    unknown = any(posixpath.basename(words[0]) not in _INERT for words in commands(image))
    return unknown or any(name in words for words in commands(image))


def commands(image: OwnImage) -> Iterator[list[str]]:
    """Words of all commands that the build runs."""
    for stage in image.files.chain():
        for run in stage.runs:
            if not run.shell:
                yield list(run.words) or [""]
                continue
            for command in split_line(run.text):
                words = list(command.words)
                while words and "=" in words[0]:
                    words = words[1:]
                if words[1:3] == ["-m", "pip"]:
                    words = ["pip", *words[3:]]
                if words:
                    yield words


def _entrypoint(files: ImageFiles) -> Command | None:
    entry = next((stage.entrypoint for stage in files.chain() if stage.entrypoint is not None), None)
    return entry if entry is not None and entry.words else None


def _is_replaced(image: OwnImage, elsewhere: str | None) -> bool:
    """May all jobs bring a command of their own? Of an image that no job is known to run, and that has no file of the project,
    that is how a `ScriptProcessor` uses it."""
    if not image.jobs:
        return elsewhere is None and next(iter(image.files.copies()), None) is None
    return all(
        not absent(job.setting("container_entry_point"))
        or not absent(job.setting("entrypoint"))
        or (job.kind == "processing" and job.script is not None)
        for job in image.jobs
    )


# -- the ENTRYPOINT ------------------------------------------------------------------------------------------------------


class Swallowed(NamedTuple):
    """An ENTRYPOINT that does not pass on what SageMaker asks for.

    Attributes:
        line: of the ENTRYPOINT.
        reason: ``shell`` for the shell form, ``interpreter`` for an interpreter that takes the word for a script.
        names: programs that are not run.
        shown: how the ENTRYPOINT begins.
    """

    line: int
    reason: str
    names: tuple[str, ...]
    shown: str


def swallowed_programs(image: OwnImage) -> Swallowed | None:
    """What keeps the ENTRYPOINT of an image from running the `train` and `serve` that the image has, or that are asked for."""
    files = image.files
    entry = _entrypoint(files)
    if entry is None:
        return None
    copied = {posixpath.basename(target) for target, host, _ in files.copies() if files.files.is_file(host)}
    asked = {name for name in PROGRAMS for job in image.jobs if job.kind in _KINDS[name]}
    words = list(entry.words)
    inner = (
        words[2:3]
        if len(words) > 2 and _SHELLS.fullmatch(posixpath.basename(words[0])) and words[1].endswith("c")
        else None
    )
    if entry.shell or inner:
        text = entry.text if entry.shell else (inner or [""])[0]
        if re.search(r"\$[@*1]|\$\{[@*1]", text) or (not entry.shell and len(words) > 3):
            return None
        # One command for two tasks: one of them is not done.
        both = copied & set(PROGRAMS) if copied >= set(PROGRAMS) else asked if len(asked) == len(PROGRAMS) else set()
        missing = sorted(name for name in both if not re.search(rf"(?:^|[\s/]){name}(?:\s|$)", text))
        shown = text.split("\n")[0][:40]
        return Swallowed(entry.line, "shell", tuple(missing), shown) if missing and _is_sagemaker(image) else None
    known = posixpath.basename(words[0])
    if len(words) == 1 and (_INTERPRETER.fullmatch(known) or _SHELLS.fullmatch(known)):
        folder = files.image.directory
        missing = sorted(name for name in asked if folder is not None and name not in copied)
        if missing and files.context is not None and not _may_be_made(image, missing[0]) and files.base is not None:
            return Swallowed(entry.line, "interpreter", tuple(missing), known)
    return None


def _is_sagemaker(image: OwnImage) -> bool:
    return bool(image.jobs) or _SAGEMAKER.search(image.text) is not None


# -- programs that are missing ---------------------------------------------------------------------------------------------


class MissingProgram(NamedTuple):
    """A script that an image is to run and does not contain: where it is named, its path, one of that name elsewhere."""

    line: int
    written: str
    path: str
    elsewhere: str | None


def missing_program(image: OwnImage) -> MissingProgram | None:
    """The script of the ENTRYPOINT, or the SAGEMAKER_PROGRAM, that an image certainly does not contain."""
    files = image.files
    if files.context is None or files.base is None or not (files.is_plain() or files.is_of_sagemaker()):
        return None
    entry = _entrypoint(files)
    line, written, path = 0, "", ""
    if entry is not None and not entry.shell:
        words = list(entry.words)
        known = posixpath.basename(words[0])
        index = 1 if _INTERPRETER.fullmatch(known) or _SHELLS.fullmatch(known) else 0
        while 0 < index < len(words) and words[index] in ("-u", "-B", "-O"):
            index += 1
        if index == 0 and "/" not in words[0]:
            return None  # it is looked for on PATH
        if index < len(words) and words[index].endswith((".py", ".sh")) and files.image.directory is not None:
            line, written = entry.line, words[index]
            path = posixpath.normpath(posixpath.join(files.image.directory, written))
            if not written.startswith("/") and not (files.image.rooted or files.is_plain()):
                return None
    elif entry is None and files.toolkit() and not any("inference" in name for name in files.installed().names):
        # The toolkits for inference look for it elsewhere.
        written = files.variables().get("SAGEMAKER_PROGRAM") or ""
        path = posixpath.normpath(posixpath.join(CODE, written)) if written else ""
        line = next(
            (
                each.line
                for each in files.dockerfile.instructions
                if each.name == "ENV" and "SAGEMAKER_PROGRAM" in each.value
            ),
            0,
        )
        if files.variables().get("SAGEMAKER_SUBMIT_DIRECTORY", CODE) not in (CODE, f"{CODE}/"):
            return None
        name = posixpath.basename(path)
        if not any(is_under(target, CODE) or posixpath.basename(target) == name for target, _, _ in files.copies()):
            return None  # the code comes with the job
    if not line or not path or files.host(path) is not None or _may_be_made(image, posixpath.basename(path)):
        return None
    name = posixpath.basename(path)
    elsewhere = next((target for target, _, _ in files.copies() if posixpath.basename(target) == name), None)
    if entry is not None and _is_replaced(image, elsewhere):
        return None
    return MissingProgram(line, written, path, elsewhere)


# -- what the job has in place of it -----------------------------------------------------------------------------------------
