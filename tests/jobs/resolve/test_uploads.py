"""Scripts that a definition names by the URL that they are uploaded to."""

from __future__ import annotations

from collections import Counter

import pytest

from sm_lint.workspace.view import FileView
from tests.jobs.making import Tree

LAUNCH = 'from sagemaker.processing import ScriptProcessor\nScriptProcessor("role", "image").run(code="{}")\n'
UPLOAD = 'import boto3\nboto3.client("s3").upload_file({}, "bucket", {})\n'


def script(tree: Tree, name: str) -> str | None:
    (job,) = tree.jobs(name)
    assert job.script is not None
    return job.script.path


@pytest.mark.parametrize("key", ['"code/b/main.py"', 'f"code/b/main.py"', '"s3://bucket/code/b/main.py"'])
def test_the_key_tells_files_of_one_name_apart(tree: Tree, key: str) -> None:
    tree.write("a/main.py", "x = 1\n")
    wanted = tree.write("b/main.py", "x = 2\n")
    tree.write(
        "a/pipeline.py", UPLOAD.format('"main.py"', '"code/a/main.py"') + LAUNCH.format("s3://bucket/code/a/main.py")
    )
    tree.write("b/pipeline.py", UPLOAD.format('"main.py"', key) + LAUNCH.format("s3://bucket/code/b/main.py"))
    assert script(tree, "b/pipeline.py") == str(wanted)


def test_files_of_one_name_whose_keys_are_not_known_are_not_chosen_from(tree: Tree) -> None:
    for folder in "ab":
        tree.write(f"{folder}/main.py", "x = 1\n")
        text = UPLOAD.format('"main.py"', 'f"code/{version()}/main.py"') + LAUNCH.format("s3://bucket/code/1/main.py")
        tree.write(f"{folder}/pipeline.py", text)
    assert script(tree, "a/pipeline.py") is None


def test_the_only_file_of_a_name_is_taken_whatever_its_key(tree: Tree) -> None:
    wanted = tree.write("main.py", "x = 1\n")
    tree.write("pipeline.py", UPLOAD.format('"main.py"', "key()") + LAUNCH.format("s3://bucket/code/main.py"))
    assert script(tree, "pipeline.py") == str(wanted)


@pytest.mark.slow
def test_looking_scripts_up_grows_with_the_tree(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[int] = Counter()
    ask = FileView.is_file
    size = 0

    def counting(self: FileView, path: str) -> bool:
        asked[size] += 1
        return ask(self, path)

    monkeypatch.setattr(FileView, "is_file", counting)
    for size in (10, 40):
        for number in range(size):
            url = f"s3://bucket/code/{number}/main.py"
            upload = UPLOAD.format('"main.py"', f'"code/{number}/main.py"')
            tree.write(f"{number}/pipeline.py", upload + LAUNCH.format(url) + LAUNCH.format("main.py"))
            tree.write(f"{number}/main.py", "x = 1\n")
        tree.link()
    assert asked[40] <= 4 * asked[10] + 4
