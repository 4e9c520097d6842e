"""Scripts that are changed as text and as bytes: tokens, line ends, encodings, odd whitespace."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from random import Random

from tests.fuzz.generators import hostile
from tests.fuzz.generators.corpus import script

_TOKEN = re.compile(r"\w+|[^\w\s]|[ \t]+|\r\n?|\n")
_COOKIES = (
    *("utf-8", "utf8", "latin-1", "iso-8859-15", "cp1252", "gbk", "shift_jis", "euc-jp", "big5", "koi8-r", "ascii"),
    *("utf-7", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp037", "rot13", "hex", "base64", "zlib", "idna"),
    *("punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "undefined", "nonsense", "", "é", "a" * 3_000),
)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF8 * 2, b"\xff")
_BYTES = (
    b"\xff",
    b"\x80",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\0",
    b"\x1a",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
)
Change = Callable[[str, Random], str]


def encoded(text: str, codec: str = "utf-8") -> bytes:
    """A text that may hold halves of surrogate pairs as bytes."""
    try:
        return text.encode(codec)
    except (UnicodeError, LookupError):
        return text.encode("utf-8", "surrogatepass")


def _position(text: str, random: Random) -> int:
    """Where to change something: anywhere, or where a line begins or ends."""
    if random.random() < 0.5:
        return random.randrange(len(text) + 1)
    ends = [match.start() for match in re.finditer(r"\n", text)]
    return min(random.choice(ends) + random.randrange(2), len(text)) if ends else 0


def insert(text: str, random: Random) -> str:
    """Put a character, or a few, somewhere."""
    position = _position(text, random)
    characters = random.choice(hostile.CHARACTERS) * random.choice((1, 1, 1, 2, 50))
    return text[:position] + characters + text[position:]


def insert_line(text: str, random: Random) -> str:
    """Put a line of odd whitespace between two lines."""
    lines = text.split("\n")
    line = random.choice(("\\", "\f", " \f", "\f\\", "    ", "\t", "#", "#\f", "\\\f", "    \\", ";", "\v", "\xa0"))
    lines.insert(random.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def cut(text: str, random: Random) -> str:
    """Leave out the rest, or a piece."""
    start = _position(text, random)
    return text[:start] + ("" if random.random() < 0.5 else text[start + hostile.length(random, 200) :])


def repeat(text: str, random: Random) -> str:
    """Write a piece a few times."""
    start = _position(text, random)
    piece = text[start : start + hostile.length(random, 80)]
    return text[:start] + piece * random.choice((2, 3, 30)) + text[start:]


def swap_tokens(text: str, random: Random) -> str:
    """Leave out, write twice or exchange a few tokens."""
    parts = _TOKEN.findall(text)
    for _ in range(random.choice((1, 2, 5))):
        if len(parts) < 2:
            break
        one, other = random.randrange(len(parts)), random.randrange(len(parts))
        change = random.randrange(4)
        if change == 0:
            del parts[one]
        elif change == 1:
            parts.insert(other, parts[one])
        elif change == 2:
            parts[one], parts[other] = parts[other], parts[one]
        else:
            parts[one] = random.choice(hostile.CHARACTERS)
    return "".join(parts)


def splice(text: str, random: Random) -> str:
    """Go on as another script does."""
    seed, path = script(random)
    other = seed.files[path]
    return text[: _position(text, random)] + other[_position(other, random) :]


def replace_string(text: str, random: Random) -> str:
    """Put another text into a string literal."""
    strings = list(re.finditer(r"(?<=[\"'])[^\"'\n]*(?=[\"'])", text))
    if not strings:
        return insert(text, random)
    match = random.choice(strings)
    return text[: match.start()] + hostile.text(random) + text[match.end() :]


def indent(text: str, random: Random) -> str:
    """Tabs, or other blanks, where there were four blanks."""
    return text.replace("    ", random.choice(("\t", "  ", "   ", " \t", "\f    ", "        \t")))


def line_ends(text: str, random: Random) -> str:
    """Other line ends, the same for all lines or not."""
    ends = random.choice((("\r\n",), ("\r",), ("\n", "\r\n"), ("\n", "\r"), ("\n\r",), ("\n", "\f\n", " \n", "\\\n")))
    return "".join(line + random.choice(ends) for line in text.split("\n"))


def last_line(text: str, random: Random) -> str:
    """Another end of the file."""
    return text.rstrip() + random.choice(
        ("", "\\", "\\\n", " ", "\t", "\r", "\f", "\n\f", "\n    ", "#", ";", "\n\\\n")
    )


CHANGES: tuple[Change, ...] = (
    *(insert, insert, insert_line, insert_line, cut, repeat, swap_tokens, swap_tokens, splice, replace_string),
    *(replace_string, indent, line_ends, last_line),
)


def changed(text: str, random: Random) -> str:
    """A text with one to a few changes."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        text = random.choice(CHANGES)(text, random)
    return text


def changed_bytes(raw: bytes, random: Random) -> bytes:
    """Bytes with one to a few changes."""
    data = bytearray(raw)
    for _ in range(random.choice((1, 2, 4))):
        position = random.randrange(len(data) + 1)
        change = random.randrange(4)
        if change == 0:
            data[position:position] = random.choice(_BYTES)
        elif change == 1 and position < len(data):
            data[position] ^= 1 << random.randrange(8)
        elif change == 2:
            del data[position : position + hostile.length(random, 50)]
        else:
            data[position:position] = random.randbytes(random.randrange(1, 4))
    return bytes(data)


def with_cookie(text: str, random: Random) -> bytes:
    """A script that declares an encoding, in which it may be written, with a word that is not ASCII beside it."""
    name = random.choice(_COOKIES)
    word = random.choice(("", "", " é", " привет", " 漢字", "\ud800"))
    line = random.choice(
        ("# -*- coding: {} -*-{}\n", "#!/usr/bin/python\n# coding={}{}\n", "\f# coding: {}{}\n", "\n#coding:{}{}\n")
    )
    codec = name if random.random() < 0.7 else random.choice(("utf-8", "latin-1", "utf-16"))
    return random.choice((b"", b"", b"", *_MARKS)) + encoded(line.format(name, word) + text, codec)


def raw(text: str, random: Random) -> bytes:
    """A script as bytes, changed in one way or another."""
    kind = random.random()
    if kind < 0.6:
        return encoded(changed(text, random))
    if kind < 0.8:
        return with_cookie(changed(text, random) if random.random() < 0.5 else text, random)
    if kind < 0.9:
        return changed_bytes(text.encode(), random)
    return random.choice(_MARKS) + encoded(changed(text, random), random.choice(("utf-8", "utf-16-le", "utf-32")))
