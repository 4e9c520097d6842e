"""Brings the contracts of scripts up to date, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.config.toml import Document
from sm_lint.contracts.model import Contract
from sm_lint.files.named import Named
from sm_lint.inference.corrections import Correction, make
from sm_lint.inference.run import Failed, Understood, each_script
from sm_lint.inference.script import infer_contract
from sm_lint.inference.updating import corrections_for
from sm_lint.syntax.collector import collector_off
from sm_lint.toml_editing.adding import prefix_in
from sm_lint.toml_editing.editor import NotEditable, TomlText


@dataclass(slots=True)
class ContractUpdate:
    """The corrections of one contract.

    Attributes:
        contract: as it is written.
        scripts: absolute paths of its scripts that were looked at.
        corrections: those that were made.
        refused: those that cannot be made in its file, with the reason.
    """

    contract: Contract
    scripts: list[str]
    corrections: list[Correction] = field(default_factory=list)
    refused: list[tuple[Correction, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileUpdate:
    """A file of contracts, and its text after the corrections, both with LF line endings."""

    path: str
    before: str
    after: str
    contracts: tuple[ContractUpdate, ...]


@dataclass(frozen=True, slots=True)
class Updates:
    """The result of a look at some scripts: the files to change, and the scripts that could not be read."""

    files: tuple[FileUpdate, ...]
    failed: tuple[Failed, ...]
    governed: int


def update_paths(paths: Named, resolver: Resolver | None = None, *, prune: bool = False) -> Updates:
    """The corrections of the contracts that govern the scripts which paths name; nothing is written.

    A contract with several scripts gets what any of them needs; what is removed or loosened has to hold for all of them
    that are looked at.

    Args:
        paths: files and folders, relative to the resolver's working directory.
        resolver: provides the settings.
        prune: also remove what the scripts certainly never use.
    """
    wanted: dict[int, tuple[Contract, Settings, list[tuple[str, list[Correction]]]]] = {}
    failed: list[Failed] = []
    governed = 0
    with collector_off():
        for item in each_script(paths, resolver):
            if isinstance(item, Failed):
                failed.append(item)
                continue
            governed += bool(item.analysis.task.declared)
            _collect(item, prune, wanted)
    updates: dict[str, tuple[Settings, list[tuple[ContractUpdate, list[Correction]]]]] = {}
    for contract, settings, found in wanted.values():
        update = ContractUpdate(contract, [script for script, _ in found])
        corrections = _merged([each for _, each in found])
        updates.setdefault(contract.place.path, (settings, []))[1].append((update, corrections))
    files = [_apply(path, settings, entries) for path, (settings, entries) in sorted(updates.items())]
    return Updates(tuple(file for file in files if file is not None), tuple(failed), governed)


def _collect(
    item: Understood, prune: bool, wanted: dict[int, tuple[Contract, Settings, list[tuple[str, list[Correction]]]]]
) -> None:
    declared = item.analysis.task.declared
    if not declared:
        return
    found = infer_contract(item.analysis)
    for contract in declared:
        facts = item.analysis.script_facts(contract)
        kind = item.analysis.kind_under(contract).kind
        corrections = corrections_for(contract, found, facts, kind, prune=prune)
        entry = wanted.setdefault(id(contract), (contract, item.analysis.settings, []))
        entry[2].append((item.path, corrections))


def _merged(groups: Sequence[Sequence[Correction]]) -> list[Correction]:
    """What any script needs to be added, and what all of them allow to be loosened, changed or removed."""
    found: dict[tuple[str, ...], Correction] = {}
    for correction in (correction for group in groups for correction in group):
        if correction.kind == "add" or all(_has(group, correction) for group in groups):
            found.setdefault((correction.kind, *correction.key), correction)
    return list(found.values())


def _has(group: Iterable[Correction], wanted: Correction) -> bool:
    return any((each.kind, each.key, each.value) == (wanted.kind, wanted.key, wanted.value) for each in group)


def _apply(
    path: str, settings: Settings, entries: Sequence[tuple[ContractUpdate, list[Correction]]]
) -> FileUpdate | None:
    """The file with all corrections that can be made in it; None where there are none."""
    if not any(corrections for _, corrections in entries):
        return None
    document = settings.documents.read(path)
    written = any(source.path == path and source.text is None for source in settings.contract_sources)
    if not isinstance(document, Document) or not written:
        for update, corrections in entries:
            update.refused += [(each, "the contract is not written in a file") for each in corrections]
        return FileUpdate(path, "", "", tuple(update for update, _ in entries))
    text = TomlText(document.text)
    prefix = prefix_in(path, text.data)
    for update, corrections in entries:
        for correction in corrections:
            try:
                make(text, (*prefix, update.contract.id), correction, update.contract)
            except NotEditable as error:
                update.refused.append((correction, str(error)))
            else:
                update.corrections.append(correction)
    touched = tuple(update for update, _ in entries if update.corrections or update.refused)
    return FileUpdate(path, document.text, text.text, touched)
