"""Hover, definition, references, lenses, hints and completion."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from sm_lint.output.text import one_line
from sm_lint.server import codes, completion, hover, lens, navigation
from sm_lint.server.landmarks import Cursor
from sm_lint.server.protocol import Server
from sm_lint.server.wire import path_of
from sm_lint.syntax.span import Place
from sm_lint.workspace.document_kind import DocumentKind, document_kind


def register(server: Server) -> None:
    """Register hover, definition, references, lenses, hints and completion."""
    session = server.session

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        def answer(cursor: Cursor, found: list[Any]) -> types.Hover | None:
            snapshot, root = session.snapshot(cursor.path), session.root(cursor.path)
            known = codes.about(snapshot, server.wire.text(Place(cursor.path, cell=cursor.cell)), cursor)
            # A comment may lie inside a call; in TOML both the entry and its key are of interest.
            is_wanted = known is None or document_kind(cursor.path) is DocumentKind.TOML
            text = hover.hover(snapshot, root, cursor.path, found) if is_wanted else ""
            places = [each.place for each in found[:1] if text] + [each.place for each in (known,) if each is not None]
            if not places:
                return None
            shown = "\n\n---\n\n".join(filter(None, (text, known.text if known is not None else "")))
            content = types.MarkupContent(types.MarkupKind.Markdown, shown)
            return types.Hover(content, server.wire.range(places[0]))

        return await server.asked(params.text_document.uri, params.position, answer, None)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def defined(params: types.DefinitionParams) -> list[types.Location]:
        def answer(cursor: Cursor, found: list[Any]) -> list[types.Location]:
            places = navigation.definitions(session.snapshot(cursor.path), cursor.path, found)
            return [server.wire.location(place) for place in places]

        return await server.asked(params.text_document.uri, params.position, answer, [])

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def referred(params: types.ReferenceParams) -> list[types.Location]:
        def answer(cursor: Cursor, found: list[Any]) -> list[types.Location]:
            declarations = params.context.include_declaration
            places = navigation.references(session.snapshot(cursor.path), cursor.path, found, declarations)
            return [server.wire.location(place) for place in places]

        return await server.asked(params.text_document.uri, params.position, answer, [])

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        path = path_of(params.text_document.uri)
        if path is None or not session.settings.code_lens:
            return []
        found = await server.in_worker(lambda: lens.lenses(session.snapshot(path), path))
        return [types.CodeLens(server.wire.range(each.place), _shown(server, each)) for each in found]

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hinted(params: types.InlayHintParams) -> list[types.InlayHint]:
        path = path_of(params.text_document.uri)
        if path is None or not session.settings.inlay_hints:
            return []
        found = await server.in_worker(lambda: lens.hints(session.snapshot(path), path))
        return [
            types.InlayHint(server.wire.range(each.place).end, f" → {each.text}", padding_left=True)
            for each in found
            if params.range.start.line <= each.place.span.end_line - 1 <= params.range.end.line
        ]

    triggers = ["/", '"', "'", "-", "_", " ", ","]

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=triggers))
    async def completed(params: types.CompletionParams) -> types.CompletionList:
        cursor = server.wire.cursor(params.text_document.uri, params.position)
        if cursor is None:
            return types.CompletionList(False, [])
        text = server.wire.text(Place(cursor.path, cell=cursor.cell))
        head = text.splitlines(keepends=True)[: cursor.line]
        line = head[cursor.line - 1] if len(head) >= cursor.line else ""
        before, above = line[: cursor.column - 1], "".join(head[: cursor.line - 1])
        found = await server.in_worker(
            lambda: completion.completions(session.snapshot(cursor.path), cursor.path, before, above)
        )
        kinds = {
            "path": types.CompletionItemKind.File,
            "variable": types.CompletionItemKind.Variable,
            "argument": types.CompletionItemKind.Property,
            "code": types.CompletionItemKind.EnumMember,
            "key": types.CompletionItemKind.Property,
        }
        start = types.Position(params.position.line, 0)
        items = []
        for each in found:
            start = types.Position(params.position.line, max(0, params.position.character - each.typed))
            edit = types.TextEdit(types.Range(start, params.position), each.text)
            items.append(
                types.CompletionItem(
                    each.text,
                    kind=kinds[each.kind],
                    detail=one_line(each.detail),
                    text_edit=edit,
                    filter_text=each.text,
                )
            )
        return types.CompletionList(False, items)


def _shown(server: Server, found: lens.Lens) -> types.Command:
    """The command with which the client leads to the targets of a lens."""
    targets = [server.wire.location(target) for target in found.targets]
    return types.Command(found.title, "sm-lint.show", arguments=[targets])
