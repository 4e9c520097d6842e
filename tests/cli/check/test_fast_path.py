from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sm_lint.cli.verbs.check import modes as check_modes
from sm_lint.lint.caching import run_memo
from sm_lint.lint.caching.store import pack, unpack
from sm_lint.output.formats import NAMES
from tests.cli.conftest import BAD, GOOD, PYPROJECT, Run

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[3]
JOB = """\
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor("1.2-1", "role", "ml.m5.large", 1)
processor.run(code="later.py", inputs=[ProcessingInput("s3://b/k", "/opt/ml/processing/raw")])
"""


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many runs looked at the files since the last call; files are old enough to be trusted."""
    monkeypatch.setattr(run_memo, "RACY_NANOSECONDS", -10_000_000_000)
    runs = []
    real = check_modes.run

    def run(*given: object) -> int:
        runs.append(given)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(check_modes, "run", run)

    def count() -> int:
        number = len(runs)
        runs.clear()
        return number

    return count


@pytest.fixture
def warm(good: Path, sm_lint: Run, looked: Callable[[], int]) -> Path:
    """A project whose next run is spared."""
    (good / "extra").mkdir()
    (good / "extra" / "other.py").write_text(
        "import os\nimport absent\n\nprint(os.listdir('/opt/ml/processing/raw'))\n"
    )
    (good / "hidden").mkdir()
    (good / "hidden" / "helper.py").write_text("NAME = 'x'\n")
    (good / "hidden" / "again.py").write_text("NAME = 'x'\n")
    (good / ".gitignore").write_text("hidden\n")
    (good / "uses.py").write_text("import os\nfrom hidden.helper import NAME\n\nprint(os.environ.get(NAME))\n")
    (good / "launch.py").write_text(JOB.replace("later.py", "extra/other.py"))
    (good / ".git").mkdir()
    for _ in range(2):
        assert sm_lint(".").exit_code == 0
    assert looked() == 2
    return good


def test_nothing_changed(warm: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    result = sm_lint(".")
    assert (result.exit_code, result.output) == (0, "All checks passed!\n")
    assert sm_lint(".", "-q").output == ""
    assert sm_lint(".", "--color", "always").output == "\x1b[32mAll checks passed!\x1b[0m\n"
    assert looked() == 0


@pytest.mark.parametrize(
    ("path", "text", "status"),
    [
        ("preprocess.py", BAD, 1),
        ("new.py", "print(1)\n", 0),
        ("extra/new.py", "print(1)\n", 0),
        ("train", "#!/usr/bin/env python\nprint(1)\n", 0),
        (".gitignore", "preprocess.py\n", 0),
        (".ignore", "preprocess.py\n", 0),
        ("extra/.gitignore", "other.py\n", 0),
        (".git/info/exclude", "extra\n", 0),
        ("pyproject.toml", PYPROJECT.replace("/input", "/inputs"), 1),
        ("extra/pyproject.toml", "[tool.sm-lint]\n", 0),
        ("extra/sm-lint.toml", "", 0),
        (".sm-lint.toml", "", 1),
        ("hidden/helper.py", "NAME = 'SM_CHANNEL_TRAIN'\n", 0),
        ("absent.py", "", 0),
        ("extra/absent/__init__.py", "", 0),
    ],
)
def test_what_makes_a_run_look_again(
    warm: Path, sm_lint: Run, looked: Callable[[], int], path: str, text: str, status: int
) -> None:
    (warm / path).parent.mkdir(exist_ok=True)
    (warm / path).write_text(text)
    assert sm_lint(".").exit_code == sm_lint(".", "--no-cache").exit_code
    assert looked() == 2


@pytest.mark.parametrize("path", ["extra/other.py", ".gitignore", "hidden/helper.py", "pyproject.toml"])
def test_what_is_gone_makes_a_run_look_again(warm: Path, sm_lint: Run, looked: Callable[[], int], path: str) -> None:
    (warm / path).unlink()
    assert sm_lint(".").exit_code == sm_lint(".", "--no-cache").exit_code
    assert looked() == 2


def test_what_no_answer_rests_on_changes_nothing(warm: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    (warm / "hidden" / "again.py").write_text("NAME = 'y'\n")
    (warm / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    sm_lint(".")
    assert looked() == 0


def test_the_run_after_a_change_is_spared_again(warm: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    (warm / "preprocess.py").write_text(GOOD + "\n# changed\n")
    sm_lint(".")
    sm_lint(".")
    assert looked() == 1


def test_a_link_that_leads_elsewhere(warm: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    (warm / "train.py").symlink_to("hidden/helper.py")
    sm_lint(".")
    sm_lint(".")
    looked()
    sm_lint(".")
    assert looked() == 0
    (warm / "train.py").unlink()
    (warm / "train.py").symlink_to("hidden/again.py")
    sm_lint(".")
    assert looked() == 1


@pytest.mark.parametrize(
    "flags",
    [
        ("-v",),
        ("--no-cache",),
        ("--diff",),
        ("--show-files",),
        ("--select", "SMC001"),
        ("--isolated",),
        ("extra",),
    ],
)
def test_who_asks_for_something_else_is_answered(
    warm: Path, sm_lint: Run, looked: Callable[[], int], flags: tuple[str, ...]
) -> None:
    sm_lint(*flags)
    assert looked() == 1


def test_annotations_of_github(
    warm: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    sm_lint(".")
    assert looked() == 1


def test_another_folder_is_another_run(
    warm: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(warm / "extra")
    for expected in (1, 1, 0):
        assert sm_lint(".").exit_code == 0
        assert looked() == expected


def test_findings_are_reported_again(bad: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    results = [sm_lint(".") for _ in range(4)]
    assert {(result.exit_code, result.output) for result in results} == {(1, sm_lint(".", "-n").output)}
    assert results[0].output.count("SMC001") == 1
    assert looked() == 3  # the first two, and the one without a cache


def test_the_oldest_memos_are_deleted(
    bad: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_memo, "MOST_RUNS", 3)
    for number in range(5):
        for _ in range(2):
            sm_lint(".", "--extend-exclude", f"x{number}")
    for table in ("run", "report"):
        assert len(list(bad.rglob(f"*.{table}.jsonl"))) == 3
    looked()
    sm_lint(".", "--extend-exclude", "x4")
    assert looked() == 0


VIEWS: list[tuple[str, ...]] = [
    ("-q",),
    ("--exit-zero",),
    ("--silent",),
    ("--color", "always"),
    ("--statistics",),
    *(("--output-format", name) for name in NAMES),
]


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_each_way_of_showing_them_is_known_by_itself(
    request: pytest.FixtureRequest, kind: str, sm_lint: Run, looked: Callable[[], int], view: tuple[str, ...]
) -> None:
    request.getfixturevalue(kind)
    plain = sm_lint(".", "-n", *view)
    for _ in range(2):
        sm_lint(".")
    results = [sm_lint(".", *view) for _ in range(3)]
    assert {(result.exit_code, result.output) for result in results} == {(plain.exit_code, plain.output)}
    commands = view[-1] in ("github", "azure") and kind == "bad"
    assert looked() - 3 in ([3] if commands else [0, 1])


def test_a_format_of_the_configuration(good: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    (good / "pyproject.toml").write_text(
        PYPROJECT.replace("[tool.sm-lint]", '[tool.sm-lint]\noutput-format = ["json"]')
    )
    assert [sm_lint(".").output for _ in range(3)] == ["[]\n"] * 3
    assert looked() == 2
    assert sm_lint(".", "--output-format", "full").output == "All checks passed!\n"
    assert sm_lint(".").output == "[]\n"


def test_a_width_of_the_terminal_is_a_way_of_showing(
    bad: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sm_lint.cli.verbs.check.fast_path", "sm_lint.cli.verbs.check.run"):
        monkeypatch.setattr(f"{module}.is_terminal", lambda stream: stream is sys.stdout)
    outputs = {}
    for columns in ("60", "200", "60", "200", "60"):
        monkeypatch.setenv("COLUMNS", columns)
        assert outputs.setdefault(columns, sm_lint(".").output) == sm_lint(".", "-n").output
    assert outputs["60"] != outputs["200"]
    assert looked() - 5 == 3


def test_the_text_of_a_code_frame_is_asked_for_again(bad: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    flags = (".", "--output-format", "full")
    for _ in range(2):
        sm_lint(*flags)
    looked()
    script = bad / "preprocess.py"
    script.write_text(script.read_text().replace("frame = pd", "table = pd").replace("frame.to", "table.to"))
    result = sm_lint(*flags)
    assert "table = pd" in result.output
    assert looked() == 1


@pytest.mark.parametrize(
    "text",
    ["\x1b]0;title\x07", "\x1b[2J", "a\rb", "\x9b31m", "\u202e", "::error::x", "\n  ::stop", "##vso[task.x]", "\udc80"],
)
def test_a_report_that_would_control_a_terminal_is_not_shown(
    bad: Path, sm_lint: Run, looked: Callable[[], int], text: str
) -> None:
    outputs = {sm_lint(".").output for _ in range(2)}
    (path,) = bad.rglob("*.report.jsonl")
    content = unpack("report", path.name[:32], path.read_bytes())
    path.write_bytes(pack("report", path.name[:32], {**content, "text": text}))
    looked()
    assert {sm_lint(".").output} == outputs
    assert looked() == 1


def test_what_is_to_be_said_besides_findings(good: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    flags = (".", "--select", "SMX905")
    outputs = {sm_lint(*flags).stderr for _ in range(4)}
    assert len(outputs) == 1
    assert looked() == (4 if outputs != {""} else 2)


def test_known_findings_are_not_looked_for_again(bad: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    flags = (".", "--baseline", "known.json")
    sm_lint(*flags, "--write-baseline")
    looked()
    assert [sm_lint(*flags).exit_code for _ in range(3)] == [0, 0, 0]
    assert looked() == 2
    (bad / "known.json").unlink()
    assert sm_lint(*flags).exit_code == 2


def test_files_that_changed_just_now_are_not_trusted(
    warm: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_memo, "RACY_NANOSECONDS", 3_600_000_000_000)
    sm_lint(".")
    assert looked() == 1


def test_after_some_days_a_run_looks_again(
    warm: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_memo, "MOST_DAYS", 0)
    sm_lint(".")
    assert looked() == 1


def test_another_state_of_the_linter_looks_again(
    warm: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_memo, "of_code", lambda: "other")
    sm_lint(".")
    assert looked() == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"asked": 3}', '{"asked": {"x": [true, [3]]}}', "null", "\xff"])
def test_a_damaged_record_is_none(warm: Path, sm_lint: Run, looked: Callable[[], int], text: str) -> None:
    (record,) = warm.rglob("*.run.jsonl")
    record.write_text(text, encoding="latin-1")
    for expected in (1, 1, 0):
        assert sm_lint(".").exit_code == 0
        assert looked() == expected


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is read-only for this user")
def test_a_folder_that_may_not_be_written(good: Path, sm_lint: Run, looked: Callable[[], int]) -> None:
    good.chmod(0o555)
    try:
        assert [sm_lint(".").exit_code for _ in range(3)] == [0, 0, 0]
    finally:
        good.chmod(0o755)
    assert looked() == 3


def test_a_cache_elsewhere(
    good: Path, sm_lint: Run, looked: Callable[[], int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    flags = (".", "--cache-dir", os.path.relpath(elsewhere / "cache", good))
    for expected in (1, 1, 0):
        assert sm_lint(*flags).exit_code == 0
        assert looked() == expected
    assert list((elsewhere / "cache").rglob("*.run.jsonl"))


def test_a_project_with_plugins_is_looked_at(
    good: Path, sm_lint: Run, looked: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    flags = (".", "--config", 'plugins = ["sm_lint_rules"]')
    assert [sm_lint(*flags).exit_code for _ in range(3)] == [0, 0, 0]
    assert looked() == 3


def run_program(program: str, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'rules'}"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


SPARED = """
import sys
import sm_lint.lint.caching.run_memo
sm_lint.lint.caching.run_memo.RACY_NANOSECONDS = -10_000_000_000
from sm_lint.cli.main import cli
assert cli(["check", "-q", "."], standalone_mode=False) == 0
"""


def test_what_a_spared_run_imports(warm: Path) -> None:
    for _ in range(2):
        run_program(SPARED, warm)
    heavy = """{
        "libcst", "tomli", "sm_lint.cli.verbs.check.run", "sm_lint.config.load",
        "sm_lint.contracts.model", "sm_lint.jobs.definition.model", "sm_lint.lint.caching.verdicts", "sm_lint.diagnostics.finding",
        "sm_lint.registry.packages", "sm_lint.lint.run.runner", "sm_lint_rules", "tempfile", "importlib.metadata"}"""
    assert run_program(f"{SPARED}\nprint(sorted({heavy} & set(sys.modules)))", warm) == "[]\n"
    (warm / "preprocess.py").write_text(BAD)
    found = SPARED.replace("== 0", "== 1").replace('"-q", ', "")
    for _ in range(2):
        run_program(found, warm)
    shown = run_program(f"{found}\nprint(sorted({heavy} & set(sys.modules)))", warm)
    assert shown.endswith("[]\n")
    assert "SMC001" in shown


def test_a_run_that_recalls_findings_imports_no_parser(bad: Path) -> None:
    program = """
import sys
from sm_lint.cli.main import cli
assert cli(["check", *sys.argv[1:], "--output-format", "FORMAT", "."], standalone_mode=False) == 1
print(sorted({"libcst", "sm_lint.registry.bases", "sm_lint.flow.interpreter.analysis"} & set(sys.modules)))
"""
    run_program(program.replace("FORMAT", "concise"), bad)
    for name in set(NAMES) - {"sarif"}:  # which describes the rules, and imports them
        assert run_program(program.replace("FORMAT", name).replace("*sys.argv[1:]", '"-v"'), bad).endswith("[]\n"), name


WATCHED = """
import builtins, os, sys
from sm_lint.cli.verbs.check.command import check
import sm_lint.cli.verbs.check.run, sm_lint.workspace.recording, sm_lint.lint.run.runner, sm_lint.lint.caching.store
root = os.path.dirname(os.getcwd()) + os.sep
opened, looked, listed = set(), set(), set()

def watch(module, name, into):
    real = getattr(module, name)
    def wrapper(path=".", *rest, **more):
        frame = sys._getframe(1)
        own = "/lint/caching/" in frame.f_code.co_filename
        if isinstance(path, str) and not own and ".sm_lint_cache" not in path:
            into.add(os.path.abspath(path))
        return real(path, *rest, **more)
    setattr(module, name, wrapper)

kept = []
def remember(past, asked, *rest):
    kept.append(asked)
sm_lint.cli.verbs.check.run.remember = remember
for module, name, into in [
    (builtins, "open", opened), (os, "open", opened), (os, "stat", looked), (os, "lstat", looked),
    (os, "listdir", listed), (os, "scandir", listed), (os, "readlink", looked),
]:
    watch(module, name, into)
from sm_lint.cli.main import cli
assert cli(["check", "-q", "-j1", "."], standalone_mode=False) == 0
(asked,) = kept
paths, folders = asked.paths, asked.folders
def below(path):
    return (path + os.sep).startswith(root) and path + os.sep != root
unknown = {path for path in opened if below(path)} - paths
unknown |= {path for path in listed if below(path)} - folders
unknown |= {path for path in looked if below(path) and path not in folders | paths and os.path.dirname(path) not in folders}
print(len(opened) > 5, len(looked) > 5, len(listed) > 2, sorted(unknown))
"""


@pytest.mark.parametrize("gone", [True, False], ids=["an entry point is searched for", "none is"])
def test_nothing_is_asked_unnoted(tmp_path: Path, gone: bool) -> None:
    project = tmp_path / "project"
    (project / "code" / "shared").mkdir(parents=True)
    (project / "ignored" / "deep").mkdir(parents=True)
    (tmp_path / "contracts").mkdir()
    (tmp_path / "base.toml").write_text('ignore = ["SMC007"]\n')
    (tmp_path / "contracts" / "one.toml").write_text(
        '[contracts.one]\nentry-point = "code/one.py"\njob = "processing"\n'
    )
    (project / "pyproject.toml").write_text(
        '[tool.sm-lint]\nextend = "../base.toml"\nsrc = [".", "code", "ignored"]\n'
        'contract-files = ["../contracts/*.toml"]\nbaseline = "known.json"\n'
        '[tool.sm-lint.contracts.gone]\njob = "processing"\n'
        f'entry-point = "ignored/deep/{"gone" if gone else "job"}.py"\n'
    )
    (project / "known.json").write_text('{"version": 1, "findings": []}')
    (project / ".gitignore").write_text("ignored\n")
    (project / "ignored" / "deep" / "note.ipynb").write_text('{"cells": ["gone.py"]}')
    (project / "ignored" / "shared_names.py").write_text("NAME = 'A'\n")
    (project / "code" / "one.py").write_text(
        "import os\nimport missing\nfrom shared.names import OTHER\nfrom shared_names import NAME\n\n"
        "print(os.environ.get(NAME), os.environ.get(OTHER))\n"
    )
    (project / "code" / "shared" / "__init__.py").write_text("")
    (project / "code" / "shared" / "names.py").write_text("OTHER = 'B'\n")
    (project / "code" / "serve").write_text("#!/usr/bin/env python\nimport os\nprint(os.environ)\n")
    (project / "code" / "LICENSE").write_text("none\n")
    (project / "code" / "linked.py").symlink_to("one.py")
    (project / "launch.py").write_text(JOB.replace("later.py", "ignored/deep/job.py"))
    (project / "ignored" / "deep" / "job.py").write_text("import os\n\nprint(os.listdir('/opt/ml/processing/raw'))\n")
    assert run_program(WATCHED, project).endswith("\n")
    assert run_program(WATCHED, project) == "True True True []\n"


@pytest.mark.parametrize("listed", [True, False])
def test_what_a_listing_tells_need_not_be_looked_at(
    tmp_path: Path, listed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.py").write_text("")
    (tmp_path / "link").symlink_to("file.py")
    (tmp_path / "dangling").symlink_to("gone")
    (tmp_path / "\u00e9t\u00e9").write_text("")
    names = [
        "File.PY",
        "file.py",
        "folder",
        "link",
        "dangling",
        "gone",
        "gone.py",
        "\u00e9t\u00e9",
        "e\u0301t\u00e9",
        "FILE~1.PY",
        ".",
        "..",
        "gone.",
        "",
    ]
    known = run_memo.answers({str(tmp_path): [listed, names]}, 10**30)
    looked = []
    real = run_memo._look
    monkeypatch.setattr(run_memo, "_look", lambda path: looked.append(os.path.basename(path)) or real(path))
    monkeypatch.setattr(run_memo, "_absent", lambda names, listing: frozenset()) if not listed else None
    assert run_memo.answers({str(tmp_path): [listed, names]}, 10**30) == known
    assert known is not None
    assert [look is not None for look in known[0][1]] == [os.path.exists(tmp_path / name) for name in names]
    assert set(names) - set(looked) == ({"gone", "gone.py"} if listed else set())
