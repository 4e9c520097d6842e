"""Damaged caches: the report is that of a run without a cache, whatever byte is damaged.

That takes two steps. Every single damage of every table that a run leaves, of each kind, makes the table an empty one;
and with any set of the tables gone, damaged or taken from another project, a run reports what it has to.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sm_lint.lint.caching import run_memo
from sm_lint.lint.caching.store import unpack
from tests.cli.conftest import GOOD, PYPROJECT, Run

pytestmark = pytest.mark.slow

LAUNCH = """\
from sagemaker.processing import ProcessingInput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor("1.2-1", "role", "ml.m5.large", 1)
processor.run(code="{script}", inputs=[ProcessingInput("s3://b/k", "/opt/ml/processing/raw")])
"""
SCRIPT = "import os\n\nprint(os.listdir('/opt/ml/processing/{folder}'))\n"


def write_project(root: Path, wrong: bool) -> None:
    """Nine pipelines, so that launches are remembered, and their scripts, one of which reads what no job mounts."""
    for number in range(9):
        folder = root / f"p{number}"
        folder.mkdir()
        (folder / "run.py").write_text(LAUNCH.format(script="prepare.py"))
        (folder / "prepare.py").write_text(SCRIPT.format(folder="row" if wrong and number == 4 else "raw"))
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "preprocess.py").write_text(GOOD)


@pytest.fixture
def left(tmp_path: Path, sm_lint: Run, monkeypatch: pytest.MonkeyPatch) -> dict[bool, tuple[Path, str, int]]:
    """Two projects with full caches, one clean and one with a finding, and what a run without a cache says."""
    monkeypatch.setattr(run_memo, "RACY_NANOSECONDS", -10_000_000_000)
    found = {}
    for wrong in (False, True):
        root = tmp_path / f"{wrong}"
        root.mkdir()
        write_project(root, wrong)
        monkeypatch.chdir(root)
        plain = sm_lint("-n", ".")
        for _ in range(2):
            assert sm_lint(".").output == plain.output
        found[wrong] = (root, plain.output, plain.exit_code)
    assert [status for _, _, status in found.values()] == [0, 1]
    return found


def tables(root: Path) -> list[Path]:
    return sorted((root / ".sm_lint_cache").rglob("*.jsonl"))


def damages(data: bytes, position: int) -> Iterator[bytes]:
    """What may become of a byte: each bit the other way, lost, doubled, made nothing, and the rest cut off."""
    before, byte, after = data[:position], data[position : position + 1], data[position + 1 :]
    for bit in range(8):
        yield before + bytes([byte[0] ^ 1 << bit]) + after
    yield before + after
    yield before + byte + byte + after
    yield before + b"\0" + after
    yield before


def test_every_byte_of_every_table(left: dict[bool, tuple[Path, str, int]]) -> None:
    count = 0
    for path in tables(left[False][0]):
        key, table, _ = path.name.split(".")
        data = path.read_bytes()
        unpack(table, key, data)  # type: ignore[arg-type]
        # Of the longer tables every byte of the beginning: damage further on differs in nothing but its distance.
        for position in (*range(min(len(data), 800)), *range(800, len(data), 31)):
            for damaged in damages(data, position):
                count += 1
                try:
                    unpack(table, key, damaged)  # type: ignore[arg-type]
                except ValueError:
                    continue
                pytest.fail(f"{table}: byte {position} of {len(data)} may be another")
    assert count > 25_000


def damage(path: Path, others: Path, chance: random.Random) -> None:
    """Do one of the things to a table that may happen to it."""
    data = path.read_bytes()
    choices: list[Callable[[], object]] = [
        path.unlink,
        lambda: path.write_bytes(b""),
        lambda: path.write_bytes(chance.choice([*damages(data, chance.randrange(len(data)))])),
        lambda: shutil.copy(chance.choice(tables(others)), path),
        lambda: path.write_bytes(chance.randbytes(len(data))),
    ]
    chance.choice(choices)()


def test_the_report_with_damaged_tables(
    left: dict[bool, tuple[Path, str, int]], sm_lint: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chance = random.Random(1)
    for wrong, (root, output, status) in left.items():
        monkeypatch.chdir(root)
        cache, kept = root / ".sm_lint_cache", tmp_path / "kept"
        shutil.copytree(cache, kept)
        names = [path.relative_to(cache) for path in tables(root)]
        assert {name.name.split(".")[1] for name in names} >= {"verdicts", "definitions", "launches"}
        chosen = [each for size in (1, 2, len(names)) for each in itertools.combinations(names, size)]
        for combination in chosen * 2:
            for name in combination:
                damage(cache / name, left[not wrong][0], chance)
            for _ in range(2):
                result = sm_lint(".")
                assert (result.output, result.exit_code) == (output, status), combination
            shutil.rmtree(cache)
            shutil.copytree(kept, cache)
        shutil.rmtree(kept)
