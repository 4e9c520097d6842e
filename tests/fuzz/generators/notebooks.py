"""Notebooks: cells of real code with magics between them, and documents that are none."""

from __future__ import annotations

import json
from random import Random

from tests.fuzz.generators import hostile
from tests.fuzz.generators.corpus import script
from tests.fuzz.generators.python_text import changed, changed_bytes, encoded
from tests.fuzz.inputs import Input

_MAGICS = (
    *(
        "!pip install x",
        "%matplotlib inline",
        "%%writefile train.py",
        "%%writefile -a train.py",
        "%%bash",
        "%%time",
        "%%file 'a b.py'",
    ),
    *(
        "%%capture out",
        "%%html",
        "%%writefile ../a.py",
        "%%writefile /a.py",
        "%%writefile \0",
        "%%writefile",
        "%%sql x",
        "x?",
        "??x",
    ),
    *(
        "files = !ls",
        "%cd ..",
        "%run other.py",
        "pip install x",
        "!echo $(a) {b}",
        "%%time\n%%capture",
        "%%js\nalert(1)",
        "    x = 1",
        "(",
    ),
    *(
        "%%writefile train.py\nimport os\nos.environ['SM_MODEL_DIR'",
        "%%writefile conf.json\n{",
        "get_ipython().system('ls')",
        "%",
    ),
)


def _source(text: str, random: Random) -> object:
    """The text of a cell in one of the ways that notebooks have it, or in none of them."""
    kind = random.random()
    if kind < 0.45:
        return text.splitlines(keepends=True)
    if kind < 0.9:
        return text
    if kind < 0.95:
        return [text[:5], 3, None, text[5:]]
    return hostile.tree(random)


def _cell(text: str, random: Random) -> object:
    if random.random() < 0.03:
        return hostile.tree(random)
    kind = random.choice(("code", "code", "code", "code", "markdown", "raw", "", None, 3))
    cell = {"cell_type": kind, "source": _source(text, random), "metadata": {}, "outputs": [], "execution_count": None}
    for name in list(cell):
        if random.random() < 0.03:
            cell[name] = hostile.tree(random)
        elif random.random() < 0.02:
            del cell[name]
    return cell


def notebook(random: Random) -> Input:
    """A notebook of the lines of a script."""
    seed, path = script(random)
    lines = seed.files[path].split("\n")
    cells = []
    while lines:
        count = hostile.length(random, 12)
        text = "\n".join(lines[:count])
        del lines[:count]
        if random.random() < 0.3:
            text = random.choice(_MAGICS) + "\n" + text
        if random.random() < 0.3:
            text = changed(text, random)
        cells.append(_cell(text, random))
    cells += [_cell(random.choice(_MAGICS), random)] * random.choice((0, 0, 1, 1, 40))
    document: dict[str, object] = {
        "cells": cells,
        "metadata": {"kernelspec": {"language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    if random.random() < 0.1:
        document[hostile.text(random)] = hostile.tree(random)
    indent = random.choice((None, 1, 4, "\t"))
    data = encoded(
        json.dumps(
            document if random.random() < 0.97 else hostile.tree(random),
            indent=indent,
            ensure_ascii=random.random() < 0.5,
        )
    )
    if random.random() < 0.1:
        data = changed_bytes(data, random)
    if random.random() < 0.05:
        data = b"\xef\xbb\xbf" + data
    if random.random() < 0.1:
        data = data.replace(b"\n", b"\r\n")
    files = {other: text.encode() for other, text in seed.files.items() if other != path}
    return Input({**files, "notebook.ipynb": data}, seed.configuration.encode())
