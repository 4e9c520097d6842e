"""Scripts whose text stands in the code of the definition that writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.diagnostics.finding import Finding
from sm_lint.inspection.run import inspect_paths
from sm_lint.lint.run.runner import lint_paths
from tests.jobs.making import define

LAUNCH = """
from sagemaker.processing import ProcessingInput, ScriptProcessor

processor = ScriptProcessor("role", "image", ["python3"])
processor.run(
    code="prepare.py",
    inputs=[ProcessingInput(source="s3://data", destination="/opt/ml/processing/raw")],
)
"""
SCRIPT = """\
import pandas as pd
pd.read_csv("/opt/ml/processing/row/a.csv")
pd.read_csv("/opt/ml/processing/raw/b.csv")
"""
FORMATTED = SCRIPT.replace("row", '{"row"}')
INDENTED = "".join(f"    {line}\n" for line in SCRIPT.splitlines())


def lint(folder: Path, text: str, name: str = "pipeline.py") -> list[Finding]:
    (folder / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (folder / name).write_text(text)
    resolver = Resolver({"select": ["SMC001", "SMX901"]}, cwd=str(folder))
    result = lint_paths([name], resolver=resolver, cache=False)
    assert result.internal_errors == 0
    return list(result.findings)


def where(found: list[Finding]) -> list[tuple[str, int, int]]:
    return [(finding.code, finding.place.span.line, finding.place.span.column) for finding in found]


@pytest.mark.parametrize(
    ("code", "line", "column"),
    [
        (f'with open("prepare.py", "w") as file:\n    file.write("""{SCRIPT}""")\n', 3, 1),
        (f'with open("prepare.py", "w") as file:\n    file.write("""\\\n{SCRIPT}""")\n', 4, 1),
        (f'open("prepare.py", mode="w").write(r"""{SCRIPT}""")\n', 2, 1),
        (f'from pathlib import Path\nPath("prepare.py").write_text("""\n{SCRIPT}""")\n', 4, 1),
        (f'TEXT = """\n{SCRIPT}"""\nopen("prepare.py", "w").write(TEXT.strip())\n', 3, 1),
        (
            f'import pathlib, textwrap\ntext = textwrap.dedent("""\n{INDENTED}""")\npathlib.Path("prepare.py").write_text(text)\n',
            4,
            5,
        ),
        (f'import inspect\nopen("prepare.py", "w").write(inspect.cleandoc("""\n{INDENTED}"""))\n', 4, 5),
    ],
    ids=["block", "continued", "raw", "path", "name", "dedent", "cleandoc"],
)
def test_findings_point_into_the_literal(tmp_path: Path, code: str, line: int, column: int) -> None:
    assert where(lint(tmp_path, code + LAUNCH)) == [("SMC001", line, column)]


@pytest.mark.parametrize(
    "code",
    [
        f'open("prepare.py", "w").write({SCRIPT!r})\n',
        f'open("prepare.py", "w").write(f{FORMATTED!r})\n',
        f'open("prepare.py", "w").write("import pandas as pd\\n" {SCRIPT!r})\n',
    ],
    ids=["escapes", "f-string", "two literals"],
)
def test_findings_in_a_text_that_is_put_together_stand_at_its_literal(tmp_path: Path, code: str) -> None:
    ((_, line, column),) = where(lint(tmp_path, code + LAUNCH))
    written = code.splitlines()[line - 1]
    assert column == written.index("write(") + len("write(") + 1


def test_comments_within_and_around_the_text_suppress(tmp_path: Path) -> None:
    inner = SCRIPT.replace('row/a.csv")', 'row/a.csv")  # noqa: SMC001')
    assert lint(tmp_path, f'open("prepare.py", "w").write("""{inner}""")\n' + LAUNCH) == []
    outer = f'open("prepare.py", "w").write({SCRIPT!r})  # noqa: SMC001\n'
    assert lint(tmp_path, outer + LAUNCH) == []


@pytest.mark.parametrize(
    "code",
    [
        f'file = open("prepare.py", "w")\nfile.write("""{SCRIPT}""")\nfile.write(more())\n',
        f'open("prepare.py", "a").write("""{SCRIPT}""")\n',
        f'open(name(), "w").write("""{SCRIPT}""")\n',
    ],
    ids=["two pieces", "appended", "no name"],
)
def test_a_text_that_is_not_the_whole_file_is_not_linted(tmp_path: Path, code: str) -> None:
    (tmp_path / "prepare.py").write_text("")
    assert lint(tmp_path, code + LAUNCH) == []


def test_what_no_definition_writes_is_not_linted(tmp_path: Path) -> None:
    assert lint(tmp_path, 'import sagemaker\nopen("prepare.py", "w").write("def (")\nsagemaker.Session().fit()\n') == []


def test_a_text_that_cannot_be_parsed_is_told_in_its_place(tmp_path: Path) -> None:
    found = lint(tmp_path, 'open("prepare.py", "w").write("""import os\ndef (:\n""")\n' + LAUNCH)
    assert [(finding.code, finding.place.span.line) for finding in found] == [("SMX901", 2)]


def test_in_a_notebook_findings_point_into_the_cell(tmp_path: Path) -> None:
    cells = [f'with open("prepare.py", "w") as file:\n    file.write("""{SCRIPT}""")\n', LAUNCH]
    notebook = {"cells": [{"cell_type": "code", "source": text} for text in cells], "metadata": {}, "nbformat": 4}
    (finding,) = lint(tmp_path, json.dumps(notebook), "pipeline.ipynb")
    assert (finding.place.cell, finding.place.span.line, finding.place.span.column) == (1, 3, 1)


def test_inspection_tells_of_written_scripts(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (tmp_path / "pipeline.py").write_text(f'open("prepare.py", "w").write("""{SCRIPT}""")\n' + LAUNCH)
    records = {record["path"]: record for record in inspect_paths(["."], Resolver(cwd=str(tmp_path)))}
    assert set(records) == {"pipeline.py", "prepare.py"}
    assert records["prepare.py"]["job"] == "processing"
    reads = [fact["line"] for fact in records["prepare.py"]["facts"] if fact["kind"] == "read"]
    assert reads == [2, 3]


def test_what_is_written_is_part_of_the_definition() -> None:
    found = define('open("prepare.py", "w").write("x = 1")\n' + LAUNCH)
    (script,) = found.scripts
    assert (script.path, script.text, script.exact) == ("/project/prepare.py", "x = 1", True)
    assert (script.line, script.column) == (1, len('open("prepare.py", "w").write("'))
