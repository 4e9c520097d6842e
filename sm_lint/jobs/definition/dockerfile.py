"""Reads Dockerfiles: the instructions of every stage as plain data, with the line of each.

Continued lines, here-documents, the exec and the shell form, and variables of ``ARG`` and ``ENV`` are followed as the
reference of the format says: https://docs.docker.com/reference/dockerfile/. Nothing is run, and no image is asked.
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from dataclasses import dataclass, field

MAX_BYTES = 200_000
"""A Dockerfile that is larger is not read."""
MAX_INSTRUCTIONS = 2_000
MAX_VALUE = 4_096
"""Characters of a value after its variables are filled in; a longer one is not known."""

_DIRECTIVE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*", re.IGNORECASE)
_HEREDOC = re.compile(r"(?<!<)<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_]*)\2")
_OPTION = re.compile(r"--([a-z-]+)(?:=(\S*))?\s+")
_VARIABLE = re.compile(r"\\\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:[-+])([^}]*))?\})|\$\{")
_WITH_DOCUMENTS = frozenset({"RUN", "COPY", "ADD"})


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    Attributes:
        name: in capitals: ``FROM``, ``COPY``.
        line: its first line, from 1.
        options: those that begin with ``--``, by name; empty text for one without a value.
        value: what follows, with continued lines joined by a blank; variables are not filled in.
        documents: (name, text) of its here-documents.
    """

    name: str
    line: int
    value: str
    options: tuple[tuple[str, str], ...] = ()
    documents: tuple[tuple[str, str], ...] = ()

    @property
    def exec_form(self) -> tuple[str, ...] | None:
        """Words of the form in brackets; None for the shell form."""
        if not self.value.startswith("["):
            return None
        try:
            words = json.loads(self.value)
        except (ValueError, RecursionError):
            return None
        return tuple(words) if isinstance(words, list) and all(isinstance(word, str) for word in words) else None


@dataclass(frozen=True, slots=True)
class Copied:
    """A COPY or ADD.

    Attributes:
        sources: paths in the build context, or in the stage `stage`; None for one with a variable that is not known.
        target: absolute path in the image, with a slash at the end where it is written so; None where it is not known.
        line: its line, from 1.
        stage: name or number of another stage or image that the files come from; empty for the build context.
        mode: text of ``--chmod``; empty where the mode of the files is kept.
        rooted: the target does not rest on the working directory of the base image, which is taken for the root.
    """

    sources: tuple[str | None, ...]
    target: str | None
    line: int
    stage: str = ""
    mode: str = ""
    rooted: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """A RUN, ENTRYPOINT or CMD.

    Attributes:
        words: the words of the form in brackets, or of the shell form as far as quotes go; empty where they cannot be told.
        shell: it is in the shell form: ``/bin/sh -c`` runs it, and arguments of the container do not reach it.
        text: as it is written.
        line: its line, from 1.
        directory: the working directory; None where it is not known.
    """

    words: tuple[str, ...]
    shell: bool
    text: str
    line: int
    directory: str | None = None


@dataclass(slots=True)
class Stage:
    """One stage, from its FROM on.

    Attributes:
        base: image or stage that it begins with; None where it depends on a variable without a default.
        name: what ``AS`` calls it, in small letters; empty for one without a name.
        line: line of the FROM.
        variables: the environment at the end; None for a value that is not known. Those of the base are not among them.
        directory: working directory at the end; None where it is not known. At the beginning it is the root, as in the images
            of the distributions, unless `rooted` says otherwise.
        rooted: an absolute WORKDIR was given.
        copied, runs: in their order.
        entrypoint, command: the last ENTRYPOINT and CMD; None where the base's holds.
    """

    base: str | None
    name: str
    line: int
    variables: dict[str, str | None] = field(default_factory=dict)
    directory: str | None = "/"
    rooted: bool = False
    copied: list[Copied] = field(default_factory=list)
    runs: list[Command] = field(default_factory=list)
    entrypoint: Command | None = None
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A Dockerfile: all instructions, and its stages in their order; the last is the image, if no other is asked for."""

    path: str
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]

    @property
    def image(self) -> Stage:
        """The last stage."""
        return self.stages[-1]


def read_dockerfile(path: str, raw: bytes) -> Dockerfile | None:
    """The Dockerfile in `raw`; None for what is none: too large, not UTF-8, or without a FROM."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    instructions = _instructions(text)
    stages = _stages(instructions)
    return Dockerfile(path, tuple(instructions), tuple(stages)) if stages else None


def _instructions(text: str) -> list[Instruction]:
    lines = text.replace("\r\n", "\n").split("\n")
    directive = _DIRECTIVE.fullmatch(lines[0])
    escape = directive[1] if directive else "\\"
    found: list[Instruction] = []
    position = 0
    while position < len(lines) and len(found) < MAX_INSTRUCTIONS:
        first = position
        parts: list[str] = []
        while position < len(lines):
            line = lines[position].strip()
            position += 1
            # Comments and empty lines inside a continued instruction are left out, as the reference says.
            if line.startswith("#") or (not line and parts):
                continue
            if not line:
                break
            if not parts:
                first = position - 1
            parts.append(line.removesuffix(escape).rstrip())
            if not line.endswith(escape):
                break
        words = " ".join(parts).split(None, 1)
        if not words:
            continue
        name, value = words[0], words[1] if len(words) > 1 else ""
        documents: list[tuple[str, str]] = []
        if name.upper() in _WITH_DOCUMENTS:
            for match in _HEREDOC.finditer(value):
                body: list[str] = []
                while position < len(lines):
                    line = lines[position].lstrip("\t") if match[1] else lines[position]
                    position += 1
                    if line == match[3]:
                        break
                    body.append(line)
                documents.append((match[3], "\n".join(body)))
        options: list[tuple[str, str]] = []
        value = value.strip()
        while (option := _OPTION.match(value)) is not None:
            options.append((option[1], option[2] or ""))
            value = value[option.end() :]
        found.append(Instruction(name.upper(), first + 1, value, tuple(options), tuple(documents)))
    return found


def _stages(instructions: list[Instruction]) -> list[Stage]:
    stages: list[Stage] = []
    outside: dict[str, str | None] = {}
    known: dict[str, str | None] = {}
    for instruction in instructions:
        if instruction.name == "FROM":
            words = instruction.value.split()
            if not words:
                continue
            name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
            stage = Stage(filled(words[0], outside), name, instruction.line)
            parent = next(
                (other for other in reversed(stages) if other.name and other.name == (stage.base or "").lower()), None
            )
            if parent is not None:
                stage.variables, stage.directory = dict(parent.variables), parent.directory
                stage.rooted = parent.rooted
                stage.entrypoint, stage.command = parent.entrypoint, parent.command
            stages.append(stage)
            known = dict(stage.variables)
        elif instruction.name == "ARG":
            for word in _words(instruction.value):
                name, equals, value = word.partition("=")
                scope = known if stages else outside
                if name not in (stages[-1].variables if stages else {}):
                    scope[name] = filled(value, scope) if equals else outside.get(name)
        elif stages:
            _follow(stages[-1], instruction, known)
    return stages


def _follow(stage: Stage, instruction: Instruction, known: dict[str, str | None]) -> None:
    name, value = instruction.name, instruction.value
    if name == "ENV":
        words = _words(value)
        key, _, rest = value.partition(" ")
        pairs = [word.partition("=")[::2] for word in words if "=" in word] if "=" in key else [(key, rest.strip())]
        # All values of one instruction see the environment from before it.
        values = {variable: filled(text, known) for variable, text in pairs}
        stage.variables.update(values)
        known.update(values)
    elif name == "WORKDIR":
        target = filled(value.strip("\"'"), known)
        folder = _placed(target, stage.directory)
        stage.directory = folder.rstrip("/") or "/" if folder is not None else None
        stage.rooted = stage.rooted or (target or "").startswith("/")
    elif name in {"COPY", "ADD"}:
        words = list(instruction.exec_form or _words(value))
        if len(words) > 1:
            options = dict(instruction.options)
            target = filled(words[-1], known)
            stage.copied.append(
                Copied(
                    tuple(filled(word, known) for word in words[:-1]),
                    _placed(target, stage.directory),
                    instruction.line,
                    options.get("from", ""),
                    options.get("chmod", ""),
                    stage.rooted or (target or "").startswith("/"),
                )
            )
    elif name in {"RUN", "ENTRYPOINT", "CMD"}:
        form = instruction.exec_form
        text = "\n".join([value, *(text for _, text in instruction.documents)])
        command = Command(
            form if form is not None else tuple(_words(value)), form is None, text, instruction.line, stage.directory
        )
        if name == "RUN":
            stage.runs.append(command)
        elif name == "CMD":
            stage.command = command
        else:
            # An ENTRYPOINT takes back the CMD of the image that the stage begins with, but not one of its own.
            stage.entrypoint = command
            if stage.command is not None and stage.command.line < stage.line:
                stage.command = None


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def filled(text: str, known: dict[str, str | None]) -> str | None:
    """The text with its variables filled in; None where one is not known."""
    parts: list[str] = []
    position = 0
    for match in _VARIABLE.finditer(text):
        parts.append(text[position : match.start()])
        position = match.end()
        if match[0] == "\\$":
            parts.append("$")
            continue
        value = known.get(match[1] or match[2] or "")
        if match[3] == ":-":
            value = value or (match[4] if "$" not in match[4] else None)
        elif match[3] == ":+":
            value = None
        if value is None:
            return None
        parts.append(value)
    whole = "".join([*parts, text[position:]])
    return whole if len(whole) <= MAX_VALUE else None


def _placed(path: str | None, directory: str | None) -> str | None:
    """An absolute path in the image; a slash at its end is kept, which says that a target is a folder."""
    if path is None or (not path.startswith("/") and directory is None):
        return None
    whole = posixpath.normpath(posixpath.join(directory or "/", path))
    if whole.strip("/") == "":
        return "/"
    return f"{whole}/" if path.endswith(("/", "/.")) or path == "." else whole
