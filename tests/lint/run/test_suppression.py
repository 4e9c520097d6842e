from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.lint.conftest import Project

HEAD = "import sagemaker\n"


def said(project: Project, text: str) -> list[tuple[str, str]]:
    project.write("a.py", HEAD + text)
    return [(project.line(finding).removeprefix("a.py:"), finding.message) for finding in project.lint().findings]


@pytest.mark.parametrize(
    "text",
    [
        "bad()  # sm-lint: ignore[ACME001] it is meant\n",
        "bad()  # sm-lint: ignore[no-bad] it is meant\n",
        "# sm-lint: ignore[ACME001]\nbad(\n    1,\n)\n",
        "x = [\n    bad(),  # sm-lint: ignore[ACME001]\n]\n",
        "# sm-lint: ignore-file[ACME001]\nbad()\nbad()\n",
        "# sm-lint: off[ACME001]\nbad()\n# sm-lint: on\n",
        "bad()  # noqa\n",
        "bad()  # noqa: ACME001\n",
        "bad()  # noqa: E501,acme001\n",
        "bad()  # NoQA:ACME001 it is meant\n",
    ],
)
def test_a_comment_keeps_a_finding_quiet(project: Project, text: str) -> None:
    assert said(project, text) == []


@pytest.mark.parametrize(
    "text", ["bad('# sm-lint: ignore[ACME001]')\n", "bad()\n# noqa\n", "bad()  # noqa: E501\n", "bad()  # sm-lint\n"]
)
def test_what_is_no_suppression_of_it(project: Project, text: str) -> None:
    assert said(project, text) == [("2:1 ACME001", "bad is called")]


def test_a_locked_rule_cannot_be_suppressed(project: Project) -> None:
    project.configure('locked = ["ACME001"]\n')
    assert said(project, "bad()  # sm-lint: ignore[ACME001]\n") == [
        ("2:1 ACME001", "bad is called"),
        ("2:26 SMX902", "`ACME001` may not be suppressed: the configuration locks it"),
    ]


def test_a_failure_of_the_linter_cannot_be_suppressed(project: Project) -> None:
    assert [line for line, _ in said(project, "broken()  # noqa\n")] == ["1:1 SMX900"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("new()  # sm-lint: ignore[ACME001]\n", [("2:26 SMX902", "`ACME001` suppresses nothing here")]),
        ("new()  # sm-lint: ignore[no-bad]\n", [("2:26 SMX902", "`no-bad` suppresses nothing here")]),
        ("bad()  # sm-lint: ignore[ACME001, ACME003]\n", [("2:35 SMX902", "`ACME003` suppresses nothing here")]),
        ("new()  # sm-lint: ignore[no-bat]\n", [("2:26 SMX902", "`no-bat` is no rule; did you mean `no-bad`?")]),
        ("new()  # noqa: SMX9999\n", [("2:16 SMX902", "`SMX9999` is no rule")]),
        # rules that did not run here: one needs a contract, one is not selected, one failed
        ("new()  # sm-lint: ignore[ACME002]\n", []),
        ("new()  # sm-lint: ignore[SMC001]\n", []),
        ("broken()  # sm-lint: ignore[ACME004]\n", [("1:1 SMX900", "")]),
        ("new()  # sm-lint: ignore\n", []),
        ("new()  # noqa\n", []),
        ("new()  # noqa: E501\n", []),
        # the code of a plugin that is loaded, and one that may be any tool's
        ("new()  # noqa: ACME001\n", [("2:16 SMX902", "`ACME001` suppresses nothing here")]),
        ("new()  # noqa: ACME999\n", []),
        ("new('ACME001')  # noqa: E501\n", []),
    ],
)
def test_what_does_nothing_is_told(project: Project, text: str, expected: list[tuple[str, str]]) -> None:
    found = said(project, text)
    assert [line for line, _ in found] == [line for line, _ in expected]
    assert all(message in full for (_, message), (_, full) in zip(expected, found, strict=True))


def test_a_comment_for_a_rule_that_ran_under_a_contract(project: Project) -> None:
    project.configure('[contracts.one]\nentry-point = "a.py"\ndescription = "x"\n')
    assert said(project, "new()  # sm-lint: ignore[ACME002]\n") == [
        ("2:26 SMX902", "`ACME002` suppresses nothing here")
    ]


def test_a_reason_is_wanted(project: Project) -> None:
    project.configure("require-reason = true\n")
    assert said(project, "bad()  # sm-lint: ignore[ACME001]\n") == [
        ("2:8 SMX902", "a suppression needs a reason: write it behind the codes")
    ]
    assert said(project, "bad()  # sm-lint: ignore[ACME001] it is meant\n") == []


def test_a_comment_that_is_not_understood(project: Project) -> None:
    assert [line for line, _ in said(project, "new()  # sm-lint: ignroe[ACME001]\n")] == ["2:8 SMX902"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("new()  # sm-lint: ignore[ACME001]\n", "new()\n"),
        ("bad()  # sm-lint: ignore[ACME001, ACME003] why\n", "bad()  # sm-lint: ignore[ACME001] why\n"),
        ("new()  # sm-lint: ignore[ACME001, ACME003]\n", "new()\n"),
        ("old()  # sm-lint: ignore[ACME001]\n", "new()\n"),
        ("x = 1\n# sm-lint: ignore[ACME001] why\nnew()\n", "x = 1\nnew()\n"),
        ("if x:\n    # sm-lint: ignore[ACME001]\n    new()", "if x:\n    new()"),
        ("new()\n# sm-lint: ignore-file[ACME001]\n", "new()\n"),
        ("new()\n# sm-lint: ignore-file[ACME001]", "new()\n"),
        ("new()  # noqa: E501, ACME001\n", "new()  # noqa: E501\n"),
        ("new()  # noqa: ACME001\n", "new()\n"),
        ("new()  # noqa: ACME001 # type: ignore\n", "new()  # type: ignore\n"),
        ("new()  # type: ignore # noqa: ACME001\n", "new()  # type: ignore\n"),
    ],
)
def test_what_does_nothing_is_removed(project: Project, before: str, after: str) -> None:
    path = project.write("a.py", HEAD + before)
    result = project.fix()
    assert path.read_text() == HEAD + after
    assert result.findings == ()
