"""Parses a text into a tree or a problem."""

from __future__ import annotations

import ast
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

import libcst as cst

from sm_lint.patterns import regex
from sm_lint.syntax.collector import collector_off
from sm_lint.syntax.continuation import joined
from sm_lint.syntax.load import load_of
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place, Problem, Span
from sm_lint.syntax.stack import with_deep_stack

CODE = "SMX901"
BYTES_PER_CHARACTER = 1_000
"""Maximum estimated cost per character of ordinary code."""

UNSUPPORTED = "not analysed: Python takes this file, but the parser does not know what it says here"
"""A file that Python runs and libcst cannot parse is not the author's mistake."""

_NEWLINE = regex(r"\r\n?|\n")
_PARSER_ERROR = regex(r"(?:parser|tokenizer) error: (?:error at (\d+):(\d+): )?(.*)", re.DOTALL)


class SyntaxProblem(Exception):  # noqa: N818 - a problem of the file, not of this program
    """A text that cannot be parsed; `problem` gives the reason and the place."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class HeavyText(BaseException):
    """A text that only a process with limits may parse. Not an Exception, so that no error handler catches it."""


Guard = Callable[[], AbstractContextManager[None]]
"""The context in which a heavy text is parsed."""


def not_here() -> AbstractContextManager[None]:
    """The guard of a process that must not parse heavy texts.

    Raises:
        HeavyText: always.
    """
    raise HeavyText


def parse(path: str, text: str, guard: Guard = nullcontext) -> ParsedModule:
    """Parse the text of a file with the newest grammar that libcst supports, independent of the running Python.

    The module's text has no byte order mark. Code that CPython rejects only when compiling, such as `await` at module
    level, is accepted.

    Args:
        path: absolute path of the file.
        text: its text.
        guard: entered while a heavy text is parsed.

    Raises:
        SyntaxProblem: the text is not Python, or so deeply nested or so large that parsing would kill the process.
        HeavyText: from :func:`not_here`.
    """
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise _problem(path, text, text.index("\0"), "a null byte: this is no text file")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _problem(path, text, error.start, "half of a surrogate pair is no character") from None
    load = load_of(text)
    if load.excess is not None:
        raise _problem(path, text, *load.excess)
    with guard() if load.heavy else nullcontext():
        tree = _tree(path, text, load.shallow)
    return ParsedModule(path, text, tree, load.cost // BYTES_PER_CHARACTER)


def _tree(path: str, text: str, shallow: bool) -> cst.Module:
    refused: BaseException | None = None
    for each in _readings(text):
        try:
            if shallow and threading.current_thread() is threading.main_thread():
                return _parse(each)
            return with_deep_stack(partial(_parse, each))
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of the native parser is not an Exception
            refused = error
    assert refused is not None
    raise _refusal(path, text, refused) from None


def _readings(text: str) -> tuple[str, ...]:
    """The texts to try to parse, in order of preference.

    Before a line with only a backslash, libcst does not end a block: it rejects what follows, or takes it for a part of
    the block. Such lines are joined if CPython accepts the text. The nodes then have other positions in the generated
    code than in the text, as with everything that libcst drops.
    """
    other = joined(text)
    return (other, text) if other != text and _cpython_complaint(text) is None else (text,)


_patching = threading.RLock()


@contextmanager
def _without_validation() -> Iterator[None]:
    """Disable the validation of the nodes that this thread creates.

    The parser's nodes are valid by construction, and validating them takes an eighth of its time. libcst has no option
    for this. The class is patched only for the duration of the block, because other code in this process may create
    nodes; those of other threads are still validated.
    """
    with _patching:
        validate = cst.CSTNode.__post_init__
        own = threading.get_ident()

        def validate_others(node: cst.CSTNode) -> None:
            if threading.get_ident() != own:
                validate(node)

        cst.CSTNode.__post_init__ = _skip if threading.active_count() == 1 else validate_others  # type: ignore[method-assign, assignment] # see above
        try:
            yield
        finally:
            cst.CSTNode.__post_init__ = validate  # type: ignore[method-assign]


def _skip(node: cst.CSTNode) -> None:
    """Skip the validation."""


def _parse(text: str) -> cst.Module:
    """Parse with the garbage collector disabled: it would traverse the growing tree repeatedly and find nothing."""
    with _without_validation(), collector_off():
        return cst.parse_module(text)  # noqa: TID251 - the one place


def _problem(path: str, text: str, offset: int, message: str) -> SyntaxProblem:
    """A problem at a character of the text."""
    line, column = 1, offset + 1
    for newline in _NEWLINE.finditer(text, 0, offset):
        line, column = line + 1, offset - newline.end() + 1
    return _problem_at(path, line, column, message)


def _refused_at(path: str, text: str, line: int, column: int, message: str, severity: str = "") -> SyntaxProblem:
    """A problem at the place that a parser reports, or at the end of the line if the column is beyond it.

    CPython counts the columns of a line continued by a backslash from the beginning of the first line.
    """
    lines = _NEWLINE.split(text)
    line = min(max(line, 1), len(lines))
    return _problem_at(path, line, min(max(column, 1), len(lines[line - 1]) + 1), message, severity)


def _problem_at(path: str, line: int, column: int, message: str, severity: str = "") -> SyntaxProblem:
    place = Place(path, Span(line, column, line, column))
    return SyntaxProblem(Problem(CODE, message, place, severity=severity))


def _refusal(path: str, text: str, error: BaseException) -> SyntaxProblem:
    """The problem of a text that libcst rejected.

    libcst reports where its parser stopped, and every token that would have been valid there; CPython's messages are
    better. CPython is called only here, and its answer is used if it rejects the text as well.
    """
    complaint = _cpython_complaint(text)
    if isinstance(complaint, SyntaxError) and complaint.msg:
        return _refused_at(path, text, complaint.lineno or 1, complaint.offset or 1, f"syntax error: {complaint.msg}")
    if isinstance(error, cst.ParserSyntaxError):
        found = _PARSER_ERROR.fullmatch(error.message)
        line = int(found[1] or error.raw_line) if found else error.raw_line
        column = int(found[2] or 0) + 1 if found else error.raw_column + 1
        if complaint is None:
            return _refused_at(path, text, line, column, UNSUPPORTED, severity="info")
        return _refused_at(path, text, line, column, f"syntax error: {found[3] if found else error.message}")
    what = "nested too deep" if isinstance(error, (RecursionError, MemoryError)) else f"{type(error).__name__}: {error}"
    return _problem_at(path, 1, 1, f"the parser gives up: {what}")


def _cpython_complaint(text: str) -> SyntaxError | Exception | None:
    """The error of the running Python for a text, which is compiled and not run; None if it is accepted.

    An error other than a SyntaxError means that it cannot be decided.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
            compile(tree, "<text>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
            return error
    return None
