"""Parses a shell command line: simple commands with their words and redirections."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from sm_lint.patterns import regex

HOLE = "\ue000"  # marks an unknown part; a private-use character that does not occur in command lines

_OPERATOR = regex(r"&>>|&>|&&|\|\||\|&|>>|>\||>&|<<<|<<-|<<|<&|<>|;;|[\n;&|()<>]")
# Maximum distance to a closing brace; without it, many opening braces would take quadratic time.
_EXPANSION = regex(r"\$(?:\{[^}]{0,1000}\}|[A-Za-z_]\w*|[\d@*#?$!-])")
_BRACES = regex(r"\{[^{}\s]*,[^{}\s]*\}")
_WRITES = frozenset((">", ">>", ">|", "&>", "&>>", ">&"))
_SEPARATORS = frozenset(("\n", ";", ";;", "&", "&&", "||", "|", "|&", "(", ")"))
_OPENING = frozenset(("if", "while", "until", "for", "case"))
_CLOSING = frozenset(("fi", "done", "esac"))
HARMLESS = frozenset(["echo", "nvidia-smi", "nproc", "date", "env", "printenv", "whoami", "hostname", "which", "uname", "sleep", "true", "export", "set", "df", "free", "ps", "apt-get", "apt", "yum", "conda", "ldconfig", "nvcc", "id", "pwd", "ulimit", "sysctl", "exit", "return", "break", "continue", "wait", "trap", "unset", "shopt", "kill", "pkill", "service", "neuron-ls", "neuron-top"])  # fmt: skip
"""Commands without effects on paths."""
_BETWEEN = frozenset(("then", "else", "elif", "do", "{", "}", "!"))


INSTALL = "pip install"
"""What redirections of a command that installs packages are recorded as."""
_INSTALLERS = frozenset(("pip", "pip3", "uv", "conda", "mamba", "micromamba"))


def is_install(words: Sequence[str | None]) -> bool:
    """Whether a command installs packages by version: ``pip install``, ``python -m pip install``, ``uv pip install``.

    Args:
        words: of the command; None for one that is not fully known, such as the path of the interpreter.
    """
    head = posixpath.basename(words[0] or "") if words else ""
    if list(words[1:3]) == ["-m", "pip"]:
        return "install" in words[3:]
    return (head in _INSTALLERS or head.startswith("pip3.")) and "install" in words[1:]


class Command(NamedTuple):
    """A simple command.

    Attributes:
        words: its name and arguments without quotes, with HOLE for parts that the shell or the script inserts.
        redirects: ("read" or "write", file) pairs.
        sure: whether it is always run with the line, unless something fails before.
        lead: the operators between it and the previous command: a newline, ``|``, ``(``.
    """

    words: list[str]
    redirects: list[tuple[str, str]]
    sure: bool
    lead: str = ""


Expand = Callable[[str, bool], str]
"""Expands an expression such as ``${NAME}``; the second argument says whether it is within double quotes."""


def _unknown(expansion: str, quoted: bool) -> str:
    return HOLE


def split_line(line: str, expand: Expand = _unknown) -> Iterator[Command]:
    """The commands of a line or of a whole script, in order; an unbalanced quote extends to the end of the text.

    Args:
        line: the text.
        expand: called for each expansion when its command is parsed, after all previous commands were yielded.
    """
    depth = 0
    alternative = False
    words: list[str] = []
    redirects: list[tuple[str, str]] = []
    pending: str | None = None
    lead = ""
    for is_operator, text in chain(_tokens(line, expand), [(True, "\n")]):
        if not is_operator:
            if pending is not None:
                mode = "write" if pending in _WRITES else "read"
                if pending not in ("<<", "<<-", "<<<", "<&") and not (pending == ">&" and text.strip("-").isdigit()):
                    redirects.append((mode, text))
                pending = None
            elif not words and text in _OPENING | _CLOSING | _BETWEEN:
                depth += (text in _OPENING) - (text in _CLOSING)
                words = [text] if text in ("for", "case") else []
            else:
                words.append(text)
        elif text in _SEPARATORS:
            if (words and words[0] not in ("for", "case")) or (redirects and not words):
                yield Command(words, redirects, depth <= 0 and not alternative, lead)
                lead = ""
            lead += text
            words, redirects, pending = [], [], None
            alternative = text == "||" or (alternative and text in ("|", "&&"))
        else:
            pending = text


def _tokens(line: str, expand: Expand) -> Iterator[tuple[bool, str]]:
    """(whether it is an operator, text) pairs."""
    word: list[str] | None = None
    documents: list[str] = []
    awaited = False  # the next word is the delimiter of a here document
    position = 0
    while position < len(line):
        found = _OPERATOR.match(line, position)
        if line[position] in " \t\r" or found:
            # A number directly before a redirection is a file descriptor: `2> errors`.
            if word is not None and not (found and found[0][0] in "<>" and "".join(word).isdigit()):
                yield False, "".join(word)
                documents += ["".join(word)] if awaited else []
                awaited = False
            word = None
            position = found.end() if found else position + 1
            if found:
                yield True, found[0]
                awaited = found[0] in ("<<", "<<-")
                if found[0] == "\n" and documents:
                    position = _after_documents(line, position, documents)
                    documents = []
        elif line.startswith(("\\\n", "\\\r\n"), position):
            position = line.index("\n", position) + 1  # the line continues
        elif line[position] == "#" and word is None:
            position = _until(line, "\n", position)
        else:
            text, position = _part(line, position, expand)
            word = [] if word is None else word
            word.append(text)
    if word is not None:
        yield False, "".join(word)


def _part(line: str, position: int, expand: Expand, quoted: bool = False) -> tuple[str, int]:
    """A piece of a word, and the offset of its end."""
    character = line[position]
    if character == "\\":
        return line[position + 1 : position + 2].replace("\n", ""), position + 2
    if character == "'":
        end = _until(line, "'", position + 1)
        return line[position + 1 : end], end + 1
    if character == '"':
        return _quoted(line, position + 1, expand)
    if character == "`":
        end = _until(line, "`", position + 1) + 1
    elif line.startswith("$(", position):
        end = _after_parenthesis(line, position + 2)
    else:
        found = (_EXPANSION if character == "$" else _BRACES).match(line, position)
        if found is None:
            return character, position + 1
        end = found.end()
    return expand(line[position:end], quoted), end


def _quoted(line: str, position: int, expand: Expand) -> tuple[str, int]:
    parts: list[str] = []
    while position < len(line) and line[position] != '"':
        character = line[position]
        if character == "\\" and line[position + 1 : position + 2] not in ('"', "\\", "$", "`", "\n"):
            parts.append(character)
            position += 1
        elif character in "\\$`":
            text, position = _part(line, position, expand, quoted=True)
            parts.append(text)
        else:
            parts.append(character)
            position += 1
    return "".join(parts), position + 1


def _until(line: str, end: str, position: int) -> int:
    found = line.find(end, position)
    return len(line) if found < 0 else found


def _after_parenthesis(line: str, position: int) -> int:
    depth = 1
    while position < len(line) and depth:
        depth += (line[position] == "(") - (line[position] == ")")
        position += 1
    return position


def _after_documents(line: str, position: int, ends: list[str]) -> int:
    """The end of the here documents that begin at a line's start."""
    for end in ends:
        while position < len(line):
            stop = _until(line, "\n", position)
            text = line[position:stop].strip("\t")
            position = min(stop + 1, len(line))
            if text == end:
                break
    return position
