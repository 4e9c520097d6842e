"""Calls of SDK v2 as v3 takes them."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from sm_lint.registry.context import Context
from sm_lint.registry.report import NodeEdit, NodeFix
from sm_lint.syntax.span import Place
from sm_lint.syntax.walk import walk

_INNER = {
    "ProcessingInput": (
        "s3_input",
        "ProcessingS3Input",
        {
            "source": "s3_uri",
            "destination": "local_path",
            **{
                name: name
                for name in ("s3_data_type", "s3_input_mode", "s3_data_distribution_type", "s3_compression_type")
            },
        },
        {"s3_data_type": '"S3Prefix"', "s3_input_mode": '"File"'},
    ),
    "ProcessingOutput": (
        "s3_output",
        "ProcessingS3Output",
        {"source": "local_path", "destination": "s3_uri", "s3_upload_mode": "s3_upload_mode"},
        {"s3_upload_mode": '"EndOfJob"'},
    ),
}
"""By the class of a mount: the argument that v3 has, its class, the names in there by those of v2, and the defaults of v2."""
_KEPT = {
    "ProcessingInput": {"input_name", "app_managed", "dataset_definition"},
    "ProcessingOutput": {"output_name", "app_managed", "feature_store_output"},
}
_REQUIRED = {"ProcessingInput": {"input_name", "source"}, "ProcessingOutput": {"output_name", "source", "destination"}}


def mount_fix(context: Context, name: str, place: Place) -> NodeFix | None:
    """The fix of an input or output of v2: its parts move into the object that v3 has for them.

    Args:
        context: knows the file.
        name: ``ProcessingInput`` or ``ProcessingOutput``.
        place: that of the call.

    Returns:
        None where an argument has no name, is none that is known, or one is missing that v3 needs, and where a comment
        would be lost.
    """
    call = _call_at(context, name, place)
    imported = _import_of(context, name)
    if call is None or imported is None or any(argument.keyword is None for argument in call.args):
        return None
    argument, cls, inner, defaults = _INNER[name]
    if "#" in context.module.tree.code_for_node(call):
        return None
    given = {arg.keyword.value: context.module.tree.code_for_node(arg.value) for arg in call.args if arg.keyword}
    if not _REQUIRED[name] <= given.keys() <= inner.keys() | _KEPT[name]:
        return None
    moved = {inner[key]: text for key, text in given.items() if key in inner}
    parts = ", ".join(f"{key}={text}" for key, text in {**moved, **_left(defaults, moved)}.items())
    first = next(key for key in given if key in inner)
    written = [
        f"{argument}={cls}({parts})" if key == first else f"{key}={text}"
        for key, text in given.items()
        if key == first or key not in inner
    ]
    edits = [NodeEdit(call, f"{context.module.tree.code_for_node(call.func)}({', '.join(written)})")]
    if not _imports(imported[1], cls):
        edits.append(NodeEdit(imported[0], f"{name}, {cls}"))
    return NodeFix(f"write {argument}={cls}(...)", tuple(edits))


def renamed(context: Context, name: str, place: Place, old: str, new: str) -> NodeFix | None:
    """The fix of a keyword that v3 has under another name.

    Args:
        context: knows the file.
        name: class that is called.
        place: that of the argument's value.
        old, new: keywords.
    """
    for call in _calls(context, name):
        keywords = [argument.keyword.value for argument in call.args if argument.keyword is not None]
        for argument in call.args:
            wanted = argument.keyword is not None and argument.keyword.value == old and new not in keywords
            if wanted and argument.keyword is not None and context.place(argument.value) == place:
                return NodeFix(f"write {new}=", (NodeEdit(argument.keyword, new),))
    return None


def _left(defaults: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in defaults.items() if key not in given}


def _calls(context: Context, name: str) -> Sequence[cst.Call]:
    return [
        node
        for node in walk(context.module.tree)
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == name
    ]


def _call_at(context: Context, name: str, place: Place) -> cst.Call | None:
    calls = _calls(context, name)
    context.module.locate(calls)
    return next((call for call in calls if context.place(call) == place), None)


def _import_of(context: Context, name: str) -> tuple[cst.ImportAlias, cst.ImportFrom] | None:
    """The only import of a name under its own name."""
    found = [
        (alias, node)
        for node in walk(context.module.tree)
        if isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar)
        for alias in node.names
        if isinstance(alias.name, cst.Name) and alias.name.value == name and alias.asname is None
    ]
    return found[0] if len(found) == 1 else None


def _imports(node: cst.ImportFrom, name: str) -> bool:
    names = () if isinstance(node.names, cst.ImportStar) else node.names
    return any(
        isinstance(alias.name, cst.Name) and alias.name.value == name and alias.asname is None for alias in names
    )
