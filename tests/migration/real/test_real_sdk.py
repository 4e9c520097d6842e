"""Definitions run with SDK v2, and migrated with SDK v3: both make the same requests, but for what v3 is known to do otherwise.

Needs two environments that are not part of the development one, each with one generation of the SDK; the variables
``SM_LINT_SDK_V2_PYTHON`` and ``SM_LINT_SDK_V3_PYTHON`` name their interpreters. Nothing is sent: the clients are answered by the
program that runs the definitions.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sm_lint.migration.run import migrate_content
from tests.migration.real.comparison import compared, differences
from tests.migration.real.definitions import CASES

OLD, NEW = os.environ.get("SM_LINT_SDK_V2_PYTHON"), os.environ.get("SM_LINT_SDK_V3_PYTHON")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        not (OLD and NEW), reason="needs environments with the SDK: SM_LINT_SDK_V2_PYTHON, SM_LINT_SDK_V3_PYTHON"
    ),
]
PROGRAM = Path(__file__).parent / "record_requests.py"
ROLE = "arn:aws:iam::111122223333:role/job"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Any]]:
    """What each case makes with v2, and after the migration with v3."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "src").mkdir()
    for name in ("prepare.py", "src/train.py"):
        (folder / name).write_text("print(1)\n")
    (folder / "src" / "requirements.txt").write_text("numpy\n")
    old, new = [], []
    for number, (_, text) in enumerate(CASES.items()):
        lines = [line.removeprefix("        ") for line in text.strip("\n").split("\n")]
        code = f'ROLE = "{ROLE}"\n' + "\n".join(lines) + "\n"
        path = folder / f"{number}.py"
        path.write_text(code)
        old.append(str(path))
        found = migrate_content(str(path), code.encode())
        assert not found.problem
        after = folder / f"{number}_new.py"
        after.write_bytes(found.change.after if found.change is not None else code.encode())
        new.append(str(after))
    before, later = _run(OLD, old, folder), _run(NEW, new, folder)
    return {name: (before[f"{number}.py"], later[f"{number}_new.py"]) for number, name in enumerate(CASES)}


def _run(python: str | None, paths: list[str], folder: Path) -> dict[str, Any]:
    assert python is not None
    # The variables of the tests themselves would bring their own packages.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [python, str(PROGRAM), *paths],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert "\nREQUESTS " in done.stdout, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.rpartition("\nREQUESTS ")[2])
    return found


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_left(name: str) -> None:
    lines = [line.removeprefix("        ") for line in CASES[name].strip("\n").split("\n")]
    found = migrate_content("/project/launch.py", "\n".join(lines).encode())
    # Only what depends on the folder of the code may be left, which is not there.
    assert all("source_dir" in each.advice or "is gone" in each.advice for each in found.left), found.left


@pytest.mark.parametrize("name", CASES)
def test_the_same_requests(made: dict[str, tuple[Any, Any]], name: str) -> None:
    before, after = made[name]
    assert isinstance(before, list), before
    assert isinstance(after, list), after
    assert before, "nothing was started"
    now, then = ([compared(each) for each in made] for made in (after, before))
    assert now == then, "\n".join(differences(now, then, ""))
