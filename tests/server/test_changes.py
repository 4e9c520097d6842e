"""What the server changes: suppressions, fixes, first contracts, names, and its commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.server.client import Editor
from tests.server.project import CONFIGURATION, PIPELINE, SCRIPT
from tests.server.protocol import WRONG, document, position, with_editor


def apply(text: str, edits: Any) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
        start, end = edit.range.start, edit.range.end
        before, after = lines[start.line][: start.character], lines[end.line][end.character :]
        lines[start.line : end.line + 1] = (before + edit.new_text + after).split("\n")
    return "\n".join(lines)


def test_a_finding_is_suppressed_by_an_action(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py", WRONG)
        assert "SMC001" in await editor.codes(uri)
        found = next(each for each in editor.published[uri] if each.code == "SMC001")
        params = types.CodeActionParams(document(uri), found.range, types.CodeActionContext([found]))
        actions = await editor.client.text_document_code_action_async(params)
        chosen = next(each for each in actions or () if "suppress" in each.title and each.title.startswith("SMC001"))
        assert isinstance(chosen, types.CodeAction)
        assert chosen.edit is not None
        assert chosen.edit.changes is not None
        text = apply(WRONG, chosen.edit.changes[uri])
        assert "# noqa: SMC001" in text
        editor.change(uri, text)
        assert "SMC001" not in await editor.codes(uri)

    with_editor(test)


def test_fixes_one_by_one_and_all_at_once(project: Path) -> None:
    text = SCRIPT.replace("import os\n", "import os\n\nNAME = os.environ.get('SM_MODEL_DRI')\n")
    wrong = text + "\nx = 1  # noqa: SMC001\n"

    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py", wrong)
        assert "SMX902" in await editor.codes(uri)
        whole = types.Range(types.Position(0, 0), types.Position(100, 0))
        only = types.CodeActionContext([], only=[types.CodeActionKind.SourceFixAll])
        actions = await editor.client.text_document_code_action_async(
            types.CodeActionParams(document(uri), whole, only)
        )
        assert [each.kind for each in actions or () if isinstance(each, types.CodeAction)] == ["source.fixAll"]
        chosen = actions[0] if actions else None
        assert isinstance(chosen, types.CodeAction)
        assert chosen.edit is not None
        assert chosen.edit.changes is not None
        editor.change(uri, apply(wrong, chosen.edit.changes[uri]))
        assert "SMX902" not in await editor.codes(uri)

    with_editor(test)


def test_a_first_contract_for_a_script(project: Path) -> None:
    text = 'import os\n\nopen("/opt/ml/processing/input/rows/a.csv")\nprint(os.environ["REGION"])\n'

    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "other.py", text)
        await editor.codes(uri)
        start = types.Range(types.Position(0, 0), types.Position(0, 0))
        params = types.CodeActionParams(document(uri), start, types.CodeActionContext([]))
        actions = await editor.client.text_document_code_action_async(params)
        chosen = next(each for each in actions or () if each.title.startswith("Add contract `other`"))
        assert isinstance(chosen, types.CodeAction)
        assert chosen.edit is not None
        assert chosen.edit.changes is not None
        ((changed, edits),) = chosen.edit.changes.items()
        assert changed == (project / "pyproject.toml").as_uri()
        configuration = apply(CONFIGURATION, edits)
        assert configuration.startswith(CONFIGURATION)
        assert "[tool.sm-lint.contracts.other]" in configuration
        editor.open(project / "pyproject.toml", configuration)
        await editor.codes(uri)
        actions = await editor.client.text_document_code_action_async(params)
        assert not [each for each in actions or () if each.title.startswith("Add contract")]

    with_editor(test)


def test_no_contract_is_offered_for_what_has_one(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        start = types.Range(types.Position(0, 0), types.Position(0, 0))
        for name in ("prep.py", "pipeline.py"):
            uri = editor.open(project / name)
            await editor.codes(uri)
            params = types.CodeActionParams(document(uri), start, types.CodeActionContext([]))
            actions = await editor.client.text_document_code_action_async(params)
            assert not [each for each in actions or () if each.title.startswith("Add contract")], name

    with_editor(test)


def test_renaming_an_argument(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uris = {name: editor.open(project / name) for name in ("prep.py", "pipeline.py", "pyproject.toml")}
        where = position(SCRIPT, '"--rows"', 4)
        prepared = await editor.client.text_document_prepare_rename_async(
            types.PrepareRenameParams(document(uris["prep.py"]), where)
        )
        assert prepared is not None
        params = types.RenameParams(document(uris["prep.py"]), where, "row-count")
        change = await editor.client.text_document_rename_async(params)
        assert change is not None
        assert change.changes is not None
        script = apply(SCRIPT, change.changes[uris["prep.py"]])
        assert '"--row-count"' in script
        assert "args.row_count" in script
        assert '"--row-count", "5"' in apply(PIPELINE, change.changes[uris["pipeline.py"]])
        assert "row-count = {" in apply(CONFIGURATION, change.changes[uris["pyproject.toml"]])
        with pytest.raises(JsonRpcException, match="not a valid name"):
            await editor.client.text_document_rename_async(types.RenameParams(document(uris["prep.py"]), where, "a b"))
        elsewhere = types.RenameParams(document(uris["prep.py"]), position(SCRIPT, "import pandas", 9), "x")
        assert await editor.client.text_document_rename_async(elsewhere) is None

    with_editor(test)


def test_commands(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py", WRONG)

        async def run(name: str, *arguments: Any) -> Any:
            return await editor.client.workspace_execute_command_async(
                types.ExecuteCommandParams(name, arguments=list(arguments))
            )

        found = await run("sm-lint.inspect", uri)
        assert any("rwa" in str(fact) for fact in found[0]["facts"])
        page = await run("sm-lint.graph", (project / "pipeline.py").as_uri())
        assert page.lower().startswith("<!doctype html>")
        assert await run("sm-lint.graph", "untitled:x") is None
        assert await run("sm-lint.inspect") is None
        await run("sm-lint.restart")
        assert "SMC001" in await editor.codes(uri)

    with_editor(test)
