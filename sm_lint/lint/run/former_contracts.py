"""The contracts of a project at an earlier commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sm_lint.config.documents import Documents
from sm_lint.config.settings import ContractSource, Settings
from sm_lint.config.toml import MAX_BYTES
from sm_lint.contracts.bind import Binder
from sm_lint.contracts.load import load_sources
from sm_lint.workspace.git import Changes


def former_binder(settings: Settings, changes: Iterable[Changes]) -> Binder:
    """The binder with the contracts that governed scripts before some changes.

    The set of contract files is the current one. A file that was not readable at the commit has no contracts.
    """
    known = {path: each for each in changes for path in each.paths}
    sources = tuple(_before(source, known.get(source.path)) for source in settings.contract_sources)
    contracts = load_sources(sources, Documents()).contracts
    return Binder(contracts, (*settings.src, settings.root))


def _before(source: ContractSource, changed: Changes | None) -> ContractSource:
    if changed is None or source.text is not None:
        return source
    data = changed.repository.content(changed.base, source.path, MAX_BYTES)
    return replace(source, text=(data or b"").decode("utf-8", "surrogateescape"))
