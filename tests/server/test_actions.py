"""Code actions offer only the fixes that `sm-lint check --fix` makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sm_lint import Resolver, lint_paths
from sm_lint.server import actions
from sm_lint.server.buffers import Buffers
from sm_lint.server.first_contract import first_contract
from sm_lint.server.session import Session

PARSER = "import argparse\nparser = argparse.ArgumentParser()\n"
USE = "print(parser.parse_args().debug)\n"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("parser.add_argument('--debug', type=bool)\n", 1),
        # the fix contains double quotes, which Python before 3.12 does not accept in a field of this string
        ("f\"{parser.add_argument('--debug', type=bool)}\"\n", 0),
    ],
)
def test_a_fix_that_leaves_no_valid_python_is_not_offered(tmp_path: Path, line: str, offered: int) -> None:
    script = tmp_path / "script.py"
    script.write_text(PARSER + line + USE)
    findings = [
        each for each in lint_paths(script, resolver=Resolver(cwd=str(tmp_path))).findings if each.code == "SMA301"
    ]
    assert len(findings) == 1
    assert len(actions.fixes(findings, unsafe=True, read=Buffers().content)) == offered


def test_a_file_that_is_gone_offers_nothing(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text('import os\n\nprint(os.environ["SM_MODEL_DIR"])  # noqa: SMC999\n')
    findings = lint_paths(script, resolver=Resolver(cwd=str(tmp_path))).findings
    assert actions.fix_all(findings, Buffers().content) is not None
    script.unlink()
    assert actions.fix_all(findings, Buffers().content) is None


def test_a_first_contract_keeps_the_configuration(tmp_path: Path) -> None:
    """Windows line endings, no newline at the end, an id that is taken."""
    script, configuration = tmp_path / "train.py", tmp_path / "pyproject.toml"
    script.write_text('open("/opt/ml/input/data/train/x.csv")\n')
    text = '[tool.sm-lint.contracts.train]\r\nentry-point = "other/train.py"\r\njob = "training"'
    configuration.write_bytes(text.encode())
    session = Session(folders=[str(tmp_path)])
    found = first_contract(session.snapshot(str(script)), session.buffers, str(script), str(tmp_path))
    assert found is not None
    assert not found.is_new
    assert found.id != "train"
    assert found.edit.place.path == str(configuration)
    assert (found.edit.place.span.line, found.edit.place.span.column) == (3, len('job = "training"') + 1)
    assert found.edit.content.startswith(f"\n\n[tool.sm-lint.contracts.{found.id}]\n") or "#" in found.edit.content


def test_a_first_contract_without_a_configuration_makes_one(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text('open("/opt/ml/input/data/train/x.csv")\n')
    session = Session(folders=[str(tmp_path)])
    found = first_contract(session.snapshot(str(script)), session.buffers, str(script), str(tmp_path))
    assert found is not None
    assert found.is_new
    assert found.edit.place.path == str(tmp_path / "pyproject.toml")
    script.write_text("print(1)\n")
    session.changed()
    assert first_contract(session.snapshot(str(script)), session.buffers, str(script), str(tmp_path)) is None
