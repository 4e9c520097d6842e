"""What a format is, is written in its module alone; everything else is made from that."""

from __future__ import annotations

from pkgutil import iter_modules

import pytest
from click.testing import CliRunner

from sm_lint.cli.main import cli
from sm_lint.cli.verbs.check.sinks import Sink
from sm_lint.output import formats


def test_every_module_is_a_format() -> None:
    found = {module.name for module in iter_modules(formats.__path__)}
    assert found == {name.replace("-", "_") for name in formats.NAMES}
    assert len(set(formats.NAMES)) == len(formats.NAMES)


@pytest.mark.parametrize("name", formats.NAMES)
def test_a_format_says_what_it_is(name: str) -> None:
    info = formats.load(name).INFO
    assert info.name == name
    assert info.summary
    assert not info.summary.endswith(".")
    assert Sink(name, None).is_for_people == info.for_people
    assert not Sink(name, "/report").is_for_people


def test_formats_for_people_and_those_that_hold_counts() -> None:
    infos = [formats.load(name).INFO for name in formats.NAMES]
    assert [info.name for info in infos if info.for_people] == ["full", "concise", "grouped"]
    assert [info.name for info in infos if info.counts] == ["full", "concise", "grouped", "json", "json-lines"]


def test_help_lists_all_of_them() -> None:
    shown = " ".join(CliRunner().invoke(cli, ["check", "--help"], prog_name="sm-lint").output.split())
    assert f"{', '.join(formats.NAMES[:-1])} or {formats.NAMES[-1]}; with a file" in shown
