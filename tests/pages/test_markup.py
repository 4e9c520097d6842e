"""Names that come from untrusted files are only names in Markdown and HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from sm_lint.graph.model import Graph, Node
from sm_lint.graph.texts import clean
from sm_lint.output.text import one_line
from sm_lint.pages import html, markdown
from sm_lint.pages.blocks import (
    Anchor,
    Bullets,
    Code,
    Heading,
    Page,
    Paragraph,
    Picture,
    Table,
    Text,
    cell,
    line,
    quoted,
)
from sm_lint.pages.names import page_names

NASTY = (
    "<script>alert(1)</script>",
    "</code></td></table><img src=x onerror=alert(1)>",
    "--><script>alert(1)</script><!--",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "[link](javascript:alert(1))",
    "![picture](http://evil.example/x.png)",
    "`code` **bold** _it_ ~~gone~~",
    "``` fence",
    "| cell | cell |",
    "# heading",
    "- item",
    "1. item",
    "> quotation",
    "&lt;b&gt; &amp; &#60;b&#62;",
    "http://evil.example/ www.evil.example mail@evil.example",
    "$x$ \\(y\\) {{ template }} {% tag %}",
    "two\nlines\r\n\ttab",
    "nul \x00 bell \x07 esc \x1b[31m",
    "\u202eright to left\u2066",
    "bad \ud800 \udcff",
    "::error::x",
    "##vso[task]",
    "日本語 ünïcode \U0001f600",
    "a\\|b\\",
    "",
    " ",
)
TAGS = re.compile(
    r"html|head|meta|title|style|link|body|svg|defs|marker|path|header|h[1-3]|main|p|ul|li|div|table|thead|tbody|tr|th|td"
    r"|a|code|span|br|wbr|footer|figure|g|rect|text|tspan"
)


def page(name: str) -> Page:
    shown = clean(name)  # as graphs have them
    graph = Graph(shown, shown, (Node("n1", "processing", shown, shown, shown, script=shown),))
    return Page(
        "key",
        name,
        (
            Heading(name),
            Paragraph(
                line(Text(name), " ", Code(name), " ", Anchor(name, "x%20y", code=True), *quoted(f"`{name}` {name}"))
            ),
            Bullets((line(Text(name)), line(Code(name)), line(Anchor(name, "key", page=True)))),
            Table(("A", name), ((cell(Text(name)), (line(Code(name)), line(Text(name, "error")))),)),
            Picture((graph,)),
        ),
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.comments: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.attributes += attrs

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", NASTY)
def test_html(name: str) -> None:
    text = html.html(page(name), "Made")
    text.encode("utf-8")
    tags = Tags()
    tags.feed(text)
    harmless = Tags()
    harmless.feed(html.html(page("name"), "Made"))
    assert all(TAGS.fullmatch(tag) for tag in tags.found)
    # Fewer if the name is empty, more code if it quotes anything, and a place to break a line after each separator.
    extra = {"text", "tspan", "code", "span", "wbr"}
    assert [tag for tag in tags.found if tag not in extra] == [tag for tag in harmless.found if tag not in extra]
    assert tags.comments == [" Made "]
    assert not [key for key, _ in tags.attributes if key.startswith("on")]
    assert {value for key, value in tags.attributes if key == "href"} <= {"x%20y", "key.html", "data:,"}
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\n::" not in text
    assert "##vso[" not in text


@pytest.mark.parametrize("name", NASTY)
def test_markdown(name: str) -> None:
    text = markdown.markdown(page(name), "Made")
    text.encode("utf-8")
    body = re.sub(r"```mermaid\n.*?```\n", "", text, flags=re.DOTALL)
    assert set(re.findall(r"<[^>]*>?", re.sub(r"`[^`\n]*`", "", body))) <= {
        "<!-- Made -->",
        "<code>",
        "</code>",
        "<br>",
    }
    assert "\x1b" not in text
    assert "\u202e" not in text
    # Names never add a line, a row or a cell.
    harmless = markdown.markdown(page("name"), "Made")
    assert len(text.splitlines()) == len(harmless.splitlines())
    (row,) = [row for row in text.splitlines() if "<br>" in row and row.startswith("| ")]
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 3
    assert re.findall(r"\]\(([^)]*)\)", re.sub(r"`[^`\n]*`", "", re.sub(r"\\.", "", body))) == ["x%20y", "key.md"]


def test_markdown_renders_as_the_names() -> None:
    """The renderer of MkDocs makes no element of them."""
    renderer = pytest.importorskip("markdown")
    for name in NASTY:
        expect_harmless(
            renderer.markdown(markdown.markdown(page(name), "Made"), extensions=["tables", "fenced_code"]), name
        )


def test_commonmark_renders_as_the_names() -> None:
    """A renderer of the dialect of GitHub makes no element of them."""
    renderer = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False})
    for name in NASTY:
        expect_harmless(renderer.render(markdown.markdown(page(name), "Made")), name)


def expect_harmless(shown: str, name: str) -> None:
    tags = Tags()
    tags.feed(shown)
    assert not {"script", "img", "b", "em", "strong", "del", "s", "blockquote", "ol"} & set(tags.found), name
    assert (tags.found.count("table"), tags.found.count("td"), tags.found.count("li")) == (1, 2, 3), name
    assert {value for key, value in tags.attributes if key == "href"} == {"x%20y", "key.md"}, name
    if name.strip() and name == one_line(name) and "`" not in name:
        assert tags.text.count(name) >= 8, (name, tags.text)


def test_what_is_plain_stays_readable() -> None:
    text = markdown.markdown(Page("k", "dockers/train_xgb.py", (Paragraph(line("a_b (c) 1 - 2: ", Code("SM_*"))),)))
    assert text == "# dockers/train_xgb.py\n\na_b (c) 1 - 2: `SM_*`\n"


def test_pages_in_one_text_link_to_each_other() -> None:
    pages = [Page("a", "A", (Paragraph(line(Anchor("b", "b", page=True))),)), Page("b", "B", ())]
    assert markdown.together(pages) == '<a id="a"></a>\n\n# A\n\n[b](#b)\n\n<a id="b"></a>\n\n# B\n'
    assert 'href="#b"' in html.together(pages)
    assert 'id="b"' in html.together(pages)


def test_names_of_pages() -> None:
    names = page_names(
        ["dockers/train.py", "dockers-train", "Dockers/Train.py", "../x y.py", "index.py", "con.py", "", *NASTY]
    )
    assert names["dockers/train.py"] == "dockers-train"
    assert names["dockers-train"].startswith("dockers-train-")
    assert names["index.py"] != "index"
    assert len({name.casefold() for name in names.values()}) == len(names)
    for name in names.values():
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name), name
        assert len(name) <= 110
    assert page_names(["dockers/train.py"]) == {"dockers/train.py": "dockers-train"}
