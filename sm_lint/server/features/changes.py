"""Code actions and renaming."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from sm_lint.output.text import one_line
from sm_lint.server import actions
from sm_lint.server.first_contract import FirstContract, first_contract
from sm_lint.server.landmarks import Cursor
from sm_lint.server.protocol import Server
from sm_lint.server.renaming.names import RenameRefusedError
from sm_lint.server.wire import EditRefusedError, path_of
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DocumentKind, document_kind

Result = TypeVar("Result")


def register(server: Server) -> None:
    """Register code actions and renaming."""
    session = server.session
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll, types.CodeActionKind.Refactor]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    async def acted(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        cell = session.buffers.cell_of(uri)
        path = cell[0] if cell is not None else path_of(uri)
        if path is None or path not in session.buffers:
            return []
        await server.settle(path)
        findings = [each for each in server.findings(path) if cell is None or each.place.cell == cell[1]]
        here = [each for each in findings if _overlaps(server.wire.range(each.place), params.range)]
        text = server.wire.text(Place(path, cell=cell[1] if cell is not None else None))
        found = [
            *actions.fixes(here, session.settings.unsafe_fixes, session.buffers.content),
            *actions.suppressions(text, here if path not in session.buffers.notebooks or cell is not None else []),
        ]
        whole = actions.fix_all(findings, session.buffers.content)
        made = [_action(server, each) for each in [*found, *([whole] if whole is not None else [])]]
        if cell is None and document_kind(path) is DocumentKind.PYTHON:
            made.append(await _contract_action(server, path))
        return [each for each in made if each is not None and _is_wanted(each, params.context.only)]

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def renamed(params: types.RenameParams) -> types.WorkspaceEdit | None:
        def work(cursor: Cursor) -> types.WorkspaceEdit | None:
            renamer = session.renamer(cursor.path)
            target = renamer.target(cursor)
            return server.wire.workspace_edit(renamer.edits(target, params.new_name)) if target is not None else None

        return await _renaming(server, params.text_document.uri, params.position, work)

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepared(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        def work(cursor: Cursor) -> types.PrepareRenamePlaceholder | None:
            target = session.renamer(cursor.path).target(cursor)
            if target is None:
                return None
            return types.PrepareRenamePlaceholder(server.wire.range(target.place), target.text)

        return await _renaming(server, params.text_document.uri, params.position, work)


async def _renaming(
    server: Server, uri: str, position: types.Position, work: Callable[[Cursor], Result | None]
) -> Result | None:
    """Answer a request about a name at a position; a refusal is the error that the user is shown."""
    cursor = server.wire.cursor(uri, position)
    if cursor is None:
        return None
    try:
        return await server.in_worker(lambda: work(cursor))
    except (RenameRefusedError, EditRefusedError) as error:
        raise JsonRpcException(one_line(str(error)), code=types.LSPErrorCodes.RequestFailed.value) from error


async def _contract_action(server: Server, path: str) -> types.CodeAction | None:
    """The action that adds a contract for a container script without one; None where there is nothing to add."""
    session = server.session

    def inferred() -> FirstContract | None:
        return first_contract(session.snapshot(path), session.buffers, path, session.root(path))

    found = await server.in_worker(inferred)
    if found is None or (found.is_new and not server.creates_files):
        return None
    try:
        edit = server.wire.new_file(found.edit) if found.is_new else server.wire.workspace_edit([found.edit])
    except EditRefusedError:
        return None
    title = one_line(
        f"Add contract `{found.id}`, inferred from this script, to {os.path.basename(found.edit.place.path)}"
    )
    return types.CodeAction(title, kind=types.CodeActionKind.Refactor, edit=edit)


def _action(server: Server, action: actions.Action) -> types.CodeAction | None:
    """An action of the protocol; None if a document has changed meanwhile."""
    try:
        edit = server.wire.workspace_edit(action.edits)
    except EditRefusedError:
        return None
    return types.CodeAction(
        one_line(action.title),
        kind=types.CodeActionKind.SourceFixAll if action.is_source else types.CodeActionKind.QuickFix,
        diagnostics=[server.wire.diagnostic(finding) for finding in action.findings] or None,
        is_preferred=action.preferred or None,
        edit=edit,
    )


def _is_wanted(action: types.CodeAction, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether the client asks for this kind of action, or for a kind above it."""
    kind = str(getattr(action.kind, "value", action.kind))
    wanted = [str(getattr(each, "value", each)) for each in only or ()]
    return only is None or any(kind == each or kind.startswith(f"{each}.") for each in wanted)


def _overlaps(first: types.Range, second: types.Range) -> bool:
    def key(position: types.Position) -> tuple[int, int]:
        return position.line, position.character

    return key(first.start) <= key(second.end) and key(second.start) <= key(first.end)
