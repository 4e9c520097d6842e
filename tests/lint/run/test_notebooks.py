from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sm_lint.diagnostics.finding import Edit
from sm_lint.lint.fixing.add_noqa import add_noqa
from sm_lint.lint.linking.source_view import views
from sm_lint.lint.run.options import RunOptions
from sm_lint.syntax.span import Place, Span

if TYPE_CHECKING:
    from tests.lint.conftest import Project

CELLS: list[tuple[str, str]] = [
    ("markdown", "# bad()"),
    ("code", "%pip install sagemaker\nbad()\nanywhere(\n    1)\n"),
    ("code", "%%writefile train.py\n# sagemaker\nbad()\nold(2)"),
    ("code", "anywhere()  # sm-lint: ignore[ACME007]"),
    ("code", "x = 1\nanywhere('é')"),
    ("code", "%%writefile -a train.py\n\nold_unsafe()\n"),
]


def notebook(project: Project, cells: list[tuple[str, str]]) -> Path:
    document = {"cells": [{"cell_type": kind, "source": text.splitlines(keepends=True)} for kind, text in cells]}
    return project.write("n.ipynb", json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]


def test_cells_run_elsewhere_and_the_scripts_they_write_do_not(project: Project) -> None:
    notebook(project, CELLS)
    assert project.shown(project.lint()) == [
        "n.ipynb:2:3:1 ACME007",
        "n.ipynb:3:3:1 ACME001",
        "n.ipynb:3:4:1 ACME003",
        "n.ipynb:5:2:1 ACME007",
        "n.ipynb:6:3:1 ACME003",
    ]


def test_spans_are_those_of_the_cell(project: Project) -> None:
    notebook(project, CELLS)
    found = project.lint().findings
    assert found[0].place.span == (3, 1, 4, 7)
    assert [note.place for note in found[1].notes] == [found[1].place.__class__(found[1].place.path, (3, 1, 3, 4), 3)]


def test_a_script_that_a_cell_writes_has_contracts(project: Project) -> None:
    contract = '[contracts.one]\nentry-point = "train.py"\ndescription = "x"\n'
    project.configure(contract)
    path = notebook(project, [("code", "%%writefile train.py\nunder()\n"), ("code", "under()")])
    assert project.shown(project.lint()) == ["n.ipynb:1:2:1 ACME002"]
    path.write_text(path.read_text().replace("under()\\n", "over()\\n"))
    assert project.lint().findings == ()
    assert project.lint().cached == 1
    project.configure(contract + 'job = "training"\n')
    assert project.lint().cached == 0


def test_a_cell_that_does_not_parse(project: Project) -> None:
    notebook(project, [("code", "import sagemaker"), ("code", "x = (")])
    (found,) = project.lint().findings
    assert (found.code, found.place.cell) == ("SMX901", 2)


def test_a_file_that_is_no_notebook(project: Project) -> None:
    project.write("n.ipynb", '{"cells": [ sagemaker')
    assert [finding.code for finding in project.lint().findings] == ["SMX901"]


def test_fixes_edit_the_cell_and_nothing_else(project: Project) -> None:
    path = notebook(project, CELLS)
    before = path.read_text()
    result = project.fix(unsafe=True)
    assert path.read_text() == before.replace("old(2)", "new(2)").replace("old_unsafe()", "new()")
    assert [finding.place.cell for finding in result.fixed] == [3, 6]


def test_suppressions_that_do_nothing_are_removed_from_cells(project: Project) -> None:
    path = notebook(
        project, [("code", "import sagemaker"), ("code", "x = 1\ny = 2  # sm-lint: ignore[ACME007]\nz = 3")]
    )
    assert project.shown(project.lint()) == ["n.ipynb:2:2:26 SMX902"]
    project.fix()
    assert sources(path)[1] == "x = 1\ny = 2\nz = 3"


def test_comments_are_written_into_cells(project: Project) -> None:
    path = notebook(project, CELLS)
    result = add_noqa(["."], RunOptions(project.resolver()))
    assert result.findings == ()
    assert sources(path)[1].endswith("anywhere(\n    1)  # sm-lint: ignore[ACME007]\n")
    assert "bad()  # sm-lint: ignore[ACME001]\nold(2)  # sm-lint: ignore[ACME003]" in sources(path)[2]
    assert project.lint().findings == ()


INDENTED = "    import os\n    x = [\n        anywhere(\n            1)]\n    y = 2  # sm-lint: ignore[ACME007]"


def test_columns_are_those_of_an_indented_cell(project: Project) -> None:
    notebook(project, [("code", "import sagemaker"), ("code", INDENTED)])
    spans = [(finding.code, finding.place.span) for finding in project.lint().findings]
    assert spans == [("ACME007", (3, 9, 4, 15)), ("SMX902", (5, 30, 5, 37))]


def test_an_indented_cell_is_fixed_where_it_is_wrong(project: Project) -> None:
    path = notebook(project, [("code", "import sagemaker"), ("code", INDENTED)])
    project.fix()
    assert sources(path)[1] == INDENTED.replace("  # sm-lint: ignore[ACME007]", "")


def test_what_is_written_into_an_indented_cell_has_its_indentation(tmp_path: Path) -> None:
    path = str(tmp_path / "n.ipynb")
    document = {"cells": [{"cell_type": "code", "source": "    if x:\n        old()\n"}]}
    (view,) = views(path, json.dumps(document).encode())
    place = Place(path, Span(2, 5, 2, 10))
    assert view.to_place(place.span) == Place(path, Span(2, 9, 2, 14), 1)
    assert view.edit(place.span, "new()\n\n    more()") == Edit(
        Place(path, Span(2, 9, 2, 14), 1), "new()\n\n        more()", "old()"
    )
    assert view.edit(Span(1, 1, 2, 10), "x").expected == "if x:\n        old()"
