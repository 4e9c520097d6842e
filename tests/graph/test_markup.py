"""SVG and HTML are well formed, self-contained, and show names as text whatever they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sm_lint.graph.drawing.escape import escaped
from sm_lint.graph.drawing.links import Sources
from sm_lint.graph.drawing.page import page
from sm_lint.graph.drawing.remarks import markup
from sm_lint.graph.drawing.svg import document
from sm_lint.graph.model import Edge, Graph, Node
from sm_lint.syntax.span import Place

from .names import NASTY, SOURCES, nasty_graph

SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "link", "br", "input"}


class Elements(HTMLParser):
    """Elements and attributes of a page; tags must match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.found]


def shape(text: str) -> list[tuple[str, list[str]]]:
    """Elements with the names of their attributes; but for code, which messages quote as they like."""
    found = Elements(text).found
    assert not [attributes for tag, attributes in found if tag == "code" and attributes]
    return [(tag, sorted(attributes)) for tag, attributes in found if tag != "code"]


PLAIN = shape(page([nasty_graph("plain")], SOURCES))


@pytest.mark.parametrize("name", [name for name in NASTY if name and len(name) < 100])
def test_hostile_names_make_no_elements(name: str) -> None:
    assert shape(page([nasty_graph(name)], SOURCES)) == PLAIN
    ET.fromstring(document([nasty_graph(name)], SOURCES))


@pytest.mark.parametrize("name", ["", "x" * 400])
def test_empty_and_endless_names(name: str) -> None:
    Elements(page([nasty_graph(name)], SOURCES))
    ET.fromstring(document([nasty_graph(name)], SOURCES))


@pytest.mark.slow
@given(st.text())
def test_any_name(name: str) -> None:
    graph = Graph(name, "p.py", (Node("n1", "step", name), Node("s1", "source", name)), (Edge("s1", "n1"),))
    root = ET.fromstring(document([graph], SOURCES))
    assert root.find(f".//{SVG}g[@tabindex]") is not None
    Elements(page([graph], SOURCES))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"])))
def test_escaped_text_says_the_same(name: str) -> None:
    element = ET.fromstring(f'<a b="{escaped(name)}">{escaped(name)}</a>')
    assert (element.text or "", element.get("b")) == (name, name)


def test_nothing_is_loaded_and_nothing_runs(graph: Graph) -> None:
    elements = Elements(page([graph], SOURCES))
    assert not {"script", "img", "iframe", "object"} & set(elements.tags())
    loaded = [
        value
        for tag, attributes in elements.found
        for name, value in attributes.items()
        if name == "src" or (name == "href" and tag != "a")
    ]
    assert loaded == ["data:,"]
    assert not re.search(r"@import|url\((?!#)", page([graph], SOURCES) + document([graph], SOURCES))


def test_links_of_the_picture_lead_to_the_details_and_back(graph: Graph) -> None:
    elements = Elements(page([graph, graph], SOURCES))
    identifiers = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    links = {str(attributes["href"]) for tag, attributes in elements.found if tag == "a"}
    assert {link.removeprefix("#") for link in links if link.startswith("#")} <= set(identifiers)
    steps = [f"g{number}-{node.key}" for number in (1, 2) for node in graph.steps]
    assert {f"#{step}" for step in steps} | {f"#{step}-node" for step in steps} <= links


def test_findings_are_red_where_they_belong(graph: Graph) -> None:
    root = ET.fromstring(document([graph], SOURCES))
    titles = [
        each.findtext(f"{SVG}title") or "" for each in root.iter(f"{SVG}g") if each.get("class") == "edge data error"
    ]
    # Lines come first, then their labels.
    assert [title.splitlines()[0] for title in titles] == [
        "Prepare → Train.train (trian)",
        "Prepare.report → Evaluate.report",
        "Prepare → Train.train (trian)",
    ]
    assert ["SMJ507" in titles[0], "SMC006" in titles[1]] == [True, True]
    badges = [each for each in root.iter(f"{SVG}g") if "badge" in (each.get("class") or "").split()]
    assert [badge.findtext(f"{SVG}text") for badge in badges] == ["2 errors", "1 error"]
    text = page([graph], SOURCES)
    for remark in graph.all_remarks:
        assert markup(remark.message) in text


def test_findings_lead_to_their_rule_and_to_the_source(graph: Graph, project: Path) -> None:
    sources = Sources(str(project / "site" / "reports"))
    lines = {
        remark.code: (project / remark.where.partition(":")[0], remark.place.span.line) for remark in graph.all_remarks
    }
    assert sorted(lines) == ["SMC004", "SMC006", "SMJ507"]
    picture = ET.fromstring(document([graph], sources))
    drawn = {str(each.get("href")) for each in picture.iter(f"{SVG}a")}
    shown = {str(attributes["href"]) for tag, attributes in Elements(page([graph], sources)).found if tag == "a"}
    for remark in graph.all_remarks:
        file, line = lines[remark.code]
        assert file.is_file()
        own = {f"https://sm-lint.readthedocs.io/en/latest/rules/{remark.name}/", f"../../{file.name}#L{line}"}
        assert own <= drawn
        assert own <= shown
    assert "../../train.py" in shown


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("a b#c?d.py", "a%20b%23c%3Fd.py#L1"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29#L1"),
        ("caf\udce9.py", "caf%E9.py#L1"),
        ("/elsewhere/a.py", "../elsewhere/a.py#L1"),
    ],
)
def test_any_path_is_a_link(name: str, link: str) -> None:
    path = name if name.startswith("/") else f"/project/{name}"
    assert SOURCES.place(Place(path)) == link
    assert SOURCES.place(Place(path, cell=2)) == link.removesuffix("#L1")


def test_nothing_is_in_backticks(graph: Graph) -> None:
    assert "`" in "".join(remark.message for remark in graph.all_remarks)
    assert "`" not in page([graph], SOURCES) + document([graph], SOURCES)


def test_branches_are_named_once(graph: Graph) -> None:
    root = ET.fromstring(document([graph], SOURCES))
    (chip,) = [each for each in root.iter(f"{SVG}g") if each.get("class") == "chip branch"]
    assert chip.findtext(f"{SVG}text") == "then"
    assert [each.findtext(f"{SVG}text") for each in root.iter(f"{SVG}g") if each.get("class") == "edge then"] == [None]
