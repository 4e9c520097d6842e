"""The bytes of a TOML file after its text was edited."""

from __future__ import annotations

import difflib


def normalised(data: bytes) -> str:
    """The text of a TOML file with LF line endings.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    return data.decode("utf-8").replace("\r\n", "\n")


def encoded(before: bytes, after: str) -> bytes:
    """The bytes of the edited text; lines that were not edited keep their line endings, new ones get the first one.

    Args:
        before: the content of the file.
        after: its new text with LF line endings.
    """
    if b"\r\n" not in before:
        return after.encode("utf-8")
    old = before.decode("utf-8").split("\n")
    new = after.split("\n")
    plain = [line.removesuffix("\r") for line in old]
    ending = "\r" if old[0].endswith("\r") else ""
    found: list[str] = []
    for tag, start, stop, first, last in difflib.SequenceMatcher(None, plain, new, autojunk=False).get_opcodes():
        found += old[start:stop] if tag == "equal" else [line + ending for line in new[first:last]]
    return "\n".join([*found[:-1], found[-1].removesuffix("\r")]).encode("utf-8")
