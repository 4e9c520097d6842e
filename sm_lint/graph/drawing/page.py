"""Renders graphs as one self-contained HTML page: pictures whose nodes link to details; no script, no request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

from sm_lint.graph.drawing.escape import escaped
from sm_lint.graph.drawing.links import Sources, rule_of
from sm_lint.graph.drawing.remarks import markup
from sm_lint.graph.drawing.svg import markers, picture, stylesheet
from sm_lint.graph.model import Edge, Graph, Node, Port, Remark, tally, worst
from sm_lint.output.text import count
from sm_lint.version import __version__

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_SIZES = (("fit", "fit", " checked"), ("s100", "100 %", ""), ("s150", "150 %", ""), ("s200", "200 %", ""))
_LEGEND = (
    '<p class="legend"><span><i></i>data</span><span><i class="dashed"></i>branch of a condition</span>'
    '<span><i class="dotted"></i>waits for</span><span><i class="red"></i>has an error</span>'
    "<span>Dashed outlines are places outside the pipeline. Follow a step for its details.</span></p>\n"
)


def page(graphs: Sequence[Graph], sources: Sources) -> str:
    """All graphs as an HTML document, with findings linked to their rules and the source."""
    title = graphs[0].title if len(graphs) == 1 else f"{len(graphs)} pipelines"
    style = stylesheet() + files("sm_lint.graph.drawing").joinpath("page.css").read_text(encoding="utf-8")
    sections = "".join(_graph(graph, f"g{number}", len(graphs) > 1, sources) for number, graph in enumerate(graphs, 1))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"<title>{escaped(title)} · sm-lint</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<svg width="0" height="0" style="position:absolute" class="sm-graph" aria-hidden="true">{markers("g")}</svg>\n'
        f"<header>\n<h1>{escaped(title)}</h1>\n{_summary(graphs)}{_contents(graphs)}</header>\n"
        f"<main>\n{sections}</main>\n<footer>sm-lint {escaped(__version__)}</footer>\n</body>\n</html>\n"
    )


def _summary(graphs: Sequence[Graph]) -> str:
    steps = sum(len(graph.steps) for graph in graphs)
    remarks = [remark for graph in graphs for remark in graph.all_remarks]
    remarks = list(dict.fromkeys(remarks))
    level = worst(remarks)
    found = f'<span class="tally {level.value}">{tally(remarks)}</span>' if level is not None else "nothing found"
    where = f"<code>{escaped(graphs[0].path)}</code> · " if len(graphs) == 1 else ""
    return f'<p class="quiet">{where}{count(steps, "step")} · {found}</p>\n'


def _contents(graphs: Sequence[Graph]) -> str:
    if len(graphs) < 2:
        return ""
    rows = "".join(f'<li><a href="#g{n}">{escaped(graph.title)}</a></li>' for n, graph in enumerate(graphs, 1))
    return f'<nav aria-label="Pipelines"><ul>{rows}</ul></nav>\n'


def _graph(graph: Graph, prefix: str, several: bool, sources: Sources) -> str:
    heading = ""
    if several:
        found = tally(graph.all_remarks) or "nothing found"
        heading = f"<h2>{escaped(graph.title)}</h2>\n"
        heading += f'<p class="quiet"><code>{escaped(graph.path)}</code> · {escaped(found)}</p>\n'
    steps = "".join(_step(graph, node, prefix, sources) for node in graph.steps)
    return (
        f'<section id="{prefix}" aria-label="{escaped(graph.title)}">\n{heading}{_findings(graph.remarks, sources)}'
        f'<div class="view">\n{_sizes(prefix)}<figure>\n{picture(graph, prefix)}</figure>\n</div>\n{_LEGEND}'
        f'<div class="details">\n{steps}</div>\n</section>\n'
    )


def _sizes(prefix: str) -> str:
    """Buttons for the size of the picture. They are radio buttons, which the style sheet can query without a script."""
    rows = "".join(
        f'<input type="radio" name="{prefix}-size" id="{prefix}-size-{name}" class="size {name}"{checked}>'
        f'<label for="{prefix}-size-{name}">{text}</label>'
        for name, text, checked in _SIZES
    )
    return f'<span class="quiet">Size</span>{rows}\n'


def _step(graph: Graph, node: Node, prefix: str, sources: Sources) -> str:
    remarks = node.all_remarks
    level = worst(remarks)
    named = f" · {escaped(node.class_name)}" if node.class_name and node.class_name.lower() != node.kind else ""
    return (
        f'<section class="detail {level.value if level else ""}" id="{prefix}-{node.key}" tabindex="-1">\n'
        f'<a class="back" href="#{prefix}-{node.key}-node" aria-label="Show {escaped(node.label)} in the picture">picture ↑</a>\n'
        f'<p class="kind {node.kind}">{escaped(node.kind)}<span class="quiet">{named}</span></p>\n'
        f"<h3>{escaped(node.label)}</h3>\n{_findings(remarks, sources)}{''.join(_details(graph, node, sources))}</section>\n"
    )


def _details(graph: Graph, node: Node, sources: Sources) -> Iterator[str]:
    if node.script:
        shown = f"<code>{escaped(node.script)}</code>"
        if node.script_path is not None:
            yield _part("Script", [f'<a href="{escaped(sources.file(node.script_path))}">{shown}</a>'])
        else:
            yield _part("Script", [f'{shown} <span class="quiet">(not in the tree)</span>'])
    yield _part("Inputs", [_port(graph, node, port) for port in node.inputs])
    yield _part("Outputs", [_port(graph, node, port) for port in node.outputs])
    yield _part("After", list(_control(graph, node)))
    yield _part("Arguments", [f"<code>{escaped(text)}</code>" for text in node.arguments])
    yield _part("Hyperparameters", [f"<code>{escaped(text)}</code>" for text in node.hyperparameters])
    if node.environment:
        yield _part("Environment", [", ".join(f"<code>{escaped(name)}</code>" for name in node.environment)])
    if node.place is not None:
        link = escaped(sources.place(node.place))
        yield _part("Defined at", [f'<a href="{link}"><code>{escaped(node.where)}</code></a>'])


def _part(name: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    return f'<h4>{name}</h4>\n<ul class="plain">{"".join(f"<li>{row}</li>" for row in rows)}</ul>\n'


def _port(graph: Graph, node: Node, port: Port) -> str:
    arrow = "←" if port.direction == "input" else "→"
    ends = [_end(graph, node, edge) for edge in graph.edges if _joins(edge, node, port)]
    level = worst(port.remarks)
    flag = f' <span class="tally {level.value}">{tally(port.remarks)}</span>' if level is not None else ""
    path = f" <code>{escaped(port.path)}</code>" if port.path else ""
    text = f"<b>{escaped(port.name)}</b>{path}{flag}"
    return text + (f'<br><span class="quiet">{arrow} {", ".join(dict.fromkeys(ends))}</span>' if ends else "")


def _joins(edge: Edge, node: Node, port: Port) -> bool:
    return (edge.target, edge.target_port) == (node.key, port.key) or (
        (edge.source, edge.source_port) == (node.key, port.key)
    )


def _end(graph: Graph, node: Node, edge: Edge) -> str:
    incoming = edge.target == node.key
    other = graph.node(edge.source if incoming else edge.target)
    port = other.port(edge.source_port if incoming else edge.target_port)
    name = f"{other.label} · {port.name}" if port is not None else other.label
    return escaped(f"{other.class_name} {name}" if other.is_outside else name)


def _control(graph: Graph, node: Node) -> Iterator[str]:
    """Steps that this one follows without taking data from them through an input."""
    for edge in graph.edges:
        if edge.target == node.key and not edge.target_port:
            why = edge.label or edge.kind
            yield f'{_end(graph, node, edge)} <span class="quiet">({escaped(why)})</span>'


def _findings(remarks: Sequence[Remark], sources: Sources) -> str:
    if not remarks:
        return ""
    rows = "".join(
        f'<li class="{remark.severity.value}"><a class="rule" href="{escaped(rule_of(remark))}">{escaped(remark.code)}</a>'
        f" {markup(remark.message)}<br>"
        f'<a href="{escaped(sources.place(remark.place))}"><code>{escaped(remark.where)}</code></a></li>'
        for remark in dict.fromkeys(remarks)
    )
    return f'<ul class="findings">{rows}</ul>\n'
