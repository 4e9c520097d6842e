"""Resolves the files that `contract-files` names."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sm_lint.config.documents import Documents
from sm_lint.config.glob import is_glob, match_names, split
from sm_lint.config.layer import Layer
from sm_lint.config.options import DEFAULT_EXCLUDE
from sm_lint.config.settings import ContractSource
from sm_lint.config.toml import INVALID, Document
from sm_lint.syntax.span import Place, Problem
from sm_lint.workspace import disk

MOST_ENTRIES = 50_000
"""Maximum number of files and folders that a pattern visits."""
_UNLIKELY = frozenset(DEFAULT_EXCLUDE)
"""Folders that a pattern enters only where it names them."""
MOST_FILES = 1_000
"""Maximum number of contract files: a pattern such as ``/**`` matches every file of the machine."""


class SearchError(Exception):
    """The tree in which a pattern may match is too large to search."""


def file_sources(
    layer: Layer, document: Document, rank: int, problems: list[Problem], documents: Documents
) -> list[ContractSource]:
    """The contract files of a layer, each once, in the order of the patterns; a missing file becomes a problem."""
    sources: dict[str, ContractSource] = {}
    for index, pattern in enumerate(layer.values.get("contract_files", ())):
        try:
            found = list(expand(pattern))
        except SearchError:
            message = f"`contract-files` looks at more than {MOST_ENTRIES:,} files and folders: `{pattern}`"
            problems.append(Problem(INVALID, message, _place(document, index)))
            continue
        if not found:
            place = _place(document, index)
            what = "does not match any file" if is_glob(pattern) else "names a file that is not there"
            problems.append(Problem(INVALID, f"`contract-files` {what}: `{pattern}`", place))
        for path in found:
            if path not in sources:
                if len(sources) == MOST_FILES:
                    message = f"`contract-files` names more than {MOST_FILES:,} files; the others are left out"
                    problems.append(Problem(INVALID, message, _place(document, index)))
                    return list(sources.values())
                digest = documents.digest(path)
                sources[path] = ContractSource(path, (), digest, digest, None, rank)
    return list(sources.values())


def _place(document: Document, index: int) -> Place:
    from sm_lint.config.find import prefix_of

    return document.place_of((*prefix_of(document.path), "contract-files", index), value=True)


def expand(pattern: str) -> Iterator[str]:
    """The files that an absolute path or pattern matches, sorted.

    Raises:
        SearchError: the pattern may match in more than :data:`MOST_ENTRIES` files and folders.
    """
    if disk.is_file(pattern):
        yield pattern
        return
    if not is_glob(pattern):
        return
    parts = split(pattern)
    fixed = next(index for index, part in enumerate(parts) if is_glob(part))
    drive = os.path.splitdrive(pattern)[0]
    start = os.path.join(drive + os.sep, *parts[(1 if drive else 0) : fixed])
    deepest = None if "**" in parts else len(parts)
    seen = 0
    for folder, folders, files in disk.walk(start):
        folders[:] = sorted(name for name in folders if name not in _UNLIKELY or name in parts)
        names = split(folder)
        seen += len(folders) + len(files)
        if seen > MOST_ENTRIES:
            raise SearchError
        if deepest is not None and len(names) + 1 >= deepest:
            folders.clear()
        for file in sorted(files):
            if match_names([*names, file], parts):
                yield os.path.join(folder, file)
