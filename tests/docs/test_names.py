"""What pages for developers name is there: files, folders, modules, classes and bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2]
PAGES = [
    *(PROJECT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md")),
    *(
        PROJECT / "docs" / f"{name}.md"
        for name in (
            *("how-it-works", "how-flow-works", "decisions", "glossary", "performance", "limits", "releasing"),
            *("dependencies", "writing-rules", "versioning"),
        )
    ),
]
# Folders that a page may take as known from its context.
ROOTS = ("", "sm_lint", "sm_lint/flow", "rules", "docs", "benchmarks", "requirements", ".github/workflows")
QUOTED = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
SUFFIXES = (".py", ".toml", ".md", ".json", ".txt", ".yml", ".css")
MODULE = re.compile(r"(?:sm_lint|sm_lint_rules|tests|benchmarks)(?:\.[a-z_0-9]+)+")
MEMBER = re.compile(r"([A-Z]\w*[a-z]\w*)\.([a-z_]\w*)")
BOUND = re.compile(r"MAX_[A-Z_]+|MOST_[A-Z_]+")
# What a project has that uses sm-lint, what a run or a release writes, and what stands for any name.
ELSEWHERE = re.compile(
    r"acme|\.git/|dist/|site/|dockers/|pipelines/|CODE\.md|config\.json|(?:hyperparameters|setup|train|a)\.\w+$|CACHEDIR"
)


@cache
def text_of_sources() -> str:
    return "\n".join(
        file.read_text("utf-8") for root in ("sm_lint", "rules") for file in (PROJECT / root).rglob("*.py")
    )


@cache
def file_names() -> frozenset[str]:
    folders = ("sm_lint", "rules", "tests", "docs", "examples", "benchmarks", "requirements", ".github", ".ci")
    found = {file.name for folder in folders for file in (PROJECT / folder).rglob("*")}
    return frozenset(found | {file.name for file in PROJECT.iterdir()})


def is_file(name: str) -> bool:
    """Is there such a file or folder, or a module of this name?"""
    if "/" not in name:
        return name in file_names()
    wanted = name.strip("/")
    return any(any((PROJECT / root).glob(f"{wanted}{suffix}")) for root in ROOTS for suffix in ("", ".py"))


def is_module(name: str) -> bool:
    """Is it a module, or something that a module defines?"""
    path = name.replace(".", "/")
    if is_file(f"{path}/") or is_file(f"rules/{path}"):
        return True
    module, _, last = path.rpartition("/")
    defined = re.compile(rf"^\s*(?:def|class) {last}\b|^{last}\b\s*[:=]", re.MULTILINE)
    return bool(module) and is_file(f"{module}/") and defined.search(text_of_sources()) is not None


def is_member(name: str) -> bool:
    """Does a class of this name, if it is one of ours, have the member?"""
    owner, member = name.split(".")
    body = re.search(rf"^class {owner}\b.*?(?=^class |\Z)", text_of_sources(), re.MULTILINE | re.DOTALL)
    return body is None or re.search(rf"\b{member}\b", body[0]) is not None


def lost(page: str) -> Iterator[str]:
    for name in dict.fromkeys(QUOTED.findall(page)):
        looks_like_one = FILE.fullmatch(name) and (name.endswith(SUFFIXES) or ("/" in name and name[0] != "*"))
        if looks_like_one and not ELSEWHERE.search(name) and not is_file(name):
            yield name
        if MODULE.fullmatch(name) and not is_module(name):
            yield name
        if MEMBER.fullmatch(name) and not is_member(name):
            yield name
        if BOUND.fullmatch(name) and not re.search(rf"^\s*{name}\b", text_of_sources(), re.MULTILINE):
            yield name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_named_is_there(page: Path) -> None:
    assert list(lost(page.read_text("utf-8"))) == []


def test_what_is_not_there_is_noticed() -> None:
    page = (
        "`lint/run/crew.py`, `machine/budgets`, `Machine.settle`, `sm_lint.flow.nonsense`, `MAX_NONSENSE`, `gone.toml`"
    )
    assert len(list(lost(page))) == 6
    assert list(lost("`lint/run/process_pool.py`, `machine/budget`, `Machine.branch`, `sm_lint.rules`")) == []
