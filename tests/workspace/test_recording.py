from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sm_lint.workspace import disk
from sm_lint.workspace.dependency import Dependency
from sm_lint.workspace.recording import record, record_folder, recording
from sm_lint.workspace.view import FileView
from sm_lint.workspace.workspace import Workspace, record_dependencies

OF_FILES: list[Callable[[str], object]] = [
    disk.kind_of,
    disk.is_file,
    disk.is_folder,
    disk.exists,
    disk.has_entry,
    disk.is_link,
    disk.size_of,
    disk.status_of,
    lambda path: disk.read_file(path, 100),
    lambda path: disk.read_with_status(path, 100),
    lambda path: disk.read_start(path, 100),
]
OF_FOLDERS: list[Callable[[str], object]] = [
    disk.names_in,
    disk.entries_of,
    lambda path: list(disk.walk(path)),
]


def test_questions_are_recorded_within_the_block() -> None:
    record("/before")
    with recording() as outer:
        record("/a")
        with recording() as inner:
            record_folder("/c")
        record_folder("/d")
    record("/after")
    assert (outer.paths, outer.folders) == ({"/a"}, {"/d"})
    assert (inner.paths, inner.folders) == (set(), {"/c"})


def test_all_questions_are_tried() -> None:
    """A question that is added to the module is added to this test."""
    named = {name for name, value in vars(disk).items() if getattr(value, "__module__", "") == disk.__name__}
    tried = {name for ask in (*OF_FILES, *OF_FOLDERS) for name in (ask.__name__, *ask.__code__.co_names)}
    assert named <= tried


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("ask", OF_FILES)
def test_a_question_about_a_file_is_recorded(tmp_path: Path, ask: Callable[[str], Any], there: bool) -> None:
    path = str(tmp_path / "file")
    if there:
        Path(path).touch()
    with recording() as asked:
        try:
            ask(path)
        except OSError:
            assert not there
    assert (asked.paths, asked.folders) == ({path}, set())


@pytest.mark.parametrize("ask", OF_FOLDERS)
def test_a_question_about_a_folder_is_recorded(tmp_path: Path, ask: Callable[[str], Any]) -> None:
    with recording() as asked:
        ask(str(tmp_path))
    assert (asked.paths, asked.folders) == (set(), {str(tmp_path)})


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_names_that_no_file_has(name: str) -> None:
    path = os.path.join(os.sep, name)
    assert not any((disk.exists(path), disk.has_entry(path), disk.is_file(path), disk.is_folder(path)))
    assert (disk.size_of(path), disk.names_in(path), FileView().is_file(path)) == (None, [], False)


def test_where_a_path_leads_is_a_part_of_the_verdict(tmp_path: Path) -> None:
    project, other = tmp_path / "project", tmp_path / "other"
    project.mkdir()
    other.mkdir()
    (other / "config.yaml").write_text("a: 1")
    (project / "config").symlink_to(other)
    view = FileView(Workspace(), str(project))
    path = str(project / "config" / "config.yaml")
    assert view.content(path) is None
    assert view.dependencies == (Dependency("outside", str(project / "config"), str(project)),)
    assert all(map(Workspace().holds, view.dependencies))
    (project / "config").unlink()
    (project / "config").mkdir()
    assert not any(map(Workspace().holds, view.dependencies))
    (project / "config" / "config.yaml").write_text("a: 1")
    again = FileView(Workspace(), str(project))
    again.take(view.dependencies)
    assert again.dependencies == view.dependencies
    assert FileView(Workspace(), str(project)).content(path) == b"a: 1"


ASKED_OF_A_VIEW: dict[str, Callable[[FileView, str], object]] = {
    "content": FileView.content,
    "text": FileView.text,
    "start": lambda view, path: view.start(path, 3),
    "digest": FileView.rest_on,
    "file": FileView.is_file,
    "folder": FileView.is_folder,
    "blank": FileView.is_blank,
    "names": lambda view, path: view.names(os.path.dirname(path)),
    "folders": lambda view, path: view.folders(os.path.dirname(path)),
    "project": FileView.in_project,
    "module": lambda view, path: view.lacks_module(os.path.dirname(path), "none"),
}


@pytest.mark.parametrize("way", sorted(ASKED_OF_A_VIEW))
def test_what_a_view_is_asked_is_recorded_for_the_verdict_and_for_the_run(tmp_path: Path, way: str) -> None:
    path = str(tmp_path / "file.py")
    Path(path).write_text("A = 1\n")
    view = FileView(Workspace(), str(tmp_path))
    with recording() as asked:
        ASKED_OF_A_VIEW[way](view, path)
    assert view.dependencies
    with recording() as of_the_verdict:
        record_dependencies(view.dependencies)
    assert of_the_verdict.paths <= asked.paths
    assert of_the_verdict.folders <= asked.folders
    fresh = Workspace()
    assert all(map(fresh.holds, view.dependencies))


def test_what_a_workspace_knows_is_not_asked_again(tmp_path: Path) -> None:
    path = str(tmp_path / "train.py")
    workspace = Workspace()
    assert FileView(workspace).is_file(path) is False
    Path(path).write_text("")
    os.mkdir(tmp_path / "lib")
    view = FileView(workspace)
    assert view.is_file(path) is False
    assert view.dependencies == (Dependency("kind", path, None),)
    assert view.folders(str(tmp_path)) == {"lib"}
    assert not Workspace().holds(Dependency("kind", path, None))


def test_the_overlay_comes_before_the_disk(tmp_path: Path) -> None:
    path = str(tmp_path / "train.py")
    Path(path).write_text("A = 1\n")
    unsaved = str(tmp_path / "new.py")
    workspace = Workspace({path: b" \n", unsaved: b"B = 2\n"})
    with recording() as asked:
        assert (workspace.content(path), workspace.size(path), workspace.is_blank(path)) == (b" \n", 2, True)
        assert (workspace.kind(unsaved), workspace.start(unsaved, 1)) == ("file", b"B")
        assert workspace.digest(unsaved) != workspace.digest(path)
    assert (asked.paths, asked.folders) == (set(), set())
    assert workspace.names(str(tmp_path)) == {"train.py", "new.py"}
    assert workspace.modules(str(tmp_path)) == {"train", "new"}
