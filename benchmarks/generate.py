"""Writes a tree of Python files that is shaped like real machine learning repositories.

The lengths follow what 6,167 files of 33 public SageMaker repositories have. Files that name the platform: median 150
lines, mean 318, a tenth above 710. Other files: median 57, mean 157. Both are close to log-normal, with these medians
and means. The same arguments give the same bytes.

    python benchmarks/generate.py FOLDER --files 1000

With --linked it holds nothing but small pipelines and the scripts that they launch.
"""

from __future__ import annotations

import argparse
import math
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from string import Template

TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
FILES_PER_PROJECT = 20
CONTRACTS = 20
NOUNS = ("account", "basket", "claim", "customer", "device", "event", "invoice", "ledger", "merchant", "offer", "order")
VERBS = (
    "aggregate",
    "bucket",
    "calibrate",
    "clean",
    "filter",
    "impute",
    "merge",
    "normalize",
    "rank",
    "sample",
    "scale",
)
SCRIPTS = (("processing", 0.3), ("training", 0.3), ("inference", 0.12), ("definition", 0.13), ("tool", 0.15))


@dataclass(frozen=True, slots=True)
class Length:
    """How many lines files have: log-normal with this median and mean, cut off at the longest."""

    median: float
    mean: float
    longest: int

    def draw(self, chance: random.Random) -> int:
        """Lines of one file."""
        deviation = math.sqrt(2 * math.log(self.mean / self.median))
        return min(self.longest, round(chance.lognormvariate(math.log(self.median), deviation)))


RELEVANT = Length(150, 318, 2500)
OTHER = Length(57, 157, 2000)
EMPTY = 0.1
"""Share of the other files that hold nothing: most `__init__.py`."""


def generate(folder: str, files: int, seed: int = 1) -> None:
    """Write `files` Python files, half of which matter to a linter for SageMaker, below a folder."""
    chance = random.Random(seed)
    contracts: list[str] = []
    for project in range(math.ceil(files / FILES_PER_PROJECT)):
        count = min(FILES_PER_PROJECT, files - project * FILES_PER_PROJECT)
        below = f"team_{project // 10:02}/project_{project:04}"
        for name, text in _project(chance, count):
            _write(os.path.join(folder, below, name), text)
            if name.startswith("processing") and len(contracts) < CONTRACTS:
                contracts.append(_contract(f"{below}/{name}", len(contracts)))
    _write(os.path.join(folder, "pyproject.toml"), "[tool.sm-lint]\n\n" + "\n".join(contracts))


def generate_linked(folder: str, files: int) -> None:
    """Write about `files` pipelines and scripts, all of which have to do with each other.

    Each pipeline launches a script of its own, the same one as all others by the same function, one out of S3 whose name
    every team has, and one in a source directory.
    """
    written = {
        "pyproject.toml": '[tool.sm-lint]\nsrc = ["common", "."]\n',
        "common/steps.py": _template("linked_steps"),
        "common/score.py": _template("linked_prepare"),
    }
    for number in range(files // 2):
        team = f"team_{number // FILES_PER_PROJECT:03}"
        words = {"number": str(number), "team": team}
        written[f"{team}/pipeline_{number}.py"] = Template(_template("linked_pipeline")).substitute(words)
        written[f"{team}/prepare_{number}.py"] = _template("linked_prepare")
        written[f"{team}/main.py"] = _template("linked_main")
        written[f"{team}/train.py"] = _template("linked_train")
    for name, text in written.items():
        _write(os.path.join(folder, name), text)


def _project(chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Names and texts of one project's files: scripts and definitions side by side, modules that they import."""
    scripts = (count + 1) // 2
    modules = [f"{chance.choice(VERBS)}_{index}" for index in range(count - scripts)]
    kinds = ["processing", "training", *_kinds(chance, scripts)][:scripts]
    names = {f"{kind}_{index}": kind for index, kind in enumerate(kinds)}
    for name, kind in names.items():
        # The processing step uploads its script alone: what stands beside it is not there to be imported.
        imports = (
            []
            if kind == "definition" or name == "processing_0"
            else chance.sample(modules, min(len(modules), chance.randrange(3)))
        )
        given = {"processing": "processing_0.py", "training": "training_1.py"}
        yield f"{name}.py", _file(chance, kind, RELEVANT.draw(chance), imports, given)
    for index, module in enumerate(modules):
        yield f"{module}.py", _file(chance, "module", OTHER.draw(chance), modules[:index][-1:], {})


def _kinds(chance: random.Random, count: int) -> list[str]:
    return chance.choices([kind for kind, _ in SCRIPTS], [share for _, share in SCRIPTS], k=count)


def _file(chance: random.Random, kind: str, lines: int, imports: list[str], given: dict[str, str]) -> str:
    """A file of about so many lines: the frame of its kind, filled up with functions and classes."""
    words = {**_words(chance), **given}
    frame = _template(kind)
    room = lines - frame.count("\n")
    if kind == "module" and chance.random() < EMPTY:
        return ""
    blocks = []
    while room > 0:
        block = Template(chance.choice(_blocks())).substitute(_words(chance))
        blocks.append(block)
        room -= block.count("\n") + 2
    imported = "".join(f"import {name}\n" for name in imports)
    text = Template(frame).substitute(words, imports=imported, blocks="\n\n".join(blocks) + "\n" if blocks else "")
    return text.rstrip("\n") + "\n"


def _words(chance: random.Random) -> dict[str, str]:
    noun, other, verb = chance.choice(NOUNS), chance.choice(NOUNS), chance.choice(VERBS)
    number, share = chance.randrange(2, 200), round(chance.random(), 3)
    words = {"noun": noun, "other": other, "verb": verb, "int": str(number), "float": str(share)}
    return {**words, "Noun": noun.title(), "Verb": verb.title(), "NOUN": noun.upper(), "VERB": verb.upper()}


_read: dict[str, str] = {}


def _template(name: str) -> str:
    if name not in _read:
        with open(os.path.join(TEMPLATES, f"{name}.txt"), encoding="utf-8") as stream:
            _read[name] = stream.read()
    return _read[name]


def _blocks() -> list[str]:
    return [block.strip("\n") + "\n" for block in _template("blocks").split("\n\n\n")]


def _contract(entry: str, number: int) -> str:
    return (
        f"[tool.sm-lint.contracts.step_{number}]\n"
        f'entry-point = "{entry}"\njob = "processing"\n'
        f'expected-input-paths = {{ data = "/opt/ml/processing/input/data" }}\n'
        f'expected-output-paths = {{ data = "/opt/ml/processing/output" }}\n'
        f'optional-env-vars = {{ LABEL_FIELD = "label", OUTPUT_DIR = "/opt/ml/processing/output" }}\n'
        f"arguments = {{ train-ratio = {{}}, seed = {{}} }}\n"
    )


def _write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--linked", action="store_true", help="pipelines and the scripts that they launch")
    args = parser.parse_args()
    if args.linked:
        generate_linked(args.folder, args.files)
        return
    generate(args.folder, args.files, args.seed)


if __name__ == "__main__":
    main()
