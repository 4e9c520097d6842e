"""What parsing costs is known before it is done: the estimate is no less than the truth, and holds the parser back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sm_lint.syntax.cost import MAX_COST
from sm_lint.syntax.depth import measure
from sm_lint.syntax.load import LIGHT_COST, MAX_OUTLINED, load_of
from sm_lint.syntax.parse import HeavyText, SyntaxProblem, not_here, parse

from .test_parse import DEEP

HERE = Path(__file__).parent
ORDINARY = (HERE / "test_parse.py").read_text("utf-8")
# Text by kind of code, some 12,000 bytes of each.
FLAT = {
    "names": "x\n" * 6_000,
    "assignments": "x=1\n" * 3_000,
    "one line": ("x;" * 50 + "\n") * 120,
    "calls": "x = f(1, 2, 3)\n" * 800,
    "numbers": "x = [" + "1," * 6_000 + "]\n",
    "rows of numbers": "x = [\n" + "    12, 345, 6.7,\n" * 600 + "]\n",
    "tuples": "x = [" + "()," * 4_000 + "]\n",
    "dictionary": "x = {\n" + '    "name": "value",\n' * 550 + "}\n",
    "strings": "x = [" + '"a",' * 3_000 + "]\n",
    "strings side by side": ("x = (" + '"a" ' * 400 + ")\n") * 8,
    "comments": "# comment\n" * 1_200 + "#\n" * 6_000,
    "comments behind code": "x#\n" * 4_000,
    "blank lines": "\n" * 12_000,
    "sums": ("x=" + "+".join("a" * 200) + "\n") * 30,
    "attributes": ("x=a" + ".b" * 100 + "\n") * 60,
    "slices": ("x=a[" + ":," * 100 + "]\n") * 60,
    "f-strings": 'f"{a}{b}{c}"\n' * 920,
    "long f-strings": ('x=f"' + "{a}" * 200 + '"\n') * 20,
    "functions": "def f():\n x\n y\n" * 800,
    "decorators": ("@d\n" * 50 + "def f(): pass\n") * 75,
    "branches": "if a:b\nelif c:d\nelse:e\n" * 500,
    "imports": "import a\nfrom b import c, d as e\n" * 350,
    "comprehensions": "[a for a in b if c]\n" * 600,
    "patterns": "match a:\n case b(c=d,e=f):g\n" * 400,
    "ordinary code": ORDINARY,
}
CHAINS = {
    kind: "".join(DEEP[kind](depth) + "\n" for depth in (10, 40, 100))
    for kind in sorted(
        set(DEEP)
        & {
            "lists",
            "dictionaries",
            "arguments",
            "lambdas",
            "nots",
            "minuses",
            "powers",
            "conditions",
            "parentheses",
            "sum",
            "subscripts",
            "calls",
            "f-strings",
            "format specifications",
            "comparisons",
            "ands",
        }
    )
}
WARM = """\
import a
from b import c as d  # comment
@d
def f(x, *, y=1) -> int:
    return [z for z in x if z] + (1, "a" "b", f"{x:>{y}}")
if a: b
elif c: d
else: e
match a:
    case b(c=d, e=[f, *_]): g
x = {1: 2}[0:1].b if not a and c < d else lambda: -1 ** 2
"""
PEAKS = """
import json, os, resource, sys
from sm_lint.syntax.parse import parse
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
warm, texts = json.load(sys.stdin)
parse("/s.py", warm)
peaks = {}
for kind, text in texts.items():
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            parse("/s.py", warm)  # a fork has the parser's own pages only where it has touched them
            before = peak()
            parse("/s.py", text)
            os.write(writer, str(peak() - before).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    peaks[kind] = int(os.read(reader, 100))
    os.close(reader)
    os.close(writer)
print(json.dumps(peaks))
"""


@pytest.fixture(scope="module")
def peaks() -> dict[str, int]:
    """Bytes that parsing each text adds to a process that has parsed nothing else: one fork for each."""
    done = subprocess.run(
        [sys.executable, "-c", PEAKS],
        input=json.dumps([WARM, {**FLAT, **CHAINS}]),
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    found: dict[str, int] = json.loads(done.stdout)
    assert all(found[kind] > 0 for kind in FLAT)  # a chain may fit into memory that was freed before
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="peaks are told otherwise there")
@pytest.mark.parametrize("kind", [*FLAT, *CHAINS])
def test_no_shape_of_code_takes_more_than_estimated(kind: str, peaks: dict[str, int]) -> None:
    text = {**FLAT, **CHAINS}[kind]
    # What was freed before the text is parsed is used again and not seen in the peak: some hundred KiB.
    assert measure(text).cost >= peaks[kind] - (1 << 20)
    assert load_of(text).cost >= peaks[kind] - (1 << 20)


@pytest.mark.parametrize("kind", ["calls", "rows of numbers", "dictionary", "imports", "ordinary code"])
def test_the_bound_is_near_the_sum_over_tokens(kind: str) -> None:
    text = FLAT[kind]
    exact = measure(text).cost
    assert 0.95 * exact <= load_of(text).cost <= 2 * exact


def test_ordinary_files_are_light() -> None:
    load = load_of(ORDINARY * 3)
    assert (load.shallow, load.heavy, load.excess) == (True, False, None)
    assert load.cost < LIGHT_COST


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["names", "calls", "numbers", "strings", "f-strings"])
def test_what_would_take_too_much_is_refused_before_it_is_parsed(kind: str) -> None:
    text = FLAT[kind]
    text *= 1 + 2 * MAX_COST // measure(text).cost
    load = load_of(text)
    assert load.excess is not None
    assert load.cost < 1.1 * MAX_COST  # no token behind the one that is too much is read
    with pytest.raises(SyntaxProblem) as caught:
        parse("/s.py", text)
    message = "too much code to be parsed: that would take more than 320 MiB of memory"
    assert caught.value.problem.message == message
    assert 1 < caught.value.problem.place.span.line <= text.count("\n") + 1 or kind in ("numbers", "strings")


def test_large_files_with_little_code_are_parsed() -> None:
    text = 'x = """' + ("a" * 70 + "\n") * 50_000 + '"""\n'
    assert len(text) > MAX_OUTLINED
    assert len(parse("/s.py", text).tree.body) == 1


def test_many_nested_patterns_are_refused() -> None:
    text = ("match a:\n case " + "(" * 7 + "1" + ",)" * 7 + ": pass\n") * 100
    with pytest.raises(
        SyntaxProblem, match="nested too deep to be parsed: too many case patterns with nested brackets"
    ):
        parse("/s.py", text)
    assert parse("/s.py", "match a:\n case (1, (2, 3), {'b': [c, d]}): pass\n" * 300)


@pytest.mark.parametrize(
    "text",
    [
        "x\n" * 20_000,
        "x = a" + "[0]" * 300 + "\n",
        ("x = a" + "[0]" * 60 + "\n") * 600,
        "".join(DEEP["arguments"](150) + "\n" for _ in range(4)),
    ],
    ids=["small statements", "a long chain", "many chains", "deep calls"],
)
def test_heavy_texts_are_left_to_others(text: str) -> None:
    with pytest.raises(HeavyText):
        parse("/s.py", text, not_here)


@pytest.mark.parametrize("text", ["x = 1\n", ORDINARY, "x = '''" + "a\n" * 100_000 + "'''\n", "# c\n" * 30_000])
def test_light_texts_are_parsed_at_once(text: str) -> None:
    assert parse("/s.py", text, not_here).text == text


def test_a_tree_weighs_what_it_cost() -> None:
    assert parse("/s.py", "x\n" * 1_000).weight > 3 * 2_000
    text = "# a comment, and no code at all\n" * 100
    assert parse("/s.py", text).weight == len(text)


@pytest.mark.parametrize("text", ["))))\n", "x = (\n", "'''", "f'{", "x = ]" + "[" * 40, "\x00", "\ud800"])
def test_what_is_not_well_formed_has_a_cost_too(text: str) -> None:
    assert load_of(text).cost >= 0
