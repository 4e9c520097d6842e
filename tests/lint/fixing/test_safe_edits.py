"""Fixes and comments are written where they belong or not at all, and what cannot be written is said."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import libcst as cst
import pytest

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Note
from sm_lint.lint.fixing.add_noqa import add_noqa
from sm_lint.lint.fixing.fix_run import fix_paths
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.reporting import findings_of
from sm_lint.registry.bases import Message, ScriptRule
from sm_lint.registry.report import NodeEdit, NodeFix, Report
from sm_lint.syntax.module import ParsedModule
from sm_lint.syntax.span import Place, Span

if TYPE_CHECKING:
    from tests.lint.conftest import Project

HEAD = "import sagemaker\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="a matter of POSIX")


def all_fixes(path: Path, text: str) -> str:
    """What all rules together make of a script."""
    path.write_bytes(text.encode())
    resolver = Resolver({"preview": True}, cwd=str(path.parent), isolated=True)
    result = fix_paths([path.name], unsafe=True, resolver=resolver, cache=False)
    assert (result.internal_errors, result.refused) == (0, ())
    return path.read_bytes().decode()


def test_the_head_of_a_loop_below_a_backslash(tmp_path: Path) -> None:
    note = f'NOTE = """keep: {"0123456789" * 12}"""\n'
    text = (
        f'import os\n\\\nx = 1\nos.listdir("/opt/ml/input/data/test")\n{note}for f in os.listdir("%s"):\n    print(f)\n'
    )
    after = all_fixes(tmp_path / "a.py", text % "opt/ml/input/data/train")
    assert after == text % "/opt/ml/input/data/train"


def test_a_form_feed_at_the_start(tmp_path: Path) -> None:
    after = all_fixes(tmp_path / "a.py", '\fimport os\nfor c in os.environ["SM_CHANNELS"]:\n    print(c)\n')
    assert after == '\fimport json\nimport os\nfor c in json.loads(os.environ["SM_CHANNELS"]):\n    print(c)\n'


SWALLOWED = """\
import os


def main():
    try:
        os.listdir("/opt/ml/processing/input")
    except:
%s


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("written", "added"),
    [("        print(1)", "        raise"), ("        x = 1\n        \\\n  print(x)", "        raise")],
)
def test_a_handler_that_swallows_failures(tmp_path: Path, written: str, added: str, newline: str) -> None:
    before, after = SWALLOWED % written, SWALLOWED % f"{written}\n{added}"
    assert all_fixes(tmp_path / "a.py", before.replace("\n", newline)) == after.replace("\n", newline)


BELOW_BACKSLASHES = (
    HEAD + "\\\nx = 1\nif bad(\n    1\n):\n    \\\n    y = '''\nbad()\n'''\n\\\n\\\nwith bad():%s\n    pass\n"
)


def test_a_comment_counts_in_its_line(project: Project) -> None:
    project.write("a.py", BELOW_BACKSLASHES % "")
    assert project.shown(project.lint()) == ["a.py:4:4 ACME001", "a.py:13:6 ACME001"]
    project.write("a.py", BELOW_BACKSLASHES % "  # sm-lint: ignore[ACME001]")
    assert project.shown(project.lint()) == ["a.py:4:4 ACME001"]


def test_comments_are_written_to_the_right_lines(project: Project) -> None:
    path = project.write("a.py", BELOW_BACKSLASHES % "")
    result = add_noqa(["a.py"], RunOptions(project.resolver()))
    assert (result.findings, result.refused) == ((), ())
    comment = "  # sm-lint: ignore[ACME001]"
    assert path.read_text() == (BELOW_BACKSLASHES % comment).replace("\n):\n", f"\n):{comment}\n")
    assert project.lint().findings == ()


@posix
def test_a_read_only_file_is_left_and_the_others_are_fixed(project: Project) -> None:
    path, other = project.write("a.py", HEAD + "old()\n"), project.write("b.py", HEAD + "old()\n")
    path.chmod(0o444)
    result = project.fix()
    assert [refusal.reason for refusal in result.refused] == ["a.py cannot be edited: it is read-only"]
    assert project.shown(result) == ["a.py:2:1 ACME003"]
    assert (path.read_text(), other.read_text()) == (HEAD + "old()\n", HEAD + "new()\n")
    assert project.fix(write=False).refused == ()
    noted = add_noqa(["a.py"], RunOptions(project.resolver()))
    assert [refusal.reason for refusal in noted.refused] == ["a.py cannot be edited: it is read-only"]
    assert path.read_text() == HEAD + "old()\n"


def test_hard_links_are_left(project: Project) -> None:
    path = project.write("a.py", HEAD + "old()\n")
    os.link(path, project.root / "store")
    (refusal,) = project.fix().refused
    assert refusal.reason == "a.py cannot be edited: it has 2 hard links, of which only one would change"
    assert path.read_text() == HEAD + "old()\n"


@posix
def test_no_half_of_a_fix_is_made(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fix of two files, of which one may not be written, changes neither."""
    path, other = project.write("a.py", HEAD + "old()\n"), project.write("b.py", HEAD + "x()\n")
    other.chmod(0o444)

    def both(rule: ScriptRule, node: cst.Call, name: str) -> None:
        there = NodeEdit(Place(str(other), Span(2, 1, 2, 2)), "y", "x")
        rule.report(node, "old", fix=NodeFix("call new", (NodeEdit(node.func, "new"), there)))

    project.fix()
    path.write_text(HEAD + "old()\n")
    rules = sys.modules["acme_rules"]
    monkeypatch.setattr(rules.Old, "called", both)
    result = project.fix(unsafe=True)
    assert [refusal.path for refusal in result.refused] == [str(path)]
    assert (path.read_text(), other.read_text()) == (HEAD + "old()\n", HEAD + "x()\n")
    other.chmod(0o644)
    project.fix(unsafe=True)
    assert (path.read_text(), other.read_text()) == (HEAD + "new()\n", HEAD + "y()\n")


def test_a_fix_of_code_that_is_not_in_the_text_is_left_out() -> None:
    class Any(ScriptRule):
        """Any rule."""

        code, name = "ACME009", "any"

    tree = cst.parse_module("x = f(1)\n")
    module = ParsedModule("/a.py", "x = g(1)\n", tree)
    (call,) = [node for node in module.order.nodes if isinstance(node, cst.Call)]
    report = Report(Any(), call, Message("a call"), Any.severity, fix=NodeFix("call h", (NodeEdit(call, "h(1)"),)))
    (finding,) = findings_of([report], module, lambda place: place)
    assert finding.fix is None
    assert finding.notes == (Note("its fix is left out: the text of the file is not the code that was read from it"),)


def test_an_edit_at_a_place_says_what_it_replaces() -> None:
    with pytest.raises(ValueError, match="needs the text that it replaces"):
        NodeEdit(Place("/a.toml"), "x")
    assert NodeEdit(Place("/a.toml"), "x", "").expected == ""


def test_a_fix_that_changes_the_code_around_it_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result would parse, without the other argument."""
    text = HEAD + "old(1, 2\n)\n"
    path = project.write("a.py", text)
    project.lint()

    def comment_out(rule: ScriptRule, node: cst.Call, name: str) -> None:
        rule.report(node, "old", fix=NodeFix("break it", (NodeEdit(node.args[0].value, "1, #"),)))

    monkeypatch.setattr(sys.modules["acme_rules"].Old, "called", comment_out)
    result = project.fix(unsafe=True)
    assert path.read_text() == text
    assert [refusal.reason for refusal in result.refused] == [
        "a.py cannot be edited: the code around the edit would be read otherwise"
    ]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("print(f\"{add('--debug', type=bool)}\")\n", False),
        ("print(f'{add(\"--debug\", type=bool)}')\n", True),
        ('print(f"""{add("--debug", type=bool)}""")\n', True),
    ],
)
def test_no_fix_repeats_the_quote_of_the_f_string_around_it(tmp_path: Path, text: str, fixed: bool) -> None:
    head = "import argparse\n\nparser = argparse.ArgumentParser()\nadd = parser.add_argument\n"
    (tmp_path / "a.py").write_text(head + text)
    resolver = Resolver({"preview": True}, cwd=str(tmp_path), isolated=True)
    result = fix_paths(["a.py"], unsafe=True, resolver=resolver, cache=False)
    assert ("lambda" in (tmp_path / "a.py").read_text()) is fixed
    assert [refused.reason for refused in result.refused] == (
        [] if fixed else ["a.py would not parse any more, or not before Python 3.12"]
    )
