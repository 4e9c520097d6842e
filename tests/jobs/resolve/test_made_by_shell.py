"""Files that a definition's own commands make."""

from __future__ import annotations

import pytest

from sm_lint.jobs.resolve.made_by_shell import may_be_made


@pytest.mark.parametrize(
    "line",
    [
        'os.system("git clone https://github.com/a/models")',
        'subprocess.check_call(["cp", "../train.py", "."])',
        "Repo.clone_from(url, 'models')",
        "os.chdir(folder)",
    ],
)
def test_calls_that_make_it(line: str) -> None:
    assert may_be_made(f"import os\n{line}\n", ["train.py", "models"])


@pytest.mark.parametrize(
    "line", ["processor.run(code='train.py')", 'os.system("pip install mymodels")', 'os.system("cp other-train.py .")']
)
def test_calls_that_do_not(line: str) -> None:
    assert not may_be_made(f"import os\n{line}\n", ["train.py", "models"])
