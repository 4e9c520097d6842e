"""The page in a real browser; skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.graph.model import Graph
from sm_lint.graph.page import page
from sm_lint.graph.svg import document
from sm_lint.graph.texts import clean

from .chromium import Tab, browser, program
from .names import NASTY, nasty_graph

PROGRAM = program()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    assert PROGRAM is not None
    with browser(PROGRAM, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1600])
def test_the_page_is_shown(graph: Graph, tmp_path: Path, tab: Tab, width: int, scheme: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([graph]), encoding="utf-8")
    tab.open(file, width, scheme)
    assert tab.complaints() == []
    assert [url for url in tab.requests() if not url.startswith("data:")] == [file.as_uri()]
    # Nothing but the picture is wider than the window, and the picture is not made too small to read.
    assert tab.value("document.documentElement.scrollWidth <= innerWidth")
    scale = "(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)(document.querySelector('figure svg'))"
    assert 0.75 <= tab.value(scale) <= 1.01
    dark = "(c => c.match(/[0-9]+/g).slice(0, 3).every(n => n < 80))(getComputedStyle(document.body).backgroundColor)"
    assert tab.value(dark) == (scheme == "dark")


OVER = """[...document.querySelectorAll('svg .node')].flatMap(node => {
    const card = node.querySelector('.body').getBBox();
    return [...node.querySelectorAll('text')].filter(text => {
        const box = text.getBBox();
        return box.x < card.x - 1 || box.x + box.width > card.x + card.width + 1;
    }).map(text => `${text.getAttribute("class")} ${text.textContent} ${text.getBBox().width} ${card.width}`);
})"""


def test_texts_stay_within_their_cards(graph: Graph, tmp_path: Path, tab: Tab) -> None:
    names = ["MMMMMMMMWWWWWWWW" * 4, "日本語の長い名前" * 12, "a_long/path/of/a/script_that_has/a_name.py", *NASTY]
    file = tmp_path / "page.html"
    file.write_text(page([graph, *(nasty_graph(clean(name)) for name in names)]), encoding="utf-8")
    tab.open(file, 1600)
    assert tab.value(OVER) == []


def test_nodes_are_reached_by_keyboard_and_lead_to_their_details(graph: Graph, tmp_path: Path, tab: Tab) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([graph]), encoding="utf-8")
    tab.open(file, 1600)
    for node in graph.steps:
        tab.press("Tab", 9)
        assert tab.value("document.activeElement.id") == f"g1-{node.key}-node"
        assert node.label in tab.value("document.activeElement.getAttribute('aria-label')")
    tab.press("Enter", 13, "\r")
    last = f"g1-{graph.steps[-1].key}"
    assert tab.value("location.hash") == f"#{last}"
    assert tab.value("document.querySelector(':target').id") == last


def test_the_picture_alone_is_shown(graph: Graph, tmp_path: Path, tab: Tab) -> None:
    file = tmp_path / "picture.svg"
    file.write_text(document([graph]), encoding="utf-8")
    tab.open(file, 1600)
    assert tab.complaints() == []
    assert tab.value("document.documentElement.localName") == "svg"
    tab.press("Tab", 9)
    assert tab.value("document.activeElement.id") == f"g1-{graph.steps[0].key}-node"


def test_hostile_names_do_nothing(tmp_path: Path, tab: Tab) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([nasty_graph(name) for name in NASTY]), encoding="utf-8")
    tab.open(file, 1000)
    assert tab.complaints() == []
    assert tab.value("document.querySelectorAll('script, b b, img').length") == 0
    assert tab.value("document.querySelectorAll('figure').length") == len(NASTY)
    assert tab.value("document.documentElement.scrollWidth <= innerWidth")
