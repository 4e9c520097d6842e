"""Formats the changes of contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sm_lint.diagnostics.finding import Finding, Note, Severity
from sm_lint.evolution.model import Change, ContractDiff
from sm_lint.output.context import RenderContext
from sm_lint.output.paint import BOLD, FAINT, RED, YELLOW, Paint
from sm_lint.output.text import count, encodable, json_text, one_line, shown_path, shown_place
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place

VERSION = 1
_ORIGINS = {"contract": "contract", "job": "launch", "script": "script"}
_WORDS = {"error": "breaking", "warning": "may break", "info": "compatible"}


def side_place(name: str, place: Place, cwd: str, *, is_file: bool) -> str:
    """A place on one side, as messages show it: ``main:contracts.toml:3:5``, ``main: pyproject.toml:3:5``.

    Args:
        name: how users named the side.
        place: the place.
        cwd: folder against which paths are relative.
        is_file: whether the side is one file, which its name says.
    """
    if not is_file:
        return f"{one_line(name)}: {shown_place(place, cwd)}"
    return f"{one_line(name)}:{place.span.line}:{place.span.column}"


class Compared(NamedTuple):
    """What was compared.

    Attributes:
        diffs: the contracts that differ.
        old, new: names of the sides.
        cwd: folder against which paths are relative.
        paint: the colours.
        old_is_file: whether the earlier side is one file, of the disk or of a commit.
    """

    diffs: tuple[ContractDiff, ...]
    old: str
    new: str
    cwd: str
    paint: Paint
    old_is_file: bool = False

    def title(self, diff: ContractDiff) -> str:
        """How a contract is headed."""
        return f"{_ORIGINS[diff.origin]} {one_line(diff.id)}"

    def verdict(self, diff: ContractDiff) -> str:
        """What the changes ask of the version, and whether the contract has it."""
        if not diff.needed or diff.origin != "contract":
            return ""
        breaking = any(change.is_breaking for change in diff.changes)
        if not breaking and (diff.old is None or diff.old.version is None):
            return ""
        needs = f"needs a {diff.needed.word} version"
        if diff.old is None or diff.new is None or diff.old.version is None:
            return f"{needs}; the contract has none" if diff.old is not None and diff.new is not None else needs
        steps = f"{diff.old.version} to {diff.new.version or 'none'}"
        wanted = f", at least {diff.wanted}" if diff.wanted else ""
        enough = diff.announced is not None and diff.announced >= diff.needed
        return one_line(f"{needs}{wanted}; it goes from {steps}{'' if enough else ', which is not enough'}")

    def place(self, change: Change) -> str:
        """Where a change is written, with the side if it is the earlier one alone."""
        if change.new_place is not None:
            return shown_place(change.new_place, self.cwd)
        if change.old_place is None:
            return ""
        return side_place(self.old, change.old_place, self.cwd, is_file=self.old_is_file)

    def counts(self) -> str:
        """How many changes there are of each severity."""
        every = [change for diff in self.diffs for change in diff.changes]
        breaking = sum(change.is_breaking for change in every)
        return f"{count(breaking, 'breaking change')}, {count(len(every) - breaking, 'other change')}"


def text(compared: Compared) -> Iterator[str]:
    """Lines for people."""
    paint = compared.paint
    colours = {"error": RED, "warning": YELLOW, "info": FAINT}
    for diff in compared.diffs:
        verdict = compared.verdict(diff)
        yield paint(compared.title(diff), BOLD) + (f"  {verdict}" if verdict else "")
        for change in diff.changes:
            head = f"{change.severity} {change.kind.code}"
            said = f"{paint(head, colours[change.severity])} [{change.kind.name}] {change.category}: {one_line(change.message)}"
            place = compared.place(change)
            yield f"  {place}: {said}" if place else f"  {said}"
            yield from (f"    {line}" for line in _explained(change, compared))
    if compared.diffs:
        yield compared.counts()


def _explained(change: Change, compared: Compared) -> Iterator[str]:
    paint = compared.paint
    witness = change.witness
    if change.doubt:
        yield paint(f"= not certain: {one_line(change.doubt)}", FAINT)
    if witness is not None:
        where = f" {shown_place(witness.place, compared.cwd)}" if witness.place is not None else ""
        yield paint(f"= {_effect(change)}: {one_line(witness.text)}{where}", FAINT)
        if witness.example:
            yield paint(f"    {one_line(witness.example)}", FAINT)


def _effect(change: Change) -> str:
    """What a change does to its witness."""
    word = "breaks" if change.is_breaking else "may break"
    return word if change.witness is not None and change.witness.place is not None else f"{word}, for example"


def as_json(compared: Compared) -> Iterator[str]:
    """One object."""
    yield json_text(
        {
            "version": VERSION,
            "old": encodable(compared.old),
            "new": encodable(compared.new),
            "contracts": [_record(diff, compared.cwd) for diff in compared.diffs],
        },
        indent=2,
    )


def _record(diff: ContractDiff, cwd: str) -> dict[str, Any]:
    old, new = diff.old, diff.new
    return {
        "id": encodable(diff.id),
        "origin": diff.origin,
        "old_version": encodable(old.version) if old is not None and old.version else None,
        "new_version": encodable(new.version) if new is not None and new.version else None,
        "needed": diff.needed.word,
        "announced": diff.announced.word if diff.announced is not None else None,
        "wanted": diff.wanted or None,
        "breaking": any(change.is_breaking for change in diff.changes),
        "unannounced": diff.is_unannounced,
        "changes": [_change(change, cwd) for change in diff.changes],
    }


def _change(change: Change, cwd: str) -> dict[str, Any]:
    witness = change.witness
    return {
        "code": change.kind.code,
        "name": change.kind.name,
        "category": change.category,
        "severity": change.severity,
        "bump": change.bump.word,
        "message": encodable(change.message),
        "reason": change.kind.reason,
        "subject": encodable(change.name),
        "variant": encodable(change.variant) or None,
        "before": encodable(change.before) or None,
        "after": encodable(change.after) or None,
        "doubt": change.doubt or None,
        "old_place": _place(change.old_place, cwd),
        "new_place": _place(change.new_place, cwd),
        "witness": {
            "text": encodable(witness.text),
            "place": _place(witness.place, cwd),
            "made_up": witness.place is None,
            "example": encodable(witness.example) or None,
        }
        if witness is not None
        else None,
        "url": change.kind.url,
    }


def _place(place: Place | None, cwd: str) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "path": shown_path(place.path, cwd),
        "cell": place.cell,
        "line": place.span.line,
        "column": place.span.column,
    }


def github(compared: Compared) -> Iterator[str]:
    """Annotations of GitHub Actions."""
    from sm_lint.output.formats import load

    findings = [_finding(change, diff, compared) for diff in compared.diffs for change in diff.changes]
    context = RenderContext(compared.cwd)
    yield from (piece.rstrip("\n") for piece in load("github").render(findings, context))


def _finding(change: Change, diff: ContractDiff, compared: Compared) -> Finding:
    """The change as a finding; one of what is gone stands where the contract is now."""
    now = diff.new.place if diff.new is not None else None
    place = change.new_place or now or change.old_place or Place(compared.cwd)
    notes = [Note(f"not certain: {change.doubt}")] if change.doubt else []
    if change.witness is not None:
        notes.append(Note(f"{_effect(change)}: {change.witness.text}", change.witness.place))
    message = f"{compared.title(diff)}: {change.message} ({change.category}, {change.bump.word} version)"
    kind = change.kind
    return Finding(
        kind.code, kind.name, Severity(change.severity), message, place, notes=tuple(notes), contract=diff.id
    )


def markdown(compared: Compared) -> Iterator[str]:
    """A table for a pull request."""
    yield f"### Contracts: {_cell(compared.old)} → {_cell(compared.new)}\n"
    if not compared.diffs:
        yield "No contract differs."
        return
    yield f"{compared.counts().capitalize()}.\n"
    yield "| contract | change | | category | breaks | version |"
    yield "|---|---|---|---|---|---|"
    for diff in compared.diffs:
        for change in diff.changes:
            word = _WORDS[change.severity]
            cells = (
                _cell(compared.title(diff)),
                f"[{change.kind.code}]({change.kind.url}) {_cell(change.message)}",
                f"**{word}**" if change.is_breaking else word,
                change.category,
                _breaks(change, compared),
                change.bump.word,
            )
            yield f"| {' | '.join(cells)} |"
    verdicts = [(diff, compared.verdict(diff)) for diff in compared.diffs]
    yield ""
    yield from (f"- {_cell(compared.title(diff))} {_cell(verdict)}" for diff, verdict in verdicts if verdict)


def _breaks(change: Change, compared: Compared) -> str:
    witness = change.witness
    doubt = f" (not certain: {_cell(change.doubt)})" if change.doubt else ""
    if witness is None:
        return doubt.strip()
    if witness.place is not None:
        return f"{_cell(witness.text)}, {_cell(shown_place(witness.place, compared.cwd))}{doubt}"
    return f"{_cell(witness.text)}{doubt}"


_SPECIAL = regex(r"([\\|<>*_\[\]#@~])")
_CODE = regex(r"(`[^`]*`)")


def _cell(text: str) -> str:
    """Text for a cell: what Markdown, HTML and mentions would take for markup is escaped, save code."""
    parts = _CODE.split(one_line(text))
    return "".join(
        part.replace("|", "\\|")
        if part.startswith("`") and len(part) > 1
        else _SPECIAL.sub(r"\\\1", part).replace("`", "\\`")
        for part in parts
    )


FORMATS: dict[str, Callable[[Compared], Iterator[str]]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "markdown": markdown,
}
