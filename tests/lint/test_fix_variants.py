"""A fix does the same whatever the file looks like: fixing a variant of a script gives the variant of the fixed script.

The scripts are those of ``tests/cases`` that say what comes of all fixes. Where a variant adds something (a form feed, a line
with a backslash), it is compared after taking that away again, and nothing of it may have got lost.
"""

from __future__ import annotations

import ast
import codecs
import json
import os
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.fix_run import fix_paths
from sm_lint.testing import Case, read_cases

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    pytest.param(case, id=f"{file.stem}-{case}")
    for file in sorted(FOLDER.glob("*.md"))
    for case in read_cases(file.read_text("utf-8"))
    if case.fixed is not None
]


class Variant(NamedTuple):
    """How a file is changed before it is fixed, and back after that; the encoding and line ends it is written with."""

    change: Callable[[str], str] = str
    back: Callable[[str], str] = str
    newline: str = "\n"
    encoding: str = "utf-8"
    suffix: str = ".py"


def before_statements(piece: str, *, nested: bool = False) -> Callable[[str], str]:
    """Put a piece of text before the statements at module level, or before all that do not begin a block."""

    def change(text: str) -> str:
        tree = ast.parse(text)
        blocks = [tree.body]
        if nested:
            blocks += [block[1:] for node in ast.walk(tree) for block in blocks_of(node)]
        starts = {
            min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", ()))])
            for block in blocks
            for node in block
            if text.split("\n")[node.lineno - 1][: node.col_offset].strip() == ""
        }
        return "".join(
            f"{indent_of(line)}{piece}{line}" if number in starts else line
            for number, line in enumerate(text.splitlines(keepends=True), 1)
        )

    return change


def blocks_of(node: ast.AST) -> list[list[ast.stmt]]:
    names = ("body", "orelse", "finalbody") if not isinstance(node, ast.Module | ast.Lambda | ast.IfExp) else ()
    return [block for name in names if isinstance(block := getattr(node, name, None), list)]


def indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def mixed(text: str) -> str:
    """The lines in turn with the three line ends; a CR before an empty line would make up one end with its LF."""
    ends = ["\r\n", "\n", "\r"]
    lines = text.split("\n")
    return "".join(
        line + ("\r\n" if index % 3 == 2 and not following else ends[index % 3])
        for index, (line, following) in enumerate(pairwise(lines))
    )


def tabs(text: str) -> str:
    return re.sub(r"^(?: {4})+", lambda match: "\t" * (len(match.group()) // 4), text, flags=re.MULTILINE)


VARIANTS = {
    "CRLF": Variant(newline="\r\n"),
    "CR": Variant(newline="\r"),
    "mixed line ends": Variant(mixed, lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
    "byte order mark": Variant(encoding="utf-8-sig"),
    "byte order mark and CRLF": Variant(newline="\r\n", encoding="utf-8-sig"),
    "no final newline": Variant(lambda text: text[:-1], lambda text: text + "\n"),
    "blanks at the end": Variant(lambda text: f"{text}   ", lambda text: text.removesuffix("   ")),
    "CR at the end": Variant(lambda text: f"{text}\r", lambda text: text.removesuffix("\r")),
    "tabs": Variant(tabs, lambda text: text.replace("\t", "    ")),
    "form feed at the start": Variant("\f{}".format, lambda text: text.replace("\f", "")),
    "form feeds": Variant(before_statements("\f"), lambda text: text.replace("\f", "")),
    "form feeds in blocks": Variant(before_statements("\f", nested=True), lambda text: re.sub(" *\f", "", text)),
    "lines of form feeds": Variant(before_statements("\f\n"), lambda text: text.replace("\f\n", "")),
    "backslashes": Variant(before_statements("\\\n"), lambda text: re.sub(r"^\\\n", "", text, flags=re.MULTILINE)),
    "backslashes in blocks": Variant(
        before_statements("\\\n", nested=True), lambda text: re.sub(r"^ *\\\n", "", text, flags=re.MULTILINE)
    ),
    "backslashes and CRLF": Variant(
        before_statements("\\\n"), lambda text: re.sub(r"^\\\n", "", text, flags=re.MULTILINE), "\r\n"
    ),
    "latin-1": Variant(
        "# é -*- coding: latin-1 -*- è\n{}".format, lambda text: text.partition("\n")[2], encoding="latin-1"
    ),
    "gbk": Variant("# 你 coding: gbk 好\n{}".format, lambda text: text.partition("\n")[2], encoding="gbk"),
    "gbk and CR": Variant("# 你 coding: gbk 好\n{}".format, lambda text: text.partition("\n")[2], "\r", "gbk"),
    "astral characters": Variant("# \U0001f600 \U0001d49c\n{}".format, lambda text: text.partition("\n")[2]),
    "separators": Variant("# \u2028 \x85 \x1c \v\n{}".format, lambda text: text.partition("\n")[2]),
}
TOML_VARIANTS = {"CRLF", "no final newline", "blanks at the end"}
FORMS = ("list", "text", "ASCII", "indented", "CRLF")
"""How the source of a notebook's cell may be written."""


def fixed(directory: Path, files: Mapping[str, bytes], codes: list[str]) -> dict[str, bytes]:
    """The content of files after all fixes."""
    for name, data in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    resolver = Resolver({"preview": True, "select": codes}, cwd=str(directory))
    result = fix_paths(["."], unsafe=True, resolver=resolver, cache=False, baseline=False)
    assert result.refused == ()
    assert result.internal_errors == 0
    return {name: (directory / name).read_bytes() for name in files}


def encoded(text: str, variant: Variant) -> bytes:
    return text.replace("\n", variant.newline).encode(variant.encoding)


def decoded(data: bytes, variant: Variant) -> str:
    """The text as it was before :func:`encoded`; a line end that is none of the variant's stays in it."""
    text = data.decode(variant.encoding)
    if variant.newline == "\n":
        return text
    assert "\n" not in text.replace(variant.newline, "")
    return text.replace(variant.newline, "\n")


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("case", CASES)
def test_the_fix_of_a_variant_is_the_variant_of_the_fix(case: Case, name: str, tmp_path: Path) -> None:
    variant = VARIANTS[name]
    kinds = (".py", ".toml") if name in TOML_VARIANTS else (".py",)
    changed = {path: variant.change(text) if path.endswith(kinds) else text for path, text in case.files.items()}
    plain = Variant()
    try:
        data = {path: encoded(text, variant if path.endswith(kinds) else plain) for path, text in changed.items()}
    except UnicodeEncodeError:
        pytest.skip("the encoding lacks a character of the case")
    after = fixed(tmp_path, data, sorted(case.codes))
    for path, script in case.files.items():
        expected = (case.fixed or {}).get(path, script)
        if not path.endswith(kinds):
            assert after[path].decode() == expected
            continue
        text = decoded(after[path], variant)
        assert variant.back(text) == expected
        assert marks(text) == marks(changed[path])


def marks(text: str) -> list[int]:
    """How many there are of the characters that variants add."""
    return [text.count(character) for character in ("\f", "\\\n", "\r", "\ufeff")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_the_fix_of_a_script_that_a_cell_writes(case: Case, form: str, tmp_path: Path) -> None:
    """Of scripts, `%%writefile` cells; they are fixed as the file would be, and nothing else of the notebook changes."""
    scripts = [path for path in (case.fixed or {}) if path.endswith(".py")]
    if len(scripts) != 1 or form == "indented":
        pytest.skip("not one script" if form != "indented" else "a file that a cell writes is not indented")
    (path,) = scripts
    before = document(f"%%writefile {os.path.basename(path)}\n{case.files[path]}", form)
    name = os.path.join(os.path.dirname(path), "notebook.ipynb")
    files = {other: text.encode() for other, text in case.files.items() if other != path}
    after = fixed(tmp_path, {**files, name: before}, sorted(case.codes))[name]
    expected = document(f"%%writefile {os.path.basename(path)}\n{(case.fixed or {})[path]}", form)
    if case.files[path] != (case.fixed or {})[path] and after == before:
        pytest.skip("the rule does not look at what cells write")
    assert after == expected


def document(source: str, form: str) -> bytes:
    text = source.replace("\n", "\r\n") if form == "CRLF" else source
    rows = re.findall(r".*?(?:\r?\n|$)", text, re.DOTALL)
    written: object = [row for row in rows if row] if form == "list" else text
    cells = [
        {"cell_type": "markdown", "source": "# \u00e9\U0001f600"},
        {"cell_type": "code", "metadata": {"source": "é"}, "outputs": [], "source": written},
    ]
    notebook = {"cells": cells, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=form == "ASCII").encode()


def test_the_variants_differ() -> None:
    text = 'import os\n\n\ndef f():\n    """é"""\n    x = 1\n    return x\n'
    shown = {name: encoded(variant.change(text), variant) for name, variant in VARIANTS.items()}
    assert len({*shown.values(), text.encode()}) == len(VARIANTS) + 1 - 1  # the mark of "gbk" alone is no other text
    assert shown["byte order mark"].startswith(codecs.BOM_UTF8)
