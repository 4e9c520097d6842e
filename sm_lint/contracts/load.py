"""All contracts that are in force under some settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from sm_lint.config.decode import Decoded, decode
from sm_lint.config.documents import Documents
from sm_lint.config.load import withhold
from sm_lint.config.node import Node, Reporter, deeper_than, near_miss, shorten
from sm_lint.config.settings import ContractSource, Settings
from sm_lint.config.toml import Document
from sm_lint.contracts.decode import contract_of, decode_table
from sm_lint.contracts.model import Contract
from sm_lint.contracts.overlay import OWN_KEYS, lay_over, without
from sm_lint.contracts.schema import CONTRACTS
from sm_lint.syntax.span import Problem

INVALID = "SMX903"
"""A contract that is not written as it has to be, or contradicts itself."""

DEEPEST = 64
"""Levels that a contract table may be nested."""


class ContractSet(NamedTuple):
    """Contracts and what is wrong with how they are written.

    Attributes:
        contracts: in the order of the files; ids are unique. One that has mistakes is here too, see `contract_of`.
        problems: in the order of the files.
        files: absolute paths of all files that were read.
    """

    contracts: tuple[Contract, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()

    def get(self, id: str) -> Contract | None:
        """The contract with this id."""
        return next((contract for contract in self.contracts if contract.id == id), None)


@dataclass(slots=True)
class _Written:
    """A contract table that was found, decoded as it is written."""

    id: str
    node: Node
    base: int
    rank: int
    reporter: Reporter = field(init=False)
    table: Decoded = field(init=False)

    def __post_init__(self) -> None:
        self.reporter = Reporter(self.base, self.id, INVALID)
        self.table = decode_table(self.node, self.reporter)


@lru_cache(maxsize=32)
def load_contracts(settings: Settings) -> ContractSet:
    """Read and decode the contracts of all files that the settings name; kept until a file changes. Never raises."""
    found = load_sources(settings.contract_sources, settings.documents)
    if not found.problems:
        return found
    named = [os.path.dirname(path) for path in settings.config_files[:1]]
    return found._replace(problems=tuple(withhold(each, settings.project, *named) for each in found.problems))


def load_sources(sources: tuple[ContractSource, ...], documents: Documents) -> ContractSet:
    """Decode the contracts of these sources, which are read from `documents`."""
    problems: list[Problem] = []
    found: dict[str, _Written] = {}
    for source in sources:
        document = documents.read(source.path) if source.text is None else documents.text(source.text, source.path)
        if isinstance(document, Problem):
            problems.append(document)
            continue
        for written in _tables(document, source, problems):
            first = found.setdefault(written.id, written)
            if first is not written and first.rank == written.rank:
                where = f"{first.node.document.path}:{first.node.key_place.span.line}"
                message = f"contract `{shorten(written.id)}` is already declared at {where}"
                problems.append(Problem(INVALID, message, written.node.key_place, "", written.id))
    contracts = []
    bases = _Bases(found)
    for written in found.values():
        base, known = bases.of(written)
        contracts.append(contract_of(written.id, written.table, base, written.reporter, trusted=known))
    problems += [problem for written in found.values() for problem in written.reporter.found]
    files = tuple(dict.fromkeys(source.path for source in sources if source.text is None))
    return ContractSet(tuple(contracts), tuple(_once(problems)), files)


def _once(problems: list[Problem]) -> Iterator[Problem]:
    """Problems without repetitions: what a contract takes over from another is wrong only once."""
    seen = set()
    for problem in problems:
        key = (problem.code, problem.place, problem.message)
        if key not in seen:
            seen.add(key)
            yield problem


def _tables(document: Document, source: ContractSource, problems: list[Problem]) -> Iterator[_Written]:
    """The contract tables of one source that are tables, and not too deep."""
    node = Node(document.data, document, ())
    path = source.prefix or _contracts_path(node, problems)
    for part in path:
        node = node.table().get(part) or Node({}, document, node.path)
    reporter = Reporter(len(path) - 1, code=INVALID)
    if not node.is_table:
        decode(CONTRACTS, node, reporter)
    for id, member in node.table().items():
        if not id or not member.is_table:
            message = "a contract needs an id" if not id else f"{reporter.name(member)} must be a table"
            reporter.add(member, message, key=not id)
        elif deeper_than(member.value, DEEPEST):
            reporter.add(member, f"{reporter.name(member)} is nested more than {DEEPEST} levels deep", key=True)
        else:
            yield _Written(id, member, len(path) + 1, source.rank)
    problems += reporter.found


def _contracts_path(root: Node, problems: list[Problem]) -> tuple[str, ...]:
    """Keys that lead to the contracts in a file of their own: as in ``sm-lint.toml``, or as in ``pyproject.toml``."""
    tables = root.table()
    own = tables["tool"].table().get("sm-lint") if "tool" in tables else None
    if own is not None and "contracts" in own.table():
        return ("tool", "sm-lint", "contracts")
    reporter = Reporter(code=INVALID)
    for key, member in tables.items():
        if key != "contracts":
            hint = near_miss(key, ("contracts",)) or f"contracts stand under `[contracts.{shorten(key, 40)}]`"
            reporter.add(member, f"unknown key {reporter.name(member)} in a contract file", hint=hint, key=True)
    if not tables:
        reporter.add(root, "a contract file without `[contracts.<id>]` tables")
    problems += reporter.found
    return ("contracts",)


class _Bases:
    """The whole table of the contract that another extends, put together once for each."""

    def __init__(self, found: dict[str, _Written]) -> None:
        self._found = found
        self._whole: dict[str, tuple[Decoded, bool]] = {}

    def of(self, written: _Written) -> tuple[Decoded | None, bool]:
        """The table that a contract extends, None where it extends none; False where parts of it are missing."""
        chain: list[_Written] = []
        seen = {written.id}
        base: Decoded | None = None
        known = True
        link = written
        while (extends := (link.table.members or {}).get("extends")) is not None:
            target = self._found.get(extends.value) if isinstance(extends.value, str) else None
            if target is None or target.id in seen:
                self._report(link, extends, target)
                known = False
                break
            if target.id in self._whole:
                base, known = self._whole[target.id]
                break
            chain.append(target)
            seen.add(target.id)
            link = target
        for link in reversed(chain):
            whole = link.table if base is None else lay_over(base, link.table)
            base = without(whole, OWN_KEYS)
            self._whole[link.id] = (base, known)
        return base, known

    def _report(self, link: _Written, extends: Decoded, target: _Written | None) -> None:
        if not isinstance(extends.value, str):  # reported by the decoder
            return
        text = shorten(extends.value)
        if target is None:
            hint = near_miss(text, [id for id in self._found if id != link.id])
            link.reporter.add(extends.node, f"`extends` names no contract: `{text}`", hint=hint)
        else:
            link.reporter.add(extends.node, f"`extends` goes round in a circle: `{text}` leads back to `{link.id}`")
