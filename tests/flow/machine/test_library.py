"""Signatures of library calls: the data files, and the user's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomli

import sm_lint.flow.library as library_package
from sm_lint.flow.machine.setup import Setup
from sm_lint.flow.machine.signatures import MODES, Slot, decode, library
from tests.flow.facts_text import told

FILES = sorted(Path(next(iter(library_package.__path__))).glob("*.toml"))
KEYS = {*MODES, "directory", "returns", "pure", "exits", "need-path", "hub", "download", "uri"}
NAME = re.compile(r"[A-Za-z_][\w]*(\.[A-Za-z_]\w*(\(\))?|\[\])*\Z")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_names_its_sources(path: Path) -> None:
    first = re.split(r"\n(?!#)", path.read_text("utf-8"), maxsplit=1)[0]
    assert re.search(r"page|reference|docs\.", first), first


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_is_understood(path: Path) -> None:
    table = tomli.loads(path.read_text("utf-8"))
    for section in ("functions", "methods"):
        for name, entry in table.get(section, {}).items():
            assert NAME.match(name), name
            assert set(entry) <= KEYS, f"{name}: {set(entry) - KEYS}"
            for mode, slot in decode(entry).accesses:
                assert mode in MODES
                assert slot.position is not None or slot.keyword, f"{name}: no argument"


def test_no_function_is_described_twice() -> None:
    seen: dict[str, str] = {}
    for path in FILES:
        for name in tomli.loads(path.read_text("utf-8")).get("functions", {}):
            assert name not in seen, f"{name} in {path.name} and {seen[name]}"
            seen[name] = path.name


def test_names_are_looked_up_by_their_canonical_form() -> None:
    assert library().canonical("tensorflow.compat.v1.saved_model.save") == "tensorflow.saved_model.save"
    assert library().canonical("os.path.join") == "os.path.join"


@pytest.mark.parametrize(
    ("text", "slot"),
    [("0", (0, None)), (1, (1, None)), ("path", (None, "path")), ("0 path", (0, "path")), ("1 *", (1, "*"))],
)
def test_slots(text: str | int, slot: tuple[int | None, str | None]) -> None:
    assert Slot.parse(text) == slot


def test_the_users_own_signatures() -> None:
    setup = Setup(reads={"acme.io.load_frame": 0}, writes={"acme.io.store": "target", "acme.io.Store.put": "1 path"})
    script = """
import acme.io as io
from acme.io import Store, load_frame
load_frame("/opt/ml/processing/input/a")
io.store("frame", target="/opt/ml/processing/output/b")
Store().put("frame", "/opt/ml/processing/output/c")
"""
    assert told(script, setup) == [
        "read /opt/ml/processing/input/a by acme.io.load_frame",
        "write /opt/ml/processing/output/b by acme.io.store",
        "write /opt/ml/processing/output/c by acme.io.Store.put",
    ]


def test_the_users_own_signatures_stay_with_their_setup() -> None:
    Setup(reads={"acme.io.load_frame": 0})
    assert told("import acme.io\nacme.io.load_frame('/opt/ml/x')\n") == ["passed /opt/ml/x to acme.io.load_frame"]
