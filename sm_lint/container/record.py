"""Scenes as plain data: the format of `sm-lint simulate --output-format json`."""

from __future__ import annotations

from typing import Any

from sm_lint.container.scene import Scene, Strip, Transfer
from sm_lint.container.text import after_of


def strip_record(strip: Strip) -> dict[str, Any]:
    """A strip as a JSON object."""
    return {"title": strip.title, "containers": [_scene(scene) for scene in strip.scenes]}


def _scene(scene: Scene) -> dict[str, Any]:
    return {
        "label": scene.label,
        "job": scene.kind,
        "where": scene.where,
        "script": scene.script,
        "arguments": list(scene.words),
        "environment": list(scene.variables),
        "places": [
            {
                "path": row.path,
                "folder": row.folder,
                "before": row.before,
                "after": after_of(row),
                "state": row.state,
                "certain": row.sure,
            }
            for row in scene.rows
        ],
        "inputs": [_transfer(transfer, "source") for transfer in scene.incoming],
        "outputs": [_transfer(transfer, "destination") for transfer in scene.outgoing],
        "lost": [row.path for row in scene.of_state("lost", "scratch")],
        "remarks": list(scene.remarks),
    }


def _transfer(transfer: Transfer, side: str) -> dict[str, Any]:
    other, *readers = transfer.other.split("; ")
    record: dict[str, Any] = {"name": transfer.name, "path": transfer.path, side: other, "when": transfer.when}
    if side == "destination":
        record |= {"files": list(transfer.files), "readers": readers}
    return record
