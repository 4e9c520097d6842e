"""The page of one script: its interface, its launches, its neighbours and its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sm_lint.contracts.cover import input_path
from sm_lint.contracts.model import Argument, Contract, Input, Output, Requirement, Variable
from sm_lint.contracts.paths import may_be_under
from sm_lint.diagnostics.finding import Finding
from sm_lint.graph.links import Sources
from sm_lint.links import rule_url
from sm_lint.output.text import count, shown_path, shown_place
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
    Tone,
    cell,
    joined,
    line,
    quoted,
)
from sm_lint.survey.model import Comparison, Link, Script, Survey, Use
from sm_lint.syntax.span import Place

_MOST_PLACES = 3
_ORIGINS = {
    "declared": "declared",
    "implied": "implied by the job that launches it",
    "inferred": "inferred from the script",
    "none": "none",
}
_STATUSES: dict[str, str] = {
    "error": "errors",
    "warning": "warnings",
    "info": "remarks",
    "open": "nothing found; something could not be determined",
    "pass": "complies",
    "none": "not compared",
}
Cells = tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Around:
    """What pages need besides their subject.

    Attributes:
        survey: everything that is known.
        keys: keys of the pages, by the absolute path of their script.
        sources: links to source files.
    """

    survey: Survey
    keys: dict[str, str]
    sources: Sources
    contract_keys: dict[str, str] = field(default_factory=dict)

    def place(self, place: Place) -> Anchor:
        """A link to a place in a source file."""
        return Anchor(shown_place(place, self.survey.base), self.sources.place(place), code=True)

    def shown(self, path: str) -> str:
        """A path as it is shown."""
        return shown_path(path, self.survey.base)

    def script(self, path: str | None) -> Piece | None:
        """A link to the page of a script, or its path if it has no page."""
        if path is None:
            return None
        key = self.keys.get(path)
        return Code(self.shown(path)) if key is None else Anchor(self.shown(path), key, page=True, code=True)


def script_page(script: Script, around: Around) -> Page:
    """The page of a script."""
    path = script.path
    blocks = [*_lead(script, around)]
    contracts = script.analysis.contracts
    blocks += interface(contracts, script.analysis.uses, around, path)
    blocks += _launches(script, around)
    if not contracts:
        blocks += _uses(script.analysis.uses, around)
    blocks += _findings(script.findings, around)
    blocks += _gaps(script, around)
    return Page(around.keys[path], around.shown(path), tuple(blocks))


def contract_page(contract: Contract, around: Around) -> Page:
    """The page of a contract that governs none of the scripts."""
    parts = [line("Contract declared at ", around.place(contract.place), ".")]
    if contract.entry_points:
        names = joined([Code(entry.pattern)] for entry in contract.entry_points)
        parts.append(line("Its entry point is ", *names, ", of which no container script was found."))
    else:
        parts.append(line("It has no script of its own."))
    blocks: list[Block] = [Paragraph(line(contract.description))] if contract.description else []
    blocks += [Bullets(tuple(parts)), *interface([contract], (), around, None)]
    findings = [each for each in around.survey.result.findings if each.contract == contract.id]
    blocks += _findings([each for each in findings if each.place.path == contract.place.path], around)
    return Page(around.contract_keys[contract.id], f"Contract {contract.id}", tuple(blocks))


def status_text(comparison: Comparison) -> Text:
    """The outcome of a comparison in words."""
    found = _tally(comparison.findings)
    tone: Tone = comparison.status
    return Text(found or _STATUSES[comparison.status], tone)


def _tally(findings: Iterable[Finding]) -> str:
    given = [finding.severity.value for finding in findings]
    nouns = (("error", "error"), ("warning", "warning"), ("info", "remark"))
    return ", ".join(count(given.count(level), noun) for level, noun in nouns if level in given)


# -- the lead ---------------------------------------------------------------------------------------------------------


def _lead(script: Script, around: Around) -> Iterator[Block]:
    analysis = script.analysis
    for text in dict.fromkeys(contract.description for contract in analysis.contracts):
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


def coverage_text(declared: int, used: int, unknown: int) -> str:
    """How much of what is used contracts name, as a sentence."""
    more = f"; {count(unknown, 'place')} could not be determined" if unknown else ""
    return f"Coverage: {declared} of {used} known paths, variables and arguments{more}"


# -- the interface ----------------------------------------------------------------------------------------------------


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
        return (cell(Code(entry.name)), needed, value, _places(at, around))

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
            _places(at, around),
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
    yield from _further(contracts)


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
    return _places([use for use in uses if use.kind == kind and may_be_under(use.value, path)], around)


def _places(uses: Sequence[Use], around: Around) -> tuple[Line, ...]:
    places = list(dict.fromkeys(use.place for use in uses))
    if not places:
        return ()
    pieces: list[Piece] = []
    for number, place in enumerate(places[:_MOST_PLACES]):
        at = f"line {place.span.line}" if number == 0 else f"{place.span.line}"
        pieces += [*([Text(", ")] if number else []), Anchor(at, around.sources.place(place))]
    if len(places) > _MOST_PLACES:
        pieces.append(Text(f" and {len(places) - _MOST_PLACES} more"))
    return (tuple(pieces),)


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


def _further(contracts: Sequence[Contract]) -> Iterator[Block]:
    items: list[Line] = []
    for title, part in (
        ("Modules shipped with the script: ", "first_party"),
        ("Further paths that it may use: ", "allow_paths"),
        ("Names that must not be used again: ", "reserved"),
    ):
        names = dict.fromkeys(name for contract in contracts for name in getattr(contract, part))
        if names:
            items.append(line(title, *joined([Code(name)] for name in names)))
    if any(contract.delegates for contract in contracts):
        items.append(line("The script hands its work to a child process."))
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
    rows = tuple((cell(nouns[use.kind]), cell(Code(use.value)), _places([use], around)) for use in uses)
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
