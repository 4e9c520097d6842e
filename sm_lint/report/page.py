"""The compliance report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from sm_lint.diagnostics.finding import Finding, Severity
from sm_lint.graph.drawing.links import Sources
from sm_lint.links import rule_url
from sm_lint.output.text import count, shown_place
from sm_lint.pages.around import described
from sm_lint.pages.blocks import (
    Anchor,
    Block,
    Bullets,
    Code,
    Heading,
    Line,
    Paragraph,
    Picture,
    Piece,
    Table,
    Text,
    Tone,
    cell,
    line,
    quoted,
)
from sm_lint.pages.html import document, line_markup, rendered, said, table_markup
from sm_lint.report.history import Changes, Noted, Snapshot, changes, share
from sm_lint.survey.compare import aspect_of
from sm_lint.survey.model import Aspect, Comparison, Script, Status, Survey
from sm_lint.syntax.span import Place

TITLE = "Contract compliance"
_COLUMNS: dict[Aspect, str] = {
    "inputs": "Inputs",
    "outputs": "Outputs",
    "environment": "Variables",
    "arguments": "Arguments",
    "requirements": "Imports",
    "other": "Other rules",
}
_SIGNS: dict[Status, str] = {"open": "?", "pass": "✓", "none": "—"}
_MEANS: dict[Status, str] = {
    "error": "errors",
    "warning": "warnings",
    "info": "remarks",
    "open": "undetermined",
    "pass": "complies",
    "none": "not compared",
}
_LEGEND = (
    "✓ nothing found · ? nothing found, but something could not be determined · — nothing to compare · "
    "numbers count findings"
)
_NOUNS = {"error": "error", "warning": "warning", "info": "remark"}
_MEASURES = (
    ("scripts", "container scripts", None),
    ("declared", "with a declared contract", True),
    ("implied", "with a contract implied by jobs", True),
    ("ungoverned", "without a contract or job", False),
    ("complying", "complying scripts", True),
    ("errors", "errors", False),
    ("warnings", "warnings", False),
    ("remarks", "remarks", None),
    ("used", "known paths, variables and arguments", None),
    ("named", "of these, named by contracts", True),
    ("unresolved", "places that could not be determined", False),
)
"""Measure, its name, and whether more of it is better; None where that says nothing."""
_MOST_LISTED = 200


def page(survey: Survey, now: Snapshot, older: Sequence[Snapshot], sources: Sources) -> str:
    """The report as an HTML document.

    Args:
        survey: what is known.
        now: the same in the form in which reports are compared.
        older: earlier reports, the oldest first; the last one is compared in detail.
        sources: links to source files from where the page is.
    """
    style = files("sm_lint.report").joinpath("report.css").read_text(encoding="utf-8")
    return document(TITLE, f"<main>\n{''.join(_parts(survey, now, older, sources))}</main>\n", style=style)


def _parts(survey: Survey, now: Snapshot, older: Sequence[Snapshot], sources: Sources) -> Iterator[str]:
    yield _tiles(now, older[-1] if older else None)
    if older:
        yield _section("trend", "Trend", _trend([*older, now]))
    yield _section("scripts", "Scripts and contracts", _matrix(survey, sources))
    yield _section("rules", "Findings by rule", _rules(survey, sources))
    yield _section("unresolved", "What could not be determined", rendered(tuple(_gaps(survey, sources))))
    if survey.unused:
        yield _section("unused", "Contracts without a script", rendered(tuple(_unused(survey, sources))))
    if survey.graphs:
        yield _section("pipelines", "Pipelines", rendered((Picture(survey.graphs),)))


def _section(key: str, title: str, body: str) -> str:
    return f'<section id="{key}">\n<h2>{said(title)}</h2>\n{body}</section>\n'


# -- summary ----------------------------------------------------------------------------------------------------------


def _tiles(now: Snapshot, before: Snapshot | None) -> str:
    totals = now.totals
    governed = totals["declared"] + totals["implied"]
    tiles = (
        ("complying scripts", f"{totals['complying']} of {totals['scripts']}", "complying"),
        ("scripts with a contract or job", f"{governed} of {totals['scripts']}", ""),
        ("coverage by contracts", _percent(share(totals)), ""),
        ("errors", str(totals["errors"]), "errors"),
        ("warnings", str(totals["warnings"]), "warnings"),
        ("undetermined places", str(totals["unresolved"]), "unresolved"),
    )
    shown = "".join(
        f'<div class="tile"><b>{said(value)}</b> <span>{said(name)}</span>{_delta(key, now, before)}</div>\n'
        for name, value, key in tiles
    )
    label = f"<p>State: {said(now.label)}</p>\n" if now.label else ""
    return f'{label}<div class="tiles">\n{shown}</div>\n'


def _delta(key: str, now: Snapshot, before: Snapshot | None) -> str:
    if before is None or not key:
        return ""
    better = next(better for name, _, better in _MEASURES if name == key)
    return f"<small>{line_markup((_change(before.totals[key], now.totals[key], better),))} since {said(before.label)}</small>"


def _change(before: int, now: int, better: bool | None) -> Text:
    if before == now:
        return Text("no change", "quiet")
    tone: Tone = "quiet" if better is None else "pass" if (now > before) is better else "error"
    return Text(f"{now - before:+d}", tone)


def _percent(value: float) -> str:
    """A share in percent, rounded down, so that 100 % means all of it."""
    return f"{int(value * 100)} %"


# -- trend ------------------------------------------------------------------------------------------------------------


def _trend(states: Sequence[Snapshot]) -> str:
    *older, now = states
    columns = ("Measure", *(state.label for state in older), now.label or "now", "Change")
    rows = [
        (
            cell(name),
            *(cell(str(state.totals[key])) for state in states),
            cell(_change(older[-1].totals[key], now.totals[key], better)),
        )
        for key, name, better in _MEASURES
    ]
    coverage = [share(state.totals) for state in states]
    points = round((coverage[-1] - coverage[-2]) * 100)
    rows.append(
        (cell("coverage"), *(cell(_percent(each)) for each in coverage), cell(_change(0, points, True))),
    )
    found = changes(older[-1], now)
    blocks = (Table(columns, tuple(rows), narrow=True), *_changed(found, older[-1].label))
    return (_curve(states) if len(states) > 2 else "") + rendered(blocks)


def _changed(found: Changes, since: str) -> Iterator[Block]:
    for title, listed in (("New findings", found.added), ("Findings that are gone", found.gone)):
        if listed:
            yield Heading(f"{title} since {since}", 3)
            yield Bullets(tuple(_noted(each) for each in listed[:_MOST_LISTED]))
            yield from _rest(len(listed))
    if found.moved:
        yield Heading(f"Scripts with another status since {since}", 3)
        rows = tuple((cell(Code(path)), _was(before), _was(now)) for path, before, now in found.moved)
        yield Table(("Script", "Before", "Now"), rows[:_MOST_LISTED])
        yield from _rest(len(rows))


def _rest(number: int) -> Iterator[Block]:
    if number > _MOST_LISTED:
        yield Paragraph(line(f"and {number - _MOST_LISTED} more"))


def _was(status: str | None) -> tuple[Line, ...]:
    if status is None:
        return cell(Text("not there", "quiet"))
    known = next((known for known in _MEANS if known == status), None)
    return cell(Code(status)) if known is None else cell(Text(_MEANS[known], known))


def _noted(found: Noted) -> Line:
    return line(Code(found.code), " ", *quoted(found.message), " at ", Code(found.where))


def _curve(states: Sequence[Snapshot]) -> str:
    """The findings of each report as a bar, and its label below."""
    values = [state.totals["errors"] + state.totals["warnings"] for state in states]
    highest = max([1, *values])
    bars = "".join(
        f'<div><i style="height:{max(2, round(64 * value / highest))}px"></i><b>{value}</b><span>{said(state.label or "now")}</span></div>'
        for value, state in zip(values, states, strict=True)
    )
    return f'<p class="quiet">Errors and warnings</p>\n<div class="bars">{bars}</div>\n'


# -- scripts and contracts --------------------------------------------------------------------------------------------


def _matrix(survey: Survey, sources: Sources) -> str:
    if not survey.scripts:
        return "<p>There is no container script in these paths.</p>\n"
    columns = ("Script", "Contract", "Status", *_COLUMNS.values(), "Coverage")
    rows = [_pair(script, each, survey, sources) for script in survey.scripts for each in script.comparisons]
    return f'<p class="quiet">{said(_LEGEND)}</p>\n{table_markup(columns, rows, "matrix")}'


def _pair(script: Script, comparison: Comparison, survey: Survey, sources: Sources) -> list[str]:
    kind = [Text(f" {script.analysis.kind}", "quiet")] if script.analysis.kind else []
    return [
        line_markup(line(_script_link(script, survey, sources), *kind)),
        line_markup(tuple(_contract(script, comparison, survey, sources))),
        line_markup((Text(_MEANS[comparison.status], comparison.status),)),
        *(_outcome(comparison, aspect, outcome) for aspect, outcome in comparison.aspects),
        _bar(script),
    ]


def _script_link(script: Script, survey: Survey, sources: Sources) -> Anchor:
    return Anchor(script.name(survey.base), sources.file(script.analysis.file), code=True)


def _contract(script: Script, comparison: Comparison, survey: Survey, sources: Sources) -> Iterator[Piece]:
    contract = comparison.contract
    if contract is None:
        yield Text("none", "none")
        return
    yield Anchor(contract.id, sources.place(contract.place), code=True)
    if script.analysis.origin != "declared":
        words = "of a job" if script.analysis.origin == "implied" else "inferred"
        yield Text(f" {words}", "quiet")
    if contract.version:
        yield Text(f" {contract.version}", "quiet")


def _outcome(comparison: Comparison, aspect: Aspect, status: Status) -> str:
    shown = _SIGNS.get(status)
    if shown is None:
        levels = [each.severity.value for each in comparison.findings if aspect_of(each.code) == aspect]
        more = len(levels) - levels.count(status)
        shown = f'<span class="count">{count(levels.count(status), _NOUNS[status])}</span>' + (
            f" +{more}" if more else ""
        )
    return f'<span class="tone {status}" title="{said(_MEANS[status])}">{shown}</span>'


def _bar(script: Script) -> str:
    coverage = script.coverage
    if script.analysis.error:
        return line_markup(line(Text("not analysed: ", "error"), *quoted(script.analysis.error)))
    if script.analysis.origin not in ("declared", "implied"):
        return line_markup(line(Text("—", "none")))
    more = f", {coverage.unknown} undetermined" if coverage.unknown else ""
    width = int(coverage.share * 100)
    bar = f'<span class="bar" aria-hidden="true"><i style="width:{width}%"></i></span>'
    return f'{bar} <span class="count">{coverage.declared} of {coverage.used}</span>{more}'


# -- findings, gaps, contracts ----------------------------------------------------------------------------------------


def _rules(survey: Survey, sources: Sources) -> str:
    by_rule: dict[tuple[str, str], list[Finding]] = {}
    for finding in survey.result.findings:
        by_rule.setdefault((finding.code, finding.name), []).append(finding)
    if not by_rule:
        return "<p>Nothing was found.</p>\n"
    ordered = sorted(by_rule.items(), key=lambda item: (-_worst(item[1]).rank, -len(item[1]), item[0]))
    return "".join(_rule(code, name, findings, survey, sources) for (code, name), findings in ordered)


def _worst(findings: Iterable[Finding]) -> Severity:
    return max((finding.severity for finding in findings), key=lambda severity: severity.rank)


def _rule(code: str, name: str, findings: Sequence[Finding], survey: Survey, sources: Sources) -> str:
    level: Tone = _worst(findings).value
    heading = line_markup(
        line(Text(count(len(findings), "finding"), level), " ", Anchor(code, rule_url(name)), " ", Code(name))
    )
    rows = "".join(
        f'<li class="{finding.severity.value}">{line_markup(line(*quoted(finding.message)))}<br>'
        f"{line_markup((_at(finding.place, survey, sources),))}</li>"
        for finding in findings[:_MOST_LISTED]
    )
    more = f"<p>and {len(findings) - _MOST_LISTED} more</p>" if len(findings) > _MOST_LISTED else ""
    return f'<details class="{level}" open><summary>{heading}</summary>\n<ul class="findings">{rows}</ul>{more}</details>\n'


def _at(place: Place, survey: Survey, sources: Sources) -> Anchor:
    return Anchor(shown_place(place, survey.base), sources.place(place), code=True)


def _gaps(survey: Survey, sources: Sources) -> Iterator[Block]:
    rows = tuple(
        (cell(_at(gap.place, survey, sources)), cell(gap.subject), (line(*quoted(gap.why)),))
        for script in survey.scripts
        for gap in script.analysis.gaps
    )
    if not rows:
        yield Paragraph(line("Everything that the scripts use could be determined."))
        return
    yield Table(("Place", "About", "Why"), rows[:_MOST_LISTED])
    yield from _rest(len(rows))


def _unused(survey: Survey, sources: Sources) -> Iterator[Block]:
    yield Bullets(
        tuple(
            line(Anchor(contract.id, sources.place(contract.place), code=True), *_described(described(contract)))
            for contract in survey.unused
        )
    )


def _described(description: str) -> Iterator[Piece]:
    if description:
        yield Text(f": {description}")
