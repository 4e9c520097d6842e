"""Whatever the program, its line ends and its encoding: fixes and comments change what they are about and nothing else."""

from __future__ import annotations

import ast
import codecs
import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sm_lint.lint.fixing.add_noqa import add_noqa
from sm_lint.lint.run.options import RunOptions

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.lint.conftest import Project

STATEMENTS = st.sampled_from(
    [
        "old()",
        "old(old_twice(old('é')), x)",
        "old_unsafe()",
        "old_broken(); old()",
        "bad()",
        "x = old  (1)  # old() stays",
        "old(\n    1, # why\n    old_twice())",
        "x = [\n  old(), bad() ]",
        "x = '''old()\n''' + old()",
        "x = 1; old(); bad()",
        "x = \\\n  old()",
        "if x: old()",
        "if x:\n\told()\n\tbad()",
        "with old() as y, \\\n     old_twice():\n        old()",
        "def f(x=old()):\n\n  return old()",
        "@old\n@old()\ndef g(): ...",
        "class C(old()):\n    '''x'''\n    y = old()",
        "new()  # sm-lint: ignore[ACME001]",
        "# sm-lint: ignore[ACME003, ACME001] why\nold()",
        "old()  # noqa: ACME003, E501",
        "y = 2  # noqa: ACME003 # type: ignore",
        "# \u2028 \x0c",
        "\x0c",
        "",
        "z = f'{old()}'",
        'x = "é\N{ROCKET}"; old()',
    ]
)
PROGRAMS = st.lists(STATEMENTS, min_size=1, max_size=8).map("\n".join)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
CASES = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def data_of(program: str, newline: str, mark: bool, ended: bool) -> bytes:
    text = "import sagemaker\n" + program + ("\n" if ended else "")
    return (codecs.BOM_UTF8 if mark else b"") + text.replace("\n", newline).encode()


def parsed(data: bytes) -> ast.AST:
    return ast.parse(data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))


def renamed(data: bytes) -> str:
    """The program with every call of `old` and its kin under one name, which is all that a safe fix may change."""
    tree = parsed(data)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("old", "old_twice"):
            node.func.id = "new"
    return ast.dump(tree)


def kept(data: bytes, newline: str) -> list[str]:
    """The text without what fixes may touch: names that are called, and suppression comments with the space before."""
    text = data.decode("utf-8-sig")
    for word in ("old_twice", "old", "new"):
        text = text.replace(f"{word}(", "name(").replace(f"{word}  (", "name  (")
    text = re.sub(r" *#", "#", re.sub(r" *# *(noqa|sm-lint)[^#\r\n]*", "", text))
    return [line for line in text.split(newline) if line.strip(" ")]


@CASES
@given(PROGRAMS, ENDS, st.booleans(), st.booleans())
def test_fixes(project: Project, program: str, newline: str, mark: bool, ended: bool) -> None:
    path = project.root / "a.py"
    before = data_of(program, newline, mark, ended)
    path.write_bytes(before)
    result = project.fix()
    after = path.read_bytes()
    assert renamed(after) == renamed(before)
    assert kept(after, newline) == kept(before, newline)
    assert after.startswith(codecs.BOM_UTF8) == mark
    assert {finding.code for finding in result.findings} <= {"ACME001", "ACME003", "SMX902"}
    assert project.fix().changes == ()
    assert path.read_bytes() == after


@CASES
@given(PROGRAMS, ENDS, st.booleans(), st.booleans())
def test_comments(project: Project, program: str, newline: str, mark: bool, ended: bool) -> None:
    path = project.root / "a.py"
    path.write_bytes(data_of(program, newline, mark, ended))
    project.fix()
    before = path.read_bytes()
    result = add_noqa(["a.py"], RunOptions(project.resolver()))
    after = path.read_bytes()
    assert result.findings == ()
    assert ast.dump(parsed(after)) == ast.dump(parsed(before))
    assert kept(after, newline) == kept(before, newline)
    assert project.lint().findings == ()
    assert add_noqa(["a.py"], RunOptions(project.resolver())).changes == ()


@CASES
@given(st.lists(PROGRAMS, min_size=1, max_size=4), st.sampled_from(["", "    ", "\t"]), st.booleans(), st.booleans())
def test_notebooks(project: Project, programs: list[str], indent: str, as_lines: bool, ascii_only: bool) -> None:
    cells = []
    for program in programs:
        source = "\n".join(f"{indent}{line}" if line.strip() else line for line in program.split("\n"))
        lines = [f"{line}\n" for line in source.split("\n")]
        cells.append({"cell_type": "code", "source": lines if as_lines else source})
    cells.append({"cell_type": "code", "source": "%%writefile t.py\nimport sagemaker\nold(old_twice())"})
    path = project.root / "n.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}, indent=1, ensure_ascii=ascii_only))
    project.fix("n.ipynb")
    document = json.loads(path.read_text())
    assert "".join(document["cells"][-1]["source"]).endswith("new(new())")
    assert len(document["cells"]) == len(cells)
    assert project.fix("n.ipynb").changes == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "value",
    [
        '"/opt/ml/processing/output/payload.tar.gz"',
        "'/opt/ml/processing/output/payload.tar.gz'",
        '{ required = true, path = "/opt/ml/processing/output/payload.tar.gz" }',
    ],
)
def test_toml(project: Project, value: str, newline: str) -> None:
    text = (
        'plugins = ["acme_rules"]   # kept é\nselect = ["SMC002"]\n\n[contracts."one two"]\n'
        f'entry-point="a.py"\njob   = "processing"\nexpected-output-paths . "ou t" = {value} # kept\n'
    )
    path = project.root / "sm-lint.toml"
    path.write_bytes(text.replace("\n", newline).encode())
    before = path.read_bytes()
    project.write("a.py", "import tarfile\ntarfile.open('/opt/ml/processing/output/payload.tar.gz', 'w')\n")
    result = project.fix(unsafe=True)
    assert [finding.code for finding in result.fixed] == ["SMC002"]
    after = path.read_bytes()
    assert after.replace(b"'", b'"') == before.replace(b"/payload.tar.gz", b"").replace(b"'", b'"')
