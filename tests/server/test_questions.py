"""Hovers, definitions, references, lenses and completion."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.server.client import Editor
from tests.server.project import CONFIGURATION, PIPELINE, SCRIPT
from tests.server.protocol import document, line_of, position, spots, with_editor


def test_hovers(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        texts = {"prep.py": SCRIPT, "pipeline.py": PIPELINE, "pyproject.toml": CONFIGURATION}
        uris = {name: editor.open(project / name) for name in texts}

        async def hover(name: str, piece: str) -> str:
            where = position(texts[name], piece)
            answer = await editor.client.text_document_hover_async(types.HoverParams(document(uris[name]), where))
            return answer.contents.value if answer is not None else ""

        path = await hover("prep.py", "pd.read_csv")
        assert "`/opt/ml/processing/input/raw/a.csv` is read by `pandas.read_csv`" in path
        assert "input `raw` of contract" in path
        assert "`s3://bucket/raw/`" in path
        assert "uploaded" in await hover("prep.py", "to_csv")
        assert "default `10`" in await hover("prep.py", "add_argument")
        assert "processing" in await hover("pipeline.py", "processor.run")
        assert "used in" in await hover("pyproject.toml", '"/opt/ml/processing/input/raw"')
        assert await hover("prep.py", "\n\n\ndef main") == ""

    with_editor(test)


def test_definitions_and_references(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        script, pipeline, contract = (
            editor.open(project / name) for name in ("prep.py", "pipeline.py", "pyproject.toml")
        )

        async def definition(uri: str, where: types.Position) -> set[tuple[str, int]]:
            return spots(
                await editor.client.text_document_definition_async(types.DefinitionParams(document(uri), where))
            )

        read = position(SCRIPT, "pd.read_csv")
        declared = {
            ("pyproject.toml", line_of(CONFIGURATION, "raw =")),
            ("pipeline.py", line_of(PIPELINE, "inputs=")),
        }
        assert await definition(script, read) == declared
        assert ("prep.py", 1) in await definition(pipeline, position(PIPELINE, '"prep.py"'))
        assert ("prep.py", line_of(SCRIPT, "add_argument")) in await definition(
            contract, position(CONFIGURATION, "rows =")
        )
        context = types.ReferenceContext(include_declaration=True)
        found = spots(
            await editor.client.text_document_references_async(types.ReferenceParams(context, document(script), read))
        )
        assert declared <= found
        assert ("prep.py", line_of(SCRIPT, "pd.read_csv")) in found

    with_editor(test)


def test_lenses_and_hints(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project, settings={"inlayHints": True})
        script, pipeline = (editor.open(project / name) for name in ("prep.py", "pipeline.py"))
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(document(script)))
        titles = [each.command.title for each in lenses or () if each.command is not None]
        called = line_of(PIPELINE, "processor.run")
        assert titles == [f"launched by `run` (pipeline.py:{called})", "held to contract `prep`"]
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(document(pipeline)))
        assert [each.command.title for each in lenses or () if each.command] == ["processing: prep.py"]
        whole = types.Range(types.Position(0, 0), types.Position(100, 0))
        hints = await editor.client.text_document_inlay_hint_async(types.InlayHintParams(document(script), whole))
        assert " → /opt/ml/processing/input/raw/a.csv" in {str(each.label) for each in hints or ()}

    with_editor(test)


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("prep.py", 'open("/opt/ml/processing/in', "/opt/ml/processing/input/raw"),
        ("prep.py", 'os.environ["SM_MOD', "SM_MODEL_DIR"),
        ("prep.py", "x = 1  # noqa: SMC00", "SMC001"),
        ("prep.py", 'parser.add_argument("--ro', "rows"),
        ("pyproject.toml", 'ignore = ["SMC01', "SMC013"),
    ],
)
def test_completion(project: Path, name: str, typed: str, expected: str) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        text = (SCRIPT if name == "prep.py" else CONFIGURATION) + typed
        uri = editor.open(project / name, text)
        where = position(text, typed, len(typed))
        answer = await editor.client.text_document_completion_async(types.CompletionParams(document(uri), where))
        assert isinstance(answer, types.CompletionList)
        found = {item.label: item for item in answer.items}
        assert expected in found
        edit = found[expected].text_edit
        assert isinstance(edit, types.TextEdit)
        start = edit.range.start.character - edit.range.end.character
        assert expected.lower().startswith(typed[start:].lower())

    with_editor(test)


def test_completion_of_keys(tmp_path: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(tmp_path)
        text = "[tool.sm-lint]\nextend-s"
        uri = editor.open(tmp_path / "pyproject.toml", text)
        params = types.CompletionParams(document(uri), types.Position(1, 8))
        answer = await editor.client.text_document_completion_async(params)
        assert isinstance(answer, types.CompletionList)
        assert "extend-select" in {item.label for item in answer.items}

    with_editor(test)
