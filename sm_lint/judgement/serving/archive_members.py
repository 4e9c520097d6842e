"""What a script packs into an archive, and under which names."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span

_RUNS = frozenset(
    {
        "subprocess.run",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.Popen",
        "os.system",
        "os.popen",
    }
)
_COMMAND = regex(r"!(\d+) (?!#)(.+)", re.DOTALL)
_MOVE = regex(r'(?:"|\\n)[ ]*%cd[ ]|os\.chdir\(')
"""A magic or a call that changes the working directory, as the JSON text of a notebook has it."""
_JOINS = frozenset(
    {"os.path.join", "posixpath.join", "str", "os.path.normpath", "pathlib.Path", "pathlib.PurePosixPath"}
)

Callee = Callable[[cst.Call], "str | None"]


class Member(NamedTuple):
    """A file or folder that goes into an archive.

    Attributes:
        node: the call that packs it, or the place of the command in a notebook.
        local: its path, relative to where the script runs or absolute.
        name: its name in the archive, with ``*`` for what is not known; empty for a folder whose content goes to the root.
        archive: name of the archive; empty where it is not known.
    """

    node: cst.Call | Place
    local: str
    name: str
    archive: str


def archive_name(node: cst.Call, callee: Callee, constants: dict[str, str]) -> str | None:
    """The `arcname` of a call of `TarFile.add`; None where there is none, and ``*`` where it is not known."""
    given = next((argument.value for argument in node.args if _keyword(argument) == "arcname"), None)
    if given is None:
        positional = [argument for argument in node.args if argument.keyword is None and not argument.star]
        given = positional[1].value if len(positional) > 1 else None
    return None if given is None else text_of_path(given, callee, constants)


def text_of_path(node: cst.BaseExpression, callee: Callee, constants: dict[str, str]) -> str:
    """A path as text, with ``*`` for what is not known."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else "*"
    if isinstance(node, cst.FormattedString):
        return "".join(
            part.value
            if isinstance(part, cst.FormattedStringText)
            else text_of_path(part.expression, callee, constants)
            for part in node.parts
            if isinstance(part, cst.FormattedStringText | cst.FormattedStringExpression)
        )
    if isinstance(node, cst.Name):
        return constants.get(node.value, "*")
    if isinstance(node, cst.Attribute) and node.attr.value in {"sep", "curdir"}:
        return "/" if node.attr.value == "sep" else "."
    if isinstance(node, cst.BinaryOperation):
        left, right = (text_of_path(side, callee, constants) for side in (node.left, node.right))
        if isinstance(node.operator, cst.Divide):
            return posixpath.join(left, right)
        return left + right if isinstance(node.operator, cst.Add) else "*"
    if isinstance(node, cst.Call) and (callee(node) or _bare(node)) in _JOINS and node.args:
        return posixpath.join(*(text_of_path(argument.value, callee, constants) for argument in node.args))
    return "*"


def constants_of(tree: cst.Module) -> dict[str, str]:
    """Names that the top level of a module binds once, to a text."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for line in tree.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(statement, cst.Assign):
                for target in statement.targets:
                    if isinstance(target.target, cst.Name):
                        name = target.target.value
                        text = text_of_path(statement.value, lambda _: None, found)
                        if name in found or name in twice or "*" in text:
                            twice.add(name)
                            found.pop(name, None)
                        else:
                            found[name] = text
    return found


def packed_by_command(node: cst.Call, callee: Callee, constants: dict[str, str]) -> Iterator[Member]:
    """What a command that the script runs packs by `tar`."""
    if callee(node) not in _RUNS or not node.args:
        return
    first = node.args[0].value
    if isinstance(first, cst.List | cst.Tuple):
        words = [text_of_path(element.value, callee, constants) for element in first.elements]
    else:
        words = _words(text_of_path(first, callee, constants))
    for archive, local, name in tar_members(words):
        yield Member(node, local, name, archive)


def packed_by_notebook(path: str, text: str | None, made: Sequence[str]) -> Iterator[Member]:
    """What the shell commands of a notebook pack by `tar`.

    Args:
        path: path of the notebook.
        text: its JSON text.
        made: its commands, as :attr:`Definitions.made` has them.
    """
    commands = [(int(found[1]), found[2]) for entry in made if (found := _COMMAND.match(entry)) is not None]
    if text is None or not commands or _goes_elsewhere(text):
        return
    moving = {cell for cell, command in commands if re.match(r"cd\b[^&;]*$", command)}
    for cell, command in commands:
        for archive, local, name in tar_members(_words(command)) if cell not in moving else ():
            span = _line_of(text, cell, command)
            if span is not None:
                yield Member(Place(path, span, cell), local, name, archive)


def packed_by_shell(path: str, text: str) -> Iterator[tuple[Place, Member]]:
    """What the lines of a shell script or makefile pack by `tar`, each with its place.

    A script that changes its folder on the way is passed over, and so are lines with variables.

    Args:
        path: path of the script.
        text: its text.
    """
    if re.search(r"^\s*(?:cd|pushd)\s", text, re.MULTILINE):
        return
    for number, line in enumerate(text.splitlines(), 1):
        words = _words(line.strip().lstrip("@")) if "tar" in line and "$" not in line else []
        for archive, local, name in tar_members(words):
            place = Place(path, Span(number, 1, number, len(line) + 1))
            yield place, Member(place, local, name, archive)


def _goes_elsewhere(text: str) -> bool:
    """Whether a cell may change the folder that the commands of later cells run in."""
    return _MOVE.search(text) is not None


def _line_of(text: str, cell: int, command: str) -> Span | None:
    """Where a command is in its cell; None where the notebook cannot be read."""
    try:
        source = json.loads(text)["cells"][cell - 1]["source"]
        lines = ("".join(source) if isinstance(source, list) else source).splitlines()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    for number, line in enumerate(lines, 1):
        column = line.find(command) + 1
        if column:
            return Span(number, column, number, column + len(command))
    return None


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command, comments=True)
    except ValueError:
        return []


def tar_members(words: Sequence[str]) -> list[tuple[str, str, str]]:
    """Archive, local path and name in the archive of everything that a `tar` command packs; none for other commands.

    A command before it that goes to a folder counts: ``cd model && tar czf ../model.tar.gz *``.
    """
    here = ""
    command: list[str] = []
    for word in [*words, ";"]:
        if word in {"&&", ";", "||", "|"} or word.endswith(";"):
            command.extend([word.rstrip(";")] if word.strip(";&|") else [])
            if len(command) == 2 and command[0] == "cd":
                here = posixpath.join(here, command[1])
            elif command and posixpath.basename(command[0]) == "tar":
                return [
                    (archive, posixpath.join(here, local), "" if name in {".", "./", "*", "./*"} else name)
                    for archive, local, name in _tar(command[1:])
                ]
            command = []
        else:
            command.append(word)
    return []


def _tar(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    creates, archive, folder, taken = False, "", "", False
    rest = list(words)
    if rest and re.fullmatch(r"[a-zA-Z]+", rest[0]):
        rest[0] = "-" + rest[0]
    members: list[tuple[str, str]] = []
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            creates = creates or word == "--create"
            taken = taken or word.startswith(("--transform", "--strip", "--xform", "--exclude", "--files-from"))
            if word.startswith("--file="):
                archive = word.partition("=")[2]
            elif word in {"--directory", "--file"} and rest:
                value = rest.pop(0)
                folder, archive = (value, archive) if word == "--directory" else (folder, value)
        elif word.startswith("-") and len(word) > 1:
            creates = creates or "c" in word
            for letter in word[1:]:
                if letter == "f" and rest:
                    archive = rest.pop(0)
                elif letter == "C" and rest:
                    folder = posixpath.join(folder, rest.pop(0))
                elif letter in "TX" and rest:
                    taken = True
                    rest.pop(0)
        else:
            members.append((posixpath.join(folder, word), word))
    if creates and not taken:
        for local, name in members:
            clean = posixpath.normpath(name)
            while clean.startswith("../"):
                clean = clean[3:]
            local = posixpath.dirname(local) if name in {"*", "./*"} else local
            yield archive, local or ".", "." if name in {"*", "./*"} else clean.lstrip("/")


def _keyword(argument: cst.Arg) -> str:
    return argument.keyword.value if argument.keyword is not None else ""


def _bare(node: cst.Call) -> str:
    return node.func.value if isinstance(node.func, cst.Name) else ""
