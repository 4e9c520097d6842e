"""Parses Dockerfiles: the instructions of every stage as plain data, with their lines.

Continued lines, here-documents, the exec and the shell form, and variables of ``ARG`` and ``ENV`` follow the reference
of the format: https://docs.docker.com/reference/dockerfile/. Nothing is executed, and no image is inspected.
"""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from dataclasses import dataclass, field

from sm_lint.patterns import regex

MAX_BYTES = 200_000
"""Maximum size of a Dockerfile; larger ones are not read."""
MAX_INSTRUCTIONS = 2_000
MAX_VALUE = 4_096
"""Maximum length of a value after its variables are expanded; a longer one is unknown."""

_DIRECTIVE = regex(r"#\s*escape\s*=\s*([\\`])\s*", re.IGNORECASE)
_HEREDOC = regex(r"(?<!<)<<(-?)([\"']?)([A-Za-z_][A-Za-z0-9_]*)\2")
_OPTION = regex(r"--([a-z-]+)(?:=(\S*))?\s+")
_VARIABLE = regex(r"\\\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:[-+])([^}]*))?\})|\$\{")
_WITH_DOCUMENTS = frozenset({"RUN", "COPY", "ADD"})
_QUOTED = regex(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    Attributes:
        name: in capitals: ``FROM``, ``COPY``.
        line: its first line, from 1.
        options: options that begin with ``--``, by name; an empty string for one without a value.
        value: the rest, with continued lines joined by a blank; variables are not expanded.
        documents: (name, text) of its here-documents.
    """

    name: str
    line: int
    value: str
    options: tuple[tuple[str, str], ...] = ()
    documents: tuple[tuple[str, str], ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of an ENV, or of an ARG with defaults; variables are not expanded."""
        key, _, rest = self.value.partition(" ")
        if self.name == "ENV" and "=" not in key:
            # Blanks belong to the value here, and quotes that are not escaped do not.
            return [(key, _QUOTED.sub(lambda quoted: quoted[1] if quoted[2] is None else quoted[2], rest.strip()))]
        parts = (word.partition("=") for word in _words(self.value))
        return [(name, value) for name, equals, value in parts if equals]

    @property
    def exec_form(self) -> tuple[str, ...] | None:
        """The words of the exec form; None for the shell form."""
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
        sources: paths in the build context, or in the stage `stage`; None for one with an unknown variable.
        target: absolute path in the image, with a trailing slash if it has one; None if unknown.
        line: its line, from 1.
        stage: name or number of another stage or image from which the files are copied; empty for the build context.
        mode: the value of ``--chmod``; empty if the mode of the files is kept.
        rooted: whether the target is independent of the base image's working directory, which is otherwise assumed to
            be the root.
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
        words: the words of the exec form, or of the shell form as far as its quoting can be parsed; empty if it cannot.
        shell: whether it is in the shell form: ``/bin/sh -c`` runs it, and arguments of the container do not reach it.
        text: the text as written.
        line: its line, from 1.
        directory: the working directory; None if unknown.
    """

    words: tuple[str, ...]
    shell: bool
    text: str
    line: int
    directory: str | None = None


@dataclass(slots=True)
class Stage:
    """One stage, beginning with its FROM.

    Attributes:
        base: the image or stage in FROM; None if it depends on a variable without a default.
        name: the name given by ``AS``, in lower case; empty if there is none.
        line: line of the FROM.
        variables: the environment at the end, without that of the base; None for an unknown value.
        directory: working directory at the end; None if unknown. Initially it is assumed to be the root, as in the
            images of distributions; see `rooted`.
        rooted: whether an absolute WORKDIR was given.
        copied, runs: in order.
        entrypoint, command: the last ENTRYPOINT and CMD; None if that of the base applies.
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
    """A Dockerfile: all instructions, and its stages in order; by default the last one is the image."""

    path: str
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]

    @property
    def image(self) -> Stage:
        """The last stage."""
        return self.stages[-1]


def read_dockerfile(path: str, raw: bytes) -> Dockerfile | None:
    """Parse a Dockerfile; None if it is too large, not UTF-8, or has no FROM."""
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
            # Comments and empty lines inside a continued instruction are ignored, as the reference says.
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
        # All values of one instruction are expanded with the environment before it.
        values = {variable: filled(text, known) for variable, text in instruction.pairs()}
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
            # An ENTRYPOINT resets the CMD of the base image, but not one of its own stage.
            stage.entrypoint = command
            if stage.command is not None and stage.command.line < stage.line:
                stage.command = None


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def filled(text: str, known: dict[str, str | None]) -> str | None:
    """The text with its variables expanded; None if one is unknown."""
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
    """An absolute path in the image; a trailing slash is kept, because it marks the target as a folder."""
    if path is None or (not path.startswith("/") and directory is None):
        return None
    whole = posixpath.normpath(posixpath.join(directory or "/", path))
    if whole.strip("/") == "":
        return "/"
    return f"{whole}/" if path.endswith(("/", "/.")) or path == "." else whole
