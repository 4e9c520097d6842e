"""Renders pages as Markdown that GitHub, GitLab and MkDocs show alike.

Names come from untrusted files: characters with a meaning for Markdown or HTML are written as backslash escapes or as
entities, and control characters as visible escapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sm_lint.graph.mermaid import flowchart
from sm_lint.output.text import inside_line
from sm_lint.pages.blocks import (
    Anchor,
    Block,
    Bullets,
    Code,
    Heading,
    Line,
    Page,
    Paragraph,
    Picture,
    Piece,
    Table,
    Text,
)
from sm_lint.patterns import regex

SUFFIX = ".md"
_PLAIN_CODE = regex(r"[A-Za-z0-9_./:=,*@+{}<>()\[\]\"' -]+")
_SPECIAL = regex(r"[\\`*_{}\[\]()#+!|~$^=-]")
_ENTITY = regex(r"[^A-Za-z0-9/. \u00a1-\U0010ffff]")
_LIST_START = regex(r"^(\s*\d+)([.)])")


def markdown(page: Page, first: str = "") -> str:
    """A page as Markdown; `first` is the text of a comment to put before everything else."""
    parts = [f"<!-- {first} -->"] if first else []
    return "\n\n".join([*parts, *_page(page, _in_files)]) + "\n"


def together(pages: Sequence[Page]) -> str:
    """Several pages in one text, which link to each other within it."""
    parts: list[str] = []
    for page in pages:
        parts.append(f'<a id="{page.key}"></a>')
        parts += _page(page, _in_text)
    return "\n\n".join(parts) + "\n"


def _in_files(key: str) -> str:
    return f"{key}{SUFFIX}"


def _in_text(key: str) -> str:
    return f"#{key}"


def _page(page: Page, address: Callable[[str], str]) -> Iterator[str]:
    yield f"# {_text(page.title)}"
    for block in page.blocks:
        yield "\n".join(_block(block, address))


def _block(block: Block, address: Callable[[str], str]) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {_text(block.text)}"
        case Paragraph():
            yield _line(block.line, address)
        case Bullets():
            for item in block.items:
                yield f"- {_line(item, address)}"
        case Table():
            yield f"| {' | '.join(map(_text, block.columns))} |"
            yield f"|{'---|' * len(block.columns)}"
            for row in block.rows:
                cells = ("<br>".join(_line(line, address) for line in cell) for cell in row)
                yield f"| {' | '.join(cells)} |"
        case Picture():
            yield f"```mermaid\n{flowchart(block.graphs)}```"


def _line(line: Line, address: Callable[[str], str]) -> str:
    return "".join(_piece(piece, address) for piece in line)


def _piece(piece: Piece, address: Callable[[str], str]) -> str:
    match piece:
        case Text():
            return _text(piece.text)
        case Code():
            return _code(piece.text)
        case Anchor():
            shown = _code(piece.text) if piece.code else _text(piece.text)
            return f"[{shown}]({address(piece.target) if piece.page else piece.target})"


def _text(text: str) -> str:
    """Escape prose; words with underscores stay readable in the source."""
    shown = inside_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _SPECIAL.sub(lambda match: f"\\{match.group()}" if _matters(match) else match.group(), shown)
    # GitHub makes links of addresses and of the names of accounts.
    shown = shown.replace("://", "&#58;//").replace("www.", "www&#46;").replace("@", "&#64;")
    return _LIST_START.sub(r"\1\\\2", shown)


def _matters(match: re.Match[str]) -> bool:
    """Whether a character may mean something where it is: marks within words, and blanks around hyphens, do not."""
    mark, text, at = match.group(), match.string, match.start()
    if mark in "(){}$^":
        return mark == "(" and text[:at].endswith("]")
    if mark in "#+=-":
        return not text[:at].strip()
    if mark == "_":
        return not (text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum())
    return True


def _code(text: str) -> str:
    """A code span; characters that do not mean the same in every dialect of Markdown are entities in a ``code`` tag."""
    shown = inside_line(text)
    if _PLAIN_CODE.fullmatch(shown) and shown == shown.strip():
        return f"`{shown}`"
    return f"<code>{_ENTITY.sub(lambda match: f'&#{ord(match.group())};', shown)}</code>"
