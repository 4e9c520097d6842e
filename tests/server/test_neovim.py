"""A real Neovim with the server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.server.project import SCRIPT, write

SESSION = Path(__file__).with_name("neovim.lua")
NEOVIM = shutil.which("nvim")


@pytest.mark.slow
@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed")
def test_a_session(tmp_path: Path) -> None:
    project, report = tmp_path / "project", tmp_path / "report.json"
    write(project)
    script = project / "prep.py"
    script.write_text(SCRIPT.replace('"raw", "a.csv"', '"rwa", "a.csv"'), encoding="utf-8")
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "SM_LINT_PYTHON": sys.executable,
        "SM_LINT_CODE": "SMC001",
        "SM_LINT_REPORT": str(report),
    }
    command = [str(NEOVIM), "--headless", "--clean", "-n", script.name, "-c", f"luafile {SESSION}"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=290, check=False
    )
    found = json.loads(report.read_text("utf-8"))
    assert "problem" not in found, (found, done.stderr)
    line = next(each["line"] for each in found["before"] if each["code"] == "SMC001")
    assert "rwa" in SCRIPT.replace('"raw", "a.csv"', '"rwa", "a.csv"').splitlines()[line - 1]
    assert not [each for each in found["after"] if each["code"] == "SMC001"]
    assert "`/opt/ml/processing/input/rwa/a.csv` is read" in found["hover"]
    assert "# noqa: SMC001" in script.read_text("utf-8").splitlines()[line - 1]
