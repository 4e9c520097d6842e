"""What is kept of the files of a run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.lint.linking import file_analysis as runs
from sm_lint.lint.linking import modules as kept
from sm_lint.lint.linking.modules import Modules
from sm_lint.lint.linking.source_view import SourceView
from sm_lint.lint.linking.task import Batch
from sm_lint.lint.run.runner import lint_paths
from sm_lint.syntax.parse import Guard, SyntaxProblem

PIPELINE = """\
from sagemaker.processing import ScriptProcessor
from shared import ROLE

processor = ScriptProcessor(ROLE, "image", ["python3"])
processor.run(code="prepare.py")
"""
NOTEBOOK = """\
{"cells": [
  {"cell_type": "code", "source": "from sagemaker.processing import ScriptProcessor"},
  {"cell_type": "code", "source": "def ("},
  {"cell_type": "code", "source": "ScriptProcessor('role', 'image').run(code='prepare.py')"}
], "metadata": {}, "nbformat": 4}
"""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How many times each file is parsed, and interpreted in which role."""
    found: Counter[tuple[str, str]] = Counter()
    parse, analyse = kept.parse, runs.analyse

    def parsing(path: str, text: str, *guard: Guard) -> object:
        found["parsed", f"{Path(path).name} {hash(text)}"] += 1
        return parse(path, text, *guard)

    def analysing(module: object, setup: object) -> object:
        role = "definition" if setup.definition else "script"  # type: ignore[attr-defined]
        found[role, Path(module.path).name] += 1  # type: ignore[attr-defined]
        return analyse(module, setup)  # type: ignore[arg-type]

    monkeypatch.setattr(kept, "parse", parsing)
    monkeypatch.setattr(runs, "analyse", analysing)
    monkeypatch.setattr("sm_lint.jobs.python.observe.analyse", analysing)
    return found


def test_a_file_is_parsed_once_and_interpreted_once_in_each_role(
    tmp_path: Path, counted: Counter[tuple[str, str]]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (tmp_path / "pipeline.py").write_text(PIPELINE)
    (tmp_path / "pipeline.ipynb").write_text(NOTEBOOK)
    (tmp_path / "shared.py").write_text('import os\nROLE = os.environ["SM_ROLE"]\n')
    (tmp_path / "prepare.py").write_text('open("/opt/ml/processing/a.csv")\n')
    result = lint_paths(["."], resolver=Resolver(cwd=str(tmp_path)), cache=False)
    assert result.internal_errors == 0
    assert set(counted.values()) == {1}
    assert ("definition", "pipeline.py") in counted
    assert ("script", "prepare.py") in counted


def test_an_import_of_a_definition_is_remembered_with_its_verdict(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.sm-lint]\n")
    (tmp_path / "pipeline.py").write_text(PIPELINE + "processor.run(code=NAME)\n".replace("NAME", "ROLE"))
    (tmp_path / "prepare.py").write_text("")
    (tmp_path / "shared.py").write_text('ROLE = "prepare.py"\n')
    resolver = Resolver({"select": ["SMJ519"]}, cwd=str(tmp_path))
    (tmp_path / "prepare.py").write_text("x = 1\n")
    assert lint_paths(["."], resolver=resolver).findings == ()
    (tmp_path / "shared.py").write_text('ROLE = "gone.py"\n')
    assert [finding.code for finding in lint_paths(["."], resolver=resolver).findings] == ["SMJ519"]


def test_what_cannot_be_parsed_is_not_tried_again(tmp_path: Path, counted: Counter[tuple[str, str]]) -> None:
    modules = Modules(Batch(Resolver(cwd=str(tmp_path)).settings_for(str(tmp_path / "a.py")), ()))
    view = SourceView("/p/a.py", "/p/a.py", "def (")
    for _ in range(2):
        with pytest.raises(SyntaxProblem):
            modules.parsed(view)
    assert list(counted.values()) == [1]


def test_trees_that_find_no_room_are_parsed_again(tmp_path: Path, counted: Counter[tuple[str, str]]) -> None:
    modules = Modules(Batch(Resolver(cwd=str(tmp_path)).settings_for(str(tmp_path / "a.py")), ()), _room=10)
    view = SourceView("/p/a.ipynb", "/p/a.ipynb", "x = 1\n")
    modules.parsed(view, again=True)
    modules.parsed(view)
    assert list(counted.values()) == [2]
    small = SourceView("/p/b.ipynb", "/p/b.ipynb", "x\n")
    assert modules.parsed(small, again=True) is modules.parsed(small)
    assert modules.parsed(small) is not modules.parsed(small)
