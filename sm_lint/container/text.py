"""Scenes as text: one table for each container, before and after side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.container.scene import Row, Scene, State, Strip, Transfer
from sm_lint.output.paint import BOLD, FAINT, Paint
from sm_lint.output.text import one_line

_WARN: tuple[State, ...] = ("lost", "missing", "empty", "unread")
_AFTER = {"unread": "never read"}


def strip_text(strip: Strip, paint: Paint) -> Iterator[str]:
    """The lines of a strip."""
    if len(strip.scenes) > 1:
        yield paint(strip.title, BOLD)
        yield "  " + (" → " if strip.linked else ", ").join(strip.names)
    for number, scene in enumerate(strip.scenes):
        if number or len(strip.scenes) > 1:
            yield ""
        yield from scene_text(scene, paint)


def scene_text(scene: Scene, paint: Paint) -> Iterator[str]:
    """The lines of a container."""
    yield paint(scene.label, BOLD)
    command = " ".join(filter(None, (scene.script, *scene.words)))
    yield f"  {scene.kind or 'unknown kind of'} job" + (f": {command}" if command else "")
    if "/" in scene.where:  # the label has the name of the file alone, and several folders may have one of that name
        yield f"  defined at {scene.where}"
    if scene.variables:
        yield f"  variables: {', '.join(scene.variables)}"
    yield ""
    yield from _table(scene.rows, paint)
    uploads = [_upload(transfer) for transfer in scene.outgoing]
    if uploads:
        yield ""
        yield "  uploaded"
        yield from (f"    {line}" for lines in uploads for line in lines)
    lost = scene.of_state("lost", "scratch")
    if lost:
        yield ""
        yield "  lost when the job ends"
        yield from (f"    {one_line(row.path)}" for row in lost)
    if scene.remarks:
        yield ""
        yield from (f"  note: {remark}" for remark in scene.remarks)


def _upload(transfer: Transfer) -> Iterator[str]:
    yield one_line(f"{transfer.name} ({transfer.path}) {transfer.when} to {transfer.other.split('; ')[0]}")
    if transfer.files:
        yield f"  {one_line(', '.join(transfer.files))}"
    for reader in transfer.other.split("; ")[1:]:
        yield f"  → {one_line(reader)}"


def indented(rows: Sequence[Row]) -> Iterator[tuple[int, str, Row]]:
    """The rows as a tree: depth, name below the row above it, row."""
    above: list[str] = []
    for row in rows:
        while above and not row.path.startswith(above[-1] + "/"):
            above.pop()
        name = row.path[len(above[-1]) + 1 :] if above else row.path
        yield len(above), name + ("/" if row.folder else ""), row
        above.append(row.path)


def after_of(row: Row) -> str:
    """What a row says of the time after the start."""
    text = row.after or _AFTER.get(row.state, "")
    return text if row.sure or not text else f"perhaps {text}"


def _table(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    lines = [(f"{'  ' * depth}{one_line(name)}", row.before, after_of(row), row) for depth, name, row in indented(rows)]
    first = max((len(line[0]) for line in lines), default=0)
    second = max([len("before"), *(len(line[1]) for line in lines)])
    yield paint(f"  {'':<{first}}  {'before':<{second}}  after".rstrip(), FAINT)
    for name, before, after, row in lines:
        shown = paint(after, BOLD) if row.state in _WARN else after
        yield f"  {name:<{first}}  {before:<{second}}  {shown}".rstrip()
