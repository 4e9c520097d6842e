"""What happens when a run is asked for what cannot be: it says so, says where, and ends with status 2."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sm_lint.registry import ruleset
from sm_lint.registry.packages import catalogue

from .conftest import PYPROJECT, Run

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "sm_lint"]


@pytest.mark.parametrize("flag", ["select", "ignore", "extend-select", "extend-ignore", "fixable", "unfixable"])
def test_a_flag_that_names_no_rule(flag: str, bad: Path, sm_lint: Run) -> None:
    result = sm_lint(f"--{flag}", "SMC001,unknown-input-pth")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: --{flag} names no rule `unknown-input-pth`: did you mean `unknown-input-path`?" in result.stderr


def test_a_pattern_with_a_rule_that_is_none(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--per-file-ignores", "a.py:NOPE")
    assert "Error: --per-file-ignores names no rule `NOPE`\n" in result.stderr


def test_a_selector_in_an_inline_option(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--config", 'select = ["NOPE"]')
    assert result.exit_code == 2
    assert result.stdout.startswith(
        "--config:1:1: error SMX907 [invalid-configuration] unknown rule selector `NOPE` in `select`\n"
    )


def test_a_selector_behind_a_pattern_of_the_configuration(bad: Path, sm_lint: Run) -> None:
    (bad / "pyproject.toml").write_text('[tool.sm-lint.per-file-ignores]\n"a/*.py" = ["SMC"]\n"b/*.py" = ["NOPE"]\n')
    assert "pyproject.toml:3:1: error SMX907 [invalid-configuration] unknown rule selector `NOPE`" in sm_lint().stdout


@pytest.mark.parametrize("arguments", [[], ["--ignore", "SMX904"], ["--select", "SMC"], ["--exit-zero"], ["--fix"]])
def test_a_path_that_is_not_there_cannot_be_hidden(arguments: list[str], good: Path, sm_lint: Run) -> None:
    result = sm_lint(*arguments, "preprocess.py", "nowhere")
    assert result.exit_code == 2
    assert "nowhere:1:1: error SMX904 [missing-file] no such file or folder\n" in result.stdout


def test_rules_in_preview_say_why_they_do_not_run(good: Path, sm_lint: Run) -> None:
    said = "SMC011 is a preview rule and was not run; enable it with `--preview`\n"
    assert sm_lint("--select", "SMC011").stderr == said
    assert sm_lint("--select", "SMC011", "-q").stderr == ""
    assert sm_lint("--select", "SMC011", "--preview").stderr == ""
    assert sm_lint("--select", "SMC").stderr == ""


@pytest.fixture
def forget_plugins() -> Callable[[], None]:
    def forget() -> None:
        catalogue.cache_clear()
        ruleset.choice.cache_clear()

    return forget


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        ("acme_gone", "cannot import rule package `acme_gone`: ModuleNotFoundError: No module named 'acme_gone'"),
        ("colorsys", "rule package `colorsys` holds no rule"),
    ],
)
def test_a_plugin_that_is_none(plugin: str, said: str, bad: Path, sm_lint: Run) -> None:
    (bad / "pyproject.toml").write_text(f'[tool.sm-lint]\nplugins = ["{plugin}"]\n')
    for verb in ("check", "rule"):
        result = sm_lint(verb, "--allow-plugins")
        assert result.exit_code == 2
        assert f"Error: pyproject.toml:2:12: {said}\n" in result.stderr


def test_a_plugin_beside_the_configuration_of_the_path(
    project: Path, sm_lint: Run, forget_plugins: Callable[[], None]
) -> None:
    below = project / "below"
    below.mkdir()
    (below / "pyproject.toml").write_text('[tool.sm-lint]\nplugins = ["manners_rules"]\n')
    (below / "manners_rules.py").write_text(
        "from sm_lint.registry.bases import ScriptRule\n\n\nclass Polite(ScriptRule):\n"
        '    """Calls that are not polite."""\n\n    code, name = "POL001", "polite"\n\n'
        "    def visit_Call(self, node):\n        self.report(node, 'say please')\n"
    )
    (below / "a.py").write_text("import sagemaker\nprint(sagemaker)\n")
    try:
        result = sm_lint("--allow-plugins", "--select", "POL001", "below/a.py", "--output-format", "concise")
    finally:
        sys.path.remove(str(below))
        sys.modules.pop("manners_rules", None)
        forget_plugins()
    assert "below/a.py:2:1: error POL001 [polite] say please\n" in result.stdout


def test_a_format_in_the_configuration_that_is_none(bad: Path, sm_lint: Run) -> None:
    text = PYPROJECT.replace("[tool.sm-lint]", '[tool.sm-lint]\noutput-format = "sariff"', 1)
    (bad / "pyproject.toml").write_text(text)
    result = sm_lint()
    assert result.exit_code == 2
    assert result.stderr == ("Error: pyproject.toml:2:1: there is no output format `sariff`: did you mean `sarif`?\n")


def test_statistics_in_a_format_that_has_none(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--statistics", "--output-format", "sarif")
    assert result.exit_code == 2
    assert "--statistics cannot be written as sarif" in result.stderr


def test_statistics_beside_a_whole_report(bad: Path, sm_lint: Run) -> None:
    result = sm_lint("--statistics", "--output-format", "json-lines", "--output-format", "json:all.json")
    assert len(result.stdout.splitlines()) == 2
    assert '"message"' in (bad / "all.json").read_text()


def test_fixes_that_cannot_be_made_are_told_whatever_is_shown(
    good: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sm_lint.lint.fixing.fix_run.overwrite", refuse)
    script = good / "preprocess.py"
    script.write_text(script.read_text().replace("\n\n", "  # noqa: SMC001\n\n", 1))
    said = "not fixed: preprocess.py cannot be written: No space left on device\n"
    for arguments in (["--fix"], ["--fix", "--output-format", "json"], ["--fix-only"], ["--fix-only", "-q"]):
        result = sm_lint(*arguments)
        assert (result.exit_code, result.stderr) == (1, said)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_streams_that_were_closed_before_the_start(closed: str, bad: Path) -> None:
    script = f'"{sys.executable}" -m sm_lint preprocess.py {closed}'
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("arguments", [["."], ["--show-files"], ["rule", "--all"], ["--output-file", "/dev/full"]])
def test_a_full_disk_is_status_2(arguments: list[str], bad: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Processes started meanwhile can be interrupted, even if these tests run where a shell ignores it: behind an `&`."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("arguments", [[], ["--no-cache", "-j", "2"]])
def test_ctrl_c_while_it_works(arguments: list[str], bad: Path) -> None:
    command = [*COMMAND, *arguments, "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        # More than a pipe holds: once it is written the linter has begun to read, and waits for the end.
        process.stdin.write(b"#" * 1_000_000)
        process.stdin.flush()
        time.sleep(1)  # a signal between two calls of read() is handled after the second one
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        process.stdin.close()
        assert process.stdout is not None
        assert process.stderr is not None
        out, err = process.stdout.read(), process.stderr.read()
    assert (process.returncode, out, err.strip()) == (130, b"", b"interrupted")


def test_a_cache_that_cannot_be_written_is_no_failure(good: Path, sm_lint: Run) -> None:
    (good / "file").write_text("")
    result = sm_lint("-v", "--cache-dir", "file/cache")
    assert result.exit_code == 0
    assert "was not written" in result.stderr
    assert "was not written" not in sm_lint("--cache-dir", "file/cache").stderr
