"""The page in a real browser; skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sm_lint.graph.drawing.page import page
from sm_lint.graph.drawing.svg import document
from sm_lint.graph.model import Graph
from sm_lint.graph.texts import clean

from .chromium import Tab, browser, program
from .names import NASTY, SOURCES, nasty_graph

PROGRAM = program()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")]


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    assert PROGRAM is not None
    with browser(PROGRAM, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1600])
def test_the_page_is_shown(graph: Graph, tmp_path: Path, tab: Tab, width: int, scheme: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([graph], SOURCES), encoding="utf-8")
    tab.open(file, width, scheme)
    assert tab.complaints() == []
    assert [url for url in tab.requests() if not url.startswith("data:")] == [file.as_uri()]
    # The whole picture is shown, and nothing is wider than the window.
    assert tab.value("document.documentElement.scrollWidth <= innerWidth")
    assert tab.value("(f => f.scrollWidth <= f.clientWidth)(document.querySelector('figure'))")
    assert tab.value(SCALE) <= 1.01
    dark = "(c => c.match(/[0-9]+/g).slice(0, 3).every(n => n < 80))(getComputedStyle(document.body).backgroundColor)"
    assert tab.value(dark) == (scheme == "dark")


SCALE = "(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)(document.querySelector('figure svg'))"


@pytest.mark.parametrize("width", [400, 1600])
def test_the_picture_is_enlarged_without_a_script(graph: Graph, tmp_path: Path, tab: Tab, width: int) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([graph], SOURCES), encoding="utf-8")
    tab.open(file, width)
    for name, scale in (("s100", 1.0), ("s150", 1.5), ("s200", 2.0)):
        tab.value(f"document.querySelector('label[for=g1-size-{name}]').click()")
        assert tab.value(SCALE) == pytest.approx(scale, abs=0.01)
        # What does not fit is reached by scrolling within the frame of the picture.
        assert tab.value("document.documentElement.scrollWidth <= innerWidth")
        wider = tab.value("document.querySelector('figure svg').getBoundingClientRect().width > innerWidth")
        assert not wider or tab.value("(f => f.scrollWidth > f.clientWidth)(document.querySelector('figure'))")
    tab.value("document.querySelector('label[for=g1-size-fit]').click()")
    assert tab.value(SCALE) <= 1.01


STRUCK = """[...document.querySelectorAll('.edge rect.label')].flatMap(label => {
    const box = label.getBBox();
    const after = [...document.querySelectorAll('.edge .way')].filter(
        way => label.compareDocumentPosition(way) & Node.DOCUMENT_POSITION_FOLLOWING);
    const apart = other => box.x + box.width <= other.x || other.x + other.width <= box.x
        || box.y + box.height <= other.y || other.y + other.height <= box.y;
    const labels = [...document.querySelectorAll('.edge rect.label')].filter(other => other !== label);
    const text = label.parentElement.querySelector('text').getBBox();
    return [
        ...after.map(() => 'a line is drawn over the label'),
        ...labels.filter(other => !apart(other.getBBox())).map(() => 'labels meet'),
        ...(text.x < box.x || text.x + text.width > box.x + box.width ? ['the text is wider than its background'] : []),
    ];
})"""


def test_labels_are_not_struck_through(graph: Graph, tmp_path: Path, tab: Tab) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([graph], SOURCES), encoding="utf-8")
    tab.open(file, 1600)
    assert tab.value("document.querySelectorAll('.edge rect.label').length") == 2
    assert tab.value(STRUCK) == []


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
    file.write_text(page([graph, *(nasty_graph(clean(name)) for name in names)], SOURCES), encoding="utf-8")
    tab.open(file, 1600)
    assert tab.value(OVER) == []


def test_nodes_are_reached_by_keyboard_and_lead_to_their_details(graph: Graph, tmp_path: Path, tab: Tab) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([graph], SOURCES), encoding="utf-8")
    tab.open(file, 1600)
    tab.value("document.querySelector('.size:checked').focus()")
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
    file.write_text(document([graph], SOURCES), encoding="utf-8")
    tab.open(file, 1600)
    assert tab.complaints() == []
    assert tab.value("document.documentElement.localName") == "svg"
    tab.press("Tab", 9)
    assert tab.value("document.activeElement.id") == f"g1-{graph.steps[0].key}-node"


def test_hostile_names_do_nothing(tmp_path: Path, tab: Tab) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([nasty_graph(name) for name in NASTY], SOURCES), encoding="utf-8")
    tab.open(file, 1000)
    assert tab.complaints() == []
    assert tab.value("document.querySelectorAll('script, b b, img').length") == 0
    assert tab.value("document.querySelectorAll('figure').length") == len(NASTY)
    assert tab.value("document.documentElement.scrollWidth <= innerWidth")
