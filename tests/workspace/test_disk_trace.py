from __future__ import annotations

import re
from pathlib import Path

import pytest

from sm_lint.workspace.disk_trace import note, note_folder, noting

PACKAGE = Path(__file__).resolve().parents[1] / "sm_lint"
ASKS = re.compile(
    r"\bos\.(?:path\.(?:isfile|isdir|exists|lexists|islink)|stat|lstat|listdir|scandir|walk|open|readlink)\b"
    r"|(?<![\w.`])(?:open|read_file|read_start|read_with_status)\(|\.(?:read_bytes|read_text|iterdir|rglob)\("
)
# Modules that look at the disk and need not say so.
SILENT = {
    "config/plugins.py": "looks for plugins, and no run with plugins is spared",
    "config/schema.py": "is no part of a run",
    "workspace/kind.py": "is asked by those who note it",
    "jobs/definition/sdk.py": "reads the linter's own data",
    "lint/fixing/add_noqa.py": "changes files",
    "lint/caching/folder.py": "keeps the cache",
    "lint/caching/run_memo.py": "asks again what was noted",
    "lint/caching/git_index.py": "asks who tracks the cache",
    "lint/caching/store.py": "keeps the cache",
    "lint/caching/tracked.py": "asks who tracks the cache",
    "lint/caching/upkeep.py": "keeps the cache",
    "lint/catalogue.py": "is no part of a run",
    "lint/fingerprint.py": "reads the linter's own code",
    "lint/fix_run.py": "changes files",
    "lint/rewrite.py": "changes files",
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


@pytest.mark.parametrize("folder", ["config", "contracts", "files", "jobs", "lint", "lint/caching"])
def test_whoever_looks_at_the_disk_says_so(folder: str) -> None:
    silent = {
        name
        for path in (PACKAGE / folder).glob("*.py")
        if ASKS.search(text := path.read_text("utf-8"))
        and "from sm_lint.workspace.disk_trace import" not in text
        and (name := f"{folder}/{path.name}") not in SILENT
    }
    assert not silent
