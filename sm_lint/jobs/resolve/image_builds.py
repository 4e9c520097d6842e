"""The commands that build images: which Dockerfile they read, in which folder, and what they call the image."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sm_lint.patterns import regex

REPOSITORY = regex(r"(?:(?P<account>[\d*]+)\.dkr\.ecr\.[^/]+/)?(?P<name>[^:@]+?)(?:[:@].*)?")
"""The name of an image: account of the registry, repository, and tag or digest."""
_BUILD = regex(
    r"\b(?:docker|podman|nerdctl|sm-docker|finch)\s+(?:buildx\s+|image\s+)?build\b((?:[^\n\\;&|]|\\\n|\\.)*)"
)
_ASSIGNED = regex(
    r"^[ \t]*(?:export[ \t]+|%env[ \t]+|-[ \t]+)?([A-Za-z_]\w*)[ \t]*[:=][ \t]*[\"']?([\w./-]+)[\"']?[ \t]*$",
    re.MULTILINE,
)
_USED = regex(r"\$\{?\{?\s*(?:env\.)?([A-Za-z_]\w*)\s*\}?\}?|\{([A-Za-z_]\w*)\}")
_CHANGES = regex(r"(?:^|&&|;)[ \t]*[!%]?cd[ \t]+[\"']?([\w.][\w./-]*)[\"']?[ \t]*(?=$|&&|;|\|\|)", re.MULTILINE)
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


def builds_of_cells(commands: Iterable[str], folder: str) -> Iterator[Build]:
    """The builds of a notebook: each cell is a shell of its own, but names may be assigned in another one."""
    cells: dict[str, list[str]] = {}
    for command in commands:
        number, _, line = command.partition(" ")
        cells.setdefault(number, []).append(line)
    texts = ["\n".join(lines) for lines in cells.values()]
    assigned = dict(_ASSIGNED.findall("\n".join(texts)))
    for text in texts:
        yield from builds_in(text, folder, assigned)


def builds_in(text: str, folder: str, assigned: Mapping[str, str] | None = None) -> Iterator[Build]:
    """The builds of a shell text.

    Args:
        text: its lines.
        folder: the folder in which it runs, from which `cd` leads on.
        assigned: variables that are assigned elsewhere; the text's own count before them, the nearest above a build first.
    """
    if "build" not in text:
        return
    known = {**(assigned or {}), **dict(_ASSIGNED.findall(text))}
    position = 0
    for match in _BUILD.finditer(text):
        between = text[position : match.start()]
        position = match.start()
        known.update(_ASSIGNED.findall(between))
        folder = _reached(between, folder)
        line = _filled(match[1].replace("\\\n", " "), known)
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


def _filled(line: str, known: Mapping[str, str]) -> str:
    """A line with the values of the variables that are known."""
    return _USED.sub(lambda used: known.get(used[1] or used[2], used[0]), line)


def _reached(text: str, folder: str) -> str:
    """The folder that the `cd` commands of a text lead to; one that names a variable is passed over."""
    for target in _CHANGES.findall(text):
        folder = os.path.normpath(os.path.join(folder, target))
    return folder


def _folders(build: Build, root: str) -> list[str]:
    return list(dict.fromkeys(folder for folder in (build.folder, root) if folder))


def contexts_of(build: Build, root: str) -> list[str]:
    """The absolute paths of the folders that a build command may give as its context; none where a variable names it."""
    if "$" in build.context or not build.context:
        return []
    return [os.path.normpath(os.path.join(folder, build.context)) for folder in _folders(build, root)]


def dockerfiles_of(build: Build, root: str) -> list[str]:
    """The absolute paths of the Dockerfiles that a build command may refer to."""
    if build.file:
        return [os.path.normpath(os.path.join(folder, build.file)) for folder in _folders(build, root)]
    return [os.path.join(context, "Dockerfile") for context in contexts_of(build, root)]
