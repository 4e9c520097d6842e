"""Findings that the server publishes, and those that a client asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.server.client import Editor
from tests.server.project import CONFIGURATION, PIPELINE, SCRIPT, write
from tests.server.protocol import WRONG, document, line_of, position, with_editor


def test_findings_follow_the_buffer(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py")
        assert await editor.codes(uri) == []
        editor.change(uri, WRONG)
        assert "SMC001" in await editor.codes(uri)
        first = editor.published[uri][0]
        assert first.source == "sm-lint"
        assert first.code_description is not None
        assert first.code_description.href.startswith("https://")
        assert {info.location.uri.rpartition("/")[2] for info in first.related_information or ()} >= {"pyproject.toml"}
        editor.change(uri, SCRIPT)
        assert await editor.codes(uri) == []

    with_editor(test)


def test_an_edit_of_the_pipeline_judges_the_script_again(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        script = editor.open(project / "prep.py")
        assert await editor.codes(script) == []
        pipeline = editor.open(project / "pipeline.py")
        await editor.codes(pipeline)
        editor.change(pipeline, PIPELINE.replace('"--rows", "5"', '"--rosw", "5"'))
        await editor.until(lambda: editor.published[script] or editor.published[pipeline])
        assert {str(each.code) for uri in (script, pipeline) for each in editor.published[uri]} == {"SMC008"}

    with_editor(test)


def test_a_finding_in_a_file_that_is_not_open_is_published_and_taken_back(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        script = (project / "prep.py").as_uri()
        pipeline = editor.open(project / "pipeline.py")
        await editor.codes(pipeline)
        editor.change(pipeline, PIPELINE.replace("/opt/ml/processing/output/clean", "/opt/ml/processing/output/x"))
        await editor.until(lambda: any(editor.published.get(uri) for uri in (script, pipeline)))
        editor.change(pipeline, PIPELINE)
        await editor.until(lambda: not any(editor.published.get(uri) for uri in (script, pipeline)))

    with_editor(test)


def test_an_unsaved_contract_counts(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        script = editor.open(project / "prep.py")
        assert await editor.codes(script) == []
        contract = editor.open(project / "pyproject.toml")
        editor.change(contract, CONFIGURATION.replace("/input/raw", "/input/other"))
        await editor.until(lambda: bool(editor.published[script]))
        assert "SMC001" in {str(each.code) for each in editor.published[script]}

    with_editor(test)


def test_a_configuration_that_is_broken_while_it_is_typed(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        script = editor.open(project / "prep.py")
        assert await editor.codes(script) == []
        contract = editor.open(project / "pyproject.toml")
        editor.change(contract, CONFIGURATION + "\n[tool.sm-lint.\n")
        await editor.until(lambda: bool(editor.published.get(contract)))
        assert {str(each.code) for each in editor.published[contract]} == {"SMX907"}
        editor.change(contract, CONFIGURATION)
        await editor.until(lambda: editor.published[contract] == [] and editor.published[script] == [])

    with_editor(test)


def test_the_last_findings_stay_while_the_buffer_does_not_parse(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py")
        await editor.codes(uri)
        editor.change(uri, WRONG)
        assert "SMC001" in await editor.codes(uri)
        line = next(each.range.start.line for each in editor.published[uri] if each.code == "SMC001")
        editor.change(uri, WRONG.replace("import os\n", "import os\n\nimport (\n"))
        assert {"SMX901", "SMC001"} <= set(await editor.codes(uri))
        assert next(each.range.start.line for each in editor.published[uri] if each.code == "SMC001") == line + 2

    with_editor(test)


def test_pulled_diagnostics(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project, pull=True)
        uri = editor.open(project / "prep.py", WRONG)
        ask = editor.client.text_document_diagnostic_async
        report = await ask(types.DocumentDiagnosticParams(document(uri)))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert "SMC001" in {str(each.code) for each in report.items}
        again = await ask(types.DocumentDiagnosticParams(document(uri), previous_result_id=report.result_id))
        assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
        editor.change(uri, SCRIPT)
        report = await ask(types.DocumentDiagnosticParams(document(uri), previous_result_id=report.result_id))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert report.items == ()
        assert editor.published == {}

    with_editor(test)


def test_the_whole_workspace(project: Path) -> None:
    (project / "prep.py").write_text(WRONG, encoding="utf-8")

    async def test(editor: Editor) -> None:
        await editor.start(project, pull=True)
        ask = editor.client.workspace_diagnostic_async
        report = await ask(types.WorkspaceDiagnosticParams([]))
        found = {each.uri.rpartition("/")[2]: each for each in report.items}
        assert "SMC001" in {str(each.code) for each in found["prep.py"].items}
        known = [types.PreviousResultId(each.uri, each.result_id) for each in report.items]
        again = await ask(types.WorkspaceDiagnosticParams(known))
        assert {each.kind for each in again.items} == {"unchanged"}

    with_editor(test)


def test_two_roots_have_their_own_configurations(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name)
        (tmp_path / name / "prep.py").write_text(WRONG, encoding="utf-8")
    (tmp_path / "two" / "pyproject.toml").write_text('[tool.sm-lint]\nselect = ["SMX901"]\n', encoding="utf-8")

    async def test(editor: Editor) -> None:
        await editor.start(tmp_path / "one", tmp_path / "two")
        one = editor.open(tmp_path / "one" / "prep.py")
        assert "SMC001" in await editor.codes(one)
        two = editor.open(tmp_path / "two" / "prep.py")
        assert await editor.codes(two) == []

    with_editor(test)


def test_a_file_outside_the_workspace_and_a_document_that_is_no_file(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other)

    async def test(editor: Editor) -> None:
        await editor.start(project)
        item = types.TextDocumentItem("untitled:Untitled-1", "python", 1, WRONG)
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        uri = editor.open(other / "prep.py", WRONG)
        assert "SMC001" in await editor.codes(uri)
        assert "untitled:Untitled-1" not in editor.published
        assert (
            await editor.client.text_document_hover_async(
                types.HoverParams(document("untitled:Untitled-1"), types.Position(5, 3))
            )
            is None
        )

    with_editor(test)


def test_a_renamed_and_a_deleted_file(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        pipeline = editor.open(project / "pipeline.py")
        assert await editor.codes(pipeline) == []
        (project / "prep.py").rename(project / "renamed.py")
        changes = [
            types.FileEvent((project / "prep.py").as_uri(), types.FileChangeType.Deleted),
            types.FileEvent((project / "renamed.py").as_uri(), types.FileChangeType.Created),
        ]
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        await editor.until(lambda: bool(editor.published[pipeline]))
        (project / "renamed.py").rename(project / "prep.py")
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        await editor.until(lambda: not editor.published[pipeline])

    with_editor(test)


def test_a_document_without_a_file_is_one_of_the_project(project: Path) -> None:
    (project / "prep.py").unlink()

    async def test(editor: Editor) -> None:
        await editor.start(project)
        pipeline = editor.open(project / "pipeline.py")
        assert await editor.codes(pipeline) == ["SMJ519"]
        script = editor.open(project / "prep.py", SCRIPT)
        assert await editor.codes(script) == []
        await editor.until(lambda: not editor.published[pipeline])
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(document(script)))
        assert len(lenses or ()) == 2

    with_editor(test)


def test_an_excluded_document_has_no_findings(project: Path) -> None:
    text = CONFIGURATION.replace("[tool.sm-lint]\n", '[tool.sm-lint]\nextend-exclude = ["prep.py"]\n', 1)
    (project / "pyproject.toml").write_text(text, encoding="utf-8")

    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py", WRONG)
        assert await editor.codes(uri) == []

    with_editor(test)


def test_closing_takes_the_findings_back(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "prep.py", WRONG)
        assert await editor.codes(uri)
        editor.close(uri)
        await editor.until(lambda: editor.published[uri] == [])

    with_editor(test)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_are_in_the_units_of_the_client(project: Path, encoding: str) -> None:
    text = WRONG.replace("\n", "\r\n").replace("    frame = pd", "\t# 𝒳é\r\n    '𝒳é'; frame = pd")
    text = text.replace("\t#", "    #")

    async def test(editor: Editor) -> None:
        result = await editor.start(project, encoding=encoding)
        assert result.capabilities.position_encoding == encoding
        uri = editor.open(project / "prep.py", text)
        await editor.codes(uri)
        found = next(each for each in editor.published[uri] if each.code == "SMC001")
        line = text.split("\r\n")[found.range.start.line]
        codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
        size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        marked = line.encode(codec)[found.range.start.character * size : found.range.end.character * size].decode(codec)
        assert marked.startswith(("pd.read_csv", "os.path.join"))

    with_editor(test)


def test_a_notebook(project: Path) -> None:
    path = project / "run.ipynb"

    def cells(*texts: str) -> list[types.TextDocumentItem]:
        return [types.TextDocumentItem(f"cell:{number}", "python", 1, text) for number, text in enumerate(texts)]

    async def test(editor: Editor) -> None:
        await editor.start(project)
        made = cells(PIPELINE.partition("processor.run")[0], "processor.run" + PIPELINE.partition("processor.run")[2])
        notebook = types.NotebookDocument(
            path.as_uri(),
            "jupyter-notebook",
            1,
            [types.NotebookCell(types.NotebookCellKind.Code, cell.uri) for cell in made],
        )
        editor.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, made))
        await editor.until(lambda: {"cell:0", "cell:1"} <= set(editor.published))
        assert [editor.published[uri] for uri in ("cell:0", "cell:1")] == [[], []]
        text = made[1].text.replace('code="prep.py"', 'code="perp.py"')
        change = types.NotebookDocumentChangeEvent(
            cells=types.NotebookDocumentCellChanges(
                text_content=[
                    types.NotebookDocumentCellContentChanges(
                        types.VersionedTextDocumentIdentifier(2, "cell:1"),
                        [types.TextDocumentContentChangeWholeDocument(text)],
                    )
                ]
            )
        )
        editor.client.notebook_document_did_change(
            types.DidChangeNotebookDocumentParams(types.VersionedNotebookDocumentIdentifier(2, path.as_uri()), change)
        )
        await editor.until(lambda: bool(editor.published["cell:1"]))
        found = editor.published["cell:1"][0]
        assert "perp.py" in text.split("\n")[found.range.start.line]

    with_editor(test)


def test_a_notebook_whose_code_is_one_document(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "run.ipynb", PIPELINE)
        assert await editor.codes(uri) == []
        editor.change(uri, PIPELINE.replace('code="prep.py"', 'code="perp.py"'))
        await editor.until(lambda: bool(editor.published[uri]))
        assert editor.published[uri][0].range.start.line == line_of(PIPELINE, "code=") - 1
        editor.close(uri)
        await editor.until(lambda: not editor.published[uri])

    with_editor(test)


def test_a_document_of_another_language_has_no_findings(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project)
        uri = editor.open(project / "notes.txt", "hello (")
        assert await editor.codes(uri) == []

    with_editor(test)


def test_settings(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project, settings={"configuration": 'select = ["SMX901"]', "debounce": 0})
        uri = editor.open(project / "prep.py", WRONG)
        assert await editor.codes(uri) == []
        editor.settings = {"enable": True}
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        assert "SMC001" in await editor.codes(uri)
        editor.settings = {"enable": False}
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        assert await editor.codes(uri) == []

    with_editor(test)


def test_settings_that_are_wrong_are_named_once(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project, settings={"inlayHints": "yes"})
        uri = editor.open(project / "prep.py", WRONG)
        assert "SMC001" in await editor.codes(uri)
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        editor.change(uri, SCRIPT)
        assert await editor.codes(uri) == []

    with_editor(test, ["sm-lint: `sm-lint.inlayHints` must be of type bool"])


def test_a_client_that_never_sends_its_settings_delays_nothing(project: Path) -> None:
    async def test(editor: Editor) -> None:
        await editor.start(project, silent=True)
        uri = editor.open(project / "prep.py", WRONG)
        assert "SMC001" in await editor.codes(uri)
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        params = types.HoverParams(document(uri), position(WRONG, "pd.read_csv"))
        assert await editor.client.text_document_hover_async(params) is not None
        editor.change(uri, SCRIPT)
        assert await editor.codes(uri) == []

    with_editor(test)
