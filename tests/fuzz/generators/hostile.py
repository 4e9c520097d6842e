"""Values, characters and names that software is known to stumble over."""

from __future__ import annotations

from random import Random

PATHS = (
    "/opt/ml/processing/input/data",
    "/opt/ml/processing/output",
    "/opt/ml/input/data/train",
    "/opt/ml/model",
    "opt/ml/model",
    "/opt/ml/../../etc/passwd",
    "/",
    "~/.bashrc",
    "../outside/secret.json",
    "s3://bucket/key",
    "s3://",
    "file:///opt/ml/model",
    "C:\\opt\\ml\\model",
    "/opt/ml/{}/%s",
    "/opt/ml/" + "a/" * 300,
)
TEXTS = (
    *PATHS,
    "",
    " ",
    "\n",
    "\r",
    "\0",
    "\x1b[31m",
    "\u202e",
    "\u2028",
    "\ufeff",
    "é",
    "\N{ROCKET}",
    "\ud800",
    "{0.__class__}",
    "{:>999999999}",
    "%999999999d",
    "%(a)s",
    "${A}",
    "$(id)",
    "`id`",
    "'",
    '"',
    "*a" * 40,
    "(a+)+$",
    "(" * 200,
    "ml.m5.large",
    "SM_CHANNEL_TRAIN",
    "AKIAABCDEFGHIJKLMNOP",
    "arn:aws:iam::123456789012:role/x",
    "::stop-commands::x",
    "##vso[task.setvariable variable=a]b",
    "<script>alert(1)</script>",
    "]]>",
    "--",
    "-x",
    "a" * 5_000,
    "sagemaker",
    "1e999",
    "NaN",
)
NUMBERS: tuple[object, ...] = (
    *(0, 1, -1, 2, 255, 256, 2**31, 2**63, 2**64, -(2**63), 10**40, 10**400),
    *(0.0, -0.0, 0.5, 1e308, 1e-320, 1j, True, False, None, ...),
)
CHARACTERS = (
    *("\f", "\v", "\t", "\r", "\n", "\0", "\x1a", "\x1c", "\x85", "\xa0", "\xad", "\u2028", "\u2029", "\u200b"),
    *("\u202e", "\ufeff", "\ud800", "\udfff", "\N{ROCKET}", "é", "e\u0301", "ﬁ", "\uff11", "\\", "\\\n", "\\\r\n"),
    *('"', "'", '"""', "'''", "#", "(", ")", "[", "]", "{", "}", ":", ";", ",", "@", "=", ":=", "->", "$", "?", "!"),
    *("f'{", 'f"""{', "rb'", "\\N{", "\\x", "\\u", "0x", "0b", "1_", "1e", ".", "..", "...", "*", "**", "//", "async "),
    *(
        "lambda: ",
        "yield ",
        "await ",
        "not ",
        "if ",
        "else ",
        "match x:\n case ",
        "type X = ",
        "def f[T](): ",
        "print ",
    ),
)
NAMES = (
    "plain.py",
    "a b.py",
    "-x.py",
    "--fix.py",
    "é.py",
    "\u202e.py",
    "\x1b[31m.py",
    "a\nb.py",
    "a\rb.py",
    "a\tb.py",
    "\x07.py",
    "::stop-commands::x.py",
    "::error::x.py",
    "##vso[task.setvariable variable=a]b.py",
    "##[command]x.py",
    "%0A::x.py",
    "a:1:2.py",
    "a,b=c;d].py",
    "<b>&amp;'\".py",
    "]]>.py",
    "$(id).py",
    "`id`.py",
    "*.py",
    "[a].py",
    "{a}.py",
    "~.py",
    "#.py",
    "!x.py",
    "a\\b.py",
    "\udcff.py",
    "con.py",
    "__init__.py",
    "a" * 200 + ".py",
    "inference.py",
    "n.ipynb",
    "d.json",
)


def text(random: Random) -> str:
    """A text, mostly a short one."""
    if random.random() < 0.8:
        return random.choice(TEXTS)
    return "".join(random.choice(CHARACTERS) for _ in range(random.randrange(1, 6)))


def data(random: Random, length: int = 40) -> bytes:
    """A few bytes, some of them of texts."""
    pieces = [
        random.choice(TEXTS).encode("utf-8", "surrogatepass") if random.random() < 0.3 else random.randbytes(3)
        for _ in range(random.randrange(1, max(length // 4, 2)))
    ]
    return b"".join(pieces)


def length(random: Random, most: int) -> int:
    """A length from 1 to `most`; short ones are as frequent as long ones."""
    return max(1, int(most ** random.random()))


def tree(random: Random, depth: int = 3) -> object:
    """A value as JSON has it, of any kind."""
    kind = random.randrange(8 if depth else 5)
    if kind < 3:
        return text(random)
    if kind == 3:
        return random.choice([*NUMBERS[:17], float("inf"), float("nan")])
    if kind == 4:
        return random.choice([True, False, None, [], {}, ""])
    if kind < 6:
        return [tree(random, depth - 1) for _ in range(random.randrange(4))]
    return {text(random): tree(random, depth - 1) for _ in range(random.randrange(4))}
