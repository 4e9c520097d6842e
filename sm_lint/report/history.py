"""Reads older reports, and compares them with a new one."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sm_lint.report.record import KIND, MEASURES, VERSION
from sm_lint.workspace import disk

_LARGEST = 1 << 28
_DIGITS = 12


class ReportError(Exception):
    """A file that is not a report; the text says why and names it."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding of a report: rule, severity, place as shown, message."""

    code: str
    severity: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What later reports need of one.

    Attributes:
        label: name of the state, by default that of its file.
        totals: the measures, by the keys of :data:`~sm_lint.report.record.MEASURES`.
        statuses: status by the name of the script.
        findings: by fingerprint.
    """

    label: str
    totals: Mapping[str, int]
    statuses: Mapping[str, str]
    findings: Mapping[str, Noted]


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences between two reports.

    Attributes:
        added, gone: findings that only the later or only the earlier one has.
        moved: (script, status before, status now) of the scripts whose status differs; None for a script that is new or
            gone.
    """

    added: tuple[Noted, ...]
    gone: tuple[Noted, ...]
    moved: tuple[tuple[str, str | None, str | None], ...]


def read(path: str) -> Snapshot:
    """An older report.

    Args:
        path: absolute path of a file that `sm-lint report --json` wrote.

    Raises:
        ReportError: it cannot be read, is not JSON, or is not such a report.
    """
    name = os.path.basename(path)
    try:
        data = json.loads(disk.read_file(path, _LARGEST))
    except OSError as error:
        raise ReportError(f"cannot read {name}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{name} is not JSON, so it is no report: {error}") from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise ReportError(f"{name} is no report: `sm-lint report --json FILE` writes one")
    version = data.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise ReportError(f"{name} is a report of version {version}, and this sm-lint reads version {VERSION}")
    try:
        return snapshot(data, os.path.splitext(name)[0])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReportError(f"{name} is a damaged report: {error!r}") from error


def snapshot(data: Mapping[str, Any], name: str) -> Snapshot:
    """The part of a report that later ones need; `name` stands for a missing label.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: something is missing or has another type.
    """
    totals = {key: _number(data["totals"][key]) for key in MEASURES}
    statuses = {str(script["name"]): str(script["status"]) for script in data["scripts"]}
    findings = {str(found["fingerprint"]): _noted(found) for found in data["findings"]}
    return Snapshot(str(data.get("label") or name), totals, statuses, findings)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**_DIGITS:
        raise ValueError(f"{value!r} is no count")
    return value


def _noted(found: Mapping[str, Any]) -> Noted:
    cell = f":cell {int(found['cell'])}" if found.get("cell") is not None else ""
    where = f"{found['path']}{cell}:{int(found['line'])}:{int(found['column'])}"
    return Noted(str(found["code"]), str(found["severity"]), where, str(found["message"]))


def changes(before: Snapshot, now: Snapshot) -> Changes:
    """What differs between two reports, each list in the order of the report that has it."""
    added = tuple(found for key, found in now.findings.items() if key not in before.findings)
    gone = tuple(found for key, found in before.findings.items() if key not in now.findings)
    paths = sorted({*before.statuses, *now.statuses})
    moved = tuple(
        (path, before.statuses.get(path), now.statuses.get(path))
        for path in paths
        if before.statuses.get(path) != now.statuses.get(path)
    )
    return Changes(added, gone, moved)


def shares(snapshots: Sequence[Snapshot]) -> tuple[float, ...]:
    """The coverage of each report, from 0 to 1."""
    return tuple(share(each.totals) for each in snapshots)


def share(totals: Mapping[str, int]) -> float:
    """The coverage, from 0 to 1: what contracts name of all that scripts use, resolved or not."""
    whole = totals["used"] + totals["unresolved"]
    return totals["named"] / whole if whole else 1.0
