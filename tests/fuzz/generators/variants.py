"""The same script written in another way: its findings and its fixes are the same, moved with the text."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from random import Random

from tests.fuzz.generators.corpus import script
from tests.fuzz.inputs import Input

MARK = "#@@ mark\n"

# Each gives as many lines as it takes, and no line of code another column. A marked line becomes another line without code.
VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "cr": lambda data: data.replace(b"\n", b"\r"),
    "byte order mark": lambda data: codecs.BOM_UTF8 + data,
    "no final newline": lambda data: data.rstrip(b"\n"),
    "blank": lambda data: data.replace(MARK.encode(), b"\n"),
    "blanks": lambda data: data.replace(MARK.encode(), b"      \n"),
    "tab": lambda data: data.replace(MARK.encode(), b"\t\n"),
    "form feed": lambda data: data.replace(MARK.encode(), b"\f\n"),
    "form feed and blanks": lambda data: data.replace(MARK.encode(), b"  \f \n"),
    "backslash": lambda data: data.replace(MARK.encode(), b"\\\n"),
    "form feed and backslash": lambda data: data.replace(MARK.encode(), b"\f\\\n"),
    "comment with separators": lambda data: data.replace(MARK.encode(), "# \x1c \x85 \u2028 \x0b é\n".encode()),
    "semicolon": lambda data: data.replace(MARK.encode(), b"0;\n"),
    "string over lines": lambda data: data.replace(MARK.encode(), b"'a\\\n").replace(b"\n#@@ second\n", b"\nb'\n"),
}


_CLAUSES = ("else", "elif", "except", "finally", "case")
_BLOCKS = ("def", "class", "if", "for", "while", "with", "try", "async", "match", "@")


def varied(random: Random) -> Input:
    """A script with a marked line before some statement of its top level; the variant's name is the `stdin`."""
    seed, path = script(random)
    lines = seed.files[path].splitlines(keepends=True)
    name = random.choice(list(VARIANTS))
    mark = MARK + "#@@ second\n" if name == "string over lines" else MARK
    # What is said of a whole script stands at its first statement; libcst does not parse a block after a lone backslash.
    unfit = (*_CLAUSES, *_BLOCKS) if "backslash" in name else _CLAUSES
    starts = [index for index, line in enumerate(lines) if line[:1].isidentifier()][1:]
    places = [index for index in starts if not lines[index].startswith(unfit)]
    lines.insert(random.choice(places or [len(lines)]), mark)
    files = {other: text.encode() for other, text in seed.files.items()}
    files[path] = "".join(lines).encode()
    return Input(files, seed.configuration.encode(), stdin=f"{name}\n{path}".encode())
