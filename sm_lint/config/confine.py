"""Restricts the output paths that a configuration file may set: reports, the cache, the baseline."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sm_lint.config.find import prefix_of
from sm_lint.config.layer import Layer, join
from sm_lint.config.node import Node
from sm_lint.config.toml import INVALID, Document
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace.boundary import is_inside

_FLAGS = {"cache_dir": "--cache-dir", "baseline": "--baseline", "output_format": "--output-format"}


def confine(document: Document, layer: Layer, base: str) -> list[Problem]:
    """Remove the paths that leave the file's folder from its options, as the file may come from a stranger.

    Args:
        document: the configuration file.
        layer: its options; modified in place.
        base: absolute folder that files of `output-format` are relative to.

    Returns:
        A mistake for each removed path.
    """
    folder = os.path.dirname(document.path)
    problems = []
    for field, inside in (("cache_dir", folder), ("baseline", folder), ("output_format", base)):
        if field not in layer.values:
            continue
        kept = []
        for index, (written, path) in enumerate(_paths(field, layer.values[field], base)):
            if not path or is_inside(path, inside):
                kept.append(written)
            else:
                problems.append(_refused(document, field, index, inside))
        if field == "output_format":
            layer.values[field] = kept
        elif not kept:
            del layer.values[field], layer.origins[field]
    return problems


def _paths(field: str, value: object, base: str) -> Iterator[tuple[str, str]]:
    """Each written value with its absolute path; an empty path for a format without a file."""
    if isinstance(value, str):
        yield value, value
    elif isinstance(value, list):
        for item in value:
            file = item.partition(":")[2]
            yield item, "" if file in ("", "-") else join(base, file)


def _refused(document: Document, field: str, index: int, folder: str) -> Problem:
    option = field.replace("_", "-")
    message = f"`{option}` leads out of the folder `{folder}`"
    hint = f"a configuration file may write below that folder only; other paths are given with {_FLAGS[field]}"
    return Problem(INVALID, message, _place(document, option, index), hint)


def _place(document: Document, option: str, index: int) -> Place:
    path = (*prefix_of(document.path), option)
    node = Node(document.data, document, ())
    for part in path:
        node = node.table()[str(part)]
    return node.elements()[index].place if isinstance(node.value, list) else node.place
