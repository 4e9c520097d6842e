"""Text to tree, or to the problem that is in the way."""

from __future__ import annotations

import ast
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

import libcst as cst

from sm_lint.syntax.collector import collector_off
from sm_lint.syntax.continuation import joined
from sm_lint.syntax.load import load_of
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place, Problem, Span
from sm_lint.syntax.stack import with_deep_stack

CODE = "SMX901"
BYTES_PER_CHARACTER = 1_000
"""What parsing ordinary code is estimated to take at most for each of its characters."""

UNSUPPORTED = "not analysed: Python takes this file, but the parser does not know what it says here"
"""A file that Python runs and libcst cannot parse is no mistake of its author."""

_NEWLINE = re.compile(r"\r\n?|\n")
_PARSER_ERROR = re.compile(r"(?:parser|tokenizer) error: (?:error at (\d+):(\d+): )?(.*)", re.DOTALL)


class SyntaxProblem(Exception):  # noqa: N818 - a problem of the file, not of this program
    """A text that cannot be parsed; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class HeavyText(BaseException):
    """A text that only a process with limits of its own may parse. No handler of errors must take it for one."""


Guard = Callable[[], AbstractContextManager[None]]
"""What a text that may take long, or much memory, is parsed within."""


def not_here() -> AbstractContextManager[None]:
    """The guard of a process that parses no heavy texts.

    Raises:
        HeavyText: always.
    """
    raise HeavyText


def parse(path: str, text: str, guard: Guard = nullcontext) -> ParsedModule:
    """Parse the text of a file with the newest grammar that libcst knows, whatever Python runs this.

    A byte order mark is left out of the module's text. Code that CPython refuses only when it compiles, such as `await`
    at module level, is accepted.

    Args:
        path: absolute path of the file.
        text: its text.
        guard: entered while the text is parsed, if it may take long or much memory.

    Raises:
        SyntaxProblem: the text is not Python, or nests so deep or is so large that the parser would take the process
            down.
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
        except BaseException as error:  # noqa: BLE001 - a panic of the native parser is no Exception
            refused = error
    assert refused is not None
    raise _refusal(path, text, refused) from None


def _readings(text: str) -> tuple[str, ...]:
    """What to parse, the better first.

    Before a line of a backslash alone libcst ends no block: it refuses what follows, or takes it for a part of the block.
    Such lines are joined, where CPython takes the text; the nodes then have other places in the code that libcst
    generates than in the text, as with everything that it drops.
    """
    other = joined(text)
    return (other, text) if other != text and _cpython_complaint(text) is None else (text,)


_patching = threading.RLock()


@contextmanager
def _without_validation() -> Iterator[None]:
    """Leave out the validation of the nodes that this thread makes.

    The parser's nodes are valid by construction, and validating them takes an eighth of its time. libcst has no switch for
    it. The class is changed for the duration of the block alone: others in this process may make nodes of their own, and
    those of other threads are validated all the while.
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
    """Validate nothing."""


def _parse(text: str) -> cst.Module:
    """Parse with the garbage collector off: it would look at the growing tree again and again and find nothing."""
    with _without_validation(), collector_off():
        return cst.parse_module(text)


def _problem(path: str, text: str, offset: int, message: str) -> SyntaxProblem:
    """A problem at a character of the text."""
    line, column = 1, offset + 1
    for newline in _NEWLINE.finditer(text, 0, offset):
        line, column = line + 1, offset - newline.end() + 1
    return _problem_at(path, line, column, message)


def _refused_at(path: str, text: str, line: int, column: int, message: str, severity: str = "") -> SyntaxProblem:
    """A problem where a parser names it, or at the end of the line where it counts columns beyond it.

    CPython counts those of a line that a backslash continues from the beginning of the first.
    """
    lines = _NEWLINE.split(text)
    line = min(max(line, 1), len(lines))
    return _problem_at(path, line, min(max(column, 1), len(lines[line - 1]) + 1), message, severity)


def _problem_at(path: str, line: int, column: int, message: str, severity: str = "") -> SyntaxProblem:
    place = Place(path, Span(line, column, line, column))
    return SyntaxProblem(Problem(CODE, message, place, severity=severity))


def _refusal(path: str, text: str, error: BaseException) -> SyntaxProblem:
    """Say what is wrong with a text that libcst refused.

    libcst names the place where its parser could not go on, and all it could have gone on with; CPython knows better what
    was meant. It is asked only here, and its answer is taken where it refuses the text as well.
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
    """What the running Python has against a text, which is compiled and not run; None where it takes it.

    Other errors than a SyntaxError say that it cannot tell.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
            compile(tree, "<text>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
            return error
    return None
