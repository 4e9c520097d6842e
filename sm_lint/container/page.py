"""Renders scenes as one self-contained HTML page; no script, no request."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from sm_lint.container.scene import Row, Scene, Strip, Transfer
from sm_lint.container.text import after_of, indented
from sm_lint.graph.drawing.escape import escaped
from sm_lint.graph.drawing.remarks import markup
from sm_lint.output.text import count
from sm_lint.version import __version__

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(strips: Sequence[Strip]) -> str:
    """All strips as an HTML document."""
    title = strips[0].title if len(strips) == 1 else count(len(strips), "pipeline")
    style = files("sm_lint.container").joinpath("page.css").read_text(encoding="utf-8")
    body = "".join(_strip(strip, f"p{number}", len(strips) > 1) for number, strip in enumerate(strips, 1))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"<title>{escaped(title)} · containers</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{escaped(title)}</h1>\n<p class="quiet">The file system of each container as SageMaker makes it, and'
        " after the script. Nothing was run: this is what the script and its definition say.</p>\n</header>\n"
        f"<main>\n{body}</main>\n<footer>sm-lint {escaped(__version__)}</footer>\n</body>\n</html>\n"
    )


def _strip(strip: Strip, prefix: str, several: bool) -> str:
    heading = f"<h2>{escaped(strip.title)}</h2>\n" if several else ""
    steps = "".join(
        f'<li><a href="#{prefix}-{scene.key}">{markup(scene.label)}</a><br><span class="quiet">'
        f"{escaped(scene.kind or 'job')} · {escaped(scene.script)}</span></li>"
        for scene in strip.scenes
    )
    look = "strip linked" if strip.linked else "strip"
    row = f'<ol class="{look}" aria-label="Containers">{steps}</ol>\n' if len(strip.scenes) > 1 else ""
    return heading + row + "".join(_scene(scene, prefix) for scene in strip.scenes)


def _scene(scene: Scene, prefix: str) -> str:
    command = " ".join((scene.script, *scene.words)).strip()
    variables = ", ".join(f"<code>{escaped(name)}</code>" for name in scene.variables)
    rows = "".join(_row(depth, name, row) for depth, name, row in indented(scene.rows))
    lost = scene.of_state("lost", "scratch")
    where = f" · defined at <code>{escaped(scene.where)}</code>" if scene.where else ""
    return (
        f'<section class="container" id="{prefix}-{scene.key}" tabindex="-1">\n<h3>{markup(scene.label)}</h3>\n'
        f'<p class="quiet">{escaped(scene.kind or "unknown")} job · <code>{escaped(command)}</code>{where}</p>\n'
        + (f"<p>Variables: {variables}</p>\n" if variables else "")
        + '<div class="wide"><table>\n<thead><tr><th scope="col">place</th><th scope="col">before</th>'
        f'<th scope="col">after</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n'
        + _list("Uploaded", [_transfer(transfer) for transfer in scene.outgoing])
        + _list("Lost when the job ends", [f"<code>{escaped(row.path)}</code>" for row in lost])
        + _list("Not known", [escaped(remark) for remark in scene.remarks])
        + "</section>\n"
    )


def _row(depth: int, name: str, row: Row) -> str:
    return (
        f'<tr class="{row.state}"><td class="path" style="--depth:{depth}">{escaped(name)}</td>'
        f'<td class="before">{escaped(row.before)}</td><td class="after">{escaped(after_of(row))}</td></tr>\n'
    )


def _transfer(transfer: Transfer) -> str:
    other, *readers = transfer.other.split("; ")
    text = f"<b>{escaped(transfer.name)}</b> <code>{escaped(transfer.path)}</code> {escaped(transfer.when)} to {escaped(other)}"
    if transfer.files:
        text += "<br>" + ", ".join(f"<code>{escaped(name)}</code>" for name in transfer.files)
    return text + "".join(f'<br><span class="quiet">→ {escaped(reader)}</span>' for reader in readers)


def _list(name: str, rows: Sequence[str]) -> str:
    return f"<h4>{name}</h4>\n<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>\n" if rows else ""
