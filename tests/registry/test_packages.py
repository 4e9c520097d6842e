from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.registry import catalogue as generator
from sm_lint.registry.packages import PluginError, catalogue, load_class, search
from sm_lint.registry.rule_info import RuleInfo

RULE = '''
from sm_lint.diagnostics.finding import Severity
from sm_lint.registry.bases import ScriptRule


class NoPrint(ScriptRule):
    """
    ## What it does
    Finds "print" calls,
    all of them.

    ## Example
    """

    code = "ACME001"
    name = "no-print"
    severity = Severity.WARNING
    formerly = ("ACME900",)
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "acme_rules"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "no_print.py").write_text(RULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    catalogue.cache_clear()
    yield folder
    catalogue.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_rules"]:
        del sys.modules[name]


def test_a_package_is_searched_for_rules(package: Path) -> None:
    (found,) = search("acme_rules")
    assert (found.code, found.name, found.kind, found.formerly) == ("ACME001", "no-print", "script", ("ACME900",))
    assert found.summary == 'Finds "print" calls, all of them.'
    assert load_class(found).__name__ == "NoPrint"


def test_a_plugin_stands_beside_the_built_in_rules(package: Path) -> None:
    codes = [rule.code for rule in catalogue(("acme_rules",))]
    assert "ACME001" in codes
    assert codes == sorted(codes)
    assert set(codes) - {"ACME001"} == {rule.code for rule in catalogue()}


def test_a_written_catalogue_spares_the_import_of_the_rules(package: Path) -> None:
    assert generator.main(["acme_rules"]) == 0
    before = search("acme_rules")
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_rules"]:
        del sys.modules[name]
    assert [rule for rule in catalogue(("acme_rules",)) if rule.code == "ACME001"] == list(before)
    assert "acme_rules.no_print" not in sys.modules


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "import nothing_of_this_name",
            "cannot import rule package `acme_rules` (acme_rules.no_print): ModuleNotFoundError",
        ),
        ("def (", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit"),
        (RULE.replace('"ACME001"', '"acme"'), "code 'acme'"),
        (RULE.replace('"no-print"', '"No Print"'), "name 'No Print'"),
    ],
)
def test_a_broken_plugin_is_named_with_the_cause(package: Path, source: str, message: str) -> None:
    (package / "no_print.py").write_text(source)
    with pytest.raises(PluginError, match="acme_rules") as caught:
        catalogue(("acme_rules",))
    assert message in str(caught.value)


def test_a_plugin_that_is_not_there(package: Path) -> None:
    with pytest.raises(PluginError, match=r"cannot import rule package `acme_rulez`: ModuleNotFoundError"):
        catalogue(("acme_rulez",))


def test_two_rules_with_one_code_are_refused(package: Path) -> None:
    (package / "other.py").write_text(RULE.replace("no-print", "other"))
    with pytest.raises(PluginError, match=r"`ACME001` is a rule of both acme_rules\.no_print and acme_rules\.other"):
        catalogue(("acme_rules",))


def test_a_stale_catalogue_is_said_to_be_stale(package: Path) -> None:
    (entry,) = search("acme_rules")
    gone = RuleInfo(**{field: getattr(entry, field) for field in entry.__slots__} | {"class_name": "Gone"})
    with pytest.raises(PluginError, match="out of date"):
        load_class(gone)


def test_a_catalogue_that_is_none(package: Path) -> None:
    (package / "catalogue.py").write_text("RULES = [1]")
    with pytest.raises(PluginError, match=r"python -m sm_lint\.registry\.catalogue acme_rules"):
        catalogue(("acme_rules",))


@pytest.mark.slow
def test_the_built_in_catalogue_is_up_to_date() -> None:
    with open(generator.path_of("sm_lint_rules"), encoding="utf-8") as stream:
        assert stream.read() == generator.render("sm_lint_rules", search("sm_lint_rules"))
