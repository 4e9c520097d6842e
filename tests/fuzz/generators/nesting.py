"""Texts that nest deep or go on and on: what recursion, and expressions that backtrack, do not survive."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

from tests.fuzz.generators import hostile
from tests.fuzz.inputs import Input

_MOST = 300_000

Kind = Callable[[int], str]
KINDS: dict[str, Kind] = {
    "sum": lambda n: "x = " + " + ".join(["a"] * n),
    "texts": lambda n: "x = " + " + ".join(["'/opt/ml'"] * n),
    "attributes": lambda n: "x = a" + ".b" * n,
    "calls": lambda n: "x = a" + ".b()" * n,
    "calls of calls": lambda n: "x = a" + "()" * n,
    "subscripts": lambda n: "x = a" + "[0]" * n,
    "lists": lambda n: "x = " + "[" * n + "]" * n,
    "parentheses": lambda n: "x = " + "(" * n + "1" + ")" * n,
    "dictionaries": lambda n: "x = " + "{1:" * n + "1" + "}" * n,
    "arguments": lambda n: "x = " + "f(" * n + ")" * n,
    "paths": lambda n: "x = " + "os.path.join('a', " * n + "'b'" + ")" * n,
    "open brackets": lambda n: "x = " + "[" * n,
    "open braces": lambda n: "{" * n,
    "closed brackets": lambda n: "x = " + ")" * n,
    "functions": lambda n: "".join(" " * i + "def f():\n" for i in range(min(n, 400))) + " " * min(n, 400) + "pass\n",
    "classes": lambda n: "".join(" " * i + "class C:\n" for i in range(min(n, 400))) + " " * min(n, 400) + "pass\n",
    "blocks": lambda n: "".join("\t" * i + "if a:\n" for i in range(min(n, 400))) + "\t" * min(n, 400) + "pass\n",
    "one-line blocks": lambda n: "if a: " * n + "pass",
    "branches": lambda n: "if a:\n  pass\n" + "elif b:\n  pass\n" * n,
    "tries": lambda n: "".join(" " * i + "try:\n" for i in range(min(n, 100))) + " " * min(n, 100) + "pass\n",
    "lambdas": lambda n: "x = " + "lambda: " * n + "1",
    "nots": lambda n: "x = " + "not " * n + "1",
    "minuses": lambda n: "x = " + "-" * n + "1",
    "awaits": lambda n: "x = " + "await " * n + "1",
    "stars": lambda n: "f(" + "*" * n + "a)",
    "powers": lambda n: "x = " + "**".join(["a"] * n),
    "ands": lambda n: "x = " + " and ".join(["a"] * n),
    "comparisons": lambda n: "x = " + " < ".join(["a"] * n),
    "conditions": lambda n: "x = " + "a if b else " * n + "c",
    "decorators": lambda n: "@d\n" * n + "def f(): pass\n",
    "literals": lambda n: "x = (" + '"a" ' * n + ")",
    "entries": lambda n: "x = {\n" + "".join(f"  'k{i}': {i},\n" for i in range(n)) + "}\n",
    "targets": lambda n: "a = " * n + "1",
    "walruses": lambda n: "(" + "(a := " * n + "1" + ")" * n + ")",
    "f-strings": lambda n: "x = " + "f'{" * n + "1" + "}'" * n,
    "format specifications": lambda n: 'x = f"' + "{a:" * n + "1" + "}" * n + '"',
    "fields": lambda n: "x = f'" + "{a}" * n + "'",
    "imports": lambda n: "import a" + ".b" * n,
    "names": lambda n: "from a import " + ", ".join(f"b{i}" for i in range(n)),
    "parameters": lambda n: "def f(" + ", ".join(f"a{i}=1" for i in range(n)) + "): pass",
    "comprehensions": lambda n: "x = [a " + "for a in b " * n + "]",
    "patterns": lambda n: "match a:\n case " + "(" * n + "1" + ",)" * n + ": pass\n",
    "alternatives": lambda n: "match a:\n case " + " | ".join(["1"] * n) + ": pass\n",
    "unions": lambda n: "x: " + " | ".join(["a"] * n),
    "type parameters": lambda n: "def f[" + ", ".join(f"T{i}" for i in range(n)) + "](): pass\n",
    "statements": lambda n: "x=1\n" * n,
    "semicolons": lambda n: "x=1;" * n,
    "continuations": lambda n: "x = 1" + "\\\n" * n + "\n",
    "assignments of assignments": lambda n: "x = '/opt/ml'\n" + "x = x + x\n" * n + "open(x)\n",
    "dictionaries of dictionaries": lambda n: "x = {}\n" + "x = {'a': x, 'b': x}\n" * n + "open(str(x))\n",
    "functions that call": lambda n: (
        "".join(f"def f{i}(a): return f{i + 1}(a) or f{i + 1}(a)\n" for i in range(n)) + "f0('/opt/ml')\n"
    ),
    "appended": lambda n: "x = []\n" + "x.append('/opt/ml/a')\n" * n + "for y in x: open(y)\n",
    "branching values": lambda n: "p = '/opt/ml'\n" + "if a: p += '/x'\n" * n + "open(p)\n",
    "jobs": lambda n: (
        "from sagemaker.processing import Processor\np = Processor(role='r', image_uri='i')\n"
        + "p.run(inputs=[])\n" * n
    ),
}

_OPEN, _CLOSE = "([{", ")]}"


def deep(random: Random) -> Input:
    """One kind, 5 to 100,000 levels deep, or brackets of all kinds."""
    if random.random() < 0.1:
        text = "x = " + "".join(
            random.choice(_OPEN + _OPEN + _CLOSE + "1,:") for _ in range(hostile.length(random, 5_000))
        )
    else:
        make = KINDS[random.choice(list(KINDS))]
        text = make(5 + hostile.length(random, 30_000 if random.random() < 0.8 else 100_000))[:_MOST]
    return Input({"deep.py": ("import os, sagemaker\n" + text).encode()})


_UNITS = (
    *(
        " ",
        "\t",
        "a",
        "A",
        "0",
        "_",
        "-",
        ".",
        "/",
        "\\",
        "'",
        '"',
        "#",
        ":",
        ",",
        "*",
        "?",
        "!",
        "%",
        "$",
        "(",
        ")",
        "[",
        "]",
    ),
    *(
        "{",
        "}",
        "{{",
        "{}",
        "a/",
        "../",
        "**/",
        "*a",
        "a,",
        "a ",
        " a",
        "A1",
        "-a ",
        "--a ",
        "$(",
        "${A",
        "%s",
        "%(a)",
        "a=",
        "\\\\",
    ),
    *(
        "\n",
        "\r",
        "\n ",
        "\n#",
        " #",
        "# ",
        "é",
        "\\\n",
        "(a+)+",
        "a?",
        "[a]",
        "|",
        "&",
        ";",
        "<<a\n",
        "::",
        "s3://",
        "arn:",
        "1.",
        "~",
    ),
)
_PYTHON = (
    'open("{}")\n',
    'open(f"{}")\n',
    'x = "{}".format(1)\n',
    'x = "{}" % 1\n',
    'os.system("{}")\n',
    'subprocess.run("{}", shell=True)\n',
    'os.environ["{}"]\n',
    'x = re.sub("{}", "", "{}")\n',
    "x = 1  # noqa: {}\n",
    "x = 1  # sm-lint: ignore[{}]\n",
    "# sm-lint: {}\n",
    "# -*- coding: {} -*-\n",
    'Estimator(image_uri="{0}", role="{0}", metric_definitions=[{{"Name": "a", "Regex": "{0}"}}]).fit("{0}")\n',
    'ProcessingInput(source="{0}", destination="{0}")\n',
    'parser.add_argument("--{0}", default="{0}")\n',
    "from sagemaker.{} import x\n",
    "x = {}\n",
    "{}\n",
    '"""{}"""\n',
    "'{}\n",
)
_CELLS = (
    "%%writefile a{}b",
    "%%{}\nx",
    "!{}",
    "%{}",
    "x = !{}",
    "{}?",
    "a{} = %b",
    "%%writefile -a{}\nx",
    "%time {}",
    "  {}x",
)


def _pumped(random: Random) -> str:
    unit = random.choice(_UNITS)
    if random.random() < 0.3:
        unit += random.choice(_UNITS)
    times = hostile.length(random, 100_000) if random.random() < 0.5 else 60_000
    return (
        random.choice(("", "a", "a ", "/opt/ml/"))
        + unit * (times // len(unit))
        + random.choice(("", "b", "!", "\n", "'"))
    )


def long(random: Random) -> Input:
    """One text that repeats itself thousands of times where some expression will look at it."""
    text = _pumped(random)
    start = "import os, re, subprocess, sagemaker\n"
    if random.random() < 0.3:
        cells = [random.choice(_CELLS).replace("{}", text), start]
        document = {"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4}
        return Input({"long.ipynb": json.dumps(document).encode()})
    template = random.choice(_PYTHON)
    body = (
        template.replace("{{", "{").replace("}}", "}").replace("{0}", text)
        if "{0}" in template
        else template.replace("{}", text)
    )
    return Input({"long.py": (start + body).encode()})
