"""Finding and parsing the modules of the project; what was parsed is shared by all scripts of a process."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Protocol

from sm_lint.syntax.module import ParsedModule

_EFFECT = re.compile(
    rb"(?m)^(?!def |class |from |import |async |[#@\s])[^\n]*"
    rb"(?:environ|getenv|makedirs|mkdir|open\(|chdir|parse_args|read_|load\()"
)
Parse = Callable[[str, bytes], ParsedModule | None]


class Surroundings(Protocol):
    """Other files than the script; what is asked is remembered by whoever answers."""

    def content(self, path: str) -> bytes | None:
        """The bytes of a file, None where there is none or it cannot be read."""

    def rest_on(self, path: str) -> None:
        """Note that the content of a file matters, which was read before for the sake of another one."""

    def is_file(self, path: str) -> bool:
        """Is there a file at a path?"""

    def is_folder(self, path: str) -> bool:
        """Is there a folder at a path?"""

    def in_project(self, path: str) -> bool:
        """Does a path lie in the project, links followed, so that its content may be read?"""

    def refuse(self, path: str) -> None:
        """Note that a file was asked for and is not read."""

    def may_read(self, path: str) -> bool:
        """May the content of a file be looked at: is it in the project, or in a source folder of the configuration?"""

    def lacks_module(self, folder: str, name: str) -> bool:
        """Is there nothing in a folder that a module of this first name could be imported from?"""


class ParsedModules:
    """Modules that scripts import, each read and parsed once.

    Args:
        parse: gives the module of an absolute path and its bytes, None where it cannot be parsed.
        capacity: characters of the modules that are kept, those that were asked for last.
    """

    def __init__(self, parse: Parse, capacity: int = 600_000) -> None:
        self._parse = parse
        self._room = capacity
        self._parsed: dict[str, ParsedModule | None] = {}
        self._effects: dict[str, bool] = {}

    def parsed(self, path: str, around: Surroundings) -> ParsedModule | None:
        """The parsed module of a file; None where it cannot be had."""
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
        """The module of a file, where it was parsed and is still kept."""
        return self._parsed.get(path)

    def keep(self, module: ParsedModule) -> None:
        """Take in a module that was parsed elsewhere."""
        before = self._parsed.pop(module.path, None)
        self._parsed[module.path] = module
        self._room += (len(before.text) if before is not None else 0) - len(module.text)
        while self._room < 0 and len(self._parsed) > 1:
            oldest = self._parsed.pop(next(iter(self._parsed)))
            self._room += len(oldest.text) if oldest is not None else 0

    def has_effects(self, path: str, around: Surroundings) -> bool:
        """Does a statement at the left margin of a module look as if running it touched something?"""
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
    """Looks modules up by name in folders, for one script.

    Args:
        modules: what was parsed before.
        around: other files than the script.
    """

    def __init__(self, modules: ParsedModules, around: Surroundings) -> None:
        self._modules = modules
        self.around = around

    def parse(self, path: str) -> ParsedModule | None:
        """The parsed module of a file; None where it cannot be had."""
        return self._modules.parsed(path, self.around)

    def has_effects(self, path: str) -> bool:
        """Does a statement at the left margin of a module look as if running it touched something?"""
        return self._modules.has_effects(path, self.around)

    def find(self, name: str, level: int, importer: str, entry: str, src: tuple[str, ...]) -> str | None:
        """Absolute path of a module: relative to its importer, beside the entry script, below a source root, or in the
        package that its importer lies in and calls by its name.

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
    """The folder that holds the package of this name which a file lies in; none for a file that lies in no such package."""
    folder = os.path.dirname(path)
    while folder != os.path.dirname(folder):
        if os.path.basename(folder) == name:
            return (os.path.dirname(folder),)
        folder = os.path.dirname(folder)
    return ()
