"""Renders pages as self-contained HTML: no script, no request; light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files

from sm_lint.graph.drawing.escape import escaped
from sm_lint.graph.drawing.svg import markers, picture, stylesheet
from sm_lint.output.text import without_controls
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
from sm_lint.version import __version__

SUFFIX = ".html"
_LONGEST_WORD = 28
"""Characters of a name that no line may break; the width of a table's column rests on it."""
_WORDS = re.compile(r"[^/_:=,\-]*[/_:=,\-]+|[^/_:=,\-]+")
_NOTHING = '<span class="tone none">—</span>'
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(page: Page, first: str = "") -> str:
    """A page as HTML.

    Args:
        page: the page.
        first: text of a comment to put before the title.
    """
    return document(page.title, f"<main>\n{rendered(page.blocks)}</main>\n", first)


def together(pages: Sequence[Page]) -> str:
    """Several pages in one document, which link to each other within it."""
    first, *others = pages
    parts = [f'<section id="{first.key}">\n{rendered(first.blocks, "p1g", _in_text)}</section>\n']
    for number, page in enumerate(others, 2):
        body = rendered(page.blocks, f"p{number}g", _in_text)
        parts.append(f'<section class="page" id="{page.key}">\n<h1>{said(page.title)}</h1>\n{body}</section>\n')
    return document(first.title, f"<main>\n{''.join(parts)}</main>\n")


def _in_files(key: str) -> str:
    return f"{key}{SUFFIX}"


def _in_text(key: str) -> str:
    return f"#{key}"


def document(title: str, body: str, first: str = "", style: str = "") -> str:
    """A self-contained HTML document.

    Args:
        title: its title, which is its first heading too.
        body: markup.
        first: text of a comment to put before the title.
        style: style sheet in addition to that of all pages.
    """
    comment = f"<!-- {escaped(first).replace('--', '- -')} -->\n" if first else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{comment}'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"<title>{said(title)} · sm-lint</title>\n<style>\n{stylesheet()}{_style()}{style}</style>\n</head>\n<body>\n"
        f'<svg width="0" height="0" style="position:absolute" class="sm-graph" aria-hidden="true">{markers("g")}</svg>\n'
        f"<header>\n<h1>{said(title)}</h1>\n</header>\n{body}<footer>sm-lint {escaped(__version__)}</footer>\n"
        "</body>\n</html>\n"
    )


def _style() -> str:
    return files("sm_lint.pages").joinpath("page.css").read_text(encoding="utf-8")


def said(text: str) -> str:
    """Escape text; control characters and changes of direction are shown as escapes."""
    return escaped(without_controls(text))


def said_as_code(text: str) -> str:
    """Escape a name or path; a line may break after its separators, and within words that are very long."""
    words = _WORDS.findall(without_controls(text))
    parts = (word[at : at + _LONGEST_WORD] for word in words for at in range(0, len(word), _LONGEST_WORD))
    return f"<code>{'<wbr>'.join(map(escaped, parts))}</code>"


Address = Callable[[str], str]
"""The address of another page, by its key."""


def rendered(blocks: Sequence[Block], prefix: str = "g", address: Address = _in_files) -> str:
    """Blocks as markup; `prefix` begins the identifiers in pictures."""
    return "".join("".join(_block(block, prefix, address)) for block in blocks)


def _block(block: Block, prefix: str, address: Address) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{said(block.text)}</h{block.level}>\n"
        case Paragraph():
            yield f"<p>{line_markup(block.line, address)}</p>\n"
        case Bullets():
            yield f"<ul>{''.join(f'<li>{line_markup(item, address)}</li>' for item in block.items)}</ul>\n"
        case Table():
            yield table(block, address)
        case Picture():
            for number, graph in enumerate(block.graphs, 1):
                yield f"<h3>{said(graph.title)}</h3>\n" if len(block.graphs) > 1 else ""
                yield f"<figure>\n{picture(graph, f'{prefix}{number}', linked=False)}</figure>\n"


def table(block: Table, address: Address = _in_files) -> str:
    """A table that becomes a list of cards where the window is narrow, unless it is narrow itself."""
    rows = [["<br>".join(line_markup(line, address) for line in lines) for lines in row] for row in block.rows]
    return table_markup(block.columns, rows, "narrow" if block.narrow else "")


def table_markup(columns: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table with the markup of its cells; each cell names its column, for narrow windows. `kind` is its class."""
    head = "".join(f"<th>{said(column)}</th>" for column in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-column="{said(column)}"><div>{markup or _NOTHING}</div></td>'
            for column, markup in zip(columns, row, strict=True)
        )
        + "</tr>\n"
        for row in rows
    )
    table = f'<table class="{kind}">' if kind else "<table>"
    return f'<div class="wide">{table}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>\n'


def line_markup(line: Line, address: Address = _in_files) -> str:
    """A line of pieces as markup."""
    return "".join(_piece(piece, address) for piece in line)


def _piece(piece: Piece, address: Address) -> str:
    match piece:
        case Text():
            return f'<span class="tone {piece.tone}">{said(piece.text)}</span>' if piece.tone else said(piece.text)
        case Code():
            return said_as_code(piece.text)
        case Anchor():
            shown = said_as_code(piece.text) if piece.code else said(piece.text)
            target = address(piece.target) if piece.page else piece.target
            return f'<a href="{escaped(target)}">{shown}</a>'
