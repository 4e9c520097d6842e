"""Documents, folders and settings: what the client says has changed."""

from __future__ import annotations

import asyncio
import logging
import os

from lsprotocol import types

from sm_lint.server.buffers import CellText
from sm_lint.server.positions import Units
from sm_lint.server.protocol import Server
from sm_lint.server.settings import SECTION, read_settings
from sm_lint.server.wire import path_of
from sm_lint.workspace.document_kind import is_notebook

WATCHED = "**/{*.py,*.ipynb,*.json,*.toml,*.sh,*.yaml,*.yml,*.txt,Dockerfile*,.gitignore}"
_log = logging.getLogger(__name__)


def register(server: Server) -> None:
    """Register what the server does when documents, folders or settings change."""
    _start(server)
    _workspace(server)
    _texts(server)
    _notebooks(server)


def _start(server: Server) -> None:
    session = server.session

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        folders = [path_of(folder.uri) for folder in params.workspace_folders or ()]
        if not folders and params.root_uri:
            folders = [path_of(params.root_uri)]
        session.folders[:] = [folder for folder in folders if folder is not None]
        session.settings, wrong = read_settings(params.initialization_options)
        for each in wrong:
            server.complain(each)
        document = params.capabilities.text_document
        server.pulls = document is not None and document.diagnostic is not None

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        server.wire.units = Units(server.workspace.position_encoding or "utf-16")
        workspace = server.client_capabilities.workspace
        if workspace and workspace.did_change_watched_files and workspace.did_change_watched_files.dynamic_registration:
            watchers = [types.FileSystemWatcher(WATCHED)]
            registration = types.Registration(
                "sm-lint-files",
                types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
            server.client_register_capability(types.RegistrationParams([registration]))
        if workspace and workspace.configuration:
            server.background = asyncio.ensure_future(_configure(server))


def _workspace(server: Server) -> None:
    session = server.session

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        workspace = server.client_capabilities.workspace
        if workspace and workspace.configuration:
            await _configure(server)
        else:
            _apply(server, params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {path_of(folder.uri) for folder in params.event.removed}
        added = [path for folder in params.event.added if (path := path_of(folder.uri)) is not None]
        session.folders[:] = [*(folder for folder in session.folders if folder not in gone), *added]
        server.change(list(session.buffers))
        server.refresh()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for event in params.changes if (path := path_of(event.uri)) is not None]
        server.change([path for path in paths if ".sm_lint_cache" not in path.split(os.sep)])
        server.refresh()


def _texts(server: Server) -> None:
    session = server.session

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        _put(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        _put(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            server.change([path])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None and path in session.buffers:
            server.close(path)


def _notebooks(server: Server) -> None:
    session = server.session

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def notebook_opened(params: types.DidOpenNotebookDocumentParams) -> None:
        _put_notebook(server, params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def notebook_changed(params: types.DidChangeNotebookDocumentParams) -> None:
        _put_notebook(server, params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    def notebook_saved(params: types.DidSaveNotebookDocumentParams) -> None:
        path = path_of(params.notebook_document.uri)
        if path is not None:
            server.change([path])

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def notebook_closed(params: types.DidCloseNotebookDocumentParams) -> None:
        path = path_of(params.notebook_document.uri)
        if path is not None and path in session.buffers:
            for cell in session.buffers.notebooks.get(path, ()):
                server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(cell.uri, []))
            server.close(path)


async def _configure(server: Server) -> None:
    """Ask the client for its settings. A client that never answers leaves those it sent first."""
    item = types.ConfigurationItem(section=SECTION)
    try:
        answer = await server.workspace_configuration_async(types.ConfigurationParams([item]))
    except Exception:  # noqa: BLE001 - whatever a client answers must not end the server
        _log.exception("the client did not send its settings")
        return
    _apply(server, answer[0] if answer else None)


def _apply(server: Server, given: object) -> None:
    if given is None:
        return
    settings, wrong = read_settings(given)
    for each in wrong:
        server.complain(each)
    if settings != server.session.settings:
        server.session.settings = settings
        server.change(list(server.session.buffers))
        server.refresh()


def _put(server: Server, uri: str) -> None:
    """Take over the text of an open document; that of a cell belongs to its notebook."""
    path = path_of(uri)
    if path is None:
        return
    document = server.workspace.get_text_document(uri)
    server.wire.opened(path, uri)
    if is_notebook(path) and document.language_id == "python":
        # Some clients show the code cells of a notebook as one document.
        server.session.buffers.put_notebook(path, [CellText(uri, True, document.source)])
    else:
        server.session.buffers.put(path, document.source)
    server.change([path])


def _put_notebook(server: Server, uri: str) -> None:
    path = path_of(uri)
    notebook = server.workspace.get_notebook_document(notebook_uri=uri)
    if path is None or notebook is None:
        return
    server.session.buffers.put_notebook(
        path,
        [
            CellText(
                cell.document,
                cell.kind == types.NotebookCellKind.Code,
                server.workspace.get_text_document(cell.document).source,
            )
            for cell in notebook.cells
        ],
    )
    server.change([path])
