"""Parsing: what is refused, where, and that nothing takes the process down."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sm_lint.syntax.depth import is_shallow, too_deep
from sm_lint.syntax.parse import SyntaxProblem, parse
from sm_lint.syntax.stack import with_deep_stack
from sm_lint.syntax.walk import walk

DEEP = {
    "sum": lambda n: "x = " + " + ".join(["a"] * n),
    "attributes": lambda n: "x = a" + ".b" * n,
    "calls": lambda n: "x = a" + ".b()" * n,
    "subscripts": lambda n: "x = a" + "[0]" * n,
    "lists": lambda n: "x = " + "[" * n + "]" * n,
    "parentheses": lambda n: "x = " + "(" * n + "1" + ")" * n,
    "dictionaries": lambda n: "x = " + "{1:" * n + "1" + "}" * n,
    "arguments": lambda n: "x = " + "f(" * n + ")" * n,
    "open brackets": lambda n: "x = " + "[" * n,
    "functions": lambda n: "".join(" " * i + "def f():\n" for i in range(n)) + " " * n + "pass\n",
    "branches": lambda n: "if a:\n  pass\n" + "elif b:\n  pass\n" * n,
    "lambdas": lambda n: "x = " + "lambda: " * n + "1",
    "nots": lambda n: "x = " + "not " * n + "1",
    "minuses": lambda n: "x = " + "-" * n + "1",
    "powers": lambda n: "x = " + "**".join(["a"] * n),
    "ands": lambda n: "x = " + " and ".join(["a"] * n),
    "comparisons": lambda n: "x = " + " < ".join(["a"] * n),
    "conditions": lambda n: "x = " + "a if b else " * n + "c",
    "decorators": lambda n: "@d\n" * n + "def f(): pass\n",
    "literals": lambda n: "x = (" + '"a" ' * n + ")",
    "entries": lambda n: "x = {\n" + "".join(f"  'k{i}': {i},\n" for i in range(n)) + "}\n",
    "targets": lambda n: "a = " * n + "1",
    "f-strings": lambda n: "x = " + "f'{" * n + "1" + "}'" * n,
    "format specifications": lambda n: 'x = f"' + "{a:" * n + "1" + "}" * n + '"',
    "imports": lambda n: "import a" + ".b" * n,
    "comprehensions": lambda n: "x = [a " + "for a in b " * n + "]",
    "patterns": lambda n: "match a:\n case " + "(" * n + "1" + ",)" * n + ": pass\n",
    "alternatives": lambda n: "match a:\n case " + " | ".join(["1"] * n) + ": pass\n",
    "unions": lambda n: "x: " + " | ".join(["a"] * n),
}


def refusal(text: str) -> SyntaxProblem:
    with pytest.raises(SyntaxProblem) as caught:
        parse("/s.py", text)
    assert caught.value.problem.code == "SMX901"
    assert caught.value.problem.place.path == "/s.py"
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("x = (1\n", 1, 5, "'(' was never closed"),
        ("a = 1\n\ny = = 1\n", 3, 5, "invalid syntax"),
        ("é = 1; y = = 2\n", 1, 12, "invalid syntax"),
        ("a\r\nb = = 2\r\n", 2, 5, "invalid syntax"),
        ("a\rb = = 2\r", 2, 5, "invalid syntax"),
        ("print 'a'\n", 1, 1, "print"),
        ("if a:\npass\n", 2, 1, "indented block"),
        ("if a:\n    b\n  c\n", 3, 4, "unindent"),
        ("x = '''abc\n", 1, 5, "unterminated"),
        ("\ufeffx = )", 1, 5, "unmatched"),
        ("a = 1\nb\0\n", 2, 2, "null byte"),
        ("a\nb = '\ud800'\n", 2, 6, "surrogate"),
    ],
)
def test_the_problem_says_what_and_where(text: str, line: int, column: int, message: str) -> None:
    problem = refusal(text).problem
    assert problem.place.span == (line, column, line, column)
    assert message in problem.message
    assert not problem.message.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "\x0c\n",
        "await x\n",
        "return 1\n",
        "\ufeffx = 1\n",
        "a = 1\r\n",
        "try: pass\nexcept* E: pass\n",
        "def f[T](): ...\n",
        "type X = int\n",
        "x = f'{a!r:>{w}}' f\"{x['a']}\"\n",
        "with (open(a) as b, c): pass\n",
        "x = 1if 2else 3\n",
        "'\\d'\n",
    ],
)
def test_what_libcst_reads_is_accepted(text: str) -> None:
    module = parse("/s.py", text)
    assert module.tree.code == text.removeprefix("\ufeff") == module.text


def test_carriage_returns_alone_end_lines() -> None:
    module = parse("/s.py", "a = 1\rb = 2\r")
    assert module.place(module.tree.body[1]).span == (2, 1, 2, 6)


def test_libcst_is_asked_where_cpython_sees_nothing_wrong() -> None:
    literals = "x = (" + '"a" ' * 1_900 + ")\n"
    assert sum(isinstance(node, cst.SimpleString) for node in walk(parse("/s.py", literals).tree)) == 1_900


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("text", ["a = 1\n", "a = (\n"])
def test_the_garbage_collector_is_left_as_it_was(enabled: bool, text: str) -> None:
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        try:
            parse("/s.py", text)
        except SyntaxProblem:
            assert text.endswith("(\n")
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_the_limits_of_the_process_are_left_as_they_were() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()
    parse("/s.py", "x = " + " + ".join(["a"] * 1_000))
    assert (sys.getrecursionlimit(), threading.stack_size()) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["sum", "comparisons", "ands", "nots", "literals", "decorators", "branches", "entries"]
)
def test_a_thousand_of_a_kind_are_parsed(kind: str) -> None:
    module = parse("/s.py", DEEP[kind](1_000))
    assert sum(1 for _ in walk(module.tree)) >= 1_000


def test_three_hundred_chained_calls_are_parsed() -> None:
    tree = parse("/s.py", DEEP["calls"](300)).tree
    assert sum(isinstance(node, cst.Call) for node in walk(tree)) == 300


def test_parsing_in_a_thread_with_a_small_stack() -> None:
    found: list[str] = []
    before = threading.stack_size(512 << 10)
    try:
        thread = threading.Thread(target=lambda: found.append(parse("/s.py", DEEP["lists"](190)).tree.code))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert found == [DEEP["lists"](190)]


# In a process of its own: what goes wrong here kills it.
SURVIVES = """
import sys
from sm_lint.syntax.parse import SyntaxProblem, parse
for text in sys.stdin.read().split("\\x1e"):
    try:
        print("parsed", len(parse("/s.py", text).tree.body))
    except SyntaxProblem as problem:
        print("refused", problem)
"""


@pytest.mark.slow
@pytest.mark.parametrize("count", [200, 10_000])
def test_no_depth_kills_the_process(count: int) -> None:
    kinds = [kind for kind in DEEP if kind != "functions" or count < 1_000]
    texts = [DEEP[kind](count) for kind in kinds]
    run = subprocess.run(
        [sys.executable, "-c", SURVIVES],
        input="\x1e".join(texts),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == len(kinds), run.stdout


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("[" * 201, 201, "200 nested brackets"),
        ("x = " + "- " * 2_001 + "1", 5 + 2 * 1999, "chained operators"),
        ("match a:\n case " + "(" * 9 + "1" + ",)" * 9 + ": pass", 7 + 8, "case pattern"),
        ("if a: pass\n" + "elif a: pass\n" * 20_001, 1, "elif"),
        ("f'" + "{f'" * 201, 600, "nested brackets"),
    ],
)
def test_too_deep_is_a_finding_at_the_place(text: str, column: int, reason: str) -> None:
    problem = refusal(text).problem
    assert "nested too deep" in problem.message
    assert reason in problem.message
    assert abs(problem.place.span.column - column) <= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "x = '" + "(" * 5_000 + "'\n",
        "# " + "[" * 5_000 + "\n",
        "x = '''\n" + "((((\n" * 2_000 + "'''\n",
        "x = f'" + "((((" * 1_000 + "'\n",
        "f(a, b)\n" * 2_000,
        "x = [\n" + "    (1, 2, f(a.b - c)),\n" * 2_000 + "]\n",
        "case = f(g(h(i(j(k(l(m(n(o(1))))))))))\n",
        "match a:\n  case 1 if f(g(h(i(j(k(l(m(n(o(1)))))))))): pass\n",
        "match a:\n  case 1:\n    f(g(h(i(j(k(l(m(n(o(1))))))))))\n",
    ],
)
def test_what_only_looks_deep_is_parsed(text: str) -> None:
    assert parse("/s.py", text).tree.code == text


@pytest.mark.parametrize("kind", sorted(set(DEEP) - {"functions", "decorators", "entries"}))
def test_what_is_deep_is_never_taken_for_shallow(kind: str) -> None:
    assert not is_shallow(DEEP[kind](1_000))


@pytest.mark.parametrize(
    "piece", ["f'{{a}}", 'f"{a{b}}', 'f"""{', "f'\\{", "f'\\'", '"""', "'\\", "f'{x[\"", "\\'", "{", "f'}", 'f"""{"a" ']
)
def test_the_scan_is_linear(piece: str, limited: Callable[[float], AbstractContextManager[None]]) -> None:
    # With a pattern that matches in more than one way this never ends.
    text = piece * 20_000
    with limited(10):
        is_shallow(text)
        too_deep(text)


@pytest.mark.slow
@given(st.text(alphabet=st.sampled_from("()[]{}\"'f#\\\n\r :,=ab1.@-+*!\0é\t"), max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        module = parse("/s.py", text)
    except SyntaxProblem as refused:
        span = refused.problem.place.span
        # A line that the text has, or the one behind its last.
        assert 1 <= span.line <= len(text) + 2
        assert span.column >= 1
    else:
        nodes = list(walk(module.tree))
        module.locate(nodes)


# Python takes these; libcst 1.9 does not.
UNSUPPORTED = {
    "an annotated name in parentheses": "x = 1\n(y): int = 2\n",
    "more strings than its recursion allows": "x = (\n" + "'a'\n" * 3500 + ")\n",
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_the_parser_does_not_support_is_no_syntax_error(name: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse("/a.py", UNSUPPORTED[name])
    problem = caught.value.problem
    assert problem.severity == "info"
    assert "syntax error" not in problem.message
    assert "not analysed" in problem.message
    assert problem.place.span.line > 1


@pytest.mark.parametrize("text", ["x = 1\n(y): int = 2\nreturn 3\n", "(y): int = 2\nx = = 3\n"])
def test_what_python_refuses_as_well_is_one(text: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse("/a.py", text)
    assert (caught.value.problem.severity, caught.value.problem.message[:14]) == ("", "syntax error: ")


@pytest.mark.slow
@pytest.mark.parametrize("joint", [" ", "\n", " # comment\n"])
def test_strings_one_after_another_are_not_nested(joint: str) -> None:
    text = "import os\nx = (" + joint.join(f"'line {number}'" for number in range(2500)) + joint + ")\n"
    assert too_deep(text) is None
    tree = parse("/a.py", text).tree
    assert [type(node) for node in walk(tree)].count(cst.SimpleString) == 2500
    assert with_deep_stack(lambda: tree.code) == text


def test_what_stands_between_strings_is_counted() -> None:
    assert too_deep("x = " + " + ".join(["'a' 'b'"] * 2500)) is not None
    assert too_deep("x = " + "'a' 'b' % (" * 150 + ")" * 150) is None
    assert too_deep("x = " + "'a' 'b' % (" * 250 + ")" * 250) is not None


def test_libcst_is_left_as_it_was() -> None:
    validate = cst.CSTNode.__post_init__
    parse("/p/a.py", "x = f(1)\n")
    with pytest.raises(SyntaxProblem):
        parse("/p/a.py", "x = (\n")
    assert cst.CSTNode.__post_init__ is validate
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")


def test_nodes_of_other_threads_are_validated_meanwhile() -> None:
    started, done = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def make() -> None:
        started.set()
        while not done.is_set():
            try:
                cst.Name("")
            except cst.CSTValidationError:
                continue
            failures.append(AssertionError("an empty name was accepted"))
            return

    thread = threading.Thread(target=make)
    thread.start()
    started.wait()
    try:
        for _ in range(20):
            parse("/p/a.py", "x = f(1)\n" * 200)
    finally:
        done.set()
        thread.join()
    assert not failures


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("with open(x) as file:\\\n   y\\", 2, 6),
        ("def \\\r\n\\\r\n\\u\r\n\\\r\n", 3, 3),
        ("a\n\\\nf(" + "x" * 300 + "\\N{\n)\n", 3, 304),
        ("x = (\n\\\n", 1, 5),
    ],
)
def test_a_problem_is_in_its_line_also_where_lines_are_continued(text: str, line: int, column: int) -> None:
    """CPython counts columns from the beginning of the first of them."""
    span = refusal(text).problem.place.span
    lines = text.replace("\r\n", "\n").split("\n")
    assert span.line <= len(lines)
    assert span.column <= len(lines[span.line - 1]) + 1
    assert (span.line, span.column) == (line, column)
