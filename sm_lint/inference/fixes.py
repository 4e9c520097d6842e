"""Fixes of rules that correct the contract in its own file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sm_lint.config.settings import Settings
from sm_lint.contracts.cover import family
from sm_lint.contracts.model import Contract, Input, Output
from sm_lint.flow.facts import ArgumentFact, PathAccess
from sm_lint.inference.arguments import find_arguments
from sm_lint.inference.corrections import Correction, added_argument, added_input, added_output, make
from sm_lint.inference.mounts import FoundMount, MountSet, find_mounts, owner_of
from sm_lint.inference.naming import distinct
from sm_lint.inference.needs import Needs
from sm_lint.inference.touches import Direction
from sm_lint.registry.context import Context
from sm_lint.registry.report import NodeEdit, NodeFix
from sm_lint.sagemaker.paths import platform_place
from sm_lint.syntax.span import Place, Span
from sm_lint.toml_editing.adding import prefix_in
from sm_lint.toml_editing.editor import Change, NotEditable, TomlText


def contract_fix(
    context: Context, contract: Contract, message: str, corrections: Sequence[Correction]
) -> NodeFix | None:
    """The fix that makes corrections in the file of a contract.

    It is unsafe: where the contract is right, the script has to change.

    Args:
        context: of the rule.
        contract: the contract.
        message: says what the fix does.
        corrections: those that are made together.

    Returns:
        None for a contract that no file declares, and for corrections that cannot be made in place.
    """
    text = _text_of(context, contract)
    if text is None or not corrections or not _is_written(context.settings, contract):
        return None
    table = (*prefix_in(contract.place.path, text.data), contract.id)
    try:
        changes = [change for correction in corrections for change in make(text, table, correction, contract)]
    except NotEditable:
        return None
    ending = "\r\n" if "\r\n" in (context.files.text(contract.place.path) or "") else "\n"
    return NodeFix(message, tuple(_edit(contract.place.path, text.text, change, ending) for change in changes))


def _is_written(settings: Settings, contract: Contract) -> bool:
    path = contract.place.path
    return any(source.path == path and source.text is None for source in settings.contract_sources)


def _text_of(context: Context, contract: Contract) -> TomlText | None:
    """The text of the file that a contract is written in; None where it is not written, or cannot be read."""
    import tomli

    path = contract.place.path
    if contract.origin != "toml":
        return None
    key = f"toml {path}"
    if key not in context.memo:
        text = context.files.text(path)
        try:
            found = None if text is None else TomlText(text.replace("\r\n", "\n"), verify=False)
        except (tomli.TOMLDecodeError, RecursionError):
            found = None
        context.memo[key] = found
    return cast("TomlText | None", context.memo[key])


def _edit(path: str, text: str, change: Change, ending: str) -> NodeEdit:
    start, end = _position(text, change.start), _position(text, change.end)
    expected = text[change.start : change.end].replace("\n", ending)
    return NodeEdit(Place(path, Span(*start, *end)), change.content, expected)


def _position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def missing_input(context: Context, contract: Contract, access: PathAccess) -> Correction | None:
    """The input that a read lies in and that the contract lacks; None where no job mounts anything there."""
    mount = _mount(context, contract, access, "input")
    if mount is None:
        return None
    name = distinct(mount.name, {item.name for member in family(contract) for item in member.inputs})
    required = Needs(context.facts).is_required(mount)
    return added_input(Input(name, mount.path, contract.place, required, mount.kind, tuple(mount.channels)))


def missing_output(context: Context, contract: Contract, access: PathAccess) -> Correction | None:
    """The output that a write lies in and that the contract lacks; None where no job collects anything there."""
    mount = _mount(context, contract, access, "output")
    if mount is None:
        return None
    name = distinct(mount.name, {item.name for member in family(contract) for item in member.outputs})
    return added_output(Output(name, mount.path, contract.place, Needs(context.facts).is_required(mount)))


def missing_argument(context: Context, option: ArgumentFact) -> Correction | None:
    """The argument of a parser that the contract lacks; None where it has no name."""
    found = next((argument for argument, fact in find_arguments(context.facts) if fact is option), None)
    return None if found is None else added_argument(found)


def _mount(context: Context, contract: Contract, access: PathAccess, direction: Direction) -> FoundMount | None:
    kind = contract.job or context.job
    key = f"mounts {kind}"
    if key not in context.memo:
        context.memo[key] = find_mounts(context.facts, kind)
    found = cast("MountSet", context.memo[key])
    mount = owner_of(found.mounts, access.path, direction)
    if mount is None or platform_place(mount.path, kind, "read" if direction == "input" else "write") is not None:
        return None
    return mount
