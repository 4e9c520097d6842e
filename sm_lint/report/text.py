"""The report as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sm_lint.contracts.model import Contract
from sm_lint.output.paint import BOLD, FAINT, Paint
from sm_lint.output.text import count, one_line, short_places, shown_name
from sm_lint.report.history import Snapshot, changes, share
from sm_lint.survey.model import Comparison, Script, Survey

_COUNTED = (("errors", "error"), ("warnings", "warning"), ("remarks", "remark"))
_WORDS = {"open": "undetermined", "pass": "complies", "none": "not compared"}


def lines(survey: Survey, now: Snapshot, older: Sequence[Snapshot], paint: Paint) -> Iterator[str]:
    """The lines of the report: the summary, one for each pair of script and contract, the rules, and the trend."""
    totals = now.totals
    governed = totals["declared"] + totals["implied"]
    yield f"{paint('scripts', BOLD)}    {totals['complying']} of {totals['scripts']} comply, {governed} have a contract or job"
    yield (
        f"{paint('coverage', BOLD)}   {int(share(totals) * 100)} %: contracts name {totals['named']} of {totals['used']}"
        f" known paths, variables and arguments; {totals['unresolved']} could not be determined"
    )
    found = ", ".join(count(totals[key], word) for key, word in _COUNTED)
    yield f"{paint('findings', BOLD)}   {found}"
    pairs = [(script, comparison) for script in survey.scripts for comparison in script.comparisons]
    names = [_name(script, survey) for script, _ in pairs]
    contracts = _contracts(names, [each.contract for _, each in pairs], survey.base)
    widths = (max(map(len, names), default=0), max(map(len, contracts), default=0))
    if pairs:
        yield ""
    for (script, comparison), name, contract in zip(pairs, names, contracts, strict=True):
        yield f"{name:<{widths[0]}}  {contract:<{widths[1]}}  {_status(script, comparison)}"
    yield from _rules(survey, paint)
    if older:
        yield from _trend(older[-1], now, paint)


def _contracts(names: Sequence[str], contracts: Sequence[Contract | None], base: str) -> list[str]:
    """The ids of contracts; with their places where a script has several of one id."""
    shown = short_places(base)
    ids = [one_line(contract.id) if contract is not None else "-" for contract in contracts]
    rows = Counter(zip(names, ids))
    return [
        id if contract is None or rows[name, id] == 1 else f"{id} ({shown(contract.place)})"
        for name, id, contract in zip(names, ids, contracts)
    ]


def _name(script: Script, survey: Survey) -> str:
    name = shown_name(script.path, survey.base)
    if script.analysis.file == script.path:
        return name
    return f"{name} in {shown_name(script.analysis.file, survey.base)}"


def _status(script: Script, comparison: Comparison) -> str:
    if script.analysis.error:
        return f"not analysed: {one_line(script.analysis.error)}"
    word = _WORDS.get(comparison.status)
    if word is not None:
        return word
    counts = Counter(finding.severity.value for finding in comparison.findings)
    return ", ".join(f"{counts[level]} {level}" for level in ("error", "warning", "info") if counts[level])


def _rules(survey: Survey, paint: Paint) -> Iterator[str]:
    counts = Counter((finding.code, finding.name) for finding in survey.result.findings)
    if counts:
        yield ""
    for (code, name), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>5}  {paint(one_line(code), BOLD)}  {one_line(name)}"


def _trend(before: Snapshot, now: Snapshot, paint: Paint) -> Iterator[str]:
    yield ""
    yield f"{paint('since', BOLD)} {one_line(before.label)}"
    for key in ("complying", "errors", "warnings", "unresolved"):
        old, new = before.totals[key], now.totals[key]
        yield f"  {key:<10}  {old} → {new}  {paint(f'{new - old:+d}', FAINT)}"
    found = changes(before, now)
    for sign, listed in (("+", found.added), ("-", found.gone)):
        for each in listed:
            yield f"  {sign} {one_line(each.where)} {one_line(each.code)} {one_line(each.message)}"
