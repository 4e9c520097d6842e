"""Child processes: the effects of common shell commands on paths in their arguments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import pairwise

import libcst as cst

from sm_lint.flow.domain.lattice import options
from sm_lint.flow.domain.paths import glob_pattern, plain
from sm_lint.flow.domain.provenance import Named
from sm_lint.flow.domain.text import display, is_textual, pieces, text_of
from sm_lint.flow.domain.values import ABSENT, UNKNOWN, Arguments, Constant, ListValue, Opaque, PathValue, Text, Value
from sm_lint.flow.facts import AccessMode, Cause
from sm_lint.flow.machine.guards import Guards
from sm_lint.flow.machine.machine import Machine
from sm_lint.flow.models.shell_lines import HARMLESS, INSTALL, is_install
from sm_lint.flow.models.shell_words import (
    INTERPRETERS,
    LOOKERS,
    READERS,
    Command,
    operands_of,
    option,
    plain_word,
    simple_commands,
)
from sm_lint.flow.operations.effects import access, looks_like_path
from sm_lint.flow.operations.iteration import elements
from sm_lint.patterns import regex

Semantic = Callable[[Machine, Arguments, cst.CSTNode], Value]


def _command(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """subprocess.run(...) and similar functions, os.system, os.popen."""
    given = arguments.get(0, "args") or arguments.get(None, "cmd") or UNKNOWN
    folder = arguments.get(None, "cwd")
    before = vm.slots.get("cwd", ABSENT)
    if folder is not None and is_textual(folder):
        _enter(vm, folder)
    for line in options(given):
        with vm.recorder.maybe(line is not given):
            for command in _commands(vm, line, node):
                with vm.recorder.maybe(not command.sure):
                    _interpret(vm, command, node)
    vm.state.store(vm.slots, "cwd", before)
    return Opaque(Named("subprocess.CompletedProcess"))


def _enter(vm: Machine, folder: Value) -> None:
    """Change the directory: relative paths are then below it, wherever it is."""
    shown = display(folder)
    known = vm.cwd()
    if not shown.startswith(("/", "*")) and known is not None:
        shown = f"{known}/{shown}"
    vm.state.store(vm.slots, "cwd", Constant(shown))


def _replace(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """os.execv(path, args): the words begin with the program's name, and the call does not return."""
    _command(vm, Arguments([arguments.get(1, "args") or UNKNOWN], {}), node)
    vm.control.leave("exit")
    return UNKNOWN


def _replace_by_words(vm: Machine, arguments: Arguments, node: cst.CSTNode) -> Value:
    """os.execl(path, arg0, arg1, ...)."""
    words = ListValue(tuple(arguments.positional[1:]), UNKNOWN if arguments.open else None, "list")
    return _replace(vm, Arguments([UNKNOWN, words], {}), node)


def _commands(vm: Machine, value: Value, node: cst.CSTNode) -> Iterator[Command]:
    """The simple commands of a command line or an argument list."""
    if isinstance(value, ListValue):
        known, _ = elements(vm, value, node)
        words = list(known if known is not None else value.items)
        if words and all(plain_word(word) is not None for word in words[:1]):
            shell = [plain_word(word) for word in words[:2]]
            if shell[0] in ("bash", "sh", "/bin/bash", "/bin/sh") and shell[1:] in (["-c"], ["-lc"]) and len(words) > 2:
                yield from _commands(vm, words[2], node)
                return
        if words:
            yield Command(words, [])
        else:
            vm.recorder.unresolved(node, Cause.PROCESS, "a child process is not known", "path")
    elif isinstance(value, Constant | Text) and is_textual(value):
        yield from simple_commands(value)
    else:
        vm.recorder.unresolved(node, Cause.PROCESS, "a child process is not known", "path")


def _interpret(vm: Machine, command: Command, node: cst.CSTNode) -> None:
    words = command.words
    names = [plain_word(word) for word in words]
    while names and names[0] is not None and ("=" in names[0] or names[0] in ("sudo", "time", "nohup", "exec")):
        names, words = names[1:], words[1:]
    installs = is_install(names)
    for mode, file in command.redirects:
        if plain_word(file) != "/dev/null":
            access(vm, mode, file, node, INSTALL if installs else "shell")
    if not words:
        return
    name = os.path.basename(plain_word(words[0]) or "")
    if (
        name in ("python", "python3", "")
        and len(words) > 2
        and plain_word(words[1]) == "-m"
        and plain_word(words[2]) == "pip"
    ):
        name, words = "pip", words[2:]
    if not name and isinstance(words[0], Text) and _is_executable(words):
        name, words = "pip", words[2:]
    handler = _COMMANDS.get("pip" if name == "pip3" else name)
    operands = list(operands_of(name, words[1:]))
    via = name or "child process"
    if handler is not None:
        handler(vm, words[1:], operands, node, via)
    elif name in LOOKERS:
        with vm.recorder.guarded(_LOOKED_AT):
            _access_all(vm, "read", operands, node, via)
    elif name in READERS:
        _access_all(vm, "read", operands, node, via)
    elif name not in HARMLESS:
        _child(vm, words, node, name)


def _is_executable(words: list[Value]) -> bool:
    """`[sys.executable, "-m", "pip", …]`."""
    return [plain_word(word) for word in words[1:3]] == ["-m", "pip"]


def _child(vm: Machine, words: list[Value], node: cst.CSTNode, name: str) -> None:
    """Another program: a named script is read, paths are passed on, the rest is unknown."""
    for word in words[1:]:
        text = plain_word(word)
        if (name in INTERPRETERS or not name) and text is not None and text.endswith((".py", ".sh", ".ipynb")):
            access(vm, "read", word, node, name or "child process")
        else:
            vm.recorder.passed_on(word, node, name or "child process")
    for mode, path in _flagged(words):
        vm.recorder.path(mode, path, node, name or "child process", possible=True, cwd=vm.cwd())
    vm.recorder.unresolved(node, Cause.PROCESS, f"{name or 'a child process'} does what is not known here", "path")


_OUTPUT_FLAG = regex(r"--?(out(put)?|save|model|checkpoint|result)s?[-_]?(dir|path|folder|file|data)?\Z")
_INPUT_FLAG = regex(r"--?(in(put)?|data|train|test|valid(ation)?)[-_]?(dir|path|folder|file|data)?\Z")


def _flagged(words: list[Value]) -> Iterator[tuple[AccessMode, Value]]:
    """The paths in a program's own options, with the effects implied by the option names."""
    for word, following in zip(words, [*words[1:], None]):
        name, joined, value = (_head(word) or "").partition("=")
        mode: AccessMode | None = "write" if _OUTPUT_FLAG.match(name) else "read" if _INPUT_FLAG.match(name) else None
        if mode is None:
            continue
        row = pieces(word)
        given = text_of((value, *row[1:]), word.origins, word.assumed) if joined else following
        if given is not None and looks_like_path(given):
            yield mode, given


_LOOKED_AT = Guards(frozenset(), frozenset(), everything=True)


def _access_all(vm: Machine, mode: str, rows: list[Value], node: cst.CSTNode, via: str) -> None:
    for row in rows:
        if isinstance(row, Constant | Text | PathValue):
            access(vm, mode, glob_hole(row), node, via)


def glob_hole(word: Value) -> Value:
    """A shell pattern as a path: the wildcards become holes."""
    return glob_pattern(plain(word))


Handler = Callable[[Machine, list[Value], list[Value], cst.CSTNode, str], None]


def _copy(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    folder = option(words, "-t", "--target-directory") if via in ("cp", "mv", "ln") else None
    if folder is not None:
        operands = [*(word for word in operands if word is not folder), folder]
    if len(operands) >= 2:
        _access_all(vm, "read", operands[:-1], node, via)
        if via == "mv":
            _access_all(vm, "delete", operands[:-1], node, via)
        access(vm, "create" if len(operands) > 2 or _recursive(words) else "write", operands[-1], node, via)


def _recursive(words: list[Value]) -> bool:
    return any((plain_word(word) or "").startswith("-") and "r" in (plain_word(word) or "").lower() for word in words)


def _make(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    _access_all(vm, "create" if via == "mkdir" else "write", operands, node, via)


def _remove(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    _access_all(vm, "delete", operands, node, via)


def _tar(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    bundles = [word for i, word in enumerate(words) if _is_bundle(plain_word(word), i == 0)]
    flags = "".join((plain_word(word) or "").lstrip("-") for word in bundles)
    archive = option(words, "-f", "--file")
    if archive is None:
        named = next(
            (i for i, word in enumerate(words) if word in bundles and "f" in (plain_word(word) or "")), len(words)
        )
        archive = next((word for word in words[named + 1 :] if not (plain_word(word) or "").startswith("-")), None)
    target = option(words, "-C", "--directory")
    creates = any(letter in flags for letter in "cru") or any(plain_word(word) == "--create" for word in words)
    if archive is not None:
        access(vm, "write" if creates else "read", archive, node, via)
    if target is not None:
        access(vm, "read" if creates else "create", target, node, via)
    elif creates:
        _access_all(vm, "read", [row for row in operands if row is not archive and row not in bundles], node, via)
    elif "x" in flags or any(plain_word(word) in ("--extract", "--get") for word in words):
        access(vm, "create", Constant("."), node, via)


def _is_bundle(text: str | None, first: bool) -> bool:
    """Whether it is a bundle of tar's one-letter options, `-xzf`, or as the first word `xzf`."""
    if not text:
        return False
    return not text.startswith("--") if text.startswith("-") else first


def _unpack(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    _access_all(vm, "read", operands[:1], node, via)
    target = option(words, "-d")
    if target is not None or (via == "unzip" and not any(plain_word(word) == "-l" for word in words)):
        access(vm, "create", target or Constant("."), node, via)


def _search(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    """grep, sed, awk: the first operand is a pattern or a program, unless an option gives it."""
    brought = any(plain_word(word) in ("-e", "-f") for word in words)
    files = operands if brought else operands[1:]
    _access_all(vm, "read", files, node, via)
    if via == "sed" and any((plain_word(word) or "").startswith(("-i", "--in-place")) for word in words):
        _access_all(vm, "write", files, node, via)


def _zip(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    _access_all(vm, "write", operands[:1], node, via)
    _access_all(vm, "read", operands[1:], node, via)


def _download(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    target = option(words, "-O", "-o", "--output", "--output-document")
    folder = option(words, "-P", "--directory-prefix")
    for mode, value in (("write", target), ("create", folder)):
        if value is not None:
            access(vm, mode, value, node, via)


def _aws(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    names = [plain_word(word) for word in operands[:2]]
    if names[:1] != ["s3"] or len(operands) < 4 or names[1] not in ("cp", "sync", "mv"):
        return
    source, target = operands[2], operands[3]
    if not (_head(source) or "").startswith("s3:"):
        access(vm, "upload", source, node, "aws s3")
    if not (_head(target) or "").startswith("s3:"):
        access(vm, "create" if names[1] == "sync" or _recursive(words) else "write", target, node, "aws s3")


_TO_LOCAL = frozenset(("-get", "-copyToLocal", "-moveToLocal", "-getmerge"))
_FROM_LOCAL = frozenset(("-put", "-copyFromLocal", "-moveFromLocal", "-appendToFile"))


def _hdfs(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    """`hdfs dfs -get source target`, `hadoop fs -put source target`: all other paths are in the distributed file system."""
    if len(operands) < 3 or plain_word(operands[0]) not in ("dfs", "fs"):
        return
    acts = {plain_word(word) for word in words}
    if acts & _TO_LOCAL:
        access(vm, "write", operands[-1], node, f"{via} {plain_word(operands[0])}")
    elif acts & _FROM_LOCAL:
        _access_all(vm, "read", operands[1:-1], node, f"{via} {plain_word(operands[0])}")


def _head(value: Value) -> str | None:
    row = pieces(value)
    return row[0] if row else None


def _pip(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    requirements = option(words, "-r", "--requirement")
    target = option(words, "-t", "--target")
    if requirements is not None:
        access(vm, "read", requirements, node, "pip")
    if target is not None:
        access(vm, "create", target, node, "pip")
    for operand in operands[1:]:
        if (_head(operand) or "").startswith(("/", "./")):
            access(vm, "read", operand, node, "pip")


def _git(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    if len(operands) >= 3 and plain_word(operands[0]) == "clone":
        access(vm, "create", operands[2], node, "git clone")


def _change_folder(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    """`cd` applies to the rest of the command line."""
    if operands:
        _enter(vm, operands[0])


def _nothing(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    """Has no relevant effect."""


def _test(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    for flag, operand in pairwise(words):
        if plain_word(flag) in ("-f", "-d", "-e", "-s", "-r", "-w", "-x"):
            access(vm, "probe", operand, node, via)


def _find(vm: Machine, words: list[Value], operands: list[Value], node: cst.CSTNode, via: str) -> None:
    """`find folders conditions`: the folders come first."""
    for word in words:
        if (plain_word(word) or "").startswith("-"):
            break
        access(vm, "read", word, node, via, directory=True)
    if any(plain_word(word) in ("-delete", "-exec", "-execdir", "-ok", "-fprint", "-fls") for word in words):
        vm.recorder.unresolved(node, Cause.PROCESS, "find does what is not known here", "path")


_COMMANDS: dict[str, Handler] = {
    "cp": _copy,
    "mv": _copy,
    "rsync": _copy,
    "ln": _copy,
    "mkdir": _make,
    "touch": _make,
    "tee": _make,
    "rm": _remove,
    "rmdir": _remove,
    "tar": _tar,
    "unzip": _unpack,
    "gunzip": _unpack,
    "zip": _zip,
    "gzip": _unpack,
    "grep": _search,
    "sed": _search,
    "awk": _search,
    "wget": _download,
    "curl": _download,
    "aws": _aws,
    "pip": _pip,
    "git": _git,
    "hdfs": _hdfs,
    "hadoop": _hdfs,
    "cd": _change_folder,
    "chmod": _nothing,
    "chown": _nothing,
    "test": _test,
    "[": _test,
    "[[": _test,
    "find": _find,
}

FUNCTIONS: dict[str, Semantic] = {
    **{
        f"subprocess.{name}": _command
        for name in ["run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput"]
    },
    "os.system": _command,
    "os.popen": _command,
    "os.execv": _replace,
    "os.execve": _replace,
    "os.execvp": _replace,
    "os.execvpe": _replace,
    "os.execl": _replace_by_words,
    "os.execlp": _replace_by_words,
}
