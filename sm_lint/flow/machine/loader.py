"""Finds and parses the modules of the project; parsed modules are shared by all scripts of a process."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from sm_lint.patterns import regex
from sm_lint.syntax.module import ParsedModule

if TYPE_CHECKING:
    from sm_lint.workspace.view import FileView

_EFFECT = regex(
    rb"(?m)^(?!def |class |from |import |async |[#@\s])[^\n]*"
    rb"(?:environ|getenv|makedirs|mkdir|open\(|chdir|parse_args|read_|load\()"
)
Parse = Callable[[str, bytes], ParsedModule | None]


class ParsedModules:
    """Imported modules, each read and parsed once.

    Args:
        parse: returns the module for an absolute path and its bytes; None if it cannot be parsed.
        capacity: maximum weight of the cached modules; the least recently used are dropped.
    """

    def __init__(self, parse: Parse, capacity: int = 600_000) -> None:
        self._parse = parse
        self._room = capacity
        self._parsed: dict[str, ParsedModule | None] = {}
        self._effects: dict[str, bool] = {}

    def parsed(self, path: str, around: FileView) -> ParsedModule | None:
        """The parsed module of a file; None if it is not available."""
        if not around.may_read(path):
            return None
        if path in self._parsed:
            around.rest_on(path)
            found = self._parsed[path] = self._parsed.pop(path)
            return found
        data = around.content(path)
        found = self._parse(path, data) if data is not None else None
        if found is not None:
            self.keep(found)
        else:
            self._parsed[path] = None
        return found

    def kept(self, path: str) -> ParsedModule | None:
        """The cached module of a file; None if it is not cached."""
        return self._parsed.get(path)

    def keep(self, module: ParsedModule) -> None:
        """Cache a module that was parsed elsewhere."""
        before = self._parsed.pop(module.path, None)
        self._parsed[module.path] = module
        self._room += (before.weight if before is not None else 0) - module.weight
        while self._room < 0 and len(self._parsed) > 1:
            oldest = self._parsed.pop(next(iter(self._parsed)))
            self._room += oldest.weight if oldest is not None else 0

    def has_effects(self, path: str, around: FileView) -> bool:
        """Whether an unindented statement of a module suggests that running it has effects."""
        if not around.may_read(path):
            return False
        known = self._effects.get(path)
        if known is None:
            source = around.content(path)
            known = self._effects[path] = source is not None and _EFFECT.search(source) is not None
        else:
            around.rest_on(path)
        return known


class ModuleLoader:
    """Resolves modules by name in folders, for one script.

    Args:
        modules: the shared cache of parsed modules.
        around: view of the other files.
    """

    def __init__(self, modules: ParsedModules, around: FileView) -> None:
        self._modules = modules
        self.around = around

    def parse(self, path: str) -> ParsedModule | None:
        """The parsed module of a file; None if it is not available."""
        return self._modules.parsed(path, self.around)

    def has_effects(self, path: str) -> bool:
        """Whether an unindented statement of a module suggests that running it has effects."""
        return self._modules.has_effects(path, self.around)

    def find(self, name: str, level: int, importer: str, entry: str, src: tuple[str, ...]) -> str | None:
        """The absolute path of a module; None if it is not found.

        Searched are, in order: the folder of the importer for a relative import, the folder of the entry script, the
        source roots, and the package of that name which contains the importer.

        Args:
            name: dotted name, without the leading dots of a relative import.
            level: number of leading dots.
            importer, entry: absolute paths of the importing file and of the script that runs.
            src: absolute folders, searched in order.
        """
        parts = [part for part in name.split(".") if part]
        if level:
            folder = os.path.dirname(importer)
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._below(folder, parts)
        beside = os.path.dirname(entry)
        for folder in dict.fromkeys((beside, *src, *_around_package(importer, parts[0]))):
            if not self.around.lacks_module(folder, parts[0]):
                found = self._below(folder, parts)
                if found is not None:
                    return found
        return None

    def _below(self, folder: str, parts: list[str]) -> str | None:
        base = os.path.join(folder, *parts)
        for candidate in (
            (base + ".py", os.path.join(base, "__init__.py")) if parts else (os.path.join(base, "__init__.py"),)
        ):
            if self.around.is_file(candidate):
                return candidate
        return None


def _around_package(path: str, name: str) -> tuple[str, ...]:
    """The folder that contains the enclosing package of this name; None if the file is in no such package."""
    folder = os.path.dirname(path)
    while folder != os.path.dirname(folder):
        if os.path.basename(folder) == name:
            return (os.path.dirname(folder),)
        folder = os.path.dirname(folder)
    return ()
