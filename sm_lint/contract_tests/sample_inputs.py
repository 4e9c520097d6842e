"""Small files for the inputs of a script, of the names and formats that it reads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sm_lint.contract_tests.keys import Keys
from sm_lint.contract_tests.values import json_value, table
from sm_lint.flow.facts import PathAccess, PathPassed, ScriptFacts
from sm_lint.patterns import regex
from sm_lint.sagemaker.paths import is_container_path, is_under

# By the end of a call's name: the format that it reads, where the file name does not say.
_FORMATS = {
    "read_csv": ".csv",
    "read_table": ".tsv",
    "read_json": ".json",
    "read_parquet": ".parquet",
    "read_pickle": ".pkl",
    "DictReader": ".csv",
    "loadtxt": ".csv",
    "genfromtxt": ".csv",
    "numpy.load": ".npy",
    "joblib.load": ".pkl",
    "tarfile.open": ".tar.gz",
    "ZipFile": ".zip",
}
_PREFERRED = (".csv", ".json", ".jsonl", ".txt", ".tsv", ".parquet", ".pkl", ".npy")
_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
_SUFFIX = regex(r"(?:\.tar)?\.[A-Za-z][A-Za-z0-9]*(?:\.gz)?$")
HOLE = "sample"
"""What stands for a part of a file name that is not known."""


@dataclass(frozen=True)
class Samples:
    """Makes files for inputs.

    Attributes:
        facts: the facts of the script.
        keys: what it looks up by name.
        columns: the columns of tables.
    """

    facts: ScriptFacts
    keys: Keys
    columns: Sequence[str]

    def folder(self, path: str) -> dict[str, object]:
        """The files of an input folder, by relative path; one file of rows if nothing is known of them."""
        found: dict[str, object] = {}
        for name in self._names(path):
            found[name] = self._content(name)
        if not found:
            name = "model.tar.gz" if posixpath.basename(path) == "model" else f"{HOLE}.csv"
            found[name] = self._content(name)
        return found

    def file(self, path: str) -> object:
        """The content of an input that is one file."""
        return self._content(posixpath.basename(path))

    # -- names --------------------------------------------------------------------------------------------------------

    def _names(self, folder: str) -> list[str]:
        patterns = list(dict.fromkeys(self._patterns(folder)))
        exact = [pattern for pattern in patterns if "*" not in pattern]
        open_ends: dict[str, list[str]] = {}
        for pattern in patterns:
            if "*" in pattern and not any(fnmatchcase(name, pattern) for name in exact):
                open_ends.setdefault(_without_suffix(pattern), []).append(pattern)
        chosen = [min(group, key=_preference) for group in open_ends.values()]
        # `*` beside `part-*` says nothing more.
        named = [pattern for pattern in chosen if _without_suffix(pattern).strip("*/")]
        return [*exact, *(pattern.replace("*", HOLE) for pattern in (named if named or exact else chosen[:1]))]

    def _patterns(self, folder: str) -> Iterator[str]:
        """Relative names with holes of the files that are read below a folder, each with a suffix."""
        for fact in self.facts.facts:
            if isinstance(fact, PathAccess):
                if fact.mode != "read" or fact.guarded or fact.own or fact.path == folder:
                    continue
            elif not isinstance(fact, PathPassed):
                continue
            if not fact.reached or not (is_under(fact.path, folder) or fact.path.startswith(folder + "*")):
                continue
            name = fact.path[len(folder) :]
            name = posixpath.basename(name) if name.startswith("*") else name.lstrip("/")
            if _SUFFIX.search(name) and not name.endswith("*"):
                yield name
            elif not (isinstance(fact, PathAccess) and fact.directory):
                suffix = _suffix_by_call(fact.via)
                if suffix and name.strip("*"):
                    yield name + ("" if name.endswith("*") else "/*") + suffix
                elif suffix:
                    yield "*" + suffix

    # -- content ------------------------------------------------------------------------------------------------------

    def _content(self, name: str) -> object:
        lower = name.lower().removesuffix(".gz") if not name.endswith(_ARCHIVES) else name.lower()
        if lower.endswith(_ARCHIVES):
            return self._members()
        suffix = posixpath.splitext(lower)[1]
        if suffix in (".json", ".yaml", ".yml"):
            if any(name.lower().startswith(stem) for stem in ("part-", HOLE)) and not self.keys.documents:
                return table(self.columns)
            return {key: json_value(key) for key in self.keys.documents}
        if suffix in (".csv", ".tsv", ".jsonl", ".parquet"):
            return table(self.columns)
        if suffix in (".pkl", ".pickle"):
            return {}
        if suffix == ".npy":
            return [[0.5, 1.5], [2.5, 3.5]]
        return f"{HOLE}\n"

    def _members(self) -> dict[str, object]:
        """The members of an archive: the files that the script reads elsewhere without having written them."""
        written = {
            posixpath.basename(fact.path)
            for fact in self.facts.all(PathAccess)
            if fact.mode == "write" and not fact.creates and not fact.directory
        }
        found: dict[str, object] = {}
        for fact in self.facts.all(PathAccess):
            name = posixpath.basename(fact.path)
            if fact.mode != "read" or is_container_path(fact.path) or fact.directory or not fact.reached:
                continue
            if "*" not in name and name not in written and _SUFFIX.search(name):
                found[name] = self._content(name)
        return found or {f"{HOLE}.txt": f"{HOLE}\n"}


def _suffix_by_call(via: str) -> str:
    return next((suffix for name, suffix in _FORMATS.items() if via.endswith(name)), "")


def _without_suffix(pattern: str) -> str:
    return _SUFFIX.sub("", pattern)


def _preference(pattern: str) -> tuple[int, int]:
    suffix = pattern[len(_without_suffix(pattern)) :]
    return (_PREFERRED.index(suffix) if suffix in _PREFERRED else len(_PREFERRED), len(pattern))
