from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import sm_lint
from sm_lint.diagnostics.finding import Severity

if TYPE_CHECKING:
    from tests.lint.conftest import Project

CONTRACTS = """
[contracts.one]
entry-point = "a.py"
job = "training"
description = "one"
[contracts.two]
entry-point = "a.py"
job = "processing"
description = "two"
"""


def test_findings_have_places_and_notes(project: Project) -> None:
    project.write("a.py", "import os  # sagemaker\n\nif os:\n    x = [bad(1)]\n")
    (found,) = project.lint().findings
    assert project.line(found) == "a.py:4:10 ACME001"
    assert (found.message, found.place.span, found.contract) == ("bad is called", (4, 10, 4, 16), None)
    assert [(note.message, note.place.span if note.place else None) for note in found.notes] == [
        ("here", (4, 10, 4, 13))
    ]


def test_a_file_that_cannot_matter_is_not_parsed(project: Project) -> None:
    project.write("a.py", "bad( this is no python\n")
    assert project.shown(project.lint()) == []


def test_a_file_under_contract_matters(project: Project) -> None:
    project.configure('[contracts.one]\nentry-point = "a.py"\ndescription = "x"\n')
    project.write("a.py", "bad()\n")
    assert project.shown(project.lint()) == ["a.py:1:1 ACME001"]


@pytest.mark.parametrize("data", [b"import sagemaker\nx = (\n", b"import sagemaker\nx = '\xff'\n", b"sagemaker\0"])
def test_a_file_that_cannot_be_parsed_is_a_finding(project: Project, data: bytes) -> None:
    (project.root / "a.py").write_bytes(data)
    project.write("b.py", "bad()  # sagemaker\n")
    result = project.lint()
    assert [finding.code for finding in result.findings] == ["SMX901", "ACME001"]
    assert result.findings[0].name == "syntax-error"
    assert result.internal_errors == 0


def test_a_contract_rule_runs_once_for_each_contract(project: Project) -> None:
    project.configure(CONTRACTS)
    project.write("a.py", "under()\nbad()\n")
    project.write("b.py", "under()  # sagemaker\n")
    findings = project.lint().findings
    assert [finding.message for finding in findings] == [
        "under is called by a script of one (training)",
        "under is called by a script of two (processing)",
        "bad is called",
    ]
    assert [finding.contract for finding in findings] == ["one", "two", None]


def test_a_rule_that_raises_is_one_finding_and_the_others_go_on(project: Project) -> None:
    project.write("a.py", "bad()\nbroken()\nbroken()\nbad()  # sagemaker\n")
    project.write("b.py", "broken()  # sagemaker\n")
    result = project.lint()
    assert project.shown(result) == ["a.py:1:1 ACME001", "a.py:1:1 SMX900", "a.py:4:1 ACME001", "b.py:1:1 SMX900"]
    assert result.internal_errors == 2
    assert result.findings[1].message.startswith("rule ACME004 (broken) failed: KeyError: 'broken' (acme_rules.py:")


def test_a_rule_that_wants_no_nodes_of_a_file_meets_none(project: Project) -> None:
    project.write("a.py", "bad()  # sagemaker, but nothing to see\n")
    project.write("b.py", "bad()  # sagemaker\n")
    assert project.shown(project.lint()) == ["b.py:1:1 ACME001"]


def test_a_failing_interpreter_is_one_finding(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("lost")

    monkeypatch.setattr("sm_lint.lint.linking.file_analysis.analyse", fail)
    project.write("a.py", "bad()  # sagemaker\n")
    result = project.lint()
    assert [finding.code for finding in result.findings] == ["SMX900"]
    assert "RuntimeError: lost (test_engine.py:" in result.findings[0].message


def test_severities_are_those_of_the_settings(project: Project) -> None:
    project.configure('severity = { ACME = "info", no-old = "error" }\n')
    project.write("a.py", "bad()\nold()  # sagemaker\n")
    assert [finding.severity for finding in project.lint().findings] == [Severity.INFO, Severity.ERROR]


def test_rules_that_are_ignored_for_a_file(project: Project) -> None:
    project.configure('per-file-ignores = { "sub/**" = ["ACME", "SMX901"] }\nlocked = ["ACME003"]\n')
    for folder in ("", "sub/"):
        project.write(f"{folder}a.py", "bad()\nold()  # sagemaker\n")
        project.write(f"{folder}b.py", "( # sagemaker\n")
    assert project.shown(project.lint()) == [
        "a.py:1:1 ACME001",
        "a.py:2:1 ACME003",
        "b.py:1:1 SMX901",
        "sub/a.py:2:1 ACME003",
    ]


def test_a_rule_that_is_not_selected_does_not_run(project: Project) -> None:
    project.configure('extend-ignore = ["ACME004", "SMX901"]\n')
    project.write("a.py", "broken()\nbad()  # sagemaker\n")
    project.write("b.py", "( # sagemaker\n")
    assert project.shown(project.lint()) == ["a.py:2:1 ACME001"]


def test_contract_rules_point_into_the_toml(project: Project) -> None:
    project.configure('\n[contracts.one]\nentry-point = "a.py"\n')
    project.write("a.py", "pass\n")
    (found,) = project.lint().findings
    assert (found.message, found.place.path, found.contract) == (
        "one has no description",
        str(project.root / "sm-lint.toml"),
        "one",
    )


def test_a_contract_rule_that_raises(project: Project) -> None:
    project.configure('\n[contracts.one]\nentry-point = "a.py"\ndescription = "fail"\n')
    project.write("a.py", "pass\n")
    result = project.lint()
    assert [finding.code for finding in result.findings] == ["SMX900"]
    assert result.internal_errors == 1


def test_an_entry_point_that_names_no_file(project: Project) -> None:
    toml = project.configure('\n[contracts.one]\nentry-point = "gone.py"\ndescription = "x"\n')
    project.write("a.py", "pass\n")
    (found,) = project.lint("a.py").findings
    assert (found.code, found.place.path, found.contract) == ("SMX904", str(toml), "one")
    project.configure('extend-ignore = ["missing-file"]\n[contracts.one]\nentry-point = "gone.py"\ndescription = "x"\n')
    assert project.lint("a.py").findings == ()


def test_a_path_that_is_not_there(project: Project) -> None:
    result = project.lint("gone.py")
    assert [(finding.code, finding.place.path) for finding in result.findings] == [
        ("SMX904", str(project.root / "gone.py"))
    ]


def test_mistakes_in_the_configuration(project: Project) -> None:
    project.configure('extend-select = ["SMC0o1"]\nseverity = { unknown-thing = "info" }\nselct = 1\n')
    project.write("a.py", "bad()  # sagemaker\n")
    result = project.lint()
    messages = [problem.message for problem in result.problems]
    assert any("`SMC0o1`" in message for message in messages)
    assert any("`unknown-thing`" in message for message in messages)
    assert any("selct" in message for message in messages)
    assert len(messages) == 3
    assert [finding.code for finding in result.findings] == ["SMX907", "SMX907", "SMX907"]
    assert result.files == ()
    assert [finding.place.span.line for finding in result.findings] == [4, 5, 6]


def test_one_text_as_if_it_stood_at_a_path(project: Project) -> None:
    project.configure('[contracts.one]\nentry-point = "a.py"\ndescription = "x"\n')
    result = sm_lint.lint_source("under()\n", "a.py", resolver=project.resolver())
    assert [finding.code for finding in result.findings] == ["ACME002"]
    assert result.files == (str(project.root / "a.py"),)
    assert not os.path.exists(project.root / ".sm_lint_cache")


def test_names_of_any_bytes(project: Project) -> None:
    path = os.fsdecode(os.fsencode(project.root) + b"/ a\n\xff.py")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("bad()  # sagemaker\n")
    assert [finding.place.path for finding in project.lint().findings] == [path]
