"""A command line of the shell, taken apart: simple commands with their words and redirections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

HOLE = "\ue000"  # marks a part that is not known; a private character that no command line holds

_OPERATOR = re.compile(r"&>>|&>|&&|\|\||\|&|>>|>\||>&|<<<|<<-|<<|<&|<>|;;|[\n;&|()<>]")
# An opening brace without its end is looked for so far only, or many of them would cost the square of the line.
_EXPANSION = re.compile(r"\$(?:\{[^}]{0,1000}\}|[A-Za-z_]\w*|[\d@*#?$!-])")
_BRACES = re.compile(r"\{[^{}\s]*,[^{}\s]*\}")
_WRITES = frozenset((">", ">>", ">|", "&>", "&>>", ">&"))
_SEPARATORS = frozenset(("\n", ";", ";;", "&", "&&", "||", "|", "|&", "(", ")"))
_OPENING = frozenset(("if", "while", "until", "for", "case"))
_CLOSING = frozenset(("fi", "done", "esac"))
_BETWEEN = frozenset(("then", "else", "elif", "do", "{", "}", "!"))


class Command(NamedTuple):
    """A simple command.

    Attributes:
        words: its name and arguments, quotes taken off, with HOLE for what the shell or the script puts in.
        redirects: ("read" or "write", file) pairs.
        sure: it is run whenever the line is, unless something fails before.
    """

    words: list[str]
    redirects: list[tuple[str, str]]
    sure: bool


def split_line(line: str) -> Iterator[Command]:
    """The commands of a line or of a whole script, in order; an unbalanced quote ends with the text."""
    depth = 0
    alternative = False
    words: list[str] = []
    redirects: list[tuple[str, str]] = []
    pending: str | None = None
    for is_operator, text in (*_tokens(line), (True, "\n")):
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
                yield Command(words, redirects, depth <= 0 and not alternative)
            words, redirects, pending = [], [], None
            alternative = text == "||" or (alternative and text in ("|", "&&"))
        else:
            pending = text


def _tokens(line: str) -> Iterator[tuple[bool, str]]:
    """(whether it is an operator, text) pairs."""
    word: list[str] | None = None
    documents: list[str] = []
    awaited = False  # the next word ends a here document
    position = 0
    while position < len(line):
        found = _OPERATOR.match(line, position)
        if line[position] in " \t\r" or found:
            # A number right before a redirection is the stream's: `2> errors`.
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
        elif line[position] == "#" and word is None:
            position = _until(line, "\n", position)
        else:
            text, position = _part(line, position)
            word = [] if word is None else word
            word.append(text)
    if word is not None:
        yield False, "".join(word)


def _part(line: str, position: int) -> tuple[str, int]:
    """A piece of a word, and where it ends."""
    character = line[position]
    if character == "\\":
        return line[position + 1 : position + 2].replace("\n", ""), position + 2
    if character == "'":
        end = _until(line, "'", position + 1)
        return line[position + 1 : end], end + 1
    if character == '"':
        return _quoted(line, position + 1)
    if character == "`":
        return HOLE, _until(line, "`", position + 1) + 1
    if line.startswith("$(", position):
        return HOLE, _after_parenthesis(line, position + 2)
    found = (_EXPANSION if character == "$" else _BRACES).match(line, position)
    return (HOLE, found.end()) if found else (character, position + 1)


def _quoted(line: str, position: int) -> tuple[str, int]:
    parts: list[str] = []
    while position < len(line) and line[position] != '"':
        character = line[position]
        if character == "\\" and line[position + 1 : position + 2] not in ('"', "\\", "$", "`", "\n"):
            parts.append(character)
            position += 1
        elif character in "\\$`":
            text, position = _part(line, position)
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
    """Where the here documents end that begin at a line's start."""
    for end in ends:
        while position < len(line):
            stop = _until(line, "\n", position)
            text = line[position:stop].strip("\t")
            position = min(stop + 1, len(line))
            if text == end:
                break
    return position
