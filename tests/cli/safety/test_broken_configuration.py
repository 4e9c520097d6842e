"""A mistake in the configuration ends a run with status 2, and files are not linted under options that were not understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli

SCRIPT = 'import os\nprint(os.environ["NOT_DECLARED"])\nopen("/opt/ml/processing/input/x")\n'
CONTRACT = '[contracts.a]\nentry-point = "a.py"\njob = "processing"\n'


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["-n", *arguments], prog_name="sm-lint")
    return done.exit_code, done.stdout


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("options", "column", "message"),
    [
        ("selct = []", 1, "unknown option `selct`"),
        ("sdk = v2", 7, "not valid TOML"),
        ('select = ["NOPE"]', 11, "unknown rule selector `NOPE`"),
        ('sdk = "v9"', 7, "`sdk` is `v9`"),
    ],
)
def test_options(folder: Path, options: str, column: int, message: str) -> None:
    (folder / "sm-lint.toml").write_text(f"{options}\n", encoding="utf-8")
    status, said = run(".")
    assert f"sm-lint.toml:1:{column}: error SMX907 [invalid-configuration] {message}" in said
    assert status == 2
    assert "a.py" not in said
    assert run("--exit-zero", "--extend-select", "SMC001", ".")[0] == 2


@pytest.mark.parametrize("named", ["no.toml", "selct = 1"])
def test_a_bad_config_flag(folder: Path, named: str) -> None:
    status, said = run("--config", named, ".")
    assert (status, "SMX907 [invalid-configuration]" in said, "a.py" in said) == (2, True, False)


@pytest.mark.parametrize(
    "line",
    ["jb = 1", 'expected-input-paths.x = "data"', 'framework-requirements.pandas = "^1"', "optional-env-vars = []"],
)
def test_contracts(folder: Path, line: str) -> None:
    (folder / "sm-lint.toml").write_text(f"{CONTRACT}{line}\n", encoding="utf-8")
    status, said = run(".")
    assert status == 2
    assert "sm-lint.toml:4:" in said
    assert "SMX903 [invalid-contract]" in said
    assert run("--select", "SMC001", ".")[0] == 2
    assert run("--exit-zero", ".")[0] == 2
    status, said = run("--ignore", "SMX903", ".")
    assert "SMX903" not in said
    assert status != 2


def test_a_broken_contract_file(folder: Path) -> None:
    (folder / "sm-lint.toml").write_text('contract-files = ["c.toml"]\n', encoding="utf-8")
    (folder / "c.toml").write_text("[contracts.a\n", encoding="utf-8")
    status, said = run(".")
    assert (status, "c.toml:1:13: error SMX907 [invalid-configuration] not valid TOML" in said) == (2, True)


def test_what_is_outside_of_the_broken_configuration_is_linted(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "b.py").write_text(SCRIPT, encoding="utf-8")
    (inner / "sm-lint.toml").write_text(CONTRACT.replace("a.py", "b.py"), encoding="utf-8")
    (folder / "sm-lint.toml").write_text("selct = 1\n", encoding="utf-8")
    status, said = run(".")
    assert status == 2
    assert "inner/b.py:3:" in said.replace("\\", "/")
    assert "a.py" not in said
