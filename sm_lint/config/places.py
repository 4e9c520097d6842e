"""The places where options are written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.config.find import prefix_of
from sm_lint.config.glob import anchor
from sm_lint.config.layer import COMMAND_LINE, INLINE
from sm_lint.config.node import Node
from sm_lint.config.settings import Settings
from sm_lint.config.toml import Document
from sm_lint.syntax.span import Place


def option_node(document: Document, name: str) -> Node | None:
    """The node of an option in a configuration file."""
    node: Node | None = Node(document.data, document, ())
    for part in (*prefix_of(document.path), name):
        node = node.table().get(str(part)) if node else None
    return node


def place_in(settings: Settings, name: str, text: str = "") -> Place:
    """The place where an option, or with `text` an item or key of it, is written.

    Args:
        settings: the resolved settings.
        name: the option as written in TOML, such as ``extend-select``.
        text: an item of its list or a key of its table.

    Returns:
        The place in the nearest file that sets it. If no file does: a place in ``command line`` or ``--config`` below
        the folder `root` if the option was set there, else the start of the governing file or of that folder.
    """
    return Places(settings).of(name, text)


class Places:
    """The places of options in the files from which the settings were read. See :func:`place_in`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._written: dict[str, list[_Written]] = {}

    def of(self, name: str, text: str = "") -> Place:
        """The place where an option, or an item or key of it, is written."""
        settings = self._settings
        if name not in self._written:
            self._written[name] = list(self._find(name))
        for option, parts in self._written[name]:
            if not text:
                return option.key_place
            if text in parts:
                node, is_key = parts[text]
                return node.key_place if is_key else node.place
        origin = settings.origin(name.replace("-", "_"))
        if origin in (COMMAND_LINE, INLINE):
            return Place(os.path.join(settings.root, origin))
        return Place(settings.config_path or settings.root)

    def _find(self, name: str) -> Iterator[_Written]:
        for document in map(self._settings.documents.read, self._settings.config_files):
            node = option_node(document, name) if isinstance(document, Document) else None
            if node is not None:
                yield _Written(node, _parts(node, os.path.dirname(node.document.path)))


class _Written(NamedTuple):
    """An option in one file, with the items of its list or the keys of its table by text, and whether each is a key."""

    option: Node
    parts: dict[str, tuple[Node, bool]]


def _parts(node: Node, folder: str) -> dict[str, tuple[Node, bool]]:
    parts: dict[str, tuple[Node, bool]] = {}
    for item in node.elements():
        if isinstance(item.value, str):
            parts.setdefault(item.value, (item, False))
    for key, member in node.table().items():
        parts.setdefault(key, (member, True))
        parts.setdefault(anchor(key, folder), (member, True))
    return parts


def origin_of(settings: Settings, name: str) -> str:
    """The origin of an option: ``default``, ``command line``, ``--config`` or ``<path>:<line>``.

    The name may be that of the option or of the field of the settings.
    """
    option = "io" if name in {"reads", "writes"} else name.replace("_", "-")
    origin = settings.origin(option.replace("-", "_"))
    if origin not in settings.config_files:
        return origin
    place = place_in(settings, option)
    return f"{place.path}:{place.span.line}"
