"""Definitions, notebooks and pipeline JSON as they should not be: one clear finding each, or silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.inspection.run import inspect_paths
from sm_lint.jobs.documents.extract_json import MAX_BYTES, json_definitions
from sm_lint.lint.run.runner import lint_paths

HEAD = 'from sagemaker.processing import ScriptProcessor\nprocessor = ScriptProcessor("role", "image", ["python3"])\n'
RUN = HEAD + "processor.run(code={})\n"


def lint(folder: Path, *names: str) -> list[tuple[str, str, str]]:
    (folder / "pyproject.toml").write_text("[tool.sm-lint]\n")
    result = lint_paths(
        names or ["."], resolver=Resolver({"select": ["SMJ519", "SMJ524", "SMX901"]}, cwd=str(folder)), cache=False
    )
    assert result.internal_errors == 0
    return [(finding.code, Path(finding.place.path).name, finding.message) for finding in result.findings]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('"gone.py"', "the script `gone.py` does not exist (neither beside the definition nor in a folder above it)"),
        ('"nothing.py"', "the script `nothing.py` is empty: the job would do nothing"),
        ('"folder"', "the script `folder` is a folder: name a file in it"),
        (
            '"pipeline.py"',
            "`pipeline.py` is this file itself: the container would run the definition of its own job",
        ),
        ('["one.py", "other.py"]', None),
        ('"one.py" if chosen() else "other.py"', None),
        ("None", None),
        ('""', None),
        ("", None),
        ('b"gone.py"', None),
        ("3", None),
    ],
)
def test_scripts_of_a_definition(tmp_path: Path, code: str, expected: str | None) -> None:
    (tmp_path / "nothing.py").write_text("\n")
    (tmp_path / "folder").mkdir()
    for name in ("one.py", "other.py"):
        (tmp_path / name).write_text("x = 1\n")
    text = RUN.format(code) if code else HEAD + "processor.run()\n"
    (tmp_path / "pipeline.py").write_text(text)
    assert [message for _, _, message in lint(tmp_path)] == ([expected] if expected else [])


@pytest.mark.parametrize("name", ["a" * 5000 + ".py", "a\\0b.py", "../" * 40 + "x.py", "\\udc80.py", "\\n.py"])
def test_odd_names_are_missing_scripts(tmp_path: Path, name: str) -> None:
    (tmp_path / "pipeline.py").write_text(RUN.format(f'"{name}"'))
    ((code, _, message),) = lint(tmp_path)
    assert code == "SMJ519"
    assert len(message) < 400


def test_definitions_that_import_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import b\nNAME = 'one.py'\n" + RUN.format("b.NAME"))
    (tmp_path / "b.py").write_text("import a\nNAME = 'one.py'\n" + RUN.format("a.NAME"))
    (tmp_path / "c.py").write_text("import c\nNAME = 'one.py'\n" + RUN.format("c.NAME"))
    (tmp_path / "one.py").write_text("x = 1\n")
    assert lint(tmp_path) == []


CELLS = [{"cell_type": "code", "source": RUN.format('"gone.py"')}]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("sagemaker fit(", "the notebook is no JSON: Expecting value"),
        (json.dumps({"cells": CELLS, "nbformat": 4})[:-9], "the notebook is no JSON: Unterminated string starting at"),
        ('{"metadata": {"a": "sagemaker .fit("}}', "no notebook: it has no list of cells"),
        ('{"cells": null, "a": "sagemaker .fit("}', "no notebook: it has no list of cells"),
        ('["sagemaker .fit("]', "no notebook: the JSON text is not an object"),
    ],
)
def test_what_is_no_notebook_is_told_once(tmp_path: Path, content: str, expected: str) -> None:
    (tmp_path / "pipeline.ipynb").write_text(content)
    assert lint(tmp_path, "pipeline.ipynb") == [("SMX901", "pipeline.ipynb", expected)]


@pytest.mark.parametrize(
    ("notebook", "found"),
    [
        ({"cells": [1, None, {"cell_type": "code", "source": 5}, {"cell_type": "code"}, *CELLS], "nbformat": 4}, True),
        ({"cells": [], "nbformat": 4}, False),
        ({"worksheets": [{"cells": [{"cell_type": "code", "input": CELLS[0]["source"]}]}], "nbformat": 3}, True),
        ({"cells": CELLS, "metadata": {"kernelspec": {"language": "R", "name": "ir"}}, "nbformat": 4}, False),
    ],
    ids=["odd cells", "no cells", "format 3", "R"],
)
def test_odd_notebooks(tmp_path: Path, notebook: dict[str, object], found: bool) -> None:
    (tmp_path / "pipeline.ipynb").write_text(json.dumps(notebook))
    assert [code for code, _, _ in lint(tmp_path)] == (["SMJ519"] if found else [])


STEP = {"Name": "A", "Type": "Processing", "Arguments": {"AppSpecification": {"ImageUri": "i"}}}


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps({"Steps": [STEP]}).encode()[:-4],
        b'{"Steps": "x"}',
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b"",
        b"null",
        b"[" + b'{"Name": "A"},' * (MAX_BYTES // 14 + 1) + b"{}]",
    ],
    ids=["truncated", "steps", "bytes", "deep", "empty", "null", "large"],
)
def test_json_that_defines_nothing(tmp_path: Path, raw: bytes) -> None:
    found = json_definitions("/p/pipeline.json", raw)
    assert found is None or not found.jobs
    (tmp_path / "pipeline.json").write_bytes(raw)
    assert lint(tmp_path, "pipeline.json") == []
    (record,) = inspect_paths(["pipeline.json"], Resolver(cwd=str(tmp_path)))
    assert record["jobs"] == []


def test_json_steps_that_are_none_do_not_hide_the_others() -> None:
    odd = {"Name": [], "Type": {}, "Arguments": []}
    steps = [1, None, odd, {"Type": "Processing", "Arguments": {"AppSpecification": 1, "ProcessingInputs": {}}}, STEP]
    found = json_definitions("/p/pipeline.json", json.dumps({"Steps": steps}).encode())
    assert found is not None
    assert [job.step for job in found.jobs] == [None, "A"]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.json"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    assert lint(tmp_path, "pipeline.json") == []


@pytest.mark.parametrize(
    ("content", "message", "line", "column"),
    [
        (b'{"Steps": [\n  {"Name" "a"}\n]}', "no valid JSON: expecting ':' delimiter", 2, 11),
        (b'{"Steps": [', "no valid JSON: expecting value", 1, 12),
        (b"", "no valid JSON: expecting value", 1, 1),
        (b"{'Steps': []}", "no valid JSON: expecting property name", 1, 2),
        (b'{"Steps": []} {}', "no valid JSON: extra data", 1, 15),
        (b'\xef\xbb\xbf{"Steps": [}', "no valid JSON: expecting value", 1, 12),
        (b'{"Version": "\xc3\xa9",\n "Steps": "\xff"}', "byte 0xff is not valid UTF-8", 2, 12),
        ('{"Steps": []}'.encode("utf-16"), "byte 0xff is not valid UTF-8", 1, 1),
        (b"[]", "a pipeline definition is a JSON object, and this is an array", 1, 1),
        (b"\n 3", "a pipeline definition is a JSON object, and this is a number", 2, 2),
        (b'"Steps"', "a pipeline definition is a JSON object, and this is a string", 1, 1),
        (b"null", "a pipeline definition is a JSON object, and this is null", 1, 1),
        (b"true", "a pipeline definition is a JSON object, and this is a boolean", 1, 1),
        (b'{"Steps": ' + b"[" * 100 + b"]" * 100 + b"}", "nested more than 60 levels deep", 1, 1),
        (b'{"Steps": ' + b"[" * 100_000, "nested more than 60 levels deep", 1, 1),
        (b'{"Steps": [' + b" " * MAX_BYTES + b"]}", "larger than 4 MB", 1, 1),
    ],
)
def test_broken_definitions(tmp_path: Path, content: bytes, message: str, line: int, column: int) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.sm-lint]\npipeline-definitions = ["pipelines/*.json"]\n')
    (tmp_path / "pipelines").mkdir()
    for name in ("pipelines/a.json", "data.json"):
        (tmp_path / name).write_bytes(content)
    resolver = Resolver(cwd=str(tmp_path))
    for paths in (["."], ["pipelines/a.json", "data.json"]):
        result = lint_paths(paths, resolver=resolver, cache=True)  # what is broken is said again in the next run
        found = [(Path(f.place.path).name, f.code, f.place.span.line, f.place.span.column) for f in result.findings]
        assert found == [("a.json", "SMX901", line, column)]
        assert message in result.findings[0].message
        assert result.internal_errors == 0


@pytest.mark.parametrize(
    "content",
    [b"{}", b'{"name": "package"}', b'{"Steps": 3}', b'{"Steps": [], "n": 1' + b"0" * 5000 + b"}", b'{"Get": "a"}'],
)
def test_other_objects_are_no_mistake(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.sm-lint]\npipeline-definitions = ["*.json"]\n')
    (tmp_path / "a.json").write_bytes(content)
    result = lint_paths(["."], resolver=Resolver(cwd=str(tmp_path)), cache=False)
    assert (result.findings, result.files) == ((), (str(tmp_path / "a.json"),))
