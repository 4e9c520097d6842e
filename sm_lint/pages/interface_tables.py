"""Tables of the inputs, outputs, variables, arguments and requirements of contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Argument, Contract, Input, Output, Requirement, Variable
from sm_lint.contracts.paths import may_be_under
from sm_lint.jobs.definition.model import Job
from sm_lint.pages.around import Around
from sm_lint.pages.blocks import Anchor, Block, Bullets, Code, Heading, Line, Piece, Table, Text, cell, joined, line
from sm_lint.survey.model import Link, Use
from sm_lint.syntax.span import Place

_MOST_PLACES = 3
Cells = tuple[tuple[Line, ...], ...]


def interface(contracts: Sequence[Contract], uses: Sequence[Use], around: Around, path: str | None) -> Iterator[Block]:
    """Tables of what contracts say; with several contracts, the last column says which of them."""
    survey = around.survey
    sources = survey.sources.get(path, ()) if path is not None else ()
    targets = survey.targets.get(path, ()) if path is not None else ()

    def input_row(contract: Contract, entry: Input) -> Cells:
        place = input_path(entry, contract)
        details = [f"channels {', '.join(entry.channels)}"] if entry.channels else []
        details += ["a file"] if entry.kind == "file" else []
        details += ["shipped with the code"] if entry.source == "bundled" else []
        return (
            cell(Code(entry.name)),
            (*_path(place), *((line(", ".join(details)),) if details else ())),
            _needed(entry.required),
            _others(sources, entry.name, place, around),
            _used_at(uses, "read", place, around),
        )

    def output_row(contract: Contract, entry: Output) -> Cells:
        files = line("files ", *joined([Code(name)] for name in entry.files))
        return (
            cell(Code(entry.name)),
            (*_path(entry.path), *((files,) if entry.files else ())),
            _needed(entry.required),
            _others(targets, entry.name, entry.path, around),
            _used_at(uses, "write", entry.path, around),
        )

    def variable_row(contract: Contract, entry: Variable) -> Cells:
        at = [use for use in uses if use.kind == "variable" and use.value == entry.name]
        value = cell(Code(entry.value)) if entry.value and contract.origin == "toml" else ()
        needed = _needed(entry.required) if contract.origin == "toml" else cell("set")
        return (cell(Code(entry.name)), needed, value, places(at, around))

    def argument_row(contract: Contract, entry: Argument) -> Cells:
        at = [use for use in uses if use.kind == "argument" and _same(use.value, entry)]
        flag = at[0].value if at else f"--{entry.spelling or entry.name}"
        value = cell(Code(entry.value)) if entry.value is not None and contract.origin == "toml" else ()
        return (
            cell(Code(flag)),
            _needed(entry.required) if contract.origin == "toml" else cell("passed"),
            value,
            tuple(line(Code(choice)) for choice in entry.choices),
            cell(Code(entry.type)) if entry.type else (),
            places(at, around),
        )

    def requirement_row(contract: Contract, entry: Requirement) -> Cells:
        return (cell(Code(entry.name)), cell(Code(entry.specifier)) if entry.specifier else cell("any version"))

    for title, part, columns, row in (
        ("Inputs", "inputs", ("Name", "Path", "Required", "Filled from", "Read at"), input_row),
        ("Outputs", "outputs", ("Name", "Path", "Required", "Read by", "Written at"), output_row),
        ("Environment variables", "environment", ("Name", "Required", "Default", "Read at"), variable_row),
        ("Arguments", "arguments", ("Flag", "Required", "Default", "Choices", "Type", "Defined at"), argument_row),
        ("Versions", "requirements", ("Distribution", "Version"), requirement_row),
    ):
        yield from _table(title, columns, contracts, part, row)


def _table(
    title: str, columns: tuple[str, ...], contracts: Sequence[Contract], part: str, row: Callable[[Any, Any], Cells]
) -> Iterator[Block]:
    """A table of one part of contracts; equal rows are merged, and so are those of variants."""
    members = [(label, member) for contract in contracts for label, member in _members(contract)]
    found: dict[Cells, list[str]] = {}
    for label, member in members:
        for entry in getattr(member, part):
            found.setdefault(row(member, entry), []).append(label)
    if not found:
        return
    yield Heading(title)
    if len(members) == 1:
        yield Table(columns, tuple(found))
    else:
        every = len(members)
        rows = tuple((*cells, _labels(labels, every)) for cells, labels in found.items())
        yield Table((*columns, "Contract"), rows)


def _members(contract: Contract) -> Iterator[tuple[str, Contract]]:
    yield contract.id, contract
    for name, variant in contract.variants:
        yield f"{contract.id}, variant {name}", variant


def _labels(labels: Sequence[str], every: int) -> tuple[Line, ...]:
    given = dict.fromkeys(labels)
    return cell("all") if len(given) == every else tuple(line(Code(label)) for label in given)


def _path(path: str | None) -> tuple[Line, ...]:
    return cell(Code(path)) if path is not None else cell(Text("not known", "open"))


def _needed(required: bool) -> tuple[Line, ...]:
    return cell("yes" if required else "no")


def _same(flag: str, entry: Argument) -> bool:
    return flag.lstrip("-").replace("_", "-") == entry.name


def _used_at(uses: Sequence[Use], kind: str, path: str | None, around: Around) -> tuple[Line, ...]:
    if path is None:
        return ()
    return places([use for use in uses if use.kind == kind and may_be_under(use.value, path)], around)


def places(uses: Sequence[Use], around: Around) -> tuple[Line, ...]:
    """Links to the lines of uses, the first few of them."""
    found = list(dict.fromkeys(use.place for use in uses))
    if not found:
        return ()
    pieces: list[Piece] = []
    for number, place in enumerate(found[:_MOST_PLACES]):
        at = f"{place.span.line}" if number and place.cell == found[number - 1].cell else _line_of(place)
        pieces += [*([Text(", ")] if number else []), Anchor(at, around.sources.place(place))]
    if len(found) > _MOST_PLACES:
        pieces.append(Text(f" and {len(found) - _MOST_PLACES} more"))
    return (tuple(pieces),)


def _line_of(place: Place) -> str:
    cell = f"cell {place.cell} " if place.cell is not None else ""
    return f"{cell}line {place.span.line}"


def _others(links: Sequence[Link], name: str, path: str | None, around: Around) -> tuple[Line, ...]:
    """What is at the other end of an input or output."""
    found: dict[Line, None] = {}
    for each in links:
        if each.port != name and (path is None or each.path != path):
            continue
        pieces: list[Piece] = [*([Text(f"{each.outside} ")] if each.outside else []), Code(each.other)]
        if each.other_port:
            pieces += [Text(" · "), Code(each.other_port)]
        script = around.script(each.other_script)
        if script is not None:
            pieces += [Text(" of "), script]
        found[tuple(pieces)] = None
    return tuple(found)


def further(contracts: Sequence[Contract], jobs: Sequence[Job], around: Around) -> Iterator[Block]:
    """What contracts say besides, and what the jobs that imply them leave open."""
    items: list[Line] = []
    likely = [job for job in jobs if job.script is not None and job.script.likely]
    for title, part in (
        ("Modules shipped with the script: ", "first_party"),
        ("Further paths that it may use: ", "allow_paths"),
        ("Names that must not be used again: ", "reserved"),
    ):
        names = dict.fromkeys(name for contract in contracts for name in getattr(contract, part))
        if names:
            items.append(line(title, *joined([Code(name)] for name in names)))
    for job in likely:
        items.append(
            line("The definition at ", around.place(job.place), " names a script of this name, and may mean another.")
        )
    unsure = {job.contract.place for job in likely}
    if any(contract.delegates and contract.place not in unsure for contract in contracts):
        items.append(line("Other programs of the job may do what the script does not."))
    for title, part in (
        ("inputs", "open_inputs"),
        ("outputs", "open_outputs"),
        ("variables", "open_environment"),
        ("arguments", "open_arguments"),
    ):
        if any(getattr(contract, part) and contract.origin == "job" for contract in contracts):
            items.append(line(f"The job definition may give it further {title}, which could not be determined."))
    if items:
        yield Heading("Further")
        yield Bullets(tuple(items))
