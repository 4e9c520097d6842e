"""The lines that a script writes to its log, as far as its text shows them."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from sm_lint.patterns import regex

HOLE = "\0"
"""Stands for a part of a line that is not known."""
_METHODS = frozenset(
    ("debug", "info", "warning", "warn", "error", "critical", "exception", "log", "write", "echo", "print")
)
_PERCENT = regex(r"%(?:\(\w{1,80}\))?[-+ #0]{0,5}(?:\d{1,4}|\*)?(?:\.(?:\d{1,4}|\*))?[hlL]?[diouxXeEfFgGcrsa]")
_BRACES = regex(r"\{[^{}]*\}")

_WORDS = regex(r"[^0-9a-z]+")
_NUMBERS = ("0.5", "5", "12.5", "0.1234", "1e-05", "-0.5", "99.9", "123", "0.12", "0.12345678901234", "3/10")
_SPECIAL = regex(r"\\(.)")
_MAX_LINE = 300
_MOST_LINES = 200
_MOST_CHARACTERS = 300
_MOST_MODULES = 64
"""Modules whose lines are kept: the jobs of a script, and the scripts of a folder, ship the same ones."""
_UNBOUNDED = regex(r"(?<!\\)[*+]|,\}")
_REPEATED_GROUP = regex(r"\)(?:[*+]|\{)")


class Printed(NamedTuple):
    """What a script writes to its log.

    Attributes:
        lines: texts, with :data:`HOLE` for the parts that are not known.
        texts: all texts of the modules, which may be written by other ways.
        generic: a line is made of several parts none of which is known, such as ``f"{name}={value}"``.
    """

    lines: tuple[str, ...]
    texts: tuple[str, ...]
    generic: bool


def printed(texts: Iterable[str]) -> Printed | None:
    """What the modules of a script write to the log; None where one of them cannot be parsed."""
    found = [_printed_by(text) for text in texts]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return None
    return Printed(
        tuple(dict.fromkeys(line for each in known for line in each.lines)),
        tuple(dict.fromkeys(text for each in known for text in each.texts)),
        any(each.generic for each in known),
    )


@lru_cache(maxsize=_MOST_MODULES)
def _printed_by(text: str) -> Printed | None:
    lines: list[str] = []
    others: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the text's escapes
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _writes(node.func) and node.args:
            end = _end(node)
            # A line that another call continues is known in part alone.
            (lines if end.endswith("\n") else others).append(_line(node) + end.rstrip("\n"))
        if isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call | ast.Constant):
            written = _text(node, 0)
            if written != HOLE:
                others.append(written)
    generic = any(line.count(HOLE) > 1 and not any(map(str.isalnum, line)) for line in [*lines, *others])
    return Printed(tuple(dict.fromkeys(lines)), tuple(dict.fromkeys(others)), generic)


def _writes(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "print"
    return isinstance(function, ast.Attribute) and function.attr in _METHODS


def _end(call: ast.Call) -> str:
    """What a call of `print` writes behind its arguments."""
    given = next((word.value for word in call.keywords if word.arg == "end"), None)
    return "\n" if given is None else _text(given, 0)


def _line(call: ast.Call) -> str:
    end = next((word.value for word in call.keywords if word.arg == "sep"), None)
    separator = end.value if isinstance(end, ast.Constant) and isinstance(end.value, str) else " "
    first = _text(call.args[0], 0)
    if "%" in first and len(call.args) > 1 and not isinstance(call.func, ast.Name):
        return _PERCENT.sub(HOLE, first)  # logger.info("loss %f", loss)
    return separator.join(_text(argument, 0) for argument in call.args)


def _text(node: ast.expr, depth: int) -> str:
    if depth > 20:
        return HOLE
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
        try:
            return str(node.value)
        except ValueError:  # an integer of more digits than Python writes
            return HOLE
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, depth + 1) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left, depth + 1) + _text(node.right, depth + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        return _PERCENT.sub(HOLE, _text(node.left, depth + 1)).replace("%%", "%")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        form = node.func.value
        if isinstance(form, ast.Constant) and isinstance(form.value, str):
            return _BRACES.sub(HOLE, form.value.replace("{{", "").replace("}}", ""))
    return HOLE


def near_miss(regex: str, found: Printed, own: Printed) -> str:
    """The printed line that has the words of an expression and does not match it; empty where a line matches, or none has them.

    ``found`` is what any module may print, ``own`` what the script and the modules that it imports print: a line of another
    script is no line of this one.
    """
    if not _is_simple(regex):
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pattern = re.compile(regex)
    except (re.error, RecursionError, OverflowError):
        return ""
    before = _plain(regex.partition("(")[0])
    wanted = _WORDS.sub("", before.lower())
    if len(wanted) < 3 or not pattern.groups:
        return ""
    near = ""
    for line in [*found.lines, *found.texts][:_MOST_LINES]:
        if len(line) > _MAX_LINE:
            continue
        if any(pattern.search(line.replace(HOLE, number)) for number in _NUMBERS):
            return ""
    for line in own.lines:
        if any(_WORDS.sub("", piece.lower()).endswith(wanted) for piece in line.split(HOLE)[:-1]):
            near = near or line.replace(HOLE, "...").strip()
    return near


def _is_simple(regex: str) -> bool:
    """Whether an expression, which a stranger may have written, takes little time on any line of bounded length.

    No group is repeated, and few parts without a limit: the time is at most a power of the length as high as their number.
    """
    if len(regex) > _MOST_CHARACTERS or _REPEATED_GROUP.search(regex):
        return False
    return len(_UNBOUNDED.findall(regex.removeprefix(".*").removesuffix(".*"))) <= 3


def _plain(text: str) -> str:
    """The text that an expression begins with; empty where more than letters and signs is in it."""
    text = text.removeprefix("^").removeprefix(".*").replace("\\s*", " ").replace("\\s+", " ").replace(".*", " ")
    text = _SPECIAL.sub(lambda match: match[1] if not match[1].isalnum() else "\1", text)
    return "" if "\1" in text or any(sign in text for sign in "[]|+?*{}$") else text
