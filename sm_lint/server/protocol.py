"""The server on the wire: what the client sends, and what it is sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.run.baseline import BaselineError
from sm_lint.output.text import one_line
from sm_lint.registry.packages import PluginError
from sm_lint.server.diagnostics import carried_over, is_broken
from sm_lint.server.landmarks import Cursor, at
from sm_lint.server.session import Judged, Session, merged
from sm_lint.server.wire import Wire
from sm_lint.syntax.span import Place
from sm_lint.version import __version__

Result = TypeVar("Result")
NAME = "sm-lint"
NOTEBOOKS = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithCells(
            notebook=types.NotebookDocumentFilterNotebookType("jupyter-notebook"),
            cells=[types.NotebookCellLanguage("python"), types.NotebookCellLanguage("markdown")],
        )
    ]
)
_log = logging.getLogger(__name__)


def _is_failure(record: logging.LogRecord) -> bool:
    """Whether what pygls logs is a failure: a request that is refused with a reason is none."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, JsonRpcException) and error.code == types.LSPErrorCodes.RequestFailed.value)


class Server(LanguageServer):
    """One server for one client. Analysis runs in one thread beside the loop that answers."""

    def __init__(self) -> None:
        super().__init__(NAME, f"v{__version__}", notebook_document_sync=NOTEBOOKS)
        logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_failure)
        self.session = Session()
        self.wire = Wire(self.session.buffers)
        self.judged: dict[str, Judged] = {}
        self.latest: dict[str, int] = {}
        self.good: dict[str, tuple[str, tuple[Finding, ...]]] = {}
        self.published: dict[str, set[str]] = {}
        self.pulls = False
        self.complaints: set[str] = set()
        self.background: asyncio.Future[None] | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sm-lint analysis")
        self._waiting: dict[str, None] = {}
        self._task: asyncio.Task[None] | None = None

    def shutdown(self) -> None:
        """End the server; a piece of analysis that has begun is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]

    # -- running ----------------------------------------------------------------------------------------------------

    async def in_worker(self, work: Callable[[], Result]) -> Result:
        """Run a piece of analysis in the worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def change(self, paths: Iterable[str]) -> None:
        """Files have changed: drop what is known, and judge the open documents again, these first."""
        self.session.changed()
        chosen = list(paths)
        for path in chosen:
            for each in self.session.concerned(path):
                self._waiting.setdefault(each)
        for path in reversed([path for path in chosen if path in self.session.buffers]):
            self._waiting = {path: None, **self._waiting}
        self._judge_soon()

    def _judge_soon(self) -> None:
        if self.pulls:
            self._waiting.clear()  # the client asks
        elif self._waiting and (self._task is None or self._task.done()):
            self._task = asyncio.ensure_future(self._judge_waiting())

    async def _judge_waiting(self) -> None:
        while self._waiting:
            before = self.session.state
            await asyncio.sleep(self.session.settings.debounce / 1000)
            if before != self.session.state:
                continue  # typing goes on
            first = next(iter(self._waiting))
            await self.judge([first])
            root = self.session.root(first)
            others = [path for path in self._waiting if self.session.root(path) == root]
            if before == self.session.state and others:
                await self.judge(others)

    async def judge(self, paths: Sequence[str]) -> bool:
        """Judge open documents of one root in one run, and publish the results.

        Returns:
            Whether the results are those of the latest state; if not, the documents wait to be judged again.
        """
        before = self.session.state
        for path in paths:
            self._waiting.pop(path, None)
        try:
            judged = await self.in_worker(lambda: self.session.judge(paths))
        except (PluginError, BaselineError) as error:
            self.complain(str(error))
            return True
        except Exception:  # noqa: BLE001 - one document must not end the server
            _log.exception("judging %s failed", ", ".join(paths))
            if len(paths) == 1:
                return True
            return all([await self.judge([path]) for path in paths])
        if before != self.session.state:
            self._waiting.update((path, None) for path in paths if path in self.session.buffers)
            self._judge_soon()
            return False
        for path, result in judged.items():
            if path in self.session.buffers:
                self.latest[path] = before
                self.judged[path] = Judged(self._with_last_good(path, result.own), result.elsewhere)
        if not self.pulls:
            for path in judged:
                if path in self.judged:
                    self._publish(path)
        return True

    async def settle(self, path: str) -> None:
        """Judge an open document in its latest state, unless that has been done."""
        while path in self.session.buffers and self.latest.get(path) != self.session.state:
            if await self.judge([path]):
                return

    def _with_last_good(self, path: str, own: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings, with those of the last text that could be parsed while the present one cannot."""
        text = self.session.buffers.texts.get(path)
        if text is None:
            return own
        if not is_broken(own):
            self.good[path] = text, own
            return own
        before, findings = self.good.get(path, ("", ()))
        return (*own, *carried_over(findings, before, text))

    def complain(self, message: str) -> None:
        """Show a message once."""
        if message not in self.complaints:
            self.complaints.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"sm-lint: {one_line(message)}"))

    def refresh(self) -> None:
        """Make the client ask again for what it shows, if it can: something else than a document has changed."""
        workspace = self.client_capabilities.workspace
        for capability, ask in (
            (workspace and workspace.diagnostics, self.workspace_diagnostic_refresh),
            (workspace and workspace.code_lens, self.workspace_code_lens_refresh),
            (workspace and workspace.inlay_hint, self.workspace_inlay_hint_refresh),
        ):
            if capability and capability.refresh_support:
                ask(None)

    @property
    def creates_files(self) -> bool:
        """Whether the client makes files where an edit asks for it."""
        workspace = self.client_capabilities.workspace
        edits = workspace.workspace_edit if workspace is not None else None
        return edits is not None and types.ResourceOperationKind.Create in (edits.resource_operations or ())

    # -- diagnostics ------------------------------------------------------------------------------------------------

    def findings(self, path: str) -> list[Finding]:
        """All findings known of a file: its own, and those that open documents cause in it."""
        own = self.judged[path].own if path in self.judged else ()
        caused = [judged.elsewhere.get(path, ()) for other, judged in self.judged.items() if other != path]
        return merged([own] if path in self.judged else caused)

    def _publish(self, path: str) -> None:
        """Send the findings of a document, and of the files that it had or has findings in."""
        elsewhere = set(self.judged[path].elsewhere) if path in self.judged else set()
        for other in sorted(elsewhere | self.published.get(path, set()) - {path}):
            if other not in self.judged:
                self.send(other)
        self.published[path] = elsewhere
        self.send(path)

    def send(self, path: str) -> None:
        """Send what is known of a file; the cells of an open notebook are documents of their own."""
        findings = self.findings(path)
        cells = self.session.buffers.notebooks.get(path)
        if cells is None:
            diagnostics = [self.wire.diagnostic(finding) for finding in findings]
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(self.wire.uri(Place(path)), diagnostics, self._version(path))
            )
            return
        for number, cell in enumerate(cells, 1):
            here = [self.wire.diagnostic(each) for each in findings if (each.place.cell or 1) == number]
            version = self.workspace.get_text_document(cell.uri).version
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(cell.uri, here, version))

    def _version(self, path: str) -> int | None:
        """The version of an open text; None for any other file."""
        if path not in self.session.buffers.texts:
            return None
        return self.workspace.get_text_document(self.wire.uri(Place(path))).version

    def close(self, path: str) -> None:
        """Forget a document, and what it caused."""
        self.session.buffers.close(path)
        self.good.pop(path, None)
        self.latest.pop(path, None)
        self._waiting.pop(path, None)
        judged = self.judged.pop(path, Judged())
        for other in sorted({*judged.elsewhere, *self.published.pop(path, set())} - {path}):
            if other not in self.judged and not self.pulls:
                self.send(other)
        if not self.pulls:
            self.send(path)
        self.change([path])

    # -- positions --------------------------------------------------------------------------------------------------

    async def asked(
        self, uri: str, position: types.Position, answer: Callable[[Cursor, list[Any]], Result], nothing: Result
    ) -> Result:
        """Answer a question about a position with the things there, the smallest first."""
        cursor = self.wire.cursor(uri, position)
        if cursor is None:
            return nothing
        return await self.in_worker(lambda: answer(cursor, at(self.session.snapshot(cursor.path), cursor)))
