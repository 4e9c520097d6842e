"""The text of the files of this folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

_BYTES = 8 * 1024
"""How large a file of images becomes, about."""
_WIDTH = 128


def contents_files(repository: str, entries: Sequence[dict[str, Any]]) -> list[str]:
    """The files of a repository's images; an image is written as what distinguishes it from another one of the same file."""
    texts: list[str] = []
    here: list[dict[str, Any]] = []
    blocks: list[str] = []
    for entry in entries:
        block = _image(entry, here)
        if here and sum(map(len, blocks)) + len(block) > _BYTES:
            texts.append(_file(repository, blocks))
            here, blocks = [], []
            block = _image(entry, here)
        here.append(entry)
        blocks.append(block)
    return [*texts, _file(repository, blocks)]


def _file(repository: str, blocks: Sequence[str]) -> str:
    head = f"# Images of {repository}; written by `python -m sm_lint.sagemaker.image_contents.refresh`, see index.toml."
    return "\n".join([head, "", *blocks])


def _image(entry: dict[str, Any], others: Sequence[dict[str, Any]]) -> str:
    whole = set(entry["packages"].items())
    like = min(others, key=lambda other: len(whole ^ set(other["packages"].items())), default=None)
    near = set(like["packages"].items()) if like is not None else set()
    if len(whole ^ near) >= len(whole):
        like, near = None, set()
    lines = ["[[image]]"]
    for key, value in entry.items():
        if key == "packages":
            continue
        written = f'"{value}"' if isinstance(value, str) else "[" + ", ".join(f'"{item}"' for item in value) + "]"
        lines.append(f"{key} = {written}")
    if like is not None:
        lines.append(f"like = {others.index(like)}")
        without = sorted(dict(near).keys() - entry["packages"].keys())
        if without:
            lines.append(f"without = {block(without)}")
    lines.append(f"packages = {_listing(dict(whole - near))}")
    return "\n".join([*lines, ""])


def _listing(packages: Mapping[str, str]) -> str:
    return block(f"{name}=={version}" if version else name for name, version in sorted(packages.items()))


def block(words: Iterable[str]) -> str:
    """Words as a TOML string of several lines."""
    lines = wrap(" ".join(words), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return '"""\n' + "\n".join(lines) + '\n"""'


def modules_text(known: Mapping[str, frozenset[str]], source: str) -> str:
    """modules.toml: those that are called like their distribution are only named."""
    alike = sorted(name for name, modules in known.items() if modules == {name.replace("-", "_")})
    lines = [
        "# What distributions install, by first name of the module; from the lists of files in their wheels.",
        "#",
        "# alike    distributions that install one module of the same name, with `_` for `-`",
        "# modules  all others; empty for one that installs none",
        "",
        f'source = "{source}"',
        f"alike = {block(alike)}",
        "",
        "[modules]",
    ]
    rest = (name for name in sorted(known) if name not in alike)
    return "\n".join([*lines, *(f'{name} = "{" ".join(sorted(known[name]))}"' for name in rest), ""])


def with_number_of_files(index: str, repository: str, number: int) -> str:
    """index.toml with the number of a repository's files."""
    pattern = rf'(name = "{re.escape(repository)}"\n)(?:files = \d+\n)?'
    return re.sub(pattern, rf"\g<1>files = {number}\n", index, count=1)


def requires_text(wanted: Sequence[str], graph: Mapping[str, frozenset[str]]) -> str:
    """requires.toml: what some distributions require, and what these require, in any version that was resolved."""
    pending = [name for name in wanted if name in graph]
    reached = set(pending)
    while pending:
        for name in graph.get(pending.pop(), ()):
            if name not in reached:
                reached.add(name)
                pending.append(name)
    lines = [
        "# What distributions require, directly, in any version that was resolved for the images; see `resolved` in index.toml.",
        "# Those that require nothing are left out, unless requirements files often ask for them.",
        "",
        'source = "metadata of the distributions on PyPI, by uv pip compile; [closure] in additions.toml"',
        "",
        "[requires]",
    ]
    named = sorted(name for name in reached if graph.get(name) or name in wanted)
    return "\n".join([*lines, *(f'{name} = "{" ".join(sorted(graph[name]))}"' for name in named), ""])
