"""Contracts in the formats of other tools, which ``contract import`` reads: steps of cursus, modules with `ScriptContract(…)`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from sm_lint.contracts.model import Contract
from sm_lint.evolution.sides import Side
from sm_lint.exchange.reading.model import ImportProblem
from sm_lint.exchange.reading.read import read_contracts
from sm_lint.patterns import regex
from sm_lint.registry.location import is_test
from sm_lint.syntax.span import Problem
from sm_lint.workspace import disk
from sm_lint.workspace.source import MAX_BYTES

STEP = (".step.yaml", ".step.yml")
INVALID = "SMX903"
_CALL = regex(rb"(?:=|return|:)[ \t]*\w*ScriptContract[ \t]*\(")


class Foreign(NamedTuple):
    """Contracts by file, below the working directory, and id; and the files that cannot be read."""

    contracts: dict[tuple[str, str], Contract]
    problems: list[Problem]


def foreign_contracts(side: Side, paths: Iterable[str]) -> Foreign:
    """The contracts in some files of a side, as far as these are of a format that is read.

    Args:
        side: the side.
        paths: absolute paths; those that do not exist on this side are left out.
    """
    found = Foreign({}, [])
    cwd = side.resolver.cwd
    for path in sorted(paths):
        if is_test(path, cwd) or not _holds_contracts(path, side):
            continue
        with side.here():
            try:
                imported = read_contracts(path)
            except ImportProblem as error:
                found.problems.append(Problem(INVALID, str(error), error.place))
                continue
        for each in imported:
            found.contracts[os.path.relpath(path, cwd), each.contract.id] = each.contract
    return found


def _holds_contracts(path: str, side: Side) -> bool:
    with side.here():
        if path.endswith(STEP):
            return disk.is_file(path)
    return path.endswith(".py") and _CALL.search(side.content(path, MAX_BYTES)) is not None
