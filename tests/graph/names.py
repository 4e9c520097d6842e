"""Names as nobody should have chosen them."""

from __future__ import annotations

from sm_lint.diagnostics.finding import Severity
from sm_lint.graph.drawing.links import Sources
from sm_lint.graph.model import Edge, Graph, Node, Port, Remark
from sm_lint.syntax.span import Place

SOURCES = Sources("/project")

NASTY = (
    '"quoted" <b>bold</b> &amp; #quot; #35;',
    "</title></style></svg><script>alert(1)</script>",
    "' onload='alert(1)",
    "]]> <!-- -->",
    "1. list",
    "- item",
    "end",
    "`md` **bold** _it_",
    "%%{init: {}}%%",
    'n1 --> n2; click n1 "javascript:alert(1)"',
    '}}"]',
    "|pipe| (paren) {brace}",
    "日本語 ünïcode \U0001f600",
    "bad \ud800 byte \udcff",
    "nul \x00 bell \x07",
    "two\nlines\r\n",
    "x" * 400,
    "",
)


def nasty_graph(name: str) -> Graph:
    """A graph that has a name wherever a name may be."""
    remark = Remark("SMJ507", name, Severity.ERROR, name, name, Place(f"/project/{name}"))
    ports = (
        Port("i1", "input", name, name, name, (remark,)),
        Port("o1", "output", name, name, name),
    )
    step = Node(
        "n1",
        "processing",
        name,
        name,
        name,
        Place(f"/project/{name}"),
        name,
        f"/project/{name}",
        ports,
        (name,),
        (name,),
        (name,),
        (remark,),
    )
    other = Node("n2", "condition", name, name, name)
    outside = Node("s1", "source", name, name)
    edges = (
        Edge("s1", "n1", "data", "", "i1", name, (remark,)),
        Edge("n1", "n2", "value", "o1", "", name),
        Edge("n2", "n1", "then", "", "", name),
    )
    return Graph(name, name, (step, other, outside), edges, (remark,))
