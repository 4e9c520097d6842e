"""Other scripts that import what a renaming edits."""

from __future__ import annotations

from collections.abc import Iterator, Set

from sm_lint.contracts.load import load_contracts
from sm_lint.server.renaming.groups import Group
from sm_lint.server.renaming.names import RenameRefusedError
from sm_lint.server.snapshot import Snapshot
from sm_lint.workspace.document_kind import DocumentKind, document_kind

MOST = 200
"""Scripts that are analysed to find out."""


def importers(snapshot: Snapshot, group: Group, changed: Set[str]) -> Iterator[str]:
    """The scripts outside a group, launched by jobs or governed by contracts, that import a changed module.

    Raises:
        RenameRefusedError: very many scripts may do so.
    """
    modules = {path for path in changed if document_kind(path) is DocumentKind.PYTHON and path not in group.scripts}
    if not modules:
        return
    count = 0
    for script in sorted(_scripts(snapshot) - set(group.scripts)):
        for analysis in snapshot.scripts(script):
            count += 1
            if count > MOST:
                raise RenameRefusedError(f"more than {MOST} scripts may import what is edited")
            if modules & {module.path for module in analysis.script_facts().modules}:
                yield script


def _scripts(snapshot: Snapshot) -> set[str]:
    found = set(snapshot.launches.by_script)
    settings = {id(each): each for each in map(snapshot.settings, snapshot.files)}
    for each in settings.values():
        for contract in load_contracts(each).contracts:
            found.update(snapshot.governed(contract))
    return found
