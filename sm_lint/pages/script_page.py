"""The page of one script: its interface, its launches, its neighbours and its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.links import rule_url
from sm_lint.pages.around import Around, coverage_text, described, status_text
from sm_lint.pages.blocks import (
    Anchor,
    Block,
    Bullets,
    Code,
    Heading,
    Line,
    Page,
    Paragraph,
    Piece,
    Table,
    Text,
    cell,
    joined,
    line,
    quoted,
)
from sm_lint.pages.collected import contracts_of
from sm_lint.pages.interface_tables import further, interface, places
from sm_lint.survey.model import Comparison, Script, Use

_ORIGINS = {
    "declared": "declared",
    "implied": "implied by the job that launches it",
    "inferred": "inferred from the script",
    "none": "none",
}


def script_page(script: Script, around: Around) -> Page:
    """The page of a script."""
    path = script.path
    blocks = [*_lead(script, around)]
    contracts = contracts_of(script, around.survey.targets.get(path, ()))
    blocks += interface(contracts, script.analysis.uses, around, path)
    blocks += further(contracts, script.analysis.jobs, around)
    blocks += _launches(script, around)
    if not contracts:
        blocks += _uses(script.analysis.uses, around)
    blocks += _findings(script.findings, around)
    blocks += _gaps(script, around)
    return Page(around.key(script), script.name(around.survey.base), tuple(blocks))


def contract_page(contract: Contract, around: Around) -> Page:
    """The page of a contract that governs none of the scripts."""
    parts = [line("Contract declared at ", around.place(contract.place), ".")]
    if contract.entry_points:
        names = joined([Code(entry.pattern)] for entry in contract.entry_points)
        parts.append(line("Its entry point is ", *names, ", of which no container script was found."))
    else:
        parts.append(line("It has no script of its own."))
    blocks: list[Block] = [Paragraph(line(described(contract)))] if contract.description else []
    blocks += [Bullets(tuple(parts)), *interface([contract], (), around, None), *further([contract], (), around)]
    findings = [each for each in around.survey.result.findings if each.contract == contract.id]
    blocks += _findings([each for each in findings if each.place.path == contract.place.path], around)
    return Page(around.contract_keys[contract.id], f"Contract {contract.id}", tuple(blocks))


# -- the lead ---------------------------------------------------------------------------------------------------------


def _lead(script: Script, around: Around) -> Iterator[Block]:
    analysis = script.analysis
    for text in dict.fromkeys(described(contract) for contract in analysis.contracts):
        if text:
            yield Paragraph(line(text))
    items = [line("Source: ", _file(script, around))]
    kinds = dict.fromkeys(contract.node for contract in analysis.contracts if contract.node)
    node = f", {' and '.join(kinds)} node" if kinds else ""
    items.append(line("Job: ", f"{analysis.kind or 'not known'}{node}"))
    for comparison in script.comparisons:
        items.append(line(*_contract(script, comparison, around)))
    coverage = script.coverage
    if analysis.error:
        items.append(line("Not analysed: ", *quoted(analysis.error)))
    elif analysis.origin in ("declared", "implied"):
        items.append(line(coverage_text(coverage.declared, coverage.used, coverage.unknown)))
    yield Bullets(tuple(items))


def _file(script: Script, around: Around) -> Piece:
    file = script.analysis.file
    return Anchor(around.shown(file), around.sources.file(file), code=True)


def _contract(script: Script, comparison: Comparison, around: Around) -> Iterator[Piece]:
    contract = comparison.contract
    if contract is None:
        yield Text("Contract: none; no job definition of the project launches it")
        return
    yield Text("Contract: ")
    yield Code(contract.id)
    version = f", version {contract.version}" if contract.version else ""
    if script.analysis.origin == "inferred":
        yield Text(f"{version}, {_ORIGINS['inferred']}: neither a contract nor a job definition governs it")
        return
    yield Text(f"{version}, {_ORIGINS[script.analysis.origin]} at ")
    yield around.place(contract.place)
    yield Text(": ")
    yield status_text(comparison)


# -- launches, uses, findings, gaps -----------------------------------------------------------------------------------


def _launches(script: Script, around: Around) -> Iterator[Block]:
    if not script.analysis.jobs:
        return
    yield Heading("Launched by")
    rows = []
    for job in script.analysis.jobs:
        kind = f"{job.kind} " if job.kind else ""
        name = cell(Code(job.step)) if job.step else cell(Code(job.class_name or job.api))
        rows.append((name, cell(f"{kind}job"), cell(job.dialect), cell(around.place(job.place))))
    yield Table(("Step or job", "Kind", "Written for", "Defined at"), tuple(rows))


def _uses(uses: Sequence[Use], around: Around) -> Iterator[Block]:
    if not uses:
        return
    yield Heading("What the script uses")
    nouns = {"read": "reads", "write": "writes", "variable": "variable", "argument": "argument"}
    rows = tuple((cell(nouns[use.kind]), cell(Code(use.value)), places([use], around)) for use in uses)
    yield Table(("Use", "Name or path", "At"), rows)


def _findings(findings: Sequence[Finding], around: Around) -> Iterator[Block]:
    if not findings:
        return
    yield Heading("Findings")
    yield Bullets(tuple(finding_line(finding, around) for finding in findings))


def finding_line(finding: Finding, around: Around) -> Line:
    """A finding with links to its rule and its place."""
    return line(
        Anchor(finding.code, rule_url(finding.name)),
        " ",
        Text(finding.severity.value, finding.severity.value),
        ": ",
        *quoted(finding.message),
        " at ",
        around.place(finding.place),
    )


def _gaps(script: Script, around: Around) -> Iterator[Block]:
    gaps = script.analysis.gaps
    if not gaps:
        return
    yield Heading("What could not be determined")
    yield Bullets(tuple(line(around.place(gap.place), f" ({gap.subject}): ", *quoted(gap.why)) for gap in gaps))
