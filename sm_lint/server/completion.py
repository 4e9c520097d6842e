"""Completion: container paths, variables and arguments known from contracts and jobs, codes in suppressions."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sm_lint.contracts.model import Contract, Input, Output
from sm_lint.patterns import regex
from sm_lint.registry.ruleset import choice
from sm_lint.sagemaker.environment import channel_variable, platform_variables
from sm_lint.sagemaker.paths import platform_paths, root
from sm_lint.server.configuration import keys_below, own_keys
from sm_lint.server.snapshot import Snapshot
from sm_lint.workspace.document_kind import DocumentKind, document_kind

_SUPPRESSION = regex(r"#\s*(?:noqa\s*:|sm-lint\s*:\s*[\w-]+\s*\[)[\w\s,-]*")
_PATH = regex(r"""["'](?P<typed>/opt(?:/[^"'\s]*)?)$""")
_VARIABLE = regex(r"""(?:environ(?:\.get)?\s*[\[(]|getenv\s*\()\s*["'](?P<typed>\w*)$""")
_ARGUMENT = regex(r"""add_argument\(\s*["']--?(?P<typed>[\w-]*)$""")
_SELECTOR = regex(r"""["'](?P<typed>SM\w*)$""")
_KEY = regex(r"^\s*(?P<typed>[\w-]*)$")
_LETTERS = f"{string.ascii_letters}{string.digits}_-"


class Completion(NamedTuple):
    """A text that may stand in place of what was typed.

    Attributes:
        text: the whole text.
        typed: how many code points before the cursor it replaces.
        detail: what it is.
        kind: ``path``, ``variable``, ``argument``, ``code`` or ``key``.
    """

    text: str
    typed: int
    detail: str
    kind: str


def completions(snapshot: Snapshot, path: str, before: str, above: str) -> list[Completion]:
    """What may stand at a position.

    Args:
        snapshot: the project.
        path: absolute path of the document.
        before: the line up to the position.
        above: the text above that line.
    """
    comment = before[before.rfind("#") :] if "#" in before else ""
    if _SUPPRESSION.fullmatch(comment) is not None:
        typed = comment[len(comment.rstrip(_LETTERS)) :]
        return _made(
            typed, ((rule.code, rule.name) for rule in choice(snapshot.settings(path)).selectors.rules), "code"
        )
    if document_kind(path) is DocumentKind.TOML:
        return _in_toml(snapshot, path, before, above)
    for pattern, kind, known in (
        (_PATH, "path", _paths),
        (_VARIABLE, "variable", _variables),
        (_ARGUMENT, "argument", _arguments),
    ):
        found = pattern.search(before)
        if found is not None:
            return _made(found["typed"], known(_contracts(snapshot, path)), kind)
    return []


def _made(typed: str, known: Iterable[tuple[str, str]], kind: str) -> list[Completion]:
    options = dict(known)
    return [
        Completion(text, len(typed), detail, kind)
        for text, detail in options.items()
        if text.lower().startswith(typed.lower()) and text != typed
    ]


def _contracts(snapshot: Snapshot, path: str) -> tuple[Contract, ...]:
    task = snapshot.index.task(path)
    return (*task.declared, *(job.contract for job in task.launched_by), *(job.contract for job in task.jobs))


def _paths(contracts: Iterable[Contract]) -> Iterator[tuple[str, str]]:
    for contract in contracts:
        places: list[Input | Output] = [*contract.inputs, *contract.outputs]
        for entry in places:
            if entry.path:
                yield entry.path, f"{entry.name}, {contract.label or contract.id}"
    for place in platform_paths():
        if "*" not in place.path:
            yield place.path, place.meaning
    yield root("processing"), "inputs and outputs of processing jobs"
    yield root("channels"), "channels of training jobs"


def _variables(contracts: Iterable[Contract]) -> Iterator[tuple[str, str]]:
    for contract in contracts:
        for variable in contract.environment:
            if "*" not in variable.name:
                yield variable.name, contract.label or contract.id
        for entry in contract.inputs:
            if contract.job == "training" and entry.name.isidentifier():
                yield channel_variable(entry.name), contract.label or contract.id
    for known in platform_variables():
        if "*" not in known.name:
            yield known.name, f"set by {known.setter}"


def _arguments(contracts: Iterable[Contract]) -> Iterator[tuple[str, str]]:
    for contract in contracts:
        for argument in contract.arguments:
            yield argument.spelling or argument.name, contract.label or contract.id


def _in_toml(snapshot: Snapshot, path: str, before: str, above: str) -> list[Completion]:
    found = _SELECTOR.search(before)
    if found is not None:
        return _made(
            found["typed"], ((rule.code, rule.name) for rule in choice(snapshot.settings(path)).selectors.rules), "code"
        )
    found = _KEY.search(before)
    if found is None:
        return []
    heads = [line.strip() for line in above.splitlines() if line.lstrip().startswith("[")]
    table = heads[-1].lstrip("[").partition("]")[0].strip() if heads else ""
    keys = own_keys(path, [part.strip().strip("\"'") for part in table.split(".")] if table else [])
    return _made(found["typed"], keys_below(keys), "key") if keys is not None else []
