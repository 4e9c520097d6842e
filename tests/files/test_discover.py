"""Which files a run looks at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.files.discover import Found, discover, has_python_shebang


def fill(root: Path, *names: str, content: str = "") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def look(root: Path, *paths: str, overrides: dict[str, object] | None = None) -> Found:
    return discover(paths or ["."], Resolver(overrides, cwd=str(root)))


def names(root: Path, *paths: str, overrides: dict[str, object] | None = None) -> list[str]:
    found = look(root, *paths, overrides=overrides)
    assert found.problems == ()
    return [os.path.relpath(path, root) for path in found.files]


def test_what_is_taken_from_a_folder(tmp_path: Path) -> None:
    fill(tmp_path, "b.py", "a/c.ipynb", "a/b.py", "stub.pyi", "data.json", "run.sh", "README", "a.PYC", ".hidden/x.py")
    fill(tmp_path, "docker/train", content="#!/usr/bin/env python3\n")
    fill(tmp_path, "docker/serve", content="#!/usr/bin/python\n")
    fill(tmp_path, "docker/run", content="#!/bin/bash\npython\n")
    assert names(tmp_path) == [".hidden/x.py", "a/b.py", "a/c.ipynb", "b.py", "docker/serve", "docker/train"]


@pytest.mark.parametrize(
    ("line", "is_python"),
    [
        ("#!/usr/bin/env python\n", True),
        ("#!/usr/bin/env -S python3.11 -u\n", True),
        ("#!/opt/conda/bin/python3", True),
        ("#! /usr/bin/python2.7\r\n", True),
        ("#!/bin/sh\n# python\n", False),
        ("#!/usr/bin/pythonista\n", False),
        ("import python\n", False),
        ("", False),
    ],
)
def test_shebangs(tmp_path: Path, line: str, is_python: bool) -> None:
    path = tmp_path / "train"
    path.write_bytes(line.encode())
    assert has_python_shebang(str(path)) is is_python


def test_order_does_not_depend_on_the_arguments(tmp_path: Path) -> None:
    fill(tmp_path, "a.py", "b/a.py", "c.py")
    assert names(tmp_path, "c.py", "b", "a.py", ".") == names(tmp_path) == ["a.py", "b/a.py", "c.py"]


def test_a_file_that_is_named_is_taken_unless_its_name_says_that_it_is_no_script(tmp_path: Path) -> None:
    fill(tmp_path, "script.txt", "train", "build/x.py", "a.pyi", ".gitignore", content="*.txt\ntrain\n")
    assert names(tmp_path, "script.txt", "train", "build/x.py", "a.pyi") == ["build/x.py", "train"]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    fill(tmp_path, "a.py")
    found = look(tmp_path, "gone.py", "a.py", "nul\0l")
    assert [os.path.basename(path) for path in found.files] == ["a.py"]
    assert [(problem.code, problem.place.path) for problem in found.problems] == [
        ("SMX904", str(tmp_path / "gone.py")),
        ("SMX904", str(tmp_path / "nul\0l")),
    ]


def test_content_that_is_given_needs_no_file(tmp_path: Path) -> None:
    path = str(tmp_path / "new.py")
    assert discover([path], Resolver(cwd=str(tmp_path)), given={path: b""}) == Found((path,))


def test_a_link_that_leads_nowhere_is_a_problem_only_when_named(tmp_path: Path) -> None:
    (tmp_path / "link.py").symlink_to("gone.py")
    assert names(tmp_path) == []
    assert [problem.message for problem in look(tmp_path, "link.py").problems] == ["no such file or folder"]


def test_excluded(tmp_path: Path) -> None:
    fill(tmp_path, "a.py", "vendor/b.py", "x/vendor/c.py", "x/d_test.py", ".venv/e.py", "x/node_modules/f.py")
    assert names(tmp_path, overrides={"extend_exclude": ["vendor", "*_test.py"]}) == ["a.py"]
    assert names(tmp_path, overrides={"extend_exclude": ["x/vendor/**"]}) == ["a.py", "vendor/b.py", "x/d_test.py"]
    assert ".venv/e.py" in names(tmp_path, overrides={"exclude": ["vendor"]})


def test_the_exclusions_of_the_nearest_configuration_hold(tmp_path: Path) -> None:
    fill(tmp_path, "a/gen/x.py", "b/gen/x.py", "b/y.py")
    fill(tmp_path, "b/sm-lint.toml", content='extend-exclude = ["gen"]\n')
    assert names(tmp_path) == ["a/gen/x.py", "b/y.py"]


@pytest.mark.parametrize(("force", "taken"), [(False, ["vendor/b.py"]), (True, [])])
def test_force_exclude(tmp_path: Path, force: bool, taken: list[str]) -> None:
    fill(tmp_path, "vendor/b.py")
    overrides: dict[str, object] = {"extend_exclude": ["vendor"], "force_exclude": force}
    assert names(tmp_path, "vendor/b.py", overrides=overrides) == taken
    assert names(tmp_path, "vendor", overrides=overrides) == taken


def test_gitignore(tmp_path: Path) -> None:
    fill(tmp_path, "keep.py", "out/a.py", "x/out/b.py", "x/gen_a.py", "x/gen_keep.py", "x/only/here.py", "only/here.py")
    (tmp_path / ".gitignore").write_text("out/\ngen_*.py\n!gen_keep.py\n/only\n# keep.py\n\n")
    assert names(tmp_path) == ["keep.py", "x/gen_keep.py", "x/only/here.py"]
    assert "out/a.py" in names(tmp_path, overrides={"respect_gitignore": False})


def test_deeper_files_override_and_ignore_overrides_gitignore(tmp_path: Path) -> None:
    fill(tmp_path, "a.py", "x/a.py", "b.py", "x/b.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    (tmp_path / "x/.gitignore").write_text("!a.py\nb.py\n")
    (tmp_path / "x/.ignore").write_text("!b.py\n")
    assert names(tmp_path) == ["b.py", "x/a.py", "x/b.py"]


def test_patterns_of_the_repository_around_the_folder(tmp_path: Path) -> None:
    fill(tmp_path, "x/y/a.py", "x/y/b.py", "x/y/c.py", "out/d.py")
    (tmp_path / ".git/info").mkdir(parents=True)
    (tmp_path / ".git/info/exclude").write_text("c.py\n")
    (tmp_path / ".gitignore").write_text("/x/y/a.py\nout\n")
    assert names(tmp_path, "x/y") == ["x/y/b.py"]
    assert names(tmp_path, "out") == ["out/d.py"], "whoever names an ignored folder wants it"


def test_no_repository_no_patterns_from_above(tmp_path: Path) -> None:
    fill(tmp_path, "x/a.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    assert names(tmp_path, "x") == ["x/a.py"]


@pytest.mark.parametrize("content", [b"!\n[\na[\n\\\n\n", b"\xff\xfe\n", b"\xef\xbb\xbfb.py\n", b"\0\n", b"b.py \r\n"])
def test_strange_ignore_files(tmp_path: Path, content: bytes) -> None:
    fill(tmp_path, "a.py")
    (tmp_path / ".gitignore").write_bytes(content)
    assert names(tmp_path) == ["a.py"]


def test_an_ignore_file_that_is_a_folder(tmp_path: Path) -> None:
    fill(tmp_path, "a.py", ".gitignore/b.py")
    assert names(tmp_path) == [".gitignore/b.py", "a.py"]


def test_pipeline_definitions(tmp_path: Path) -> None:
    fill(tmp_path, "pipelines/train.json", "pipelines/x/y.json", "package.json")
    overrides: dict[str, object] = {"pipeline_definitions": ["pipelines/**/*.json"]}
    assert names(tmp_path, overrides=overrides) == ["pipelines/train.json", "pipelines/x/y.json"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"Version": "2020-12-01", "Metadata": {}, "Parameters": [], "Steps": []}', True),
        ('\ufeff\n{"Version":"2020-12-01","Steps":[]}', True),
        ('{"Steps": [], "Version": "2020-12-01"}', True),
        ('{"Version": "2020-12-01", "Parameters": ["' + "x" * 20_000 + '"], "Steps": []}', True),
        ('{"StartAt": "a", "States": {"a": {"Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync"}}}', True),
        ('{"States": {"a": {"Resource": "arn:aws-cn:states:::aws-sdk:sagemaker:createModel"}}, "StartAt": "a"}', True),
        ('{"StartAt": "a", "States": {"a": {"Resource": "arn:aws:states:::lambda:invoke"}}}', False),
        ('{"Version": "2012-10-17", "Statement": []}', False),
        ('{"Version": "2020-12-01"}', False),
        ('{"Steps": []}', False),
        ('[{"Version": "2020-12-01", "Steps": []}]', False),
        ('{"cells": ["x"], "text": "' + "x" * 20_000 + '", "Version": "2020-12-01", "Steps": []}', False),
        ("", False),
        ("{", False),
    ],
)
def test_definitions_are_told_from_their_content(tmp_path: Path, text: str, found: bool) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    assert names(tmp_path) == (["a.json"] if found else [])


def test_definitions_that_are_left_out_are_not_opened(tmp_path: Path) -> None:
    fill(tmp_path, "out/a.json", "b.json", "b.py")
    text = '{"Version": "2020-12-01", "Steps": []}'
    (tmp_path / "out/a.json").write_text(text)
    (tmp_path / "b.json").write_text(text)
    assert names(tmp_path, overrides={"exclude": ["out", "b.json"]}) == ["b.py"]


def test_links(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    fill(root, "a.py", "x/b.py")
    fill(outside, "c.py")
    (root / "loop").symlink_to(root)
    (root / "x/up").symlink_to("..")
    (root / "away").symlink_to(outside)
    (root / "away.py").symlink_to(outside / "c.py")
    (root / "same.py").symlink_to("x/b.py")
    assert names(root) == ["a.py", "x/b.py"]
    assert names(root, "away") == ["away/c.py"]


def test_a_linked_file_that_is_not_taken_itself(tmp_path: Path) -> None:
    fill(tmp_path, "code/impl.txt")
    for name in ("one.py", "two.py"):
        (tmp_path / name).symlink_to("code/impl.txt")
    assert names(tmp_path) == ["one.py"]


def test_strange_names(tmp_path: Path) -> None:
    fill(tmp_path, " leading/with space.py", "new\nline.py", "-dash.py", "'quote\".py", "ünï.py", "a.py/b.py")
    assert sorted(names(tmp_path)) == names(tmp_path)
    assert set(names(tmp_path)) == {
        " leading/with space.py",
        "new\nline.py",
        "-dash.py",
        "'quote\".py",
        "ünï.py",
        "a.py/b.py",
    }


def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    try:
        fill(tmp_path, name)
    except (OSError, UnicodeError):
        pytest.skip("the file system takes no such name")
    (tmp_path / ".gitignore").write_bytes(b"*.pyc\n")
    assert names(tmp_path) == [name]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / "train")
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a.py", "closed/b.py")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = look(tmp_path)
    assert [os.path.basename(path) for path in found.files] == ["a.py"]
    assert [(problem.code, problem.message) for problem in found.problems] == [
        ("SMX901", "the folder cannot be read: Permission denied")
    ]
