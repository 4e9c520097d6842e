"""The fingerprint of what verdicts depend on besides the linted files: the linter, its plugins and the parser."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable
from functools import cache
from importlib.machinery import ModuleSpec

from sm_lint.version import __version__
from sm_lint.workspace.blake2 import blake2b

BUILT_IN = "sm_lint_rules"
"""The package of the built-in rules."""

_PARSER = ("libcst", "_version.py")
"""The parser's package, and the file in it that states its version."""
_SUFFIXES = (".py", ".toml", ".json", ".so", ".pyd")


def of_bytes(data: bytes) -> str:
    """Hash of the content of a file, 32 hex digits."""
    return blake2b(data, digest_size=16).hexdigest()


def of_code(plugins: Iterable[str] = ()) -> str:
    """Hash that changes with the code or the data of the linter, its rules or a plugin, and with the parser's version.

    Files are identified by name, size and modification time, so that an edit of an installed or editable package is
    noticed without reading it. Only the parent packages of a dotted plugin name are imported.
    """
    lines = [*_own_code(), *_parser()]
    for package in plugins:
        lines += [package, *_files(package)]
    return of_bytes("\n".join(lines).encode("utf-8", "backslashreplace"))


@cache
def _own_code() -> list[str]:
    """The identity of the code and the data of the linter and its rules, found once: the process has loaded them."""
    lines = [f"{__version__} {sys.implementation.cache_tag}"]
    for package in ("sm_lint", BUILT_IN):
        lines += [package, *_files(package)]
    return lines


def _parser() -> list[str]:
    """The identity of the installed version of the parser, found without importing it."""
    package, name = _PARSER
    spec = _spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    for path in (os.path.join(folder, name) for folder in folders or ()):
        if os.path.isfile(path):
            return [_stamp(path, os.stat(path))]
    return []


def _files(package: str) -> list[str]:
    spec = _spec(package)
    if spec is None:
        return []
    if spec.submodule_search_locations:
        return [line for folder in spec.submodule_search_locations for line in _tree(folder)]
    return [_stamp(spec.origin, os.stat(spec.origin))] if spec.origin and os.path.isfile(spec.origin) else []


def _spec(package: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(package)
    except (ImportError, AttributeError, ValueError):
        return None


def _tree(top: str) -> list[str]:
    found = []
    folders = [top]
    for folder in folders:
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            name = entry.name
            if name.endswith(_SUFFIXES):
                try:
                    found.append(_stamp(entry.path, entry.stat()))
                except OSError:
                    continue
            elif name != "__pycache__" and entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
    return sorted(found)


def _stamp(path: str, status: os.stat_result) -> str:
    return f"{path} {status.st_size} {status.st_mtime_ns}"
