"""Finding and parsing the modules of the project; results are shared by all scripts of a process."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from sm_lint.syntax.module import ParsedModule

_EFFECT = re.compile(
    rb"(?m)^(?!def |class |from |import |async |[#@\s])[^\n]*"
    rb"(?:environ|getenv|makedirs|mkdir|open\(|chdir|parse_args|read_|load\()"
)
Parse = Callable[[str], ParsedModule | None]
Read = Callable[[str], bytes | None]


class ModuleLoader:
    """Looks modules up by name in folders and keeps what was parsed.

    Args:
        parse: gives the parsed module for an absolute path, None where it cannot be read or parsed.
        read: gives the bytes of a file, None where it cannot be read.
        capacity: how many parsed modules are kept.
    """

    def __init__(self, parse: Parse, read: Read, capacity: int = 200) -> None:
        self._parse = parse
        self._read = read
        self._capacity = capacity
        self._parsed: dict[str, ParsedModule | None] = {}
        self._effects: dict[str, bool] = {}
        self._listings: dict[str, frozenset[str]] = {}

    def parse(self, path: str) -> ParsedModule | None:
        """The parsed module of a file."""
        if path not in self._parsed:
            if len(self._parsed) >= self._capacity:
                self._parsed.pop(next(iter(self._parsed)))
            self._parsed[path] = self._parse(path)
        return self._parsed[path]

    def content(self, path: str) -> bytes | None:
        """The bytes of a file, None where there is none or it cannot be read."""
        return self._read(path) if os.path.isfile(path) else None

    def has_effects(self, path: str) -> bool:
        """Does a statement at the left margin of a module look as if running it touched something?"""
        known = self._effects.get(path)
        if known is None:
            source = self._read(path)
            known = self._effects[path] = source is not None and _EFFECT.search(source) is not None
        return known

    def find(self, name: str, level: int, importer: str, entry: str, src: tuple[str, ...]) -> str | None:
        """Absolute path of a module: relative to its importer, beside the entry script, or below a source root.

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
        for folder in dict.fromkeys((beside, *src)):
            if parts[0] in self._names(folder):
                found = self._below(folder, parts)
                if found is not None:
                    return found
        return None

    def _names(self, folder: str) -> frozenset[str]:
        """Module and package names in a folder."""
        known = self._listings.get(folder)
        if known is None:
            try:
                entries = os.listdir(folder)
            except OSError:
                entries = []
            known = frozenset(e.removesuffix(".py") for e in entries if "." not in e or e.endswith(".py"))
            self._listings[folder] = known
        return known

    def _below(self, folder: str, parts: list[str]) -> str | None:
        base = os.path.join(folder, *parts)
        for candidate in (
            (base + ".py", os.path.join(base, "__init__.py")) if parts else (os.path.join(base, "__init__.py"),)
        ):
            if os.path.isfile(candidate):
                return candidate
        return None
