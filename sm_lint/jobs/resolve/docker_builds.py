"""The `docker build` commands of a project: names of images, Dockerfiles and contexts."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

REPOSITORY = re.compile(r"(?:(?P<account>[\d*]+)\.dkr\.ecr\.[^/]+/)?(?P<name>[^:@]+?)(?:[:@].*)?")
"""The name of an image: account of the registry, repository, and tag or digest."""
_BUILD = re.compile(
    r"\b(?:docker|podman|nerdctl|sm-docker|finch)\s+(?:buildx\s+|image\s+)?build\b((?:[^\n\\;&|]|\\\n|\\.)*)"
)
_ASSIGNED = re.compile(
    r"^[ \t]*(?:export[ \t]+|%env[ \t]+|-[ \t]+)?([A-Za-z_]\w*)[ \t]*[:=][ \t]*[\"']?([\w./-]+)[\"']?[ \t]*$",
    re.MULTILINE,
)
_USED = re.compile(r"\$\{?\{?\s*(?:env\.)?([A-Za-z_]\w*)\s*\}?\}?|\{([A-Za-z_]\w*)\}")
_GENERIC = frozenset(
    {"docker", "container", "containers", "image", "images", "src", "code", "build", ".", "app", "byoc", ""}
)


class Build(NamedTuple):
    """A `docker build`: name of the image, Dockerfile and context as written, working directory."""

    name: str
    file: str
    context: str
    folder: str


def names_by_place(path: str) -> Iterator[str]:
    """Possible repository names according to the location of the Dockerfile."""
    name = os.path.basename(path)
    for part in re.split(r"[.-]", re.sub(r"dockerfile", "", name, flags=re.IGNORECASE)):
        if part and part not in ("cpu", "gpu", "base", "dev", "prod", "local"):
            yield part
    folder = os.path.dirname(path)
    for _ in range(2):
        base = os.path.basename(folder)
        if base not in _GENERIC:
            yield base
            yield base.replace("_", "-")
            return
        folder = os.path.dirname(folder)


def builds_in(text: str, folder: str) -> Iterator[Build]:
    """The build commands in the text of a shell script, makefile or workflow in a folder."""
    if "build" not in text:
        return
    known = dict(_ASSIGNED.findall(text))
    for match in _BUILD.finditer(text):
        line = _USED.sub(lambda used: known.get(used[1] or used[2], used[0]), match[1].replace("\\\n", " "))
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            words = line.split()
        names: list[str] = []
        file = context = ""
        while words:
            word = words.pop(0)
            flag, equals, value = word.partition("=")
            if flag in ("-t", "--tag", "-f", "--file", "--build-arg", "--platform", "--target", "--cache-from", "--network", "--progress", "--secret", "--ssh", "--label", "-o", "--output", "--shm-size", "--repository"):  # fmt: skip
                given = value if equals and flag.startswith("--") else words.pop(0) if words else ""
                if flag in ("-t", "--tag", "--repository"):
                    names.append(given)
                elif flag in ("-f", "--file"):
                    file = given
            elif not word.startswith("-"):
                context = word
        for name in names or [""]:
            found = REPOSITORY.fullmatch(name)
            repository = found["name"].rpartition("/")[2] if found is not None else ""
            yield Build("" if "$" in repository or "{" in repository else repository, file, context, folder)


def _folders(build: Build, root: str) -> list[str]:
    return list(dict.fromkeys(folder for folder in (build.folder, root) if folder))


def contexts_of(build: Build, root: str) -> list[str]:
    """The absolute paths of the folders that may be the context of a build command; none if it is not known."""
    if "$" in build.context or not build.context:
        return []
    return [os.path.normpath(os.path.join(folder, build.context)) for folder in _folders(build, root)]


def dockerfiles_of(build: Build, root: str) -> list[str]:
    """The absolute paths of the Dockerfiles that a build command may refer to."""
    if build.file:
        return [os.path.normpath(os.path.join(folder, build.file)) for folder in _folders(build, root)]
    return [os.path.join(context, "Dockerfile") for context in contexts_of(build, root)]
