"""Real text to start from: the examples, the cases of the rules, and CPython's own test files."""

from __future__ import annotations

import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from sm_lint.testing import CONFIGURATION, read_cases

PROJECT = Path(__file__).resolve().parents[3]
NEEDED = b"\n# sm-lint\n"
"""A comment that makes a file matter to the linter whatever else it holds; the filter for relevance lets it pass."""


@dataclass(frozen=True)
class Seed:
    """A project that is known to be linted.

    Attributes:
        files: content by relative path, without the configuration.
        configuration: the text of its ``pyproject.toml``; empty where there is none.
    """

    files: dict[str, str]
    configuration: str = ""

    @property
    def scripts(self) -> list[str]:
        """Paths of the Python files."""
        return [path for path in self.files if path.endswith(".py")]


@cache
def seeds() -> tuple[Seed, ...]:
    """Projects with at least one script: the cases of the rules, then the examples, one script each."""
    found = []
    for file in sorted((PROJECT / "tests" / "cases").glob("*.md")):
        for case in read_cases(file.read_text("utf-8")):
            files = {path: text for path, text in case.files.items() if path != CONFIGURATION}
            found.append(Seed(files, case.files.get(CONFIGURATION, "")))
    found += [
        Seed({path.name: path.read_text("utf-8")})
        for path in sorted((PROJECT / "examples").rglob("*.py"))
        if ".venv" not in path.parts
    ]
    return tuple(seed for seed in found if seed.scripts)


@cache
def contracts() -> tuple[str, ...]:
    """Configurations with contracts."""
    return tuple(dict.fromkeys(seed.configuration for seed in seeds() if "contracts" in seed.configuration))


@cache
def pipelines() -> tuple[Seed, ...]:
    """Seeds that define jobs with the SDK or with boto3."""
    words = ("import sagemaker", "from sagemaker", "boto3")
    return tuple(seed for seed in seeds() if any(word in text for text in seed.files.values() for word in words))


def script(random: Random, among: tuple[Seed, ...] = ()) -> tuple[Seed, str]:
    """A seed and the path of one of its scripts."""
    seed = random.choice(among or seeds())
    return seed, random.choice(seed.scripts)


@cache
def cpython() -> tuple[Path, ...]:
    """CPython's own test files, where this interpreter came with them; the larger half of the grammar is in them."""
    folder = Path(sysconfig.get_paths()["stdlib"]) / "test"
    return tuple(sorted(path for path in folder.rglob("*.py") if path.is_file()))
