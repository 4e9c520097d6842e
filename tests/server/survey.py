"""Every ability of the server at random positions: nothing fails, and no answer contradicts a fresh run of the linter.

``python -m tests.server.survey FOLDER --positions 200`` opens files of a folder, whose files stay as they are.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.run.runner import lint_paths
from sm_lint.server.landmarks import landmarks
from sm_lint.server.session import Session
from sm_lint.server.wire import path_of
from tests.server.client import Editor

SUFFIXES = (".py", ".toml", ".ipynb", ".json")
STRING = re.compile(r"""["']([^"'\s]+)["']""")
MOST_FILES = 12
MOST_ACTIONS = 6


class ContradictionError(AssertionError):
    """An answer contradicts the linter, or cannot be."""


class Failures(logging.Handler):
    """Keeps what the server logs as an error, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(logging.Formatter().format(record))


class Survey:
    """Asks about random positions of the files of one folder.

    Args:
        editor: an editor whose server runs in this process.
        folder: the root of the workspace.
        seed: of the random choices.
    """

    def __init__(self, editor: Editor, folder: Path, seed: int) -> None:
        self._editor = editor
        self._folder = folder
        self._random = random.Random(seed)
        self.texts: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.slowest: dict[str, float] = {}
        self.here = ""

    def open_some(self) -> None:
        """Open some files, those that say most of SageMaker first."""
        files = [file for file in sorted(self._folder.rglob("*")) if file.suffix in SUFFIXES and file.is_file()]
        snapshot = Session(folders=[str(self._folder)]).snapshot(str(files[0]))

        def weight(file: Path) -> int:
            if file.suffix == ".toml":
                return 10 * bool(snapshot.declared(str(file)))
            task = snapshot.index.task(str(file))
            return min(20, len(task.declared) + len(task.launched_by) + len(task.jobs))

        weighted = sorted(files, key=lambda file: (-weight(file), str(file)))
        some = [file for file in weighted if weight(file)]
        chosen = self._random.sample(some, min(len(some), MOST_FILES)) + self._random.sample(files, min(len(files), 3))
        for file in dict.fromkeys(chosen):
            try:
                text = file.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue
            if file.suffix != ".ipynb":
                self.texts[self._editor.open(file, text)] = text

    async def check_findings(self) -> None:
        """Compare the findings of all open documents with those of a fresh run."""
        await self.settled()
        server = self._editor.server
        assert server is not None
        paths = [path for uri in self.texts if (path := path_of(uri)) is not None]
        fresh = Counter(_key(each) for each in self._fresh(paths, {}) if each.place.path in paths)
        known = Counter(_key(each) for path in paths for each in server.findings(path))
        if fresh != known:
            raise ContradictionError(f"stale {list(known - fresh)[:3]}, missing {list(fresh - known)[:3]}")

    async def settled(self) -> None:
        """Wait until the open documents are judged."""
        server = self._editor.server
        assert server is not None
        await self.ask(
            "settle", self._editor.client.text_document_hover_async, _hover("untitled:x", types.Position(0, 0))
        )
        while server._task is not None and not server._task.done():
            await server._task

    async def step(self) -> None:
        """Use every ability at one position."""
        uri = self._random.choice(list(self.texts))
        where = self._position(uri)
        self.here = f"{uri}:{where.line + 1}:{where.character + 1}"
        document, client = types.TextDocumentIdentifier(uri), self._editor.client
        hover = await self.ask("hover", client.text_document_hover_async, types.HoverParams(document, where))
        if hover is not None:
            self._expect_around(uri, hover.range, where)
        found = await self.ask(
            "definition", client.text_document_definition_async, types.DefinitionParams(document, where)
        )
        self._expect_locations(found)
        context = types.ReferenceContext(include_declaration=True)
        found = await self.ask(
            "references", client.text_document_references_async, types.ReferenceParams(context, document, where)
        )
        self._expect_locations(found)
        await self.ask("lens", client.text_document_code_lens_async, types.CodeLensParams(document))
        await self.ask(
            "hints", client.text_document_inlay_hint_async, types.InlayHintParams(document, types.Range(where, where))
        )
        await self.ask("completion", client.text_document_completion_async, types.CompletionParams(document, where))
        await self._rename(document, where)
        await self._actions(document, where)

    async def _rename(self, document: types.TextDocumentIdentifier, where: types.Position) -> None:
        client = self._editor.client
        prepared = await self.ask(
            "prepare rename",
            client.text_document_prepare_rename_async,
            types.PrepareRenameParams(document, where),
            may_refuse=True,
        )
        if prepared is None:
            return
        self._expect_around(document.uri, prepared.range, where)
        for new in (f"{prepared.placeholder}2", "renamed"):
            change = await self.ask(
                "rename",
                client.text_document_rename_async,
                types.RenameParams(document, where, new),
                may_refuse=True,
            )
            if change is not None:
                self._expect_no_new(change)

    async def _actions(self, document: types.TextDocumentIdentifier, where: types.Position) -> None:
        line = types.Range(types.Position(where.line, 0), types.Position(where.line, 10_000))
        params = types.CodeActionParams(document, line, types.CodeActionContext([]))
        actions = await self.ask("actions", self._editor.client.text_document_code_action_async, params)
        for action in (actions or ())[:MOST_ACTIONS]:
            if action.kind == types.CodeActionKind.QuickFix and action.edit is not None and action.edit.changes:
                self._expect_gone(action, document.uri)

    # -- expectations -----------------------------------------------------------------------------------------------

    def _expect_gone(self, action: types.CodeAction, uri: str) -> None:
        """A fix or a suppression removes its finding, and leaves what can be parsed."""
        assert action.edit is not None
        after = self._applied(action.edit)
        path = path_of(uri)
        gone = action.diagnostics[0].code if action.diagnostics else None
        before = Counter(each.code for each in self._fresh([path], {}) if each.place.path == path)
        now = Counter(each.code for each in self._fresh([path], after) if each.place.path == path)
        if now["SMX901"] > before["SMX901"] or (gone is not None and now[str(gone)] >= before[str(gone)] > 0):
            raise ContradictionError(f"{uri}: {action.title!r} leaves {gone}: {now - before}")
        self.counts["applied action"] += 1

    def _expect_no_new(self, change: types.WorkspaceEdit) -> None:
        """A renaming adds no finding to the files that it changes."""
        after = self._applied(change)
        paths = sorted(after)
        before = Counter((each.place.path, each.code) for each in self._fresh(paths, {}))
        new = Counter((each.place.path, each.code) for each in self._fresh(paths, after)) - before
        if new:
            raise ContradictionError(f"renaming adds {new}")
        self.counts["applied rename"] += 1

    def _applied(self, change: types.WorkspaceEdit) -> dict[str, bytes]:
        """The contents of the files after a change."""
        found = {}
        for uri, edits in (change.changes or {}).items():
            path = path_of(uri)
            assert path is not None
            text = self.texts.get(uri)
            text = Path(path).read_bytes().decode("utf-8") if text is None else text
            found[path] = _edited(text, edits).encode("utf-8")
        return found

    def _fresh(self, paths: Iterable[str | None], overlay: dict[str, bytes]) -> tuple[Finding, ...]:
        everything = {path_of(uri) or "": text.encode("utf-8") for uri, text in self.texts.items()} | overlay
        resolver = Resolver(cwd=str(self._folder), overlay=everything)
        named = [path for path in paths if path is not None]
        return tuple(lint_paths(named, resolver=resolver, overlay=everything, cache=False).findings) if named else ()

    def _expect_around(self, uri: str, range_: types.Range | None, where: types.Position) -> None:
        if range_ is not None:
            start, end = (each.line * 1_000_000 + each.character for each in (range_.start, range_.end))
            if not start <= where.line * 1_000_000 + where.character <= end:
                raise ContradictionError(f"{uri}: {range_} is not around {where}")

    def _expect_locations(self, found: Any) -> None:
        for each in found or ():
            path = path_of(each.uri)
            text = self.texts.get(each.uri)
            if text is None and path is not None and Path(path).exists():
                text = Path(path).read_bytes().decode("utf-8", "replace")
            if text is None or each.range.end.line > text.count("\n") + text.count("\r"):
                raise ContradictionError(f"{each.uri} {each.range} does not exist")

    # -- asking -----------------------------------------------------------------------------------------------------

    async def ask(self, name: str, method: Any, params: Any, *, may_refuse: bool = False) -> Any:
        """Ask the server; a refusal counts as no answer where it may refuse."""
        started = time.perf_counter()
        try:
            answer = await method(params)
        except JsonRpcException as error:
            if not may_refuse or error.code != types.LSPErrorCodes.RequestFailed.value:
                raise
            self.refusals[error.message] += 1
            return None
        finally:
            self.slowest[name] = max(self.slowest.get(name, 0), time.perf_counter() - started)
        self.counts[name if answer else f"no {name}"] += 1
        return answer

    def _position(self, uri: str) -> types.Position:
        """A position: in most cases inside something that the server knows, else anywhere."""
        path, text = path_of(uri), self.texts[uri]
        lines = text.split("\n")
        server = self._editor.server
        assert server is not None
        assert path is not None
        known = landmarks(server.session.snapshot(path), path) if self._random.random() < 0.8 else []
        if known:
            span = self._random.choice(known).place.span
            number = self._random.randint(span.line, span.end_line) - 1
            first = span.column - 1 if number == span.line - 1 else 0
            last = span.end_column if number == span.end_line - 1 else len(lines[number])
            column = self._random.randint(min(first, len(lines[number])), min(max(first, last), len(lines[number])))
        else:
            number = self._random.randrange(len(lines))
            column = self._random.randint(0, len(lines[number]))
        shown = self._editor.published.get(uri, ())
        if shown and self._random.random() < 0.25:
            return self._random.choice(shown).range.start
        strings = [found.span(1) for found in STRING.finditer(lines[number])]
        if strings and self._random.random() < 0.5:
            column = self._random.randint(*self._random.choice(strings))
        return types.Position(number, len(lines[number][:column].encode("utf-16-le")) // 2)


def _hover(uri: str, where: types.Position) -> types.HoverParams:
    return types.HoverParams(types.TextDocumentIdentifier(uri), where)


def _key(finding: Finding) -> tuple[Any, ...]:
    return finding.place, finding.code, finding.message


def _edited(text: str, edits: Iterable[Any]) -> str:
    """A text after edits whose columns are in UTF-16."""
    lines = text.split("\n")

    def offset(where: types.Position) -> int:
        line = lines[where.line] if where.line < len(lines) else ""
        column = len(line.encode("utf-16-le")[: 2 * where.character].decode("utf-16-le"))
        return sum(len(each) + 1 for each in lines[: where.line]) + column

    for edit in sorted(edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
        lines = text.split("\n")
    return text


async def survey(folder: Path, seed: int, positions: int) -> Survey:
    """Ask at so many positions.

    Raises:
        ContradictionError: an answer contradicts the linter.
    """
    failures = Failures()
    logging.getLogger().addHandler(failures)
    editor = Editor()
    await editor.start(folder, settings={"inlayHints": True})
    made = Survey(editor, folder, seed)
    try:
        made.open_some()
        await made.check_findings()
        for number in range(positions):
            try:
                await made.step()
            except (ContradictionError, JsonRpcException) as error:
                raise ContradictionError(f"seed {seed}, position {number}, {made.here}: {error}") from error
        await made.check_findings()
        if failures.texts:
            raise ContradictionError("\n".join(failures.texts[:3]))
    finally:
        logging.getLogger().removeHandler(failures)
        await editor.stop()
    return made


def main(arguments: Sequence[str]) -> int:
    """Survey folders."""
    parser = argparse.ArgumentParser(prog="python -m tests.server.survey", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--positions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    for folder in chosen.folders:
        made = asyncio.run(survey(folder.resolve(), chosen.seed, chosen.positions))
        print(folder, dict(sorted(made.counts.items())), flush=True)
        for text, count in made.refusals.most_common(12):
            print("   refused:", count, text)
        print("   slowest:", {name: f"{1000 * each:.0f} ms" for name, each in made.slowest.items()}, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
