from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sm_lint.diagnostics.finding import Applicability, Edit, Finding, Fix, Severity
from sm_lint.diagnostics.result import FileChange
from sm_lint.lint.fixing.fixes import apply_fixes, choose, is_applicable, unified_diff
from sm_lint.syntax.span import Place, Span


def edit(column: int, end: int, content: str, path: str = "/a.py", line: int = 1, expected: str | None = None) -> Edit:
    digits = "1+2+3"  # the text that most tests have
    wanted = digits[column - 1 : end - 1] if expected is None else expected
    return Edit(Place(path, Span(line, column, line, end)), content, wanted)


def finding(*edits: Edit, applicability: Applicability = Applicability.SAFE, code: str = "SMC001") -> Finding:
    place = edits[0].place if edits else Place("/a.py")
    return Finding(code, "name", Severity.ERROR, "message", place, fix=Fix("mend", edits, applicability))


def reader(**files: str) -> Callable[[str], bytes | None]:
    contents = {f"/{name}.py": text.encode() for name, text in files.items()}
    return contents.get


def anything(path: str, before: bytes, after: bytes) -> bool:
    return True


@pytest.mark.parametrize(
    ("applicability", "unsafe", "applied"),
    [
        (Applicability.SAFE, False, True),
        (Applicability.UNSAFE, False, False),
        (Applicability.UNSAFE, True, True),
        (Applicability.DISPLAY, True, False),
    ],
)
def test_how_far_a_fix_is_trusted(applicability: Applicability, unsafe: bool, applied: bool) -> None:
    found = finding(edit(1, 2, "x"), applicability=applicability)
    assert is_applicable(found, unsafe, lambda code, path: True) is applied
    assert not is_applicable(found, unsafe, lambda code, path: code != "SMC001")


def test_a_finding_without_a_fix() -> None:
    assert not is_applicable(Finding("SMC001", "n", Severity.ERROR, "m", Place("/a.py")), True, lambda code, path: True)
    assert not is_applicable(finding(), True, lambda code, path: True)


def test_of_two_that_get_in_each_other_s_way_the_later_one_waits() -> None:
    first, second, third = finding(edit(1, 3, "x")), finding(edit(2, 5, "y")), finding(edit(5, 6, "z"))
    assert choose([first, second, third]) == [first, third]


def test_a_fix_waits_as_a_whole() -> None:
    first = finding(edit(1, 3, "x"))
    both = finding(edit(1, 3, "y"), edit(1, 2, "w", path="/b.py"))
    after = finding(edit(1, 2, "v", path="/b.py"))
    assert choose([first, both, after]) == [first, after]


def test_several_files_are_fixed_at_once() -> None:
    both = finding(edit(1, 2, "x"), edit(1, 2, "y", path="/b.py", expected="3"))
    applied = apply_fixes([both, finding(edit(3, 4, "z"))], reader(a="1+2\n", b="3\n"), anything)
    assert applied.contents == {"/a.py": b"x+z\n", "/b.py": b"y\n"}
    assert len(applied.fixed) == 2
    assert applied.refused == ()


def test_only_the_fix_that_breaks_the_file_is_refused() -> None:
    good, bad, fine = finding(edit(1, 2, "x")), finding(edit(3, 4, "(")), finding(edit(5, 6, "z"))
    applied = apply_fixes([good, bad, fine], reader(a="1+2+3\n"), lambda path, before, after: b"(" not in after)
    assert applied.contents == {"/a.py": b"x+2+z\n"}
    assert list(applied.fixed) == [good, fine]
    assert [(item.finding, item.reason) for item in applied.refused] == [
        (bad, "a.py would not parse any more, or not before Python 3.12")
    ]


def test_a_fix_of_two_files_is_refused_in_both() -> None:
    both = finding(edit(1, 2, "x"), edit(1, 2, "(", path="/b.py", expected="2"))
    applied = apply_fixes([both], reader(a="1\n", b="2\n"), lambda path, before, after: b"(" not in after)
    assert applied.contents == {}
    assert [item.finding for item in applied.refused] == [both]


def test_a_file_that_was_changed_meanwhile_is_left_alone() -> None:
    applied = apply_fixes([finding(edit(1, 2, "x"))], reader(), anything)
    assert applied.contents == {}
    assert [item.reason for item in applied.refused] == ["a.py cannot be edited: it was changed or removed meanwhile"]


def test_a_span_outside_the_text_is_refused() -> None:
    applied = apply_fixes([finding(edit(7, 9, "x"))], reader(a="1\n"), anything)
    assert [item.reason for item in applied.refused] == ["a.py cannot be edited: line 1 has no column 7"]


def test_a_fix_that_expects_another_text_is_refused() -> None:
    wrong, right = finding(edit(1, 2, "x", expected="7")), finding(edit(3, 4, "y"))
    applied = apply_fixes([wrong, right], reader(a="1+2\n"), anything)
    assert applied.contents == {"/a.py": b"1+y\n"}
    assert [item.reason for item in applied.refused] == [
        "a.py cannot be edited: line 1 does not hold the text that is to be replaced"
    ]


def test_a_diff_is_that_of_the_bytes() -> None:
    change = FileChange("/a.py", b"\xef\xbb\xbfa\r\nb\r\nc", b"\xef\xbb\xbfa\r\nx\r\nc")
    assert unified_diff(change, "a.py") == (
        b"--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,3 @@\n \xef\xbb\xbfa\r\n-b\r\n+x\r\n c\n\\ No newline at end of file\n"
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize(
    "name",
    [
        "a.py",
        "a b/c d.py",
        "##vso[task.complete]/a.py",
        "##[command]a_b.py",
        "section_start:1:a b.py",
        "\u00e9.py",
        "l\ni\tn\u2028e.py",
        'q"u\\o.py',
        "\udce9.py",
    ],
)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc", b"a\nx\nc"),
        (b"a\nb", b"a\nb\n"),
        (b"a\r\nb\r\n", b"a\r\nx\r\n"),
        (b"a\rb\r", b"a\rx\r"),
        (b"# coding: latin-1\n\xe9\n", b"# coding: latin-1\nx\xe9\n"),
        (b"a\x0cb\x1cc\n", b"a\x0cx\x1cc\n"),
    ],
)
def test_a_diff_can_be_applied(name: str, before: bytes, after: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    try:
        path.write_bytes(before)
    except OSError:
        pytest.skip("this file system takes no such name")
    diff = unified_diff(FileChange(str(path), before, after), name)
    assert not re.search(rb"##(vso)?\[|section_start:", diff)
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, env=environment, input=diff, check=True, capture_output=True)
    assert path.read_bytes() == after
