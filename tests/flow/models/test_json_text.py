"""Values that go through JSON text, and Python literals in texts."""

from __future__ import annotations

import pytest

from sm_lint.flow.facts import PathAccess
from sm_lint.flow.interpreter.analysis import Setup, analyse
from sm_lint.syntax.parse import parse

HEAD = "import ast\nimport json\nimport os\nimport sys\n"


def opened(text: str) -> list[str]:
    facts = analyse(parse("/p/script.py", HEAD + text), Setup())
    return [fact.path for fact in facts.all(PathAccess)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("""open(json.loads('"/opt/ml/a"'))""", "/opt/ml/a"),
        ("""open(json.loads('{"a": ["/opt/ml/b"]}')["a"][0])""", "/opt/ml/b"),
        ("""open(json.loads(json.dumps({"a": {"b": "/opt/ml/c"}}))["a"]["b"])""", "/opt/ml/c"),
        ("""open(json.loads(json.dumps(f"/opt/ml/{sys.argv[1]}/d")))""", "/opt/ml/*/d"),
        ("""open(ast.literal_eval("('/opt/ml/e', 1)")[0])""", "/opt/ml/e"),
        ("""open("/opt/ml/" + json.dumps(1))""", "/opt/ml/1"),
    ],
)
def test_values_are_the_same_afterwards(text: str, path: str) -> None:
    assert opened(text) == [path]


@pytest.mark.parametrize(
    "text",
    [
        """open(json.loads('"/opt/ml/a'))""",  # no JSON
        """open(json.loads(json.dumps({1: "/opt/ml/a"}))["1"])""",  # a key changes its type
        """open(json.loads(json.dumps(["/opt/ml/a"], cls=None))[0])""",
        """open(json.loads("[" * 100_000))""",
        """open(json.loads(json.dumps(["/opt/ml/a"] * 10_000))[0])""",
        """open(ast.literal_eval("[" * 5_000))""",
    ],
)
def test_nothing_is_claimed_of_other_texts(text: str) -> None:
    assert opened(text) == []


def test_numbers_that_are_too_long_to_be_written_out() -> None:
    text = f"""x = ast.literal_eval("0x{"f" * 9_000}")\ny = ast.literal_eval("{{0x{"f" * 9_000}: 1}}")\nopen(f"/opt/ml/{{x}}")\n"""
    assert opened(text) == ["/opt/ml/*"]


def test_escape_sequences_in_a_text_are_not_warned_of(recwarn: pytest.WarningsRecorder) -> None:
    assert opened(r"""open(ast.literal_eval("'/opt/ml/\\d'"))""") == ["/opt/ml/\\d"]
    assert not recwarn.list
