"""A TOML file is opened, parsed and decoded once in a run, and scalars keep their places."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from pathlib import Path

import pytest
import tomli

from sm_lint.config import decode as decoding
from sm_lint.config.load import Resolver
from sm_lint.config.node import Node, Reporter
from sm_lint.config.shape import Shape
from sm_lint.contracts.load import load_contracts
from sm_lint.lint.run.runner import lint_paths

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.slow
def test_opens_and_decodes_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Counter[str] = Counter()
    parsed: Counter[str] = Counter()
    decoded: Counter[tuple[object, ...]] = Counter()
    real_open, real_parse, real_decode = os.open, tomli.loads, decoding.decode

    def count_open(path: str, *rest: int, **named: int) -> int:
        opened[os.fspath(path)] += 1
        return real_open(path, *rest, **named)

    def count_parse(text: str) -> dict[str, object]:
        parsed[text] += 1
        return real_parse(text)

    def count_decode(shape: Shape, node: Node, report: Reporter, example: str = "") -> decoding.Decoded:
        decoded[node.document.path, node.path, type(shape)] += 1
        return real_decode(shape, node, report, example)

    monkeypatch.setattr(os, "open", count_open)
    monkeypatch.setattr(tomli, "loads", count_parse)
    monkeypatch.setattr(decoding, "decode", count_decode)
    load_contracts.cache_clear()
    # Fixes of these rules edit the contract, and look for the literal in its text, as they do in scripts. SMJ570 looks for
    # the pin of the SDK in any pyproject.toml, whether it is a configuration or not.
    resolver = Resolver({"extend_ignore": ["SMC", "SMJ570"]}, cwd=str(EXAMPLES))
    result = lint_paths([EXAMPLES], resolver=resolver, cache=False)
    assert result.files
    files = {path: times for path, times in opened.items() if path.endswith(".toml") and EXAMPLES.as_posix() in path}
    assert files
    assert set(files.values()) == {1}
    assert {parsed[text] for text in parsed if "sm-lint" in text} == {1}
    assert any("contracts" in path for _, path, _ in decoded)  # type: ignore[operator]
    assert set(decoded.values()) == {1}


TABLE = """\
[contracts.base]
node = "internal"
delegates = true
reserved = ["old", "older"]

[contracts.train]
entry-point = "train.py"
extends = "base"
version = "1.2"
job = "training"
  allow-paths = ["/opt/ml/code/**"]
expected-input-paths.raw = { path = "/opt/ml/input/data/raw", required = false }
"""


def test_scalars_keep_their_places(tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").write_text(TABLE, encoding="utf-8")
    contract = load_contracts(Resolver(cwd=str(tmp_path)).settings_for("train.py")).get("train")
    assert contract is not None

    def at(*key: str | int) -> tuple[int, int]:
        place = contract.place_of(*key)
        assert place.path == str(tmp_path / "sm-lint.toml")
        return place.span.line, place.span.column

    assert at("job") == (10, 7)
    assert at("version") == (9, 11)
    assert at("allow-paths", 0) == (11, 18)
    assert at("expected-input-paths", "raw", "required") == (12, 74)
    assert (at("node"), at("delegates"), at("reserved", 1)) == ((2, 8), (3, 13), (4, 20))
    assert at("reserved", 7) == at("reserved")
    assert at("first-party") == (contract.place.span.line, contract.place.span.column)


def test_settings_for_another_process_leave_the_documents_behind(tmp_path: Path) -> None:
    (tmp_path / "sm-lint.toml").write_text(TABLE, encoding="utf-8")
    settings = Resolver(cwd=str(tmp_path)).settings_for("train.py")
    copied = pickle.loads(pickle.dumps(settings))
    assert copied == settings
    assert len(pickle.dumps(settings)) < len(TABLE) + 4000
    assert load_contracts(copied).get("train") is not None
