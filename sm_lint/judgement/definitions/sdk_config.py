"""What the configuration of the SageMaker Python SDK sets for all jobs of a project.

Whether the SDK reads a file that lies in the project depends on the machine; so the file can excuse a script, and is never a
reason for a finding.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sm_lint.contracts.model import Contract
from sm_lint.flow.models.config import parsed_yaml
from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load
from sm_lint.syntax.span import Place
from sm_lint.workspace.view import FileView

MAX_NAMED = 20
_MARK = b"SchemaVersion"
_YAML = regex(r"""["']([\w./-]{1,200}\.ya?ml)\\?["']""")


def variables_of_sdk_config(contract: Contract, root: str, files: FileView) -> frozenset[str]:
    """Variables that a configuration beside a job definition, or in a folder above it, sets for jobs of its kind.

    Args:
        contract: of the job; its place is the definition.
        root: folder of the project, the last one that is looked into.
        files: other files, as they are looked at on behalf of the judged one.
    """
    if contract.origin != "job":
        return frozenset()
    keys = load("sdk/config")["environment"].get(contract.job or "", ())
    return frozenset(
        name
        for document in _documents(contract.place.path, root, files)
        for key in keys
        for table in _at(document, key.split("."))
        for name in table
        if isinstance(name, str)
    )


def is_in_sdk_config(word: bytes, path: str, root: str, files: FileView) -> bool:
    """Whether a configuration beside a definition, or in a folder above it, names a key, whatever it is for.

    Args:
        word: the key.
        path: of the definition.
        root: folder of the project, the last one that is looked into.
        files: other files, as they are looked at on behalf of the judged one.
    """
    return any(word in raw for raw in _texts(path, root, files))


def _documents(definition: str, root: str, files: FileView) -> Iterator[Mapping[str, Any]]:
    for raw in _texts(definition, root, files):
        try:
            data = parsed_yaml(raw)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict):
            yield data


def _texts(definition: str, root: str, files: FileView) -> Iterator[bytes]:
    folder = os.path.dirname(definition)
    names = (*_names(), *_named_in(files.text(definition) or ""))
    while True:
        for name in names:
            path = os.path.join(folder, name)
            raw = files.content(path) if files.is_file(path) else None
            if raw is not None and _MARK in raw:
                yield raw
        above = os.path.dirname(folder)
        if folder == root or above == folder:
            return
        folder = above


@cache
def _names() -> tuple[str, ...]:
    """Where a configuration may lie, from each folder."""
    data = load("sdk/config")
    return tuple(os.path.join(folder, name) for folder in data["folders"] for name in data["names"])


def _named_in(text: str) -> tuple[str, ...]:
    """The files that a definition may name to the SDK as its configuration: any YAML file of a text that names one."""
    if not any(word in text for word in load("sdk/config")["overrides"]):
        return ()
    found = dict.fromkeys(os.path.normpath(match[1]) for match in _YAML.finditer(text))
    return tuple(found)[:MAX_NAMED]


def _at(value: Any, keys: list[str]) -> Iterator[Mapping[Any, Any]]:
    """The mappings at a path of keys; of a list, those of its items."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, keys)
    elif isinstance(value, dict):
        if not keys:
            yield value
        else:
            yield from _at(value.get(keys[0]), keys[1:])


def given_by_sdk_config(place: Place, keys: Sequence[str], root: str, files: FileView) -> bool:
    """Whether a configuration beside a job definition, or in a folder above it, gives a value for one of some keys.

    Args:
        place: the definition.
        keys: dotted, such as ``SageMaker.TrainingJob.VpcConfig.Subnets``.
        root: folder of the project, the last one that is looked into.
        files: other files, as they are looked at on behalf of the judged one.
    """
    return any(
        table.get(key.rpartition(".")[2]) is not None
        for document in _documents(place.path, root, files)
        for key in keys
        for table in _at(document, key.split(".")[:-1])
    )
