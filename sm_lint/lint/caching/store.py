"""The store: tables of one format in a cache folder, each a file that is believed whole or not at all.

A table is two lines of JSON. The first one holds the form, the table's name, its key and a checksum of everything; it is
compared with what it has to be and never interpreted. The second one is the content. JSON, because a cache may come
with somebody's repository, and reading it must not be able to run anything::

    {"sm-lint":3,"table":"verdicts","key":"<32 hex>","checksum":"<32 hex>"}
    {"clean":{…},…}

A table that is damaged, of another key, another form or of a shape that its reader does not expect is an empty one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sm_lint.lint.caching.folder import is_folder, read
from sm_lint.lint.caching.tracked import tracking
from sm_lint.version import __version__

if TYPE_CHECKING:
    from typing import Literal, TypeVar

    from sm_lint.lint.caching.git_index import Seen

    Table = Literal["verdicts", "definitions", "launches", "run", "git"]
    Found = TypeVar("Found")

FORMAT = 3


class Store:
    """The tables of one key.

    Args:
        directory: absolute path of the cache folder.
        key: everything that the content of the tables rests on besides what they state themselves; any text.

    Attributes:
        directory: see above.
        key: hash of the key, 32 hex digits.
    """

    def __init__(self, directory: str, key: str) -> None:
        self.directory = directory
        self.key = hashlib.blake2b(key.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()

    def path(self, table: Table) -> str:
        """File of a table."""
        return os.path.join(self.directory, __version__, self._name(table))

    def load(self, table: Table, decode: Callable[[Any], Found]) -> Found | None:
        """Content of a table.

        Args:
            table: which one.
            decode: makes a value of what was written; whatever it raises means that the content is not usable.

        Returns:
            None where there is no such table, or none that can be used.
        """
        path = self.path(table)
        data = read(path)
        if data is None or not is_folder(os.path.dirname(path)):
            return None
        try:
            return decode(unpack(table, self.key, data))
        except Exception:  # noqa: BLE001 - whatever is wrong with a cache, it is an empty one
            return None

    def save(self, table: Table, content: Any) -> str:
        """Write a table in one step; why that failed, or an empty string.

        Args:
            table: which one.
            content: lists, dictionaries, texts, numbers, None.
        """
        from sm_lint.lint.caching.refusal import RefusedError
        from sm_lint.lint.caching.upkeep import write

        try:
            write(self.directory, self._name(table), pack(table, self.key, content))
        except (OSError, ValueError, RefusedError) as error:
            return f"the cache {self.path(table)} was not written: {error}"
        return ""

    def state(self, table: Table) -> tuple[int, ...]:
        """What tells the file of a table from the one that another run puts in its place; empty where there is none."""
        try:
            status = os.stat(self.path(table))
        except (OSError, ValueError):
            return ()
        return (status.st_ino, status.st_size, status.st_mtime_ns)

    def _name(self, table: Table) -> str:
        return f"{self.key}.{table}.jsonl"


def reason_of_git(directory: str) -> str:
    """Why a cache folder counts as tracked by git, as the predicate of a sentence; an empty string where it does not.

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
    """The bytes of a table."""
    body = json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"
    return _head(table, key, body) + body


def unpack(table: Table, key: str, data: bytes) -> Any:
    """The content of a table.

    Raises:
        ValueError: these are not the bytes that :func:`pack` made of one.
        RecursionError: it is nested deeper than Python reads.
    """
    body = data[data.index(b"\n") + 1 :]
    if data[: len(data) - len(body)] != _head(table, key, body):
        raise ValueError("damaged, or of another table")
    return json.loads(body.decode("ascii"))


def _head(table: Table, key: str, body: bytes) -> bytes:
    digest = hashlib.blake2b(f"{FORMAT} {table} {key}\n".encode(), digest_size=16)
    digest.update(body)
    head = {"sm-lint": FORMAT, "table": table, "key": key, "checksum": digest.hexdigest()}
    return json.dumps(head, separators=(",", ":")).encode() + b"\n"
