"""Hovers on the codes of rules, in suppressions and in the configuration, and on the keys of the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.config.locate import Entry, locate
from sm_lint.config.toml import Document, parse
from sm_lint.diagnostics.edits import Lines
from sm_lint.files.suppress import Suppressions
from sm_lint.links import rule_url
from sm_lint.registry.rule_info import RuleInfo
from sm_lint.registry.ruleset import Choice, choice
from sm_lint.server.configuration import description, own_keys, takes_selectors
from sm_lint.server.landmarks import Cursor
from sm_lint.server.markdown import code, plain
from sm_lint.server.snapshot import Snapshot
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, DocumentKind, document_kind

MOST_RULES = 30


class About(NamedTuple):
    """Markdown about the text at a place."""

    text: str
    place: Place


def about(snapshot: Snapshot, text: str, cursor: Cursor) -> About | None:
    """What is known of a code or key at a position; None if there is none.

    Args:
        snapshot: the project.
        text: the text of the document, or of the cell.
        cursor: the position.
    """
    kind = document_kind(cursor.path)
    if kind is DocumentKind.TOML:
        return _in_toml(snapshot, text, cursor)
    if kind in DEFINITIONS | IMAGES:
        return None
    chosen = choice(snapshot.settings(cursor.path))
    for suppression in Suppressions.parse(text, chosen.selectors.by_code).all:
        for written, span in suppression.listed:
            place = Place(cursor.path, span, cursor.cell)
            if cursor.is_in(place):
                found = _selected(chosen, written)
                return About(found, place) if found else None
    return None


def _in_toml(snapshot: Snapshot, text: str, cursor: Cursor) -> About | None:
    document = parse(text.encode("utf-8", "surrogatepass"), cursor.path)
    if isinstance(document, Problem):
        return None
    try:
        offset = Lines(document.text).offset(cursor.line, cursor.column)
    except ValueError:
        return None
    for keys, start, end, is_key in _strings(document, offset):
        own = own_keys(cursor.path, [str(key) for key in keys])
        if not own or not start <= offset <= end:
            continue
        place = Place(cursor.path, document.span(start, end))
        written = document.text[start:end].strip("\"'")
        if takes_selectors(own) and (not is_key or len(own) > 1):
            found = _selected(choice(snapshot.settings(cursor.path)), written)
            if found:
                return About(found, place)
        said = description(own) if is_key else ""
        if said:
            return About(f"{code('.'.join(own))}\n\n{plain(said)}", place)
    return None


def _strings(document: Document, offset: int) -> Iterator[tuple[tuple[str | int, ...], int, int, bool]]:
    """The keys and values around an offset: path of keys, start, end, and whether it is the key."""
    todo: list[tuple[tuple[str | int, ...], Entry]] = [((), locate(document.text))]
    while todo:
        keys, entry = todo.pop()
        for name, below in (entry.below or {}).items():
            path = (*keys, name)
            if isinstance(name, str) and below.key[0] <= offset <= below.key[1]:
                yield path, *below.key, True
            if not below.below and below.value[0] <= offset <= below.value[1]:
                yield path, *below.value, False
            todo.append((path, below))


def _selected(chosen: Choice, written: str) -> str:
    """Markdown about the rules that a selector covers; empty if there are none."""
    index = chosen.selectors
    one = index.rule(written)
    if one is not None:
        return _rule(one)
    covered = sorted(index.expand(written) or ())
    if not covered:
        return ""
    lines = [f"- {code(each)} {plain(index.by_code[each].summary)}" for each in covered[:MOST_RULES]]
    rest = [f"- and {len(covered) - MOST_RULES} more"] if len(covered) > MOST_RULES else []
    return "\n".join([f"{code(written)} covers {len(covered)} rules:", "", *lines, *rest])


def _rule(info: RuleInfo) -> str:
    state = ", in preview" if info.preview else "" if info.enabled else ", off by default"
    fixes = {"always": ", with a fix", "sometimes": ", with a fix in some cases"}.get(info.fixable, "")
    return "\n\n".join(
        (
            f"**{plain(info.code)}** {plain(info.name)}: {info.severity.value}{state}{fixes}",
            plain(info.summary),
            f"[Documentation]({rule_url(info.name)})",
        )
    )
