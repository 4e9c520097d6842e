"""Finds the Python programs that a shell script starts, with their arguments, variables and working directory.

The script is parsed, never run. Variables, arrays, positional parameters, `cd` and other scripts of the project are
followed; an unknown value is a hole.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from sm_lint.flow.models.shell_lines import HARMLESS, HOLE, split_line
from sm_lint.jobs.resolve.shell_commands import (
    BEFORE_COMMANDS,
    DECLARES,
    MODULES_THAT_PREPARE,
    PREPARES,
    SHELLS,
    STARTERS,
    STARTING_MODULES,
)
from sm_lint.jobs.resolve.started_programs import ARGUMENTS, Launcher, Opener, Started
from sm_lint.patterns import regex

_BREAK = "\ue002"  # where an unquoted expansion is split into words

MAX_BYTES = 200_000
MAX_COMMANDS = 3_000
MAX_PROGRAMS = 20
MAX_DEPTH = 4
MAX_WORDS = 400

_ASSIGNMENT = regex(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?(\+?)=(.*)", re.DOTALL)
_PYTHON = regex(r"(?:python|pypy)[\d.]*")
_VARIABLE = regex(r"\$(?:(\w+|[@*])|\{(\w+|[@*])(\[[@*0]\]|:\d+)?(?::?([-=+])([^}]*))?\})")
_OWN_FOLDER = regex(r"dirname\s+(?:--\s+)?[\"']?\$\{?(?:0|BASH_SOURCE)")
_ABOVE = regex(r"\)[\"']?((?:/\.\.)+)")
_FINDS_PYTHON = regex(r"(?:which|command\s+-v)\s+(python[\d.]*)\s*")
_FUNCTION = regex(r"^[ \t]*(?:function[ \t]+([\w-]+)|([\w-]+)[ \t]*\(\))", re.MULTILINE)


def read_launcher(
    text: str,
    home: str,
    *,
    source: str = "",
    folder: str | None = None,
    variables: Sequence[tuple[str, str]] = (),
    arguments: Sequence[str] = (ARGUMENTS,),
    opener: Opener = lambda name, folder: None,
) -> Launcher:
    """Find the programs that a shell script or command line starts.

    Args:
        text: of the script.
        home: absolute path of its folder in the container.
        source: path of its file; empty for a command line.
        folder: initial working directory; defaults to `home`.
        variables: its variables with known values.
        arguments: the words with which it is called.
        opener: finds the other scripts that it runs.
    """
    found = Launcher()
    reader = _Reader(found, opener, [MAX_COMMANDS])
    reader.values.update(variables)
    reader.enter(text, home, source, folder if folder is not None else home, list(arguments))
    return found


class _Reader:
    """One shell process: its variables and its working directory."""

    def __init__(self, found: Launcher, opener: Opener, left: list[int], depth: int = 0) -> None:
        self.values: dict[str, str] = {}
        self._found = found
        self._opener = opener
        self._left = left  # remaining commands, shared by all readers
        self._depth = depth
        self._exported: set[str] = set()
        self._functions: set[str] = set()
        self._arguments: list[str] = []
        self._folder: str | None = None
        self._home = self._source = self._text = ""

    def enter(self, text: str, home: str, source: str, folder: str | None, arguments: list[str]) -> None:
        """Run a script in this process; its variable assignments persist."""
        before = self._home, self._source, self._text, self._arguments
        self._home, self._source, self._text = home, source, text[:MAX_BYTES]
        self._arguments, self._folder = arguments, folder
        functions = {match[1] or match[2] for match in _FUNCTION.finditer(self._text)}
        self._functions |= functions
        if functions and not any(
            re.search(rf"^[ \t]*{name}\b.*\$[@*]", self._text, re.MULTILINE) for name in functions
        ):
            self._arguments = [HOLE]  # within a function these are its own
        self._depth += 1
        self._read(self._text)
        self._depth -= 1
        self._home, self._source, self._text, self._arguments = before

    def _read(self, text: str) -> None:
        array: str | None = None
        before: list[str] = []
        folders: list[str | None] = []
        for command in split_line(text, self._expand):
            self._left[0] -= 1
            if self._left[0] < 0:
                self._found.does_more = True
                return
            words = self._split(command.words)[:MAX_WORDS]
            if array is not None:
                if ")" in command.lead:
                    array = None
                else:
                    self._append(array, words)
                    continue
            if command.lead.startswith("(") and len(before) == 1 and (match := _ASSIGNMENT.fullmatch(before[0])):
                before = []
                if ")" not in command.lead and not match[3]:
                    array = match[1]
                    self._append(array, words)
                    continue
            elif not command.lead.startswith("()"):
                for operator in command.lead:
                    if operator == "(":
                        folders.append(self._folder)
                    elif operator == ")" and folders:
                        self._folder = folders.pop()
            before = words
            if words and words[0] != "function":
                self._command(words, command.sure)

    # -- words --------------------------------------------------------------------------------------------------------

    def _split(self, words: Sequence[str]) -> list[str]:
        """The words after splitting the unquoted expansions."""
        found: list[str] = []
        for word in words:
            if _BREAK not in word:
                found.append(word)
            elif _ASSIGNMENT.fullmatch(word):
                found.append(word.replace(_BREAK, " "))  # the shell does not split assigned values
            else:
                found += [part for part in word.split(_BREAK) if part]
        return found

    def _expand(self, expansion: str, quoted: bool) -> str:
        if expansion.startswith(("$(", "`")):
            return self._substituted(expansion)
        match = _VARIABLE.fullmatch(expansion)
        if match is None:
            return HOLE
        name = match[1] or match[2]
        value = self._value(name, match[3] or "")
        if match[4] in ("-", "=") and not value:
            default = match[5]
            value = None if "$" in default or "`" in default else default.strip("\"'")
        elif match[4] == "+":
            value = None
        if value is None:
            return HOLE
        is_list = name in ("@", "*") or "@" in (match[3] or "")
        return value if quoted and not is_list else re.sub(r"\s+", _BREAK, value)

    def _value(self, name: str, rest: str) -> str | None:
        if name in ("@", "*"):
            return _BREAK.join(self._arguments) if rest in ("", ":1") else None
        if name in ("0", "BASH_SOURCE"):
            return f"{self._home}/{posixpath.basename(self._source)}" if self._source else None
        if name.isdigit():
            index = int(name) - 1
            known = ARGUMENTS not in self._arguments[: index + 1]
            return self._arguments[index] if known and index < len(self._arguments) else None
        if name == "PWD":
            return self._folder
        return self.values.get(name)

    def _substituted(self, text: str) -> str:
        if _OWN_FOLDER.search(text):
            above = _ABOVE.search(text)
            return posixpath.normpath(self._home + above[1]) if above else self._home
        inner = text.strip("$()`").strip()
        finds = _FINDS_PYTHON.fullmatch(inner)
        if finds:
            return finds[1]
        return self._folder if inner == "pwd" and self._folder is not None else HOLE

    # -- commands -----------------------------------------------------------------------------------------------------

    def _command(self, words: list[str], sure: bool) -> None:
        given: dict[str, str] = {}
        while words:
            match = _ASSIGNMENT.fullmatch(words[0])
            name = posixpath.basename(words[0])
            if match is not None:
                given[match[1]] = (self.values.get(match[1], "") if match[2] else "") + match[3]
                words = words[1:]
            elif name in BEFORE_COMMANDS:
                words = _behind(words[1:])
            else:
                break
        if not words:
            for name, value in given.items():
                self.values[name] = value if sure or name not in self.values else HOLE
            return
        own: dict[str, str | None] = {**{name: self.values.get(name) for name in self._exported}, **given}
        self._simple(words, sure, own)

    def _simple(self, words: list[str], sure: bool, own: dict[str, str | None]) -> None:
        name, rest = posixpath.basename(words[0]), words[1:]
        if name == "cd":
            self._enter_folder(next((word for word in rest if not word.startswith("-")), ""))
        elif name in DECLARES:
            self._declare(rest, sure, name == "export" or "-x" in rest)
        elif name in ("set", "shift", "getopts"):
            self._set(name, rest)
        elif name in ("source", "."):
            self._source_in(rest)
        elif name == "eval":
            if self._depth < MAX_DEPTH:
                self._depth += 1
                self._read(" ".join(rest))
                self._depth -= 1
        elif name in SHELLS:
            self._shell(rest, own)
        elif _PYTHON.fullmatch(name):
            self._python(rest, own)
        elif name in STARTERS:
            self._starter(rest, own)
        elif name in ("gunicorn", "uvicorn", "hypercorn", "flask", "fastapi"):
            self._server(rest, own)
        elif words[0].endswith(".py"):
            self._start(words[0], False, rest, own)
        elif name in self._functions or name in HARMLESS or name in PREPARES:
            pass
        elif not self._script(words[0], rest, own):
            if "/" in words[0]:
                self._start(words[0], False, rest, own)  # a program, which may be in Python
            self._found.does_more |= "/" not in words[0] or "." in name

    def _enter_folder(self, target: str) -> None:
        if HOLE in target or not target or target.startswith("~"):
            self._folder = None
        elif target.startswith("/"):
            self._folder = posixpath.normpath(target)
        elif self._folder is not None:
            self._folder = posixpath.normpath(posixpath.join(self._folder, target))

    def _set(self, name: str, words: Sequence[str]) -> None:
        if name != "set" or "--" in words:
            self._arguments = [HOLE]
        else:
            self._found.open_environment |= any(word.startswith("-") and "a" in word for word in words)

    def _declare(self, words: Sequence[str], sure: bool, exported: bool) -> None:
        for word in words:
            match = _ASSIGNMENT.fullmatch(word)
            if match is not None:
                self.values[match[1]] = match[3] if sure or match[1] not in self.values else HOLE
            if exported and not word.startswith("-"):
                self._exported.add(match[1] if match is not None else word)

    def _append(self, name: str, words: Sequence[str]) -> None:
        known = self.values.get(name)
        self.values[name] = _BREAK.join([*([known] if known else []), *words])

    def _source_in(self, words: Sequence[str]) -> None:
        other = self._opener(words[0], self._folder) if words and HOLE not in words[0] else None
        if other is None or self._depth >= MAX_DEPTH:
            self._found.open_environment = True
            return
        self.enter(other.text, other.home, other.path, self._folder, list(words[1:]) or self._arguments)

    def _shell(self, words: list[str], own: dict[str, str | None]) -> None:
        for index, word in enumerate(words):
            if word.startswith("-") and not word.startswith("--") and "c" in word:
                if index + 1 < len(words) and self._depth < MAX_DEPTH:
                    child = self._child(own)
                    text = words[index + 1].replace(ARGUMENTS, '"$@"')
                    child.enter(text, self._home, self._source, self._folder, self._arguments)
                return
            if not word.startswith(("-", "+")):
                if not self._script(word, words[index + 1 :], own):
                    self._found.does_more = True
                return

    def _script(self, name: str, arguments: list[str], own: dict[str, str | None]) -> bool:
        """Run another script of the project; returns False if it does not exist."""
        if HOLE in name or self._depth >= MAX_DEPTH:
            return False
        other = self._opener(name, self._folder)
        if other is None:
            return False
        self._child(own).enter(other.text, other.home, other.path, self._folder, arguments)
        return True

    def _child(self, own: dict[str, str | None]) -> _Reader:
        """A child process of this one."""
        child = _Reader(self._found, self._opener, self._left, self._depth)
        child.values = {**self.values, **{name: HOLE if value is None else value for name, value in own.items()}}
        child._exported = set(own)
        return child

    # -- Python -------------------------------------------------------------------------------------------------------

    def _python(self, words: list[str], own: dict[str, str | None]) -> None:
        index = 0
        while index < len(words) and words[index].startswith("-"):
            word = words[index]
            if word == "-m" and index + 1 < len(words):
                self._module(words[index + 1], words[index + 2 :], own)
                return
            if word.startswith("-c") or word == "-":
                break
            index += 2 if word in ("-W", "-X") else 1
        if index < len(words) and not words[index].startswith("-"):
            self._start(words[index], False, words[index + 1 :], own)
        else:
            self._found.does_more = True

    def _module(self, name: str, rest: list[str], own: dict[str, str | None]) -> None:
        if name in STARTING_MODULES:
            self._starter(rest, own)
        elif name in ("gunicorn", "uvicorn", "flask"):
            self._server(rest, own)
        elif name not in MODULES_THAT_PREPARE:
            self._start(name, True, rest, own)

    def _starter(self, words: list[str], own: dict[str, str | None]) -> None:
        """Start the first script, module or starting command among the words of a starter."""
        for index, word in enumerate(words):
            name, rest = posixpath.basename(word), words[index + 1 :]
            if _PYTHON.fullmatch(name):
                self._python(rest, own)
            elif word in ("-m", "--module") and rest:
                self._module(rest[0], rest[1:], own)
            elif word.endswith(".py") and not word.startswith("-"):
                self._start(word, False, rest, own)
            elif name in STARTERS or name in SHELLS:
                self._simple(words[index:], True, own)
            else:
                continue
            return
        self._found.does_more = True

    def _server(self, words: Sequence[str], own: dict[str, str | None]) -> None:
        """Start the module that a web server serves: ``package.module:app``."""
        for word in words:
            name, colon, _ = word.partition(":")
            if colon and re.fullmatch(r"[A-Za-z_][\w.]*", name) and not name.startswith("unix"):
                self._start(name, True, [], own)
        self._found.does_more = True

    def _start(self, name: str, module: bool, arguments: Sequence[str], own: dict[str, str | None]) -> None:
        if len(self._found.programs) >= MAX_PROGRAMS:
            return
        environment = tuple((key, None if value is None or HOLE in value else value) for key, value in own.items())
        line = _line_of(self._text, posixpath.basename(name))
        self._found.programs.append(
            Started(name, module, tuple(arguments), self._folder, environment, self._source, line, self._home)
        )


def _behind(words: list[str]) -> list[str]:
    """The command run by a command such as `timeout` or `conda`: the words after its options and their values."""
    for index, word in enumerate(words):
        if word in ("run", "--"):
            continue
        if not word.startswith("-") and not re.fullmatch(r"[\d.]+[smhd]?", word):
            known = posixpath.basename(word)
            begins = _PYTHON.fullmatch(known) or known in STARTERS | SHELLS | BEFORE_COMMANDS
            if begins or _ASSIGNMENT.fullmatch(word) or word.endswith((".py", ".sh")) or index == 0:
                return words[index:]
    return words


def _line_of(text: str, name: str) -> int:
    """The first line of a script that names a program and is not a comment; 1 if the name is computed."""
    for number, line in enumerate(text.splitlines(), 1):
        if name in line and not line.lstrip().startswith("#"):
            return number
    return 1
