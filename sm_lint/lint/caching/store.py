"""The store: tables of one format in a cache folder; each file is valid as a whole or not at all.

A table is two lines of JSON. The first one holds the format version, the name of the table, its key and a checksum. It
is compared with the expected line and never interpreted. The second one is the content. The format is JSON because a
cache may come with a stranger's repository, and reading it must not execute anything::

    {"sm-lint":4,"table":"verdicts","key":"<32 hex>","checksum":"<32 hex>"}
    {"verdicts":{…},…}

A table that is damaged, has another key or format, or has a shape that its reader does not expect counts as empty.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sm_lint.lint.caching.folder import is_folder, read
from sm_lint.lint.caching.tracked import tracking
from sm_lint.version import __version__
from sm_lint.workspace.blake2 import blake2b

if TYPE_CHECKING:
    from typing import Literal, TypeVar

    from sm_lint.lint.caching.git_index import Seen

    Table = Literal["verdicts", "definitions", "launches", "run", "report", "git"]
    Found = TypeVar("Found")

FORMAT = 4


class Store:
    """The tables of one key.

    Args:
        directory: absolute path of the cache folder.
        key: everything that the tables depend on beyond what they state themselves; any text.

    Attributes:
        directory: see above.
        key: hash of the key, 32 hex digits.
    """

    def __init__(self, directory: str, key: str) -> None:
        self.directory = directory
        self.key = blake2b(key.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()

    def path(self, table: Table) -> str:
        """The path of a table's file."""
        return os.path.join(self.directory, __version__, self._name(table))

    def load(self, table: Table, decode: Callable[[Any], Found]) -> Found | None:
        """The content of a table.

        Args:
            table: name of the table.
            decode: converts the stored value; any exception means that the content is unusable.

        Returns:
            None if the table does not exist or is unusable.
        """
        path = self.path(table)
        data = read(path)
        if data is None or not is_folder(os.path.dirname(path)):
            return None
        try:
            return decode(unpack(table, self.key, data))
        except Exception:  # noqa: BLE001 - a damaged cache counts as empty
            return None

    def save(self, table: Table, content: Any) -> str:
        """Write a table atomically. The result says why that failed, or is an empty string.

        Args:
            table: name of the table.
            content: lists, dictionaries, strings, numbers, None.
        """
        from sm_lint.lint.caching.refusal import RefusedError
        from sm_lint.lint.caching.upkeep import write

        try:
            write(self.directory, self._name(table), pack(table, self.key, content))
        except (OSError, ValueError, RefusedError) as error:
            return f"the cache {self.path(table)} was not written: {error}"
        return ""

    def state(self, table: Table) -> tuple[int, ...]:
        """The identity of a table's file, which changes when another run replaces it; empty if there is none."""
        try:
            status = os.stat(self.path(table))
        except (OSError, ValueError):
            return ()
        return (status.st_ino, status.st_size, status.st_mtime_ns)

    def _name(self, table: Table) -> str:
        return f"{self.key}.{table}.jsonl"


def reason_of_git(directory: str) -> str:
    """Why a cache folder counts as tracked by git, as the predicate of a sentence; empty if it does not.

    Args:
        directory: absolute path.
    """
    store = Store(directory, "indexes that do not track this folder")
    known = store.load("git", _seen) or ()
    reason, seen = tracking(directory, known)
    if not set(seen) <= set(known) and is_folder(os.path.dirname(store.path("git"))):
        store.save("git", seen)
    return reason


def _seen(rows: Any) -> tuple[Seen, ...]:
    seen = []
    for path, size, modified, changed, number in rows:
        if type(path) is not str or any(type(each) is not int for each in (size, modified, changed, number)):
            raise TypeError("no index")
        seen.append((path, size, modified, changed, number))
    return tuple(seen)


def pack(table: Table, key: str, content: Any) -> bytes:
    """Encode a table."""
    body = json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"
    return _head(table, key, body) + body


def unpack(table: Table, key: str, data: bytes) -> Any:
    """Decode a table.

    Raises:
        ValueError: the bytes were not made by :func:`pack` for this table and key.
        RecursionError: the content is nested deeper than Python can parse.
    """
    body = data[data.index(b"\n") + 1 :]
    if data[: len(data) - len(body)] != _head(table, key, body):
        raise ValueError("damaged, or of another table")
    return json.loads(body.decode("ascii"))


def _head(table: Table, key: str, body: bytes) -> bytes:
    digest = blake2b(f"{FORMAT} {table} {key}\n".encode(), digest_size=16)
    digest.update(body)
    head = {"sm-lint": FORMAT, "table": table, "key": key, "checksum": digest.hexdigest()}
    return json.dumps(head, separators=(",", ":")).encode() + b"\n"
