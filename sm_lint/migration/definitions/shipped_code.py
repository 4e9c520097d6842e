"""The script of a training job: as v3 is given it, and what is in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, is_pure, text_of
from sm_lint.migration.definitions.context import CONFIGS, Rewriting, UnwrittenError
from sm_lint.migration.definitions.source import Item
from sm_lint.migration.uses import dotted
from sm_lint.patterns import regex
from sm_lint.workspace import disk
from sm_lint.workspace.source import MAX_BYTES

_WRITTEN = regex(r"\s*%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?(\S+)")
_REQUIREMENTS = "requirements.txt"
_ABOVE = 3
_PATHS = frozenset({"str", "Path", "pathlib.Path", "join"})
"""What makes paths of texts and paths, beside the functions of `os.path`."""


def source_code(context: Rewriting, given: dict[str, Argument]) -> Item | None:
    """The script and its folder; None for a job that has none.

    Raises:
        UnwrittenError: it is not known where the script is, or v3 does not run it.
    """
    entry, folder = given.get("entry_point"), given.get("source_dir")
    if entry is None:
        if folder is not None:
            raise UnwrittenError("`source_dir` is given without `entry_point`")
        return None
    script = text_of(entry.value)
    parts = []
    if folder is None:
        if script is None:
            return _of_variable(context, entry)
        head, _, tail = script.replace("\\", "/").rpartition("/")
        parts = [
            Item("source_dir", f'"{head or "."}"'),
            Item("entry_script", f'"{tail}"', above=entry.above, behind=entry.behind),
        ]
        context.notes.append(f"v3 ships the folder `{head or '.'}` as a whole, where v2 shipped `{script}` alone")
    else:
        where = text_of(folder.value)
        if where is not None and where.startswith("s3://"):
            raise UnwrittenError("`source_dir` is in S3, and v3 expects another archive there")
        parts = [folder.item("source_dir", context.source), entry.item("entry_script", context.source)]
        requirements = _requirements(context, folder.value, where)
        if requirements:
            parts.append(Item("requirements", requirements))
    if script is not None and not script.endswith((".py", ".sh")):
        raise UnwrittenError(f"v3 runs scripts that end with `.py` or `.sh`, and not `{script}`")
    return Item("source_code", call=context.name_of(CONFIGS, "SourceCode"), parts=parts)


def _of_variable(context: Rewriting, entry: Argument) -> Item:
    """A script whose path is known when the program runs alone.

    Raises:
        UnwrittenError: it cannot be written twice.
    """
    shown = context.source.code(entry.value)
    if not _is_repeatable(entry.value) or any(each in shown for each in "\n#"):
        raise UnwrittenError("v3 needs `source_dir`, and the folder of `entry_point` is not known")
    context.notes.append(f"v3 ships the folder of `{shown}` as a whole, where v2 shipped the script alone")
    parts = [
        Item("source_dir", f'{context.name_of("os.path", "dirname")}({shown}) or "."'),
        Item(
            "entry_script", f"{context.name_of('os.path', 'basename')}({shown})", above=entry.above, behind=entry.behind
        ),
    ]
    return Item("source_code", call=context.name_of(CONFIGS, "SourceCode"), parts=parts)


def script_text(context: Rewriting, given: dict[str, Argument]) -> str | None:
    """The text of the script, from a cell that writes it or from the disk; None where it is not found."""
    entry, folder = given.get("entry_point"), given.get("source_dir")
    script = text_of(entry.value) if entry is not None else None
    where = text_of(folder.value) if folder is not None else "."
    if script is None or where is None or where.startswith("s3://"):
        return None
    path = f"{where}/{script}"
    for part in context.text.view.parts:
        if _writes(part.source, path):
            return part.source
    for above in _folders_above(context):
        found = os.path.normpath(os.path.join(above, path))
        if disk.is_file(found):
            try:
                return disk.read_file(found, MAX_BYTES).decode("utf-8", "replace")
            except (OSError, ValueError):
                return None
    return None


def _requirements(context: Rewriting, folder: cst.BaseExpression, where: str | None) -> str:
    """The requirements in the folder of the code, which v2 installs by itself and v3 where they are named; empty for none.

    Where the folder is known when the program runs alone, the program looks for them.

    Raises:
        UnwrittenError: the folder is not known.
    """
    named = f'"{_REQUIREMENTS}"'
    if where is not None:
        return named if _has_requirements(context, where) else ""
    if _is_in_s3(context, folder):
        raise UnwrittenError("`source_dir` is in S3, and v3 expects another archive there")
    shown = context.source.code(folder)
    if not _is_repeatable(folder) or any(each in shown for each in "\n\\#"):
        raise UnwrittenError(
            "v3 must be given the requirements of `source_dir`, and it is not known whether there are any"
        )
    path = f'f"{{{shown}}}/{_REQUIREMENTS}"' if not set("\"'{}") & set(shown) else f'str({shown}) + "/{_REQUIREMENTS}"'
    return f"{named} if {context.name_of('os.path', 'isfile')}({path}) else None"


def _is_in_s3(context: Rewriting, folder: cst.BaseExpression) -> bool:
    """Whether a folder is certainly, or by its name, one in S3."""
    bound = context.objects.values_of(folder) if isinstance(folder, cst.Name) else []
    for each in (folder, *bound):
        shown = context.source.original(each).lower()
        if "s3:" in shown or re.search(r"(?<![a-z0-9])s3(?![a-z0-9])", shown.replace("_", " ")):
            return True
    return False


def _is_repeatable(folder: cst.BaseExpression) -> bool:
    """Whether an expression may be written twice: names, texts, and calls that only put paths together."""
    if isinstance(folder, cst.Call):
        name = dotted(folder.func)
        known = name in _PATHS or name.startswith("os.path.")
        return known and all(not each.star and _is_repeatable(each.value) for each in folder.args)
    if isinstance(folder, cst.BinaryOperation):
        return _is_repeatable(folder.left) and _is_repeatable(folder.right)
    return is_pure(folder)


def _has_requirements(context: Rewriting, where: str) -> bool:
    """Whether a folder has requirements.

    Raises:
        UnwrittenError: there is no such folder.
    """
    if any(_writes(part.source, f"{where}/{_REQUIREMENTS}") for part in context.text.view.parts):
        return True
    for above in _folders_above(context):
        found = os.path.normpath(os.path.join(above, where))
        if disk.is_folder(found):
            return disk.is_file(os.path.join(found, _REQUIREMENTS))
    raise UnwrittenError(
        f"v3 must be given the requirements of `source_dir`, and there is no folder `{where}` here to look for them"
    )


def _writes(cell: str, path: str) -> bool:
    """Whether a cell of a notebook writes a file."""
    match = _WRITTEN.match(cell)
    if match is None:
        return False
    wanted = path if os.path.isabs(path) else os.path.normpath(path).strip("/")
    return os.path.normpath(match[1].strip("\"'")) == wanted


def _folders_above(context: Rewriting) -> Iterator[str]:
    """The folders that a relative path may start from: that of the file, and those above it."""
    folder = context.folder
    for _ in range(_ABOVE):
        yield folder
        folder = os.path.dirname(folder)
