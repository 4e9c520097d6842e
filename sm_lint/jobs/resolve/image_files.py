"""The origin of an image's files, and its installed distributions, according to its Dockerfile.

Nothing is built, and no registry is queried: the content of the base image is known only if its name implies it.
"""

from __future__ import annotations

import os
import posixpath
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple

from sm_lint.flow.models.shell_lines import HOLE, split_line
from sm_lint.jobs.definition.dockerfile import Command, Copied, Dockerfile, Stage, filled
from sm_lint.patterns import regex
from sm_lint.sagemaker.accounts import is_registry
from sm_lint.sagemaker.images import normalised, requirement_names
from sm_lint.workspace.view import FileView

MAX_LISTED = 2_000  # maximum number of files of a copied folder that are visited
MAX_STAGES = 8
_PLAIN = regex(
    r"(?:docker\.io/|public\.ecr\.aws/(?:docker/library|amazonlinux|ubuntu|debian)/)?(?:library/)?"
    r"(?:python|ubuntu|debian|alpine|amazonlinux|centos|fedora|rockylinux|almalinux|buildpack-deps|nvidia/cuda)(?:[:@].*)?"
)
_WITHOUT_ENTRYPOINT = regex(
    r"(?:docker\.io/)?(?:tensorflow/tensorflow|pytorch/pytorch|continuumio/(?:mini|ana)conda3|condaforge/miniforge3"
    r"|mambaorg/micromamba|rocker/r-ver|r-base)(?:[:@].*)?"
)
_ACCOUNT = regex(r"(\d{12})\.dkr\.ecr\.")
_PIP = regex(r"pip[\d.]*")
_PYTHON = regex(r"python[\d.]*")
_PATH = regex(r"(?:^|\s)PATH(?:=|\s+)(\"[^\"]*\"|'[^']*'|\S+)")
_REQUIREMENT = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*(?=\s*(\[|[<>=!~;@]|$))")
_TOOLKITS = frozenset(
    {"sagemaker-training", "sagemaker-containers", "sagemaker-pytorch-training", "sagemaker-tensorflow-training", "sagemaker-tensorflow-container", "sagemaker-mxnet-training", "sagemaker-chainer-container", "sagemaker-scikit-learn-container", "sagemaker-xgboost-container", "sagemaker-pytorch-container", "sagemaker-mxnet-container"}
)  # fmt: skip
"""Distributions with the training toolkit's program `train`: https://github.com/aws/sagemaker-training-toolkit."""
_HARMLESS = frozenset({"apt-get", "apt", "rm", "mkdir", "chmod", "chown", "ln", "cp", "mv", "echo", "cd", "set", "export", "touch", "cat", "sed", "useradd", "groupadd", "adduser", "addgroup", "locale-gen", "update-ca-certificates", "ldconfig", "true", "test", "[", "ls", "find", "sysctl", "yum", "dnf", "apk", "update-alternatives", "tar", "unzip", "gpg", "which", "usermod", "dpkg-reconfigure", "ssh-keygen", "nginx", "rmdir", "printf", "tee", "add-apt-repository", "apt-key", "dpkg", "source", "."})  # fmt: skip
"""Commands that do not install Python distributions."""


class Installed(NamedTuple):
    """The Python distributions of an image.

    Attributes:
        names: PEP 503 names of explicitly installed distributions.
        complete: whether nothing else is installed besides their dependencies and the content of the base image.
    """

    names: frozenset[str]
    complete: bool


@dataclass(slots=True)
class ImageFiles:
    """The files that a Dockerfile copies.

    Attributes:
        dockerfile: the parsed Dockerfile.
        context: absolute folder of the build context; None if unknown.
        files: the files of the run.
    """

    dockerfile: Dockerfile
    context: str | None
    files: FileView
    _chains: dict[int, list[Stage]] = field(default_factory=dict)

    @property
    def image(self) -> Stage:
        """The stage of the image."""
        return self.dockerfile.image

    def chain(self, stage: Stage | None = None) -> list[Stage]:
        """A stage and its base stages, starting with itself."""
        stage = stage or self.image
        if id(stage) not in self._chains:
            found = [stage]
            while len(found) < MAX_STAGES and (below := self._named(found[-1].base, found[-1])) is not None:
                found.append(below)
            self._chains[id(stage)] = found
        return self._chains[id(stage)]

    @property
    def base(self) -> str | None:
        """The base image of the first stage; None if it depends on a variable without a default."""
        return self.chain()[-1].base

    def _named(self, name: str | None, before: Stage) -> Stage | None:
        stages = self.dockerfile.stages
        earlier = stages[: stages.index(before)]
        if name is not None and name.isdigit():
            return earlier[int(name)] if int(name) < len(earlier) else None
        return next((each for each in reversed(earlier) if each.name and each.name == (name or "").lower()), None)

    # -- files --------------------------------------------------------------------------------------------------------

    def host(self, path: str, stage: Stage | None = None, depth: int = 0) -> str | None:
        """The local file at an absolute path of the image; None if it comes from elsewhere."""
        for each in self.chain(stage):
            for copied in reversed(each.copied):
                found = self._from(copied, path, each, depth)
                if found is not None:
                    return found
        return None

    def _from(self, copied: Copied, path: str, stage: Stage, depth: int) -> str | None:
        if copied.target is None:
            return None
        if copied.stage:
            other = self._named(copied.stage, stage)
            if other is None or depth >= MAX_STAGES:
                return None
            for source in copied.sources:
                inside = _below(path, copied.target, source)
                if source is not None and inside is not None:
                    below = posixpath.normpath(posixpath.join("/", source, inside))
                    for name in (below, posixpath.join(posixpath.dirname(below), posixpath.basename(source))):
                        found = self.host(name, other, depth + 1)
                        if found is not None:
                            return found
            return None
        return next((host for target, host in self._placed(copied, path) if target == path), None)

    def _placed(self, copied: Copied, wanted: str | None = None) -> Iterator[tuple[str, str]]:
        """(path in the image, local file) for one instruction; of folders only the wanted files."""
        target = copied.target
        if target is None or self.context is None or copied.stage:
            return
        bare = target.rstrip("/") or "/"
        for source in copied.sources:
            for host in self.matching(source):
                if self.files.is_folder(host):
                    if wanted is None:
                        yield from self._tree(host, bare)
                    elif wanted.startswith(bare.rstrip("/") + "/"):
                        inside = os.path.join(host, *wanted[len(bare.rstrip("/")) + 1 :].split("/"))
                        if self.files.is_file(inside):
                            yield wanted, inside
                elif self.files.is_file(host):
                    name = posixpath.join(bare, os.path.basename(host))
                    folder = target.endswith("/") or len(copied.sources) > 1 or "*" in (source or "") or bare == "/"
                    if folder or self._is_folder(bare, copied):
                        yield name, host
                    else:
                        yield bare, host

    def _is_folder(self, path: str, copied: Copied) -> bool:
        """Whether a path of the image is already a folder, so that a file is copied into it."""
        for stage in self.chain():
            if any(command.directory == path for command in (*stage.runs, stage.entrypoint, stage.command) if command):
                return True
            if path in (stage.directory, "/tmp", "/opt", "/usr/local/bin", "/usr/bin", "/home", "/root"):
                return True
            if any(other is not copied and (other.target or "").startswith(path + "/") for other in stage.copied):
                return True
        return False

    def matching(self, source: str | None) -> list[str]:
        """The absolute paths that a source of COPY matches."""
        if source is None or self.context is None or "://" in source:
            return []
        relative = posixpath.normpath(source.lstrip("/")) if source.strip("/") else "."
        if relative.startswith(".."):
            return []
        if not any(character in relative for character in "*?["):
            return [os.path.normpath(os.path.join(self.context, relative))]
        folder, name = posixpath.split(relative)
        if any(character in folder for character in "*?["):
            return []
        where = os.path.normpath(os.path.join(self.context, folder))
        return [os.path.join(where, each) for each in sorted(self.files.names(where)) if fnmatchcase(each, name)]

    def _tree(self, folder: str, target: str) -> Iterator[tuple[str, str]]:
        """The files in a folder and below it, with their targets."""
        pending = [(folder, target)]
        left = MAX_LISTED
        while pending and left > 0:
            where, inside = pending.pop(0)
            folders = self.files.folders(where)
            for name in sorted(self.files.names(where)):
                left -= 1
                if name in folders:
                    if name not in (".git", "node_modules", "__pycache__", ".venv"):
                        pending.append((os.path.join(where, name), posixpath.join(inside, name)))
                else:
                    yield posixpath.join(inside, name), os.path.join(where, name)

    def copies(self) -> Iterator[tuple[str, str, Copied]]:
        """(path in the image, local file, instruction) for everything that is copied from the build context."""
        for stage in self.chain():
            for copied in stage.copied:
                for target, host in self._placed(copied):
                    yield target, host, copied

    # -- variables ----------------------------------------------------------------------------------------------------

    def variables(self) -> dict[str, str | None]:
        """The variables that the Dockerfile sets; None for an unknown value."""
        found: dict[str, str | None] = {}
        for stage in reversed(self.chain()):
            found.update(stage.variables)
        return found

    def search_path(self) -> list[str] | None:
        """The folders in PATH; None if some are unknown."""
        known: dict[str, str | None] = {**self._defaults(), **self.variables()}
        found: list[str] = []
        for instruction in self.dockerfile.instructions:
            match = _PATH.search(instruction.value) if instruction.name == "ENV" else None
            for part in match[1].strip("\"'").split(":") if match else ():
                if part in ("$PATH", "${PATH}", ""):
                    continue
                folder = filled(part, known)
                if folder is None:
                    return None
                found.append(posixpath.normpath(folder))
        return [*dict.fromkeys(found), *_USUAL_PATH]

    def _defaults(self) -> dict[str, str]:
        """Variables of ARG with their defaults."""
        rows = [instruction.value for instruction in self.dockerfile.instructions if instruction.name == "ARG"]
        pairs = [row.partition("=") for row in rows]
        return {name.strip(): value.strip("\"' ") for name, equals, value in pairs if equals and "$" not in value}

    # -- what is installed --------------------------------------------------------------------------------------------

    def installed(self) -> Installed:
        """Python distributions that the Dockerfile installs."""
        names: set[str] = set()
        complete = True
        for stage in self.chain():
            for run in stage.runs:
                found = self._installed_by(run)
                names |= found.names
                complete = complete and found.complete
            complete = complete and not any(copied.stage for copied in stage.copied)
        return Installed(frozenset(names), complete)

    def _installed_by(self, run: Command) -> Installed:
        names: set[str] = set()
        complete = True
        known = self.variables()

        def value(expansion: str, quoted: bool) -> str:
            found = known.get(expansion.strip('${}"'))
            return found if found is not None else HOLE

        text = run.text if run.shell else shlex.join(run.words)
        for command in split_line(text, value):
            words = [word for word in command.words if word]
            while words and ("=" in words[0].split("/")[0] and not words[0].startswith("-")):
                words = words[1:]
            if not words:
                continue
            name = posixpath.basename(words[0])
            if name == "uv" and words[1:2] == ["pip"]:
                name, words = "pip", words[1:]
            elif _PYTHON.fullmatch(name) and words[1:3] == ["-m", "pip"]:
                name, words = "pip", words[2:]
            if _PIP.fullmatch(name):
                found = self._pip(words[1:], run.directory)
                names |= found.names
                complete = complete and found.complete
            elif name not in _HARMLESS:
                complete = False
        return Installed(frozenset(names), complete)

    def _pip(self, words: Sequence[str], folder: str | None) -> Installed:
        names: set[str] = set()
        complete = True
        if "install" not in words:
            return Installed(frozenset(), True)
        rest = list(words[list(words).index("install") + 1 :])
        while rest:
            word = rest.pop(0)
            if word in ("-r", "--requirement") or word.startswith("-r"):
                file = word[2:] if len(word) > 2 and not word.startswith("--") else rest.pop(0) if rest else ""
                found = self._requirements(file, folder)
                complete = complete and found.complete
                names |= found.names
            elif word in ("-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--trusted-host", "-c", "-t", "--target", "--timeout", "--retries"):  # fmt: skip
                rest[:1] = []
            elif word.startswith("-"):
                continue
            else:
                match = _REQUIREMENT.match(word)
                if match is None or HOLE in word or word in (".", "..") or "/" in word:
                    name = re.search(r"#egg=([\w.-]+)|/([\w.-]+?)(?:\.git)?(?:@[^/]*)?$", word)
                    names |= {normalised(name[1] or name[2])} if name else set()
                    complete = False
                else:
                    names.add(normalised(match[0]))
        return Installed(frozenset(names), complete)

    def _requirements(self, name: str, folder: str | None) -> Installed:
        """The distributions of a requirements file of the image."""
        host = self.host(posixpath.normpath(posixpath.join(folder or "/", name))) if name and HOLE not in name else None
        text = self.files.text(host) if host is not None else None
        if text is None:
            return Installed(frozenset(), False)
        whole = requirement_names(text)
        if whole is not None:
            return Installed(whole, True)
        found = (_REQUIREMENT.match(line.strip()) for line in text.splitlines())
        return Installed(frozenset(normalised(match[0]) for match in found if match), False)

    def toolkit(self) -> bool | None:
        """Whether the training toolkit runs the script of a training job; None if unknown."""
        installed = self.installed()
        has = self.has_toolkit()
        entry = self.image.entrypoint
        if entry is not None:
            words = " ".join(entry.words)
            if re.search(r"(?:^|[\s/])train\b", words) and has:
                return True
            return None if has or ".sh" in words or "$" in words else False
        if has:
            return True
        return False if installed.complete and self.is_plain() else None

    def has_toolkit(self) -> bool:
        """Whether the training toolkit is known to be in the image, whatever its entry point."""
        serves = re.search(r"inference|serving|processing", self.base or "") is not None
        return bool(self.installed().names & _TOOLKITS) or (self.is_of_sagemaker() and not serves)

    def is_of_sagemaker(self) -> bool:
        """Whether the base is one of AWS's images for SageMaker."""
        base = self.base or ""
        account = _ACCOUNT.match(base)
        return (account is not None and is_registry(account[1])) or base.startswith("public.ecr.aws/sagemaker/")

    def has_no_entrypoint(self) -> bool:
        """Whether the base has no ENTRYPOINT, or one that only runs its arguments. Known for a few images by name."""
        return self.is_plain() or (self.base is not None and _WITHOUT_ENTRYPOINT.fullmatch(self.base) is not None)

    def is_plain(self) -> bool:
        """Whether the base is an image of a distribution or of Python itself, without third-party libraries."""
        return self.base is not None and _PLAIN.fullmatch(self.base) is not None


_USUAL_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


def _below(path: str, target: str, source: str | None) -> str | None:
    """The part of a path below the target of a COPY; empty for the target itself, None elsewhere."""
    bare = target.rstrip("/") or "/"
    if path == bare:
        return ""
    return path[len(bare.rstrip("/")) + 1 :] if path.startswith(bare.rstrip("/") + "/") else None
