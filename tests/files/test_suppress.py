"""Suppression comments: every form, where it reaches, and what is read from tokens alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sm_lint.diagnostics.edits import apply
from sm_lint.diagnostics.finding import Edit
from sm_lint.files.suppress import Suppression, Suppressions
from sm_lint.syntax.position import source_of
from sm_lint.syntax.span import Place, Span


def quiet(text: str, code: str = "SMC001", name: str = "unknown-input-path") -> list[int]:
    """Lines on which a finding with this code is kept quiet."""
    suppressions = Suppressions.parse(text)
    return [line for line in range(1, text.count("\n") + 2) if suppressions.suppresses(code, name, line)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb  # noqa: SMC001\nc\n", [2]),
        ("b  # NOQA:SMC001\n", [1]),
        ("b  # noqa : SMC001\n", [1]),
        ("b  #noqa:E501,SMC001 why\n", [1]),
        ("b  # noqa: SMC001 SMC002\n", [1]),
        ("b  # noqa: smc001\n", [1]),
        ("b  # noqa: SMC\n", [1]),
        ("b  # noqa: SMC0\n", [1]),
        ("b  # noqa: SM\n", [1]),
        ("b  # noqa\n", [1]),
        ("b  # noqa because of this\n", [1]),
        ("b  # noqa: E501\n", []),
        ("b  # noqa: SMC002\n", []),
        ("b  # noqa: SMC01\n", []),
        ("b  # type: ignore[x]  # noqa: SMC001  # pragma: no cover\n", [1]),
        ("b  # this is not noqa: SMC001\n", []),
        ("# noqa: SMC001\nb\n", [1]),
        ("s = '# noqa: SMC001'\n", []),
        ('s = """\n# noqa: SMC001\n"""\n', []),
        ("s = f'{x} # noqa: SMC001'\n", []),
    ],
)
def test_noqa(text: str, lines: list[int]) -> None:
    assert quiet(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("b  # sm-lint: ignore[SMC001] the data is mounted by hand\n", [1]),
        ("b  # sm-lint: ignore[SMC002, SMC001]\n", [1]),
        ("b  # sm-lint: ignore[unknown-input-path]\n", [1]),
        ("b  # sm-lint:ignore[ Unknown-Input-Path ]\n", [1]),
        ("b  # sm-lint: ignore[SMC]\n", [1]),
        ("b  # sm-lint: ignore[unknown-input]\n", []),
        ("b  # sm-lint: ignore\n", [1]),
        ("b  # sm-lint: ignore SMC001\n", []),
        ("b  # sm-lint: ignore[SMC001\n", []),
        ("b  # sm-lint: ignore[]\n", []),
        ("b  # sm-lint: ignroe[SMC001]\n", []),
        ("a\n# sm-lint: ignore[SMC001] why\nb\nc\n", [3]),
        ("# sm-lint: ignore[SMC001]\n# another comment\n\nb\nc\n", [4]),
        ("# sm-lint: ignore[SMC001]\nf(\n  a,\n)\nc\n", [2, 3, 4]),
        ("if a:\n    # sm-lint: ignore[SMC001]\n    b\n    c\n", [3]),
        ("# sm-lint: ignore[SMC001]\n@a\n@b(\n  c)\ndef f(\n  d):\n  e\n", [2, 3, 4, 5, 6]),
        ("a\n# sm-lint: ignore[SMC001]\n", []),
    ],
)
def test_ignore(text: str, lines: list[int]) -> None:
    assert quiet(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("f(a,\n  b,  # noqa: SMC001\n  c)\nd\n", [1, 2, 3]),
        ("f(a,\n  # sm-lint: ignore[SMC001]\n  c)\nd\n", [1, 2, 3]),
        ("f(a,\n  c)  # noqa: SMC001\n", [1, 2]),
        ("a = b + \\\n  c  # noqa: SMC001\n", [1, 2]),
        ("s = '''\n\n'''  # noqa: SMC001\nt\n", [1, 2, 3]),
        ("def f(a,\n      b):  # noqa: SMC001\n    c\n", [1, 2]),
        ("f(a,\r\n  b)  # noqa: SMC001\r\nc\r\n", [1, 2]),
    ],
)
def test_a_statement_is_one_place(text: str, lines: list[int]) -> None:
    assert quiet(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb  # sm-lint: ignore-file[SMC001] generated\nc\n", [1, 2, 3, 4]),
        ("# sm-lint: ignore-file\na\n", [1, 2, 3]),
        ("a\n# sm-lint: off[SMC001]\nb\nc\n# sm-lint: on\nd\n", [2, 3, 4, 5]),
        ("a\n# sm-lint: off\nb\n", [2, 3, 4]),
        ("# sm-lint: off[SMC001]\nb\n# sm-lint: on[SMC001]\nc\n", [1, 2, 3]),
        ("# sm-lint: off[SMC001]\nb\n# sm-lint: on[SMC002]\nc\n", [1, 2, 3, 4, 5]),
        ("# sm-lint: off[SMC002]\nb\n# sm-lint: on\n", []),
        ("f(\n  # sm-lint: off[SMC001]\n  a)\n# sm-lint: on\nb\n", [1, 2, 3, 4]),
    ],
)
def test_files_and_ranges(text: str, lines: list[int]) -> None:
    assert quiet(text) == lines


def test_a_former_name_still_counts() -> None:
    suppressions = Suppressions.parse("a  # sm-lint: ignore[old-name]\nb  # noqa: SMC901\n")
    assert suppressions.suppresses("SMC001", "new-name", 1, ("old-name",))
    assert suppressions.suppresses("SMC001", "new-name", 2, ("SMC901",))


def test_rules_of_plugins() -> None:
    text = "a  # noqa: ACME001\nb  # sm-lint: ignore[ACME001]\nc  # noqa: ACME002\n"
    suppressions = Suppressions.parse(text)
    assert [bool(suppressions.suppresses("ACME001", "no-anvil", line, ("acme001",))) for line in (1, 2, 3)] == [
        True,
        True,
        False,
    ]


def test_what_is_said_of_each() -> None:
    text = "a  # noqa: E501, SMC001, SMC002 slow # type: ignore\n# sm-lint: ignore[SMC003, no-such] see #12\nb\n"
    first, second = Suppressions.parse(text).all
    assert first.kind == "noqa"
    assert first.codes == ("SMC001", "SMC002")
    assert [code for code, _ in first.listed] == ["E501", "SMC001", "SMC002"]
    assert first.listed[1][1] == Span(1, 18, 1, 24)
    assert (first.span, first.reason) == (Span(1, 4, 1, 37), "slow")
    assert (second.kind, second.codes, second.reason) == ("ignore", ("SMC003", "no-such"), "see #12")
    assert second.span == Span(2, 1, 2, 43)


def test_only_what_was_needed_is_used() -> None:
    suppressions = Suppressions.parse("a  # noqa: SMC001, SMC002\nb  # sm-lint: ignore[SMC001]\n")
    assert suppressions.suppresses("SMC001", "x", 1)
    noqa, ignore = suppressions.all
    assert (noqa.used, noqa.unused_codes) == (True, ("SMC002",))
    assert (ignore.used, ignore.unused_codes) == (False, ("SMC001",))


def test_all_that_keep_a_finding_quiet_are_used_and_the_nearest_is_given() -> None:
    suppressions = Suppressions.parse("# sm-lint: ignore-file[SMC]\n# sm-lint: off[SMC001]\na  # noqa: SMC001\n")
    found = suppressions.suppresses("SMC001", "x", 3)
    assert found is not None
    assert found.kind == "noqa"
    assert [each.used for each in suppressions.all] == [True, True, True]


def test_on_is_used_when_it_ends_something() -> None:
    text = "# sm-lint: off[SMC001]\na\n# sm-lint: on\nb\n# sm-lint: on\n"
    assert [each.used for each in Suppressions.parse(text).all if each.kind == "on"] == [True, False]


@pytest.mark.parametrize("text", ["a  # noqa\n", "a  # noqa: E501\n", "a  # noqa: SMART1\n", "a = 'sm-lint: ignore'\n"])
def test_what_speaks_to_others_is_not_listed(text: str) -> None:
    assert Suppressions.parse(text).all == ()


@pytest.mark.parametrize(
    "text", ["# sm-lint: ignroe[SMC001]", "# sm-lint: ignore[SMC001", "# sm-lint:", "# sm-lint: ignore SMC001"]
)
def test_a_mistaken_comment_is_listed_as_such(text: str) -> None:
    (found,) = Suppressions.parse(f"a  {text}\n").all
    assert found.kind == "invalid"


def removed(text: str, codes: set[str], index: int = 0) -> str:
    suppressions = Suppressions.parse(text)
    span, content = suppressions.removal(suppressions.all[index], codes)
    return apply(text, [Edit(Place("/s.py", span), content, source_of(text, span))])


@pytest.mark.parametrize(
    ("text", "codes", "expected"),
    [
        ("a  # noqa: SMC001\n", {"SMC001"}, "a\n"),
        ("a  # noqa: E501, SMC001 why\n", {"SMC001"}, "a  # noqa: E501 why\n"),
        ("a  # noqa: SMC001,SMC002\n", {"SMC002"}, "a  # noqa: SMC001\n"),
        ("a  # noqa: SMC001 why\n", {"SMC001"}, "a\n"),
        ("a  # noqa: SMC001  # type: ignore\n", {"SMC001"}, "a  # type: ignore\n"),
        ("a  # type: ignore  # noqa: SMC001\n", {"SMC001"}, "a  # type: ignore\n"),
        ("a  # sm-lint: ignore[SMC001, x] why\n", {"x"}, "a  # sm-lint: ignore[SMC001] why\n"),
        ("    # sm-lint: ignore[x]\n    a\n", {"x"}, "    a\n"),
        ("a  # sm-lint: ignroe[x]\r\nb\r\n", {"x"}, "a\r\nb\r\n"),
        ("a \\\n# sm-lint: ignore[x]\nb\n", {"x"}, "a \\\n\nb\n"),
    ],
)
def test_taking_codes_away(text: str, codes: set[str], expected: str) -> None:
    assert removed(text, codes) == expected


def test_a_file_without_comments_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sm_lint.files.suppress.tokens", lambda text: pytest.fail("read"))
    suppressions = Suppressions.parse("a = 1\nb = 2  # noqa: E501\n")
    assert suppressions.all == ()
    assert Suppressions.parse("a = 1\n").suppresses("SMC001", "x", 1) is None


PIECES = [
    "# noqa",
    ": ",
    "SMC001",
    "# sm-lint: ",
    "ignore",
    "off",
    "on",
    "-file",
    "[",
    "]",
    ",",
    "\n",
    "\r\n",
    "a",
    "(",
    ")",
]
PIECES += ["'", '"""', "f'{", "}", "@", "\\", "  ", "#", "é", "\0"]


@pytest.mark.slow
@given(st.one_of(st.text(max_size=50), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read(text: str) -> None:
    suppressions = Suppressions.parse(text)
    for line in (0, 1, 2, 99):
        found = suppressions.suppresses("SMC001", "x", line)
        assert found is None or isinstance(found, Suppression)
    for each in suppressions.all:
        assert each.span.line == each.span.end_line
        assert each.span.column < each.span.end_column
        span = suppressions.removal(each, each.codes)[0]
        apply(text, [Edit(Place("/s.py", span), "", source_of(text, span))])
