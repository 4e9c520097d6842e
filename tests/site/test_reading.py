"""The site in a browser: what a search finds, what is copied, how pages look on a telephone."""

from __future__ import annotations

import json

import pytest

from tests.graph.chromium import Tab

pytestmark = pytest.mark.slow

TABLES = ["rules/", "command-line/", "comparison/", "integrations/", "graph/"]
RESULTS = """[...document.querySelectorAll('.md-search-result__item > a')].map(link => new URL(link.href).pathname)"""


def search(tab: Tab, address: str, words: str) -> list[str]:
    """Paths of the results in their order."""
    tab.open(f"{address}/?q={words}", 1400)
    assert tab.wait("document.querySelector('.md-search__input').value") == words
    tab.value("document.querySelector('#__search').checked = true")
    tab.value("document.querySelector('.md-search__input').focus()")
    found = tab.wait(f"(found => found.length ? found : null)({RESULTS})")
    return [str(path) for path in found]


@pytest.mark.parametrize(
    ("code", "name"),
    [("SMC002", "file-path-on-output-dir"), ("SMJ501", None), ("SMP110", None), ("SMX903", None)],
)
def test_a_rule_is_found_by_its_code(tab: Tab, address: str, code: str, name: str | None) -> None:
    first = search(tab, address, code)[0]
    assert first.startswith(f"/rules/{name}/" if name else "/rules/")
    tab.open(f"{address}{first}", 1400)
    assert code in tab.value("document.querySelector('h1').textContent")


def test_rules_are_found_by_a_variable(tab: Tab, address: str) -> None:
    found = search(tab, address, "SM_MODEL_DIR")
    assert len(found) >= 3
    assert any(path.startswith("/rules/") for path in found)


def test_nothing_is_asked_of_other_hosts(tab: Tab, address: str) -> None:
    for page in ("/", "/rules/", "/graph/", "/integrations/"):
        tab.open(f"{address}{page}", 1400)
        tab.wait("document.readyState === 'complete'")
        assert [url for url in tab.requests() if not url.startswith((address, "data:", "blob:"))] == []


COPIED = """new Promise(done => {
    const button = document.querySelectorAll('.language-console [data-clipboard-target]')[%d];
    document.addEventListener('copy', () => {
        const active = document.activeElement;
        done('value' in active ? active.value : getSelection().toString());
    }, {once: true, capture: true});
    if (navigator.clipboard) navigator.clipboard.writeText = text => { done(text); return Promise.resolve(); };
    button.click();
})"""


@pytest.mark.parametrize(
    ("page", "number", "copied"),
    [
        ("/", 0, ["git clone https://github.com/sm-lint/sm-lint", "pip install ./sm-lint", "sm-lint dockers/"]),
        ("/", 1, ["sm-lint examples/broken/dockers/mims_payload.py"]),
    ],
)
def test_only_what_is_typed_is_copied(tab: Tab, address: str, page: str, number: int, copied: list[str]) -> None:
    tab.open(f"{address}{page}", 1400)
    tab.wait("document.querySelectorAll('.language-console [data-clipboard-target]').length")
    text = str(tab.value(COPIED % number))
    assert [line.strip() for line in text.splitlines() if line.strip()] == copied


WIDE = """[...document.querySelectorAll('.md-typeset table')].flatMap(table => {
    const frame = table.closest('.md-typeset__scrollwrap');
    const reached = frame && getComputedStyle(frame).overflowX !== 'visible';
    const left = table.getBoundingClientRect().left, right = table.getBoundingClientRect().right;
    return reached || (left >= 0 && right <= innerWidth) ? [] : [table.textContent.slice(0, 40)];
})"""
CELLS = """[...document.querySelectorAll('.rules td')].filter(cell => {
    const box = cell.getBoundingClientRect();
    return box.left < 0 || box.right > innerWidth || cell.scrollWidth > cell.clientWidth + 1;
}).map(cell => cell.textContent)"""


@pytest.mark.parametrize("page", TABLES)
def test_tables_are_readable_on_a_telephone(tab: Tab, address: str, page: str) -> None:
    tab.open(f"{address}/{page}", 400)
    tab.wait("document.readyState === 'complete'")
    assert tab.value("document.querySelectorAll('.md-typeset table').length") > 0
    assert tab.value("document.documentElement.scrollWidth <= innerWidth")
    assert tab.value(WIDE) == []


def test_no_cell_of_the_rules_is_cut_on_a_telephone(tab: Tab, address: str) -> None:
    tab.open(f"{address}/rules/", 400)
    assert tab.value("document.querySelectorAll('.rules td').length") > 400
    assert json.dumps(tab.value(CELLS)) == "[]"
