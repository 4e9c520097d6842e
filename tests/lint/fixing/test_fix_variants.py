"""A fix does the same whatever the file looks like: fixing a variant of a script gives the variant of the fixed script.

The scripts are those of ``tests/cases`` that say what comes of all fixes. Where a variant adds something (a form feed, a line
with a backslash), it is compared after taking that away again, and nothing of it may have got lost.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.fixing.add_noqa import add_noqa
from sm_lint.lint.fixing.fix_run import fix_paths
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.runner import lint_paths
from sm_lint.testing import Case, read_cases

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[2] / "cases"
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


def without(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, "", text, flags=re.MULTILINE)


def first_line(line: str) -> Callable[[str], str]:
    return lambda text: f"{line}\n{text}"


VARIANTS = {
    "CRLF": Variant(newline="\r\n"),
    "CR": Variant(newline="\r"),
    "mixed line ends": Variant(mixed, lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
    "byte order mark and CRLF": Variant(newline="\r\n", encoding="utf-8-sig"),
    "no final newline": Variant(lambda text: text[:-1], lambda text: text + "\n"),
    "blanks at the end": Variant(lambda text: f"{text}   ", lambda text: text.removesuffix("   ")),
    "CR at the end": Variant(lambda text: f"{text}\r", lambda text: text.removesuffix("\r")),
    "tabs": Variant(tabs, lambda text: text.replace("\t", "    ")),
    "form feeds": Variant(before_statements("\f"), without("\f")),
    "lines of form feeds in blocks": Variant(before_statements("\f\n", nested=True), without(" *\f\n")),
    "backslashes and CRLF": Variant(before_statements("\\\n"), without(r"^\\\n"), "\r\n"),
    "backslashes in blocks": Variant(before_statements("\\\n", nested=True), without(r"^ *\\\n")),
    "latin-1": Variant(first_line("# é -*- coding: latin-1 -*- è"), without(r"\A.*\n"), encoding="latin-1"),
    "gbk and CR": Variant(first_line("# 你 coding: gbk 好"), without(r"\A.*\n"), "\r", "gbk"),
    "separators": Variant(first_line("# \U0001f600 \u2028 \x85 \x1c \v"), without(r"\A.*\n")),
}
TOML_VARIANTS = {"CRLF", "no final newline", "blanks at the end"}


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
        for mark in ("\f", "\\\n", "\r", "\ufeff"):
            # What is put into a text of mixed line ends has line ends of its own.
            assert text.count(mark) >= changed[path].count(mark)
            assert text.count(mark) == changed[path].count(mark) or mark == "\r"


@pytest.mark.parametrize("name", ["CR", "mixed line ends", "form feeds", "backslashes in blocks", "latin-1"])
def test_the_comments_of_a_variant_are_the_variant_of_the_comments(name: str, tmp_path: Path) -> None:
    variant = VARIANTS[name]
    done = 0
    for number, parameter in enumerate(CASES[::2]):
        (case,) = parameter.values
        plain = commented(tmp_path / f"{number}-plain", case, Variant())
        if any("\\\n" in text for text in plain.values()):
            continue  # the way back would take it for one of the variant's
        assert commented(tmp_path / f"{number}", case, variant) == plain, case
        done += plain != {path: text for path, text in case.files.items() if path.endswith(".py")}
    assert done >= 10


def commented(directory: Path, case: Case, variant: Variant) -> dict[str, str]:
    """The scripts of a case with a comment behind each finding, of which none is left then, without the variant."""
    kept = Variant()
    for path, text in case.files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        own = variant if path.endswith(".py") else kept
        target.write_bytes(encoded(own.change(text), own))
    resolver = Resolver({"preview": True, "select": sorted(case.codes)}, cwd=str(directory))
    options = RunOptions(resolver, cache=False, baseline=False)
    result = add_noqa(["."], options)
    assert result.refused == ()
    left = lint_paths(["."], resolver=resolver, cache=False, baseline=False).findings
    assert left == result.findings
    assert not [finding for finding in left if finding.place.path.endswith(".py") and finding.code != "SMX902"]
    scripts = [path for path in case.files if path.endswith(".py")]
    return {path: variant.back(decoded((directory / path).read_bytes(), variant)) for path in scripts}


FORMS = ("list", "text", "ASCII", "CRLF")
"""How the source of a notebook's cell may be written."""


@pytest.mark.parametrize("form", FORMS)
def test_the_fix_of_a_script_that_a_cell_writes(form: str, tmp_path: Path) -> None:
    """It is fixed as the file would be, and nothing else of the notebook changes.

    Rules that do not look at what cells write leave it as it is.
    """
    done = 0
    for number, (case, path, after) in enumerate(single_scripts()):
        name = os.path.join(os.path.dirname(path), "notebook.ipynb")
        head = f"%%writefile {os.path.basename(path)}\n"
        files = {other: text.encode() for other, text in case.files.items() if other != path}
        before = document(head + case.files[path], form)
        result = fixed(tmp_path / str(number), {**files, name: before}, sorted(case.codes))[name]
        assert result in (before, document(head + after, form)), case
        done += result != before
    assert done >= 15


@pytest.mark.parametrize("form", [*FORMS, "indented", "indented by a tab"])
def test_the_fix_of_a_cell(form: str, tmp_path: Path) -> None:
    """It is that of a script that defines the same jobs."""
    done = 0
    jobs = [row for row in single_scripts() if any(code.startswith("SMJ") for code in row[0].codes)]
    for number, (case, path, after) in enumerate(jobs):
        files = {other: text.encode() for other, text in case.files.items() if other != path}
        before = document(case.files[path], form)
        result = fixed(tmp_path / str(number), {**files, "notebook.ipynb": before}, sorted(case.codes))
        assert result["notebook.ipynb"] in (before, document(after, form)), case
        done += result["notebook.ipynb"] != before
    assert done >= 5


def single_scripts() -> list[tuple[Case, str, str]]:
    """Cases of which one script is fixed, its path, and what comes of it."""
    found = []
    for parameter in CASES:
        (case,) = parameter.values
        scripts = [path for path in case.fixed if path.endswith(".py")]
        if len(scripts) == 1:
            found.append((case, scripts[0], case.fixed[scripts[0]]))
    return found


def document(source: str, form: str) -> bytes:
    """A notebook with the source in its second cell."""
    margin = {"indented": "    ", "indented by a tab": "\t"}.get(form, "")
    rows = [f"{margin}{row}" if row.strip() else row for row in source.splitlines(keepends=True)]
    if form == "CRLF":
        rows = [row.replace("\n", "\r\n") for row in rows]
    cells = [
        {"cell_type": "markdown", "source": "# \u00e9\U0001f600"},
        {
            "cell_type": "code",
            "metadata": {"source": "é"},
            "outputs": [],
            "source": rows if form in ("list", "indented") else "".join(rows),
        },
    ]
    notebook = {"cells": cells, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=form == "ASCII").encode()


def test_the_variants_differ() -> None:
    text = 'import os\n\n\ndef f():\n    """é"""\n    x = 1\n    return x\n'
    shown = {encoded(variant.change(text), variant) for variant in VARIANTS.values()}
    assert len(shown) == len(VARIANTS)
    assert text.encode() not in shown
