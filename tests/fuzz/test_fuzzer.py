"""The fuzzer itself: its oracles fail where they should, its inputs are the same for the same seed, and it outlives them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sm_lint import Edit, Finding, Fix, Place, Severity, Span
from tests.fuzz import commands, linting, reports, texts, varying
from tests.fuzz.__main__ import causes, table
from tests.fuzz.areas import AREAS
from tests.fuzz.generators import variants
from tests.fuzz.generators.configuration import OUTSIDE, SECRET
from tests.fuzz.inputs import Failure, Input, load, store
from tests.fuzz.supervisor import Job, Supervisor, jobs_of, shares
from tests.fuzz.worker import Limits

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits of time and memory are those of POSIX")


@pytest.mark.parametrize("name", AREAS)
def test_the_same_seed_gives_the_same_inputs(name: str) -> None:
    area = AREAS[name]
    if not area.available():
        pytest.skip("needs what is not installed")
    first = list(area.inputs(7, 0, 4))
    assert first == list(area.inputs(7, 0, 4))
    assert len(first) == 4
    if name not in ("programs", "cpython"):
        assert first[2:] == list(area.inputs(7, 2, 4))
        assert first != list(area.inputs(8, 0, 4))


def test_an_input_is_stored_and_read_again(tmp_path: Path) -> None:
    given = Input({"a/b.py": b"\xff", "\0": b"x"}, b"x = 1", (("check", "."),), OUTSIDE, {"l": "."}, {"A": "b"}, b"in")
    store(tmp_path / "x", "trees", 3, given, Failure("kind", "cause", "\ud800"))
    assert load(tmp_path / "x") == ("trees", given)
    assert (tmp_path / "x" / "files" / "a" / "b.py").read_bytes() == b"\xff"
    assert (tmp_path / "x" / "failure.txt").read_text().startswith("kind: cause")


@POSIX
def test_what_hangs_crashes_grows_or_fails_is_counted_and_the_rest_goes_on(tmp_path: Path) -> None:
    names = ("planted-failure", "planted-hang", "planted-crash", "planted-growth")
    supervisor = Supervisor(0, Limits(cpu=1, wall=60, memory=40), tmp_path)
    figures = supervisor.run([Job(name, 0, 3) for name in names], workers=2)
    assert {name: found.inputs for name, found in figures.items()} == dict.fromkeys(names, 3)
    kinds = {
        name: [(kind, count) for (kind, _), count in sorted(found.failures.items())] for name, found in figures.items()
    }
    assert kinds == {
        "planted-failure": [("fuzzer", 2), ("planted", 1)],
        "planted-hang": [("hang", 1)],
        "planted-crash": [("worker died", 1)],
        "planted-growth": [("memory", 3)],
    }
    assert {path.name for path in tmp_path.iterdir()} >= {
        "planted-hang-0-1",
        "planted-crash-0-1",
        "planted-failure-0-1",
    }
    assert "planted-hang" in table(figures)
    assert "planted: a failure  (first: 1)" in causes(figures)


def test_a_long_run_is_shared_out() -> None:
    counts = shares(10_000, ["trees", "texts", "caches"])
    assert counts["texts"] > counts["trees"] > counts["caches"] > 0
    jobs = jobs_of(counts)
    assert {job.area for job in jobs[:20]} == set(counts)
    assert sum(job.stop - job.start for job in jobs) == sum(counts.values())


@pytest.mark.parametrize(
    "span", [Span(3, 1, 3, 1), Span(1, 7, 1, 7), Span(0, 1, 1, 1), Span(1, 3, 1, 2), Span(1, 1, 1, 9)]
)
def test_a_place_outside_is_noticed(span: Span) -> None:
    texts.check_place(Place("/a.py", Span(1, 1, 2, 1)), b"x = 1\r\n", "SMP101")
    with pytest.raises(Failure, match="place outside"):
        texts.check_place(Place("/a.py", span), b"x = 1\r", "SMP101")


def test_a_place_within_a_token_is_noticed() -> None:
    tokens = texts.Tokens("x = open('/opt/ml')  # why\n")
    assert all(
        tokens.fit(span)
        for span in (Span(1, 5, 1, 20), Span(1, 10, 1, 19), Span(1, 12, 1, 14), Span(1, 22, 1, 27), Span(1, 1, 1, 1))
    )
    assert not any(
        tokens.fit(span) for span in (Span(1, 6, 1, 20), Span(1, 5, 1, 8), Span(1, 5, 1, 12), Span(1, 12, 1, 22))
    )


def _finding(content: str, span: Span) -> Finding:
    place = Place("/a.py", span)
    return Finding("SMP101", "x", Severity.ERROR, "m", place, fix=Fix("f", (Edit(place, content, ""),)))


def test_a_fix_that_breaks_the_file_is_noticed() -> None:
    given = linting.Linting({"a.py": b"x = 1\n"})
    path = os.path.join(given.cwd, "a.py")
    finding = _finding("(", Span(1, 5, 1, 6))
    edit = Edit(Place(path, Span(1, 5, 1, 6)), "(", "1")
    broken = Finding("SMP101", "x", Severity.ERROR, "m", edit.place, fix=Fix("f", (edit,)))
    assert finding.fix is not None
    assert not texts.is_python(texts.edited(b"x = 1\n", list(finding.fix.edits)))
    result = given.lint()
    with pytest.raises(Failure, match="fix breaks the file"):
        linting.check_fixes(given, type(result)(findings=(broken,)))


def test_an_exception_of_the_linter_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linting, "lint_paths", lambda *_, **__: {}["x"])
    with pytest.raises(Failure, match="exception: KeyError"):
        linting.examine(Input({"a.py": b"x = 1\n"}))


@pytest.mark.parametrize(
    ("form", "text", "count"),
    [
        ("json", "[NaN]", 1),
        ("json", "[]", 1),
        ("json", "[", 0),
        ("sarif", '{"runs": [{"results": []}]}', 0),
        ("junit", "<a>", 0),
        ("github", "x\n", 1),
        ("azure", "##vso[task.setvariable variable=a]b\n", 1),
        ("full", "a\x1b[31m", 0),
        ("concise", "\u202e", 0),
        ("concise", "", 1),
    ],
)
def test_a_report_that_cannot_be_read_is_noticed(form: str, text: str, count: int) -> None:
    with pytest.raises(Failure):
        reports.check_report(form, text, count)


@pytest.mark.parametrize(
    "line", ["::stop-commands::x", "  ::error::x", "a ##vso[task.setvariable variable=a]b", "##[command]x"]
)
def test_a_command_for_a_runner_is_noticed(line: str) -> None:
    reports.check_runner_commands("a::b\n::error title=x,file=a.py::b\n##vso[task.logissue type=error;]x\n", "full")
    with pytest.raises(Failure, match="runner command"):
        reports.check_runner_commands(f"a\n{line}\n", "full")


def test_files_that_a_command_may_not_touch(monkeypatch: pytest.MonkeyPatch) -> None:
    def examined(act: object) -> None:
        def run(arguments: tuple[str, ...], stdin: bytes = b"") -> commands.Said:
            act()  # type: ignore[operator]
            return commands.Said(0, "", "")

        monkeypatch.setattr(commands, "run", run)
        commands.examine(Input({"a.py": b"x", "src/b.py": b"y"}, b"", (("check", "."),), OUTSIDE))

    def write(path: str) -> object:
        return lambda: Path(path).write_bytes(b"z")

    examined(lambda: os.makedirs(".sm_lint_cache/0"))
    for path, kind in {
        "a.py": "file of the user touched: changed",
        "../outside/secret.json": "file outside touched: changed",
        "../outside/new": "file outside touched: made",
        "../outside/ran": "code of the project was run",
        ".gitignore": "mark in a folder of the user",
        "src/CACHEDIR.TAG": "mark in a folder of the user",
    }.items():
        with pytest.raises(Failure, match=kind):
            examined(write(path))
    with pytest.raises(Failure, match="file of the user touched: deleted"):
        examined(lambda: os.unlink("src/b.py"))


def test_what_a_command_may_not_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "run", lambda *_: commands.Said(0, f"`{SECRET}` is no instance type\n", ""))
    with pytest.raises(Failure, match="value of a file outside"):
        commands.examine(Input({"a.py": b"x"}, b"", (("check", "."),), OUTSIDE))


def test_a_variant_with_other_findings_or_fixes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    script = b'#@@ mark\nimport os\nos.listdir("opt/ml/input/data/train")\n'
    given = Input({"script.py": script}, stdin=b"blank\nscript.py")
    varying.examine(given)
    monkeypatch.setitem(variants.VARIANTS, "blank", lambda data: b"\n\n" + data)
    with pytest.raises(Failure, match="variant has other findings"):
        varying.examine(given)
    monkeypatch.setitem(variants.VARIANTS, "blank", lambda data: data.replace(b"opt/ml", b"opt/ml", 1) + b"# noqa\n")
    varying.examine(given)
