from __future__ import annotations

import re
from pathlib import Path

import pytest

from sm_lint.asked import note, note_folder, noting

PACKAGE = Path(__file__).resolve().parents[1] / "sm_lint"
ASKS = re.compile(
    r"\bos\.(?:path\.(?:isfile|isdir|exists|lexists|islink)|stat|lstat|listdir|scandir|walk|open|readlink)\b"
    r"|(?<![\w.`])open\(|\.(?:read_bytes|read_text|iterdir|rglob)\("
)
# Modules that look at the disk and need not say so.
SILENT = {
    "config/plugins.py": "looks for plugins, and no run with plugins is spared",
    "config/schema.py": "is no part of a run",
    "files/kind.py": "is asked by those who note it",
    "jobs/sdk.py": "reads the linter's own data",
    "lint/add_noqa.py": "changes files",
    "lint/cache.py": "reads what earlier runs left",
    "lint/catalogue.py": "is no part of a run",
    "lint/definition_cache.py": "reads what earlier runs left",
    "lint/fingerprint.py": "reads the linter's own code",
    "lint/fix_run.py": "changes files",
    "lint/launch_cache.py": "reads what earlier runs left",
    "lint/rewrite.py": "changes files",
    "lint/unchanged.py": "asks again what was noted",
}


def test_questions_are_noted_within_the_block() -> None:
    note("/before")
    with noting() as outer:
        note("/a", "/b")
        with noting() as inner:
            note_folder("/c")
        note_folder("/d")
    note("/after")
    assert (outer.paths, outer.folders) == ({"/a", "/b"}, {"/d"})
    assert (inner.paths, inner.folders) == (set(), {"/c"})


@pytest.mark.parametrize("folder", ["config", "contracts", "files", "jobs", "lint"])
def test_whoever_looks_at_the_disk_says_so(folder: str) -> None:
    silent = {
        name
        for path in (PACKAGE / folder).glob("*.py")
        if ASKS.search(text := path.read_text("utf-8"))
        and "from sm_lint.asked import" not in text
        and (name := f"{folder}/{path.name}") not in SILENT
    }
    assert not silent
