"""A client of the protocol for tests.

The server runs in the loop of the test, so that it starts in no time, or as `sm-lint server` in a process of its own.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.io_ import run_async
from pygls.lsp.client import LanguageClient

from sm_lint.server.features import register
from sm_lint.server.protocol import Server

TIMEOUT = 240
"""Seconds that an answer may take on a busy machine."""


class Editor:
    """Opens documents and collects what the server says.

    Attributes:
        published: the diagnostics last sent for each document.
        messages: the messages shown to the user.
        settings: what the client answers when it is asked for settings; None for a client that never answers.
        server: the server, where it runs in this process.
    """

    def __init__(self) -> None:
        self.client = LanguageClient("test", "1")
        self.published: dict[str, list[types.Diagnostic]] = {}
        self.messages: list[str] = []
        self.settings: dict[str, Any] | None = {}
        self.server: Server | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._arrived = asyncio.Event()
        self._versions: dict[str, int] = {}
        self._published_versions: dict[str, int | None] = {}

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published[params.uri] = list(params.diagnostics)
            self._published_versions[params.uri] = params.version
            self._arrived.set()

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        def message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self._arrived.set()

        @self.client.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: types.LogMessageParams) -> None: ...

        @self.client.feature(types.WORKSPACE_CONFIGURATION)
        async def configuration(params: types.ConfigurationParams) -> list[Any]:
            while self.settings is None:
                await asyncio.sleep(3600)
            return [self.settings for _ in params.items]

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def registered(params: types.RegistrationParams) -> None: ...

    async def start(
        self,
        *folders: Path,
        encoding: str = "utf-16",
        pull: bool = False,
        settings: dict[str, Any] | None = None,
        silent: bool = False,
        apart: bool = False,
    ) -> types.InitializeResult:
        """Start a server.

        Args:
            folders: the roots of the workspace.
            encoding: the units of columns.
            pull: whether the client asks for diagnostics.
            settings: those of the client; the server is sent them at the start, and when it asks for them.
            silent: whether the client never answers when it is asked for settings.
            apart: whether the server is a process of its own.
        """
        self.settings = None if silent else settings or {}
        if apart:
            await self.client.start_io(sys.executable, "-m", "sm_lint", "server")
        else:
            await self._connect()
        document = types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pull else None
        )
        capabilities = types.ClientCapabilities(
            text_document=document,
            general=types.GeneralClientCapabilities(position_encodings=[encoding]),
            workspace=types.WorkspaceClientCapabilities(configuration=True, workspace_folders=True),
        )
        result = await self.client.initialize_async(
            types.InitializeParams(
                capabilities=capabilities,
                process_id=os.getpid(),
                workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders],
                initialization_options={"debounce": 0, **(settings or {})},
            )
        )
        self.client.initialized(types.InitializedParams())
        return result

    async def _connect(self) -> None:
        """Run a server in this loop."""
        self.server = Server()
        register(self.server)
        for end, sock in zip((self.client, self.server), socket.socketpair()):
            reader, writer = await asyncio.open_connection(sock=sock)
            end.protocol.set_writer(writer)
            loop = run_async(threading.Event(), reader, end.protocol, error_handler=end.report_server_error)
            self._tasks.append(asyncio.ensure_future(loop))

    async def stop(self) -> None:
        """End the server."""
        await asyncio.wait_for(self.client.shutdown_async(None), TIMEOUT)
        if self.server is None:
            self.client.exit(None)
            await asyncio.wait_for(self.client.stop(), TIMEOUT)
            return
        self.server.shutdown()
        for end in (self.client, self.server):
            writer: Any = end.protocol.writer
            writer.close()
        await asyncio.wait(self._tasks, timeout=TIMEOUT)

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a document; its text is that of the file if none is given."""
        uri = path.as_uri()
        self._versions[uri] = 1
        content = path.read_text(encoding="utf-8") if text is None else text
        item = types.TextDocumentItem(uri, "python", 1, content)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, text: str) -> None:
        """Replace the text of a document."""
        self._versions[uri] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self._versions[uri], uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, uri: str) -> None:
        """Close a document."""
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def until(self, wanted: Callable[[], object]) -> None:
        """Wait until a condition holds."""

        async def wait() -> None:
            while not wanted():
                self._arrived.clear()
                await self._arrived.wait()

        await asyncio.wait_for(wait(), TIMEOUT)

    async def codes(self, uri: str) -> list[str]:
        """The codes of the next diagnostics of the present text of a document."""
        self.published.pop(uri, None)
        wanted = self._versions[uri]
        await self.until(lambda: uri in self.published and self._published_versions[uri] == wanted)
        return [str(each.code) for each in self.published[uri]]
