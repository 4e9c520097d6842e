"""The index of the pages of a project."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.contracts.model import Contract
from sm_lint.graph.drawing.links import Sources
from sm_lint.output.text import count
from sm_lint.pages.around import Around, described, status_text
from sm_lint.pages.blocks import Anchor, Block, Code, Heading, Line, Page, Paragraph, Picture, Table, Text, cell, line
from sm_lint.pages.collected import contracts_of
from sm_lint.pages.names import INDEX, page_names
from sm_lint.pages.script_page import contract_page, script_page
from sm_lint.survey.model import Script, Survey

_TITLE = "Scripts and contracts"


def pages(survey: Survey, sources: Sources) -> list[Page]:
    """The index, a page for each script, and one for each contract without a script.

    Args:
        survey: what is known.
        sources: links to source files from where the pages are.
    """
    shown = {(each.analysis.path, each.analysis.file): each.name(survey.base) for each in survey.scripts}
    contracts = {contract.id: f"contract {contract.id}" for contract in survey.unused}
    names = page_names([*shown.values(), *contracts.values()])
    around = Around(
        survey,
        {own: names[name] for own, name in shown.items()},
        sources,
        {id: names[name] for id, name in contracts.items()},
    )
    return [
        Page(INDEX, _TITLE, tuple(_index(around))),
        *(script_page(script, around) for script in survey.scripts),
        *(contract_page(contract, around) for contract in survey.unused),
    ]


def _index(around: Around) -> Iterator[Block]:
    survey = around.survey
    governed = sum(script.analysis.origin in ("declared", "implied") for script in survey.scripts)
    yield Paragraph(
        line(
            f"{count(len(survey.scripts), 'container script')}, of which contracts or job definitions govern {governed}."
        )
    )
    if survey.scripts:
        columns = ("Script", "Job", "Contract", "Inputs", "Outputs", "Status")
        yield Table(columns, tuple(_row(script, around) for script in survey.scripts))
    if survey.unused:
        yield Heading("Contracts without a script")
        rows = tuple(
            (
                cell(Anchor(contract.id, around.contract_keys[contract.id], page=True, code=True)),
                cell(contract.job) if contract.job else (),
                cell(described(contract)) if contract.description else (),
            )
            for contract in survey.unused
        )
        yield Table(("Contract", "Job", "Description"), rows)
    if survey.graphs:
        yield Heading("Pipelines")
        yield Picture(survey.graphs)


def _row(script: Script, around: Around) -> tuple[tuple[Line, ...], ...]:
    contracts = contracts_of(script, around.survey.targets.get(script.path, ()))
    inferred = script.analysis.origin == "inferred"
    named = tuple(line(Code(contract.id), *(" (inferred)",) * inferred) for contract in contracts)
    return (
        cell(Anchor(script.name(around.survey.base), around.key(script), page=True, code=True)),
        cell(script.analysis.kind) if script.analysis.kind else (),
        named or cell(Text("none", "none")),
        _names(contracts, "inputs"),
        _names(contracts, "outputs"),
        tuple(dict.fromkeys(line(status_text(comparison)) for comparison in script.comparisons)),
    )


def _names(contracts: tuple[Contract, ...], part: str) -> tuple[Line, ...]:
    names = dict.fromkeys(entry.name for contract in contracts for entry in getattr(contract, part))
    return tuple(line(Code(name)) for name in names)
