from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sm_lint.files.gitignore import MOST_WILDCARDS, GitIgnore
from sm_lint.files.ignore import ignores_above

# Git before 2.53 takes `x**/` for `x` and any number of folders, which is none of its documented meanings.
QUIRK = re.compile(rb"!?[^*?\[\\]*[^*?\[\\/]\*\*+(?:/|\\/|$)")

NAMES = ["a", "b", "ab", "aab", "abba", "A", ".a", "a.py", "#a", "!a", "a b", "a ", "[a]", "a-b", "a\\b", "1", "é", "*"]
FOLDERS = ["", "a", "b", "a/b", "a/a", "ab", "ab/a", "a/b/a", "a/b/é"]

PIECES = [
    *("a", "b", "ab", "A", "1", "é", "py", ".", "-", " ", "#", "!", "]", "^", "\r", "\t"),
    *("*", "*", "**", "***", "?", "/", "/", "/", "**/", "/**", "/**/", "\\", "\\/", "\\*", "\\ ", "\\#", "\\!", "\\["),
    *("[ab]", "[!a]", "[^a]", "[a-b]", "[b-a]", "[a-]", "[]a]", "[!]a]", "[\\]]", "[a\\-b]", "[a-\\b]", "[/]", "[a/b]"),
    *("[[:alpha:]]", "[[:upper:]a]", "[[:punct:]]", "[[:digit:]-a]", "[[:none:]]", "[[:a]", "[[a]", "[", "[a", "[[:"),
]
line = st.builds("".join, st.lists(st.sampled_from(PIECES), max_size=6)).flatmap(
    lambda text: st.sampled_from([text, f"!{text}", f"/{text}", f"{text}/", f"{text}  "])
)
content = st.lists(line, min_size=1, max_size=5).map("\n".join)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True, env=_environment(root))
    for folder in FOLDERS:
        os.makedirs(root / folder, exist_ok=True)
    for folder in FOLDERS:
        for name in NAMES:
            if not os.path.isdir(root / folder / name):
                (root / folder / name).touch()
    return root


def _environment(root: Path) -> dict[str, str]:
    """An environment in which git has no configuration but that of the repository."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "HOME": str(root.parent), "XDG_CONFIG_HOME": str(root.parent), "GIT_CONFIG_NOSYSTEM": "1"}


def _entries(root: str) -> Iterator[tuple[str, bool]]:
    """Files and folders of a repository, and whether they are folders."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - {".git"})
        yield from ((os.path.join(folder, name), True) for name in folders)
        yield from ((os.path.join(folder, name), False) for name in files)


def by_git(root: Path) -> set[str]:
    """What git leaves out."""
    paths = [os.path.relpath(path, root) for path, _ in _entries(str(root))]
    done = subprocess.run(
        ["git", "-C", str(root), "-c", "core.ignoreCase=false", "check-ignore", "--no-index", "-z", "--stdin"],
        check=False,
        input=b"\0".join(map(os.fsencode, paths)),
        capture_output=True,
        env=_environment(root),
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stderr
    return set(map(os.fsdecode, done.stdout.split(b"\0"))) - {""}


def by_us(root: Path) -> set[str]:
    """What a walk leaves out."""
    found = set()
    pending = [(str(root), ignores_above(str(root), []), False)]
    while pending:
        folder, ignores, out = pending.pop()
        names = sorted(os.listdir(folder))
        ignores = ignores.below(folder, names, [])
        for name in names:
            path = os.path.join(folder, name)
            is_folder = os.path.isdir(path)
            if path == str(root / ".git"):
                continue
            left_out = out or ignores.ignores(path, folder=is_folder)
            if left_out:
                found.add(os.path.relpath(path, root))
            if is_folder:
                pending.append((path, ignores, left_out))
    return found


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(root=content, nested=content, exclude=content)
@example(root="*\n!a.py\n!a/\n!a/b\n", nested="!*\n", exclude="")
@example(root="a/**/b\n**/a.py\na/**\n!a/b/", nested="/a\n", exclude="b")
@example(root="\ufeffa.py\r\n\\#a\r\n\\!a\n# b\n", nested="a\\ \na b   \n", exclude="\0a\nb\0c")
@example(root="**\\/a\n!**\\/b\n", nested="[[:alpha:]-b]\n", exclude="a/**\\/a")
@example(root="?\n!??\n", nested="[é]\n*é\n", exclude="")
def test_it_means_what_git_means(repository: Path, root: str, nested: str, exclude: str) -> None:
    for name, text in ((".gitignore", root), ("a/.gitignore", nested), (".git/info/exclude", exclude)):
        lines = [line for line in text.encode().split(b"\n") if not (b"/" in line and QUIRK.match(line))]
        (repository / name).write_bytes(b"\n".join(lines))
    assert by_us(repository) == by_git(repository)


@pytest.mark.parametrize(
    ("pattern", "path", "folder", "out"),
    [
        ("build", "a/build", False, True),
        ("build/", "a/build", False, None),
        ("build/", "a/build", True, True),
        ("/build", "a/build", True, None),
        ("a/build", "a/build", False, True),
        ("a/build", "b/a/build", False, None),
        ("a/*/c", "a/b/c", False, True),
        ("a/*/c", "a/b/b/c", False, None),
        ("a/**/c", "a/c", False, True),
        ("a/**/c", "a/b/b/c", False, True),
        ("a/**", "a", True, None),
        ("a/**", "a/b", True, True),
        ("**/c", "c", False, True),
        ("a**c", "a/c", False, None),
        ("a**/c", "ab/c", False, True),
        ("a**/c", "a/b/c", False, None),
        ("*.py\n!a.py", "b/a.py", False, False),
        ("!a.py\n*.py", "b/a.py", False, True),
        ("a?.py", "ab.py", False, True),
        ("a?.py", "a.py", False, None),
        ("[!a].py", "b.py", False, True),
        ("[!a].py", "a.py", False, None),
        ("[a", "[a", False, None),
        ("A", "a", False, None),
        ("\\#a", "#a", False, True),
        ("#a", "#a", False, None),
        ("\\!a", "!a", False, True),
        ("a ", "a", False, True),
        ("a\\ ", "a ", False, True),
        ("a\\\\ ", "a\\", False, True),
        ("a\t", "a\t", False, True),
        ("a\\", "a\\", False, None),
        ("*a*b*c", "xaybzc", False, True),
        ("*a*b*c", "xbyazc", False, None),
        ("*ab*ba", "aba", False, None),
        ("a*a", "a", False, None),
    ],
)
def test_patterns(pattern: str, path: str, folder: bool, out: bool | None) -> None:
    assert GitIgnore(pattern.encode()).verdict(path, folder=folder) is out


@pytest.mark.parametrize("text", ["", "\n\n", "# a\n", "!\n/\n!/\n", "[\n[[:x:]]\n\\\n", " \n"])
def test_files_without_a_pattern(text: str) -> None:
    assert not GitIgnore(text.encode())


def test_a_pattern_that_is_longer_than_any_path() -> None:
    assert not GitIgnore(b"a" * 5_000)


@pytest.mark.slow
def test_a_file_with_more_patterns_than_are_tried() -> None:
    with pytest.raises(ValueError, match="more than 5000 patterns with wildcards"):
        GitIgnore(b"*a*\n" * 5_001)
    assert GitIgnore(b"a\n" * 50_000).verdict("a", folder=False)


ATTACKS = {
    "stars": ("*a" * 120 + "b", "a" * 250),
    "a star before each": ("*" + "*?" * 120 + "b", "a" * 250),
    "sets": ("*[ab][!b]" * 60 + "c", "a" * 250),
    "names": ("/".join(["**", "a*a"] * 400) + "/b", "/".join(["aaa"] * 1000)),
    "folders": ("**/" * 1000 + "b", "/".join("a" * 2000)),
    "long names": ("*a" * 2_000 + "b", "a" * 100_000),
    "far": ("*" + "a" * 4_000 + "b*", "a" * 100_000),
    "one set": ("[" + "a-" * 2_000 + "b]", "c"),
    "open brackets": ("[" * 4_000, "c"),
    "open classes": ("[[:" * 1_300 + "a]", "c"),
    "backslashes": ("\\" * 4_000, "c"),
    "blanks": (("a" + " " * 4_000 + "b\n") * 100, "c"),
    "slashes": ("/" * 4_000 + "b", "c"),
    "long lines": ("[" * 100_000 + "]\n" + "/" * 100_000 + "b\n" + "a" + " " * 100_000 + "\\", "c"),
    "many": ("\n".join(f"*{number}*{number}[ab]" for number in range(MOST_WILDCARDS)), "a" * 250),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_matching_takes_linear_time(attack: str, limited: Callable[[float], AbstractContextManager[None]]) -> None:
    pattern, path = ATTACKS[attack]
    with limited(5):
        assert GitIgnore(pattern.encode()).verdict(path, folder=False) is None
