from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import tomli
from click.testing import CliRunner

from sm_lint.cli.main import cli
from sm_lint.config.decode import decode
from sm_lint.config.node import Node, Reporter
from sm_lint.config.options import IoTable, Options, options
from sm_lint.config.policy_tables import SELECTOR, PolicyTable
from sm_lint.config.settings import Settings
from sm_lint.config.shape import Option, Record, describe, options_of
from sm_lint.config.toml import Document
from sm_lint.contracts.schema import ArgumentTable, ContractTable, InputTable, OutputTable, VariantTable
from sm_lint.policies.data import fields as fields_of_jobs

RECORDS = (Options, IoTable, ContractTable, VariantTable, InputTable, OutputTable, ArgumentTable, PolicyTable)
RECORDS += tuple(
    dict.fromkeys(entry.shape.of for entry in options_of(PolicyTable).values() if isinstance(entry.shape, Record))
)
EVERY = [(record, entry) for record in RECORDS for entry in options_of(record).values()]


@pytest.mark.parametrize(("record", "entry"), EVERY, ids=lambda item: getattr(item, "name", ""))
def test_the_example_and_the_default_are_what_may_be_written(record: type, entry: Option) -> None:
    data: dict[str, Any] = tomli.loads(entry.example)
    assert list(data) == [entry.name]
    report = Reporter()
    decoded = decode(Record(record), Node(data, Document("x", data, entry.example), ()), report)
    assert (report.found, list(decoded.plain())) == ([], [entry.field])
    if entry.default is not None:
        decode(entry.shape, Node(entry.default, Document("x", {}, ""), ()), report)
        assert report.found == []
        assert data[entry.name] != entry.default
    assert entry.doc.endswith(".")
    assert describe(entry.shape)


def test_settings_have_a_field_for_every_option() -> None:
    names = {item.name for item in fields(Settings)}
    assert {entry.field for entry in options().values()} - names == {"extend", "io", "contracts"}


def test_policies_have_a_key_for_everything_that_can_be_expected() -> None:
    assert [name for name in options_of(PolicyTable) if name not in SELECTOR] == list(fields_of_jobs())
    for name, field in fields_of_jobs().items():
        assert options_of(PolicyTable)[name].doc == field.doc


def test_configuration_imports_little() -> None:
    code = (
        "import sys; from sm_lint.config.load import Resolver; import sm_lint.contracts.load, sm_lint.contracts.bind;"
        "Resolver(isolated=True).settings_for('x.py');"
        "print(*sorted({'libcst', 'jsonschema', 'packaging', 'sm_lint.config.schema'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("io.reads.x = 0x{0}", 2),
        ("io.writes.x = [-0x{0}]", 2),
        ("line-length = 0x{0}", 2),
        ("contracts.a.entry-point = 0x{0}", 2),
    ],
)
def test_numbers_of_more_than_64_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, status: int) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n")
    config = tmp_path / "hex.toml"
    config.write_text(text.format("f" * 3600) + "\n")
    for arguments in (["-n", "--config", "hex.toml", "a.py"], ["-n", "--config", text.format("f" * 17), "a.py"]):
        result = CliRunner().invoke(cli, arguments, prog_name="sm-lint")
        assert result.exit_code == status
        assert "SMX907" in result.stdout or ("contracts" in text and "SMX903" in result.stdout)
        assert "broke" not in result.output


def test_the_largest_number(tmp_path: Path) -> None:
    data = {"io": {"reads": {"x": (1 << 63) - 1}}}
    report = Reporter()
    assert decode(Record(Options), Node(data, Document("x", data, ""), ()), report).is_whole
    assert report.found == []
