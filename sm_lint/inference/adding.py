"""Which contracts a file has already, and ids for those that are added to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sm_lint.config.documents import Documents
from sm_lint.config.settings import ContractSource, Settings
from sm_lint.contracts.bind import Binder
from sm_lint.contracts.load import load_contracts, load_sources
from sm_lint.inference.model import InferredContract
from sm_lint.inference.naming import distinct
from sm_lint.inference.run import Inferred
from sm_lint.toml_editing.adding import ids_in, prefix_in


def governed_by_file(path: str, text: str, scripts: Iterable[str], settings: Settings) -> set[str]:
    """The scripts that contracts in a file govern, even if the configuration does not read the file.

    Args:
        path: absolute path of the TOML file.
        text: its text, valid TOML.
        scripts: absolute paths.
        settings: gives the folders that entry points are relative to.
    """
    import tomli

    prefix = prefix_in(path, tomli.loads(text))
    source = ContractSource(path, prefix, "", "", text)
    found = load_sources((source,), Documents())
    binder = Binder(found.contracts, (*settings.src, settings.root))
    return {script for script in scripts if binder.governing(script)}


def with_free_ids(found: Sequence[Inferred], text: str, path: str) -> list[InferredContract]:
    """The contracts under ids that neither the file nor the configuration has.

    Args:
        found: scripts and their contracts.
        text: text of the file that they are added to, valid TOML.
        path: absolute path of that file.
    """
    taken = ids_in(path, text)
    for settings in dict.fromkeys(item.settings for item in found):
        taken.update(contract.id for contract in load_contracts(settings).contracts)
    renamed = []
    for item in found:
        if item.contract is not None:
            id = distinct(item.contract.contract.id, taken)
            taken.add(id)
            contract = replace(item.contract.contract, id=id, label=f"contract `{id}`")
            renamed.append(replace(item.contract, contract=contract))
    return renamed
