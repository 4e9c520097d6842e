"""The report and the pages in a real browser; skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.config.load import Resolver
from sm_lint.graph.drawing.links import Sources
from sm_lint.pages import html
from sm_lint.pages.index_page import pages
from sm_lint.report.history import snapshot
from sm_lint.report.page import page
from sm_lint.report.record import record
from sm_lint.survey.collect import survey
from sm_lint.survey.model import Survey
from tests.graph.chromium import Tab, browser, program

PROGRAM = program()
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    assert PROGRAM is not None
    with browser(PROGRAM, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The examples with their broken twins, and a script and a contract with hostile names."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("dockers", "pipelines", "broken"):
        shutil.copytree(EXAMPLES / name, folder / name)
    text = (EXAMPLES / "pyproject.toml").read_text(encoding="utf-8")
    evil = f'\n[tool.sm-lint.contracts."{EVIL}"]\nentry-point = "evil.py"\njob = "processing"\ndescription = "{EVIL}"\n'
    (folder / "pyproject.toml").write_text(text + evil)
    (folder / "evil.py").write_text(
        f'import sys\nopen("/opt/ml/processing/{EVIL.replace("/", "")}").read()\nopen(sys.argv[1])\n'
    )
    return survey(["."], Resolver(cwd=str(folder)), cache=False)


def expect_shown(tab: Tab, file: Path, width: int, scheme: str) -> None:
    tab.open(file, width, scheme)
    assert tab.complaints() == []
    assert [url for url in tab.requests() if not url.startswith("data:")] == [file.as_uri()]
    assert tab.value("document.documentElement.scrollWidth <= innerWidth")
    assert tab.value("document.querySelectorAll('script, img').length") == 0
    dark = "(c => c.match(/[0-9]+/g).slice(0, 3).every(n => n < 80))(getComputedStyle(document.body).backgroundColor)"
    assert tab.value(dark) == (scheme == "dark")
    # What is outside of its box could be reached by nobody.
    assert tab.value(OUTSIDE) == []


OUTSIDE = """[...document.querySelectorAll('td > div, .tile, li, summary')].filter(box => {
    const frame = box.closest('.wide, .bars') || document.documentElement;
    return frame === document.documentElement && box.getBoundingClientRect().right > innerWidth + 1;
}).map(box => box.textContent.slice(0, 80))"""


HIDDEN = """[...document.querySelectorAll('.wide:not(:has(.narrow))')].filter(box => box.scrollWidth > box.clientWidth).map(
    box => box.firstElementChild.className + ' ' + box.scrollWidth + ' of ' + box.clientWidth)"""
BROKEN_WORDS = """[...document.querySelectorAll('.matrix code')].flatMap(code => [...code.childNodes]).filter(word => {
    if (word.nodeType !== Node.TEXT_NODE || !/^[\\w.]+[-/]?$/.test(word.data)) return false;
    const range = document.createRange();
    range.selectNodeContents(word);
    return range.getClientRects().length > 1;
}).map(word => word.data)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_shown(found: Survey, tmp_path: Path, tab: Tab, scheme: str) -> None:
    now = snapshot(record(found, EVIL), "")
    file = tmp_path / "report.html"
    file.write_text(page(found, now, [now, now], Sources(str(tmp_path))), encoding="utf-8")
    for width in (400, 720, 721, 1000, 1240, 1241, 1300, 1400):
        expect_shown(tab, file, width, scheme)
        assert tab.value(HIDDEN) == [], width
        assert tab.value(BROKEN_WORDS) == [], width
    assert tab.value("document.querySelectorAll('.matrix tbody tr').length") == 23
    assert tab.value("document.querySelectorAll('figure svg').length") == 1
    assert tab.value(f"document.body.innerText.includes({EVIL!r})")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_the_pages_are_shown(found: Survey, tmp_path: Path, tab: Tab, width: int, scheme: str) -> None:
    made = pages(found, Sources(str(tmp_path)))
    wanted = [each for each in made if each.key == "index" or "evil" in each.key or "tabular" in each.key]
    assert len(wanted) == 4
    for each in wanted:
        file = tmp_path / f"{each.key}.html"
        file.write_text(html.html(each), encoding="utf-8")
        expect_shown(tab, file, width, scheme)
