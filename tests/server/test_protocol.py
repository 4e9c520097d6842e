"""Each ability of the server, asked for by a client of the protocol over standard input and output."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from sm_lint.workspace import disk
from sm_lint.workspace.identity import RACY_NANOSECONDS
from tests.server.client import TIMEOUT, Editor
from tests.server.project import CONFIGURATION, PIPELINE, SCRIPT, write

WRONG = SCRIPT.replace('"raw", "a.csv"', '"rwa", "a.csv"')


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write(folder)
    return folder


def with_editor(test: Callable[[Editor], Awaitable[None]], messages: Sequence[str] = ()) -> None:
    """Run a test with an editor, whose user was shown these messages."""
    messages = list(messages)

    async def run() -> None:
        editor = Editor()
        try:
            await asyncio.wait_for(test(editor), TIMEOUT)
            assert editor.messages == messages
        finally:
            await editor.stop()

    asyncio.run(run())


def position(text: str, piece: str, inside: int = 1, start: int = 0) -> types.Position:
    offset = text.index(piece, start) + inside
    before = text[:offset]
    return types.Position(before.count("\n"), offset - (before.rfind("\n") + 1))


def document(uri: str) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri)


def spots(locations: Any) -> set[tuple[str, int]]:
    return {(each.uri.rpartition("/")[2], each.range.start.line + 1) for each in locations or ()}


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


# -- diagnostics --------------------------------------------------------------------------------------------------------


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


# -- failures -----------------------------------------------------------------------------------------------------------


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


# -- questions ----------------------------------------------------------------------------------------------------------


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


# -- changes ------------------------------------------------------------------------------------------------------------


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


# -- sizes --------------------------------------------------------------------------------------------------------------


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
