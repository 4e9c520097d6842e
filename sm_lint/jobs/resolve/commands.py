"""Shell commands that may create a missing script: those of notebook cells and of shell files."""

from __future__ import annotations

import os
import re

from sm_lint.patterns import regex

_COMMENTED = regex(r"\d+ # ")
# Commands that fetch unnamed files, anywhere or into a folder; and those that create a named file.
_BRINGS = regex(r"\bgit\s+(?:clone|checkout|pull|submodule)\b|\bmake\b")
_UNPACKS = regex(r"\b(?:unzip\b|tar\s+-?[a-z]*x)(?P<rest>[^;&|]*)")
_TARGET = regex(r"(?:\s-d|\s-C|--directory)[\s=]*(?P<folder>\S+)")
_ARCHIVE = regex(r"(?<![^\s/])(?P<name>[^\s/]+?)(?:\.tar)?\.(?:zip|tgz|gz|bz2|xz|tar)\b")
_OF_CODE = regex(r"code|src|source|script|repo|project|master|main|train|model|pipeline|package", re.IGNORECASE)
_FILLS = regex(r"\baws\s+s3\s+(?:sync\b|cp\b.*--recursive)|\brsync\b|\bwget\b.*\s-r")
_MAKES = regex(r"\b(?:cp|mv|ln|touch|tee|cat|echo|printf|wget|curl|aws\s+s3)\b|>")
_COPIES = regex(r"^\s*(?:[\w./$@{}\"-]+\s+)*?(?:cp|mv|ln|install|rsync|wget|curl|aws\s+s3\s+cp|gsutil\s+cp)\b")


def command_makes(command: str, name: str) -> bool:
    """Whether a notebook's shell command may create a file of this name; a commented-out one must name it."""
    if _COMMENTED.match(command):
        brings = _BRINGS.search(command) or _UNPACKS.search(command) or _FILLS.search(command) or _MAKES.search(command)
        return brings is not None and any(part in command for part in _telling(name))
    if _BRINGS.search(command) or (os.path.dirname(name) and _FILLS.search(command)):
        return True
    if any(_unpacks(match["rest"], name) for match in _UNPACKS.finditer(command)):
        return True
    return _MAKES.search(command) is not None and any(part in command for part in _telling(name))


def line_copies(line: str, name: str) -> bool:
    """Whether a line of a shell file copies or fetches a file of this name; it must name the file's folder, if any."""
    if line.lstrip().startswith("#") or _COPIES.match(line) is None:
        return False
    words = re.split(r"[\s\"']+", line.strip())
    base, folder = os.path.basename(name), os.path.dirname(name.removeprefix("./"))
    if not any(word == base or word.endswith("/" + base) for word in words):
        return False
    return not folder or any(folder.partition("/")[0] in re.split(r"[/=]", word) for word in words)


def _unpacks(rest: str, name: str) -> bool:
    """Whether an archive may contain the file, by its target folder or else its name: archives may also hold data."""
    target = _TARGET.search(rest)
    parts = [part for part in name.split("/") if part not in (".", "..", "")]
    if target is not None and target["folder"].strip("\"'./"):
        folder = target["folder"].strip("\"'").removeprefix("./").strip("/")
        if "$" in folder or "{" in folder:
            return True
        return "/".join(parts).startswith(folder + "/") or os.path.basename(folder) in parts[:-1]
    archive = _ARCHIVE.search(rest)
    if archive is None or "$" in rest or "{" in rest:
        return True  # which archive it is is unknown
    return _OF_CODE.search(archive["name"]) is not None or any(
        part.partition(".")[0] == archive["name"] for part in parts
    )


def _telling(name: str) -> tuple[str, ...]:
    """The parts of a path that a command creating it would name: its base name, its first folder."""
    first = name.lstrip("./").partition("/")[0]
    return tuple(part for part in (os.path.basename(name), first) if part)
