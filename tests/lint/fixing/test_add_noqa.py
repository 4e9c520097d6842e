from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.lint.fixing.add_noqa import add_noqa, comments
from sm_lint.lint.run.options import RunOptions
from sm_lint.syntax.span import Place, Span

if TYPE_CHECKING:
    from tests.lint.conftest import Project

HEAD = "import sagemaker\n"


def written(text: str, *places: tuple[int, str], reason: str = "") -> list[tuple[int, int, str]]:
    findings = [
        Finding(code, "n", Severity.ERROR, "m", Place("/a.py", Span(line, 1, line, 2))) for line, code in places
    ]
    made, done = comments(text, findings, reason)
    assert len(done) == len(findings)
    return [(span.line, span.column, content) for span, content in made]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x()\n", (1, 4, "  # noqa: SMC001")),
        ("x()", (1, 4, "  # noqa: SMC001")),
        ("x()  \r\n", (1, 4, "  # noqa: SMC001")),
        ("x(\n  1,\n)\n", (3, 2, "  # noqa: SMC001")),
        ('x("""\n# no\n""")\n', (3, 5, "  # noqa: SMC001")),
        ("x = \\\n  1\ny\n", (2, 4, "  # noqa: SMC001")),
        ("if x: y()\n", (1, 10, "  # noqa: SMC001")),
        ("with x(\n  1\n) as y:\n    z\n", (3, 8, "  # noqa: SMC001")),
        ("x()  # why\n", (1, 11, "  # noqa: SMC001")),
        ("x()  # noqa: E501\n", (1, 18, "  # noqa: SMC001")),
        ("x()  # noqa: SMC002\n", (1, 20, ", SMC001")),
        ("x()  # sm-lint: ignore[SMC002]\n", (1, 30, ", SMC001")),
    ],
)
def test_where_the_comment_goes(text: str, expected: tuple[int, int, str]) -> None:
    assert written(text, (1, "SMC001")) == [expected]


def test_codes_of_one_statement_share_a_comment() -> None:
    assert written("x(\n  1)\n", (1, "SMC002"), (2, "SMC001"), (1, "SMC002")) == [(2, 5, "  # noqa: SMC002, SMC001")]


def test_a_reason_and_codes_of_plugins_need_the_other_form() -> None:
    assert written("x()\n", (1, "SMC001"), reason="old code") == [(1, 4, "  # sm-lint: ignore[SMC001] old code")]
    assert written("x()\n", (1, "ACME001")) == [(1, 4, "  # sm-lint: ignore[ACME001]")]


def test_what_has_no_place_for_a_comment_is_left() -> None:
    finding = Finding("SMC001", "n", Severity.ERROR, "m", Place("/a.py", Span(5, 1, 5, 2)))
    assert comments("x()\n", [finding], "") == ([], [])


@pytest.mark.parametrize("reason", ["", "from before\nwe had it"])
def test_findings_are_quiet_afterwards(project: Project, reason: str) -> None:
    path = project.write("a.py", HEAD + "bad(\n    old(),\n)\nunder()\n")
    result = add_noqa(["."], RunOptions(project.resolver()), reason=reason)
    assert [finding.code for finding in result.fixed] == ["ACME001", "ACME003"]
    assert result.findings == ()
    assert [Path(change.path) for change in result.changes] == [path]
    tail = f" {' '.join(reason.split())}" if reason else ""
    assert path.read_text() == HEAD + f"bad(\n    old(),\n)  # sm-lint: ignore[ACME001, ACME003]{tail}\nunder()\n"
    assert project.lint().findings == ()


def test_a_comment_that_does_nothing_is_not_suppressed_by_another(project: Project) -> None:
    path = project.write("a.py", HEAD + "new()  # sm-lint: ignore[ACME001]\n")
    result = add_noqa(["."], RunOptions(project.resolver()))
    assert [finding.code for finding in result.findings] == ["SMX902"]
    assert path.read_text() == HEAD + "new()  # sm-lint: ignore[ACME001]\n"


def test_what_cannot_be_suppressed_is_left(project: Project) -> None:
    project.configure('locked = ["ACME003"]\n[contracts.one]\nentry-point = "gone.py"\n')
    path = project.write("a.py", HEAD + "old()\nbroken()\n")
    project.write("b.py", "( # sagemaker\n")
    before = path.read_text()
    result = add_noqa(["."], RunOptions(project.resolver()))
    assert result.changes == ()
    assert {finding.code for finding in result.findings} == {"ACME003", "ACME006", "SMX900", "SMX901", "SMX904"}
    assert path.read_text() == before
