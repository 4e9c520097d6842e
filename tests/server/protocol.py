"""What the tests of the protocol share: an editor for one test, places, and documents."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from lsprotocol import types

from tests.server.client import TIMEOUT, Editor
from tests.server.project import SCRIPT

WRONG = SCRIPT.replace('"raw", "a.csv"', '"rwa", "a.csv"')


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
