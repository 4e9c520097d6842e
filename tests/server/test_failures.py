"""What breaks, what is large, and clients that do not answer."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from sm_lint.workspace import disk
from sm_lint.workspace.identity import RACY_NANOSECONDS
from tests.server.client import TIMEOUT, Editor
from tests.server.project import PIPELINE, SCRIPT
from tests.server.protocol import WRONG, document, position, with_editor


def test_a_crash_is_the_answer_to_its_request_and_is_logged(
    project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sm_lint.server import hover

    def crash(*arguments: Any) -> str:
        raise RuntimeError("a defect of the hover")

    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py", WRONG)
        where = position(WRONG, "pd.read_csv")
        with monkeypatch.context() as patched:
            patched.setattr(hover, "hover", crash)
            with pytest.raises(JsonRpcException, match="a defect of the hover"):
                await editor.client.text_document_hover_async(types.HoverParams(document(uri), where))
        assert "a defect of the hover" in caplog.text
        assert await editor.client.text_document_hover_async(types.HoverParams(document(uri), where)) is not None

    with_editor(test)


def test_a_crash_while_judging_ends_neither_the_server_nor_the_other_documents(
    project: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sm_lint.server.session import Judged, Session

    judge = Session.judge

    def crash(session: Session, paths: Sequence[str]) -> dict[str, Judged]:
        if any(path.endswith("pipeline.py") for path in paths):
            raise RuntimeError("a defect of the analysis")
        return judge(session, paths)

    async def test(editor: Editor) -> None:
        await editor.start(project)
        with monkeypatch.context() as patched:
            patched.setattr(Session, "judge", crash)
            pipeline, script = editor.open(project / "pipeline.py"), editor.open(project / "prep.py", WRONG)
            assert "SMC001" in await editor.codes(script)
            assert pipeline not in editor.published
        editor.change(pipeline, PIPELINE)
        assert await editor.codes(pipeline) == []
        assert "a defect of the analysis" in caplog.text

    with_editor(test)


@pytest.mark.slow
def test_a_server_in_a_process_of_its_own(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project, apart=True)
        uri = editor.open(project / "prep.py", WRONG)
        assert "SMC001" in await editor.codes(uri)

    with_editor(test)


@pytest.mark.slow
def test_a_server_ends_with_its_client() -> None:
    command = [sys.executable, "-m", "sm_lint", "server", "--stdio"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.slow
def test_a_workspace_of_five_thousand_files(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5_000):
        folder = project / f"part{number // 100}"
        folder.mkdir(exist_ok=True)
        text = f"import os\n\nDATA = os.environ['SM_CHANNEL_TRAIN']\n\n\ndef load{number}():\n    return open(DATA + '/x.csv')\n"
        (folder / f"module{number}.py").write_text(text, encoding="utf-8")
    time.sleep(RACY_NANOSECONDS / 1e9)  # what has just been written may change once more unseen, and is read again
    read: list[str] = []

    def counted(path: str, limit: int) -> tuple[bytes, os.stat_result]:
        read.append(path)
        return read_with_status(path, limit)

    read_with_status = disk.read_with_status
    monkeypatch.setattr(disk, "read_with_status", counted)

    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py")
        assert await editor.codes(uri) == []
        assert len(set(read)) >= 5_000
        read.clear()
        editor.change(uri, WRONG)
        assert "SMC001" in await editor.codes(uri)
        assert len(read) < 500  # what has not changed is not read again
        params = types.HoverParams(document(uri), position(WRONG, "pd.read_csv"))
        assert await editor.client.text_document_hover_async(params) is not None

    with_editor(test)


def test_a_client_that_answers_nothing_at_all(project: Path) -> None:
    async def test(editor: Editor) -> None:
        async def never(params: Any) -> Any:
            await asyncio.sleep(3600)

        for method in (types.CLIENT_REGISTER_CAPABILITY, types.WORKSPACE_DIAGNOSTIC_REFRESH):
            editor.client.protocol.fm.features.pop(method, None)
            editor.client.feature(method)(never)
        await editor.start(project, silent=True)
        uri = editor.open(project / "prep.py", WRONG)
        assert "SMC001" in await editor.codes(uri)
        changes = [types.FileEvent((project / "pipeline.py").as_uri(), types.FileChangeType.Changed)]
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        editor.change(uri, SCRIPT)
        assert await editor.codes(uri) == []

    with_editor(test)
