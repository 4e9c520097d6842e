"""The table of verdicts: the findings of each file, and the dependencies of each verdict.

A file is linted again only if one of its dependencies changed. A table is valid for one project root, its settings and
one state of the linter's code.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sm_lint.diagnostics.finding import Finding
from sm_lint.lint.caching.findings import Rows, decoded
from sm_lint.lint.caching.store import Store
from sm_lint.lint.caching.upkeep import EXPIRY_DAYS, expire
from sm_lint.workspace.dependency import QUESTIONS, Dependency
from sm_lint.workspace.workspace import Stamp, Workspace

DAY = 86_400
APART = "\0"
"""Follows the path of a file in the key of a second verdict: that without the jobs and contracts of the named files."""
_STAMP = (str, int, int, int, int)


class Verdict(NamedTuple):
    """The verdict on a file, with its dependencies.

    Attributes:
        digest: hash of the file's content.
        interface: hash of the contracts and jobs that concern it. For a clean file, what they say about the script
            suffices; findings also mention how they are called and where they are written.
        dependencies: queries about other files, with their answers.
        ungoverned: whether it is a container script that no contract and no job definition governs.
        seen: day, counted from the epoch, on which the verdict was last used.
        findings: the encoded findings; empty if the file is clean.
    """

    digest: str
    interface: str = ""
    dependencies: tuple[Dependency, ...] = ()
    ungoverned: bool = False
    seen: int = 0
    findings: Rows = []  # noqa: RUF012 - never changed; a tuple would be a list after it was stored

    def decoded(self, path: str, root: str) -> tuple[Finding, ...] | None:
        """The findings; None if they are damaged.

        Args:
            path: the file of the verdict.
            root: absolute folder in which fixes may edit other files.
        """
        try:
            return decoded(self.findings, path, root)
        except Exception:  # noqa: BLE001 - a damaged verdict counts as missing
            return None

    def rests_on_project(self, folders: frozenset[str]) -> bool:
        """Whether the files that could be read for the verdict were limited to these folders, or no limit was met."""
        return all(answer in folders for question, _, answer in self.dependencies if question in ("inside", "outside"))


class Verdicts:
    """The verdicts on the files of one project.

    Args:
        store: the storage of the table.
        workspace: the files of the run, shared by all tables.

    Attributes:
        store: see above.
        workspace: see above.
        contracts: the verdict on the contracts of the settings; None if they have to be checked.
        warning: why the table could not be written, or an empty string.
    """

    def __init__(self, store: Store, workspace: Workspace) -> None:
        self.store = store
        self.workspace = workspace
        self.warning = ""
        self._today = int(time.time()) // DAY
        self._loaded = store.state("verdicts")
        before = self._load()
        self._verdicts = before.verdicts
        self.contracts = self._contracts_before = before.contracts
        self._touched: set[str] = set()
        for path, stamp in before.stamps.items():
            workspace.stamps.setdefault(path, stamp)

    def verdict(self, key: str) -> Verdict | None:
        """The cached verdict on a file; None if the file or one of its dependencies changed.

        The caller compares the hash of the contracts.

        Args:
            key: absolute path of the file, followed by :data:`APART` for the second verdict.
        """
        verdict = self._verdicts.get(key)
        if verdict is None or self.workspace.digest(key.removesuffix(APART)) != verdict.digest:
            return None
        return verdict if all(map(self.workspace.holds, verdict.dependencies)) else None

    def keep(self, key: str, verdict: Verdict) -> None:
        """Record that the verdict was used, so that it does not expire."""
        if verdict.seen != self._today:
            self.record(key, verdict)

    def record(self, key: str, verdict: Verdict) -> None:
        """Store the verdict on a file."""
        self._verdicts[key] = verdict._replace(seen=self._today)
        self._touched.add(key)

    def forget(self, key: str) -> None:
        """Delete the verdict on a file that could not be linted as it should be."""
        if self._verdicts.pop(key, None) is not None:
            self._touched.add(key)

    def save(self) -> None:
        """Write the table if it changed. A failure is not an error; `warning` then says why.

        Verdicts that another run wrote in the meantime about other files are kept.
        """
        changed = self._touched or self.contracts != self._contracts_before
        if not changed and self.workspace.refreshed.isdisjoint(mentioned(_grounds(self._verdicts, self.contracts))):
            return
        if self.store.state("verdicts") != self._loaded:
            self._merge()
        self.warning = self.store.save("verdicts", self._content())
        if not self.warning:
            try:
                expire(self.store.directory)
            except OSError as error:
                self.warning = f"the cache {self.store.directory} was not searched for old entries: {error}"

    def _load(self) -> _Content:
        return self.store.load("verdicts", _decoded) or _Content({}, {}, None)

    def _merge(self) -> None:
        other = self._load()
        for path, verdict in other.verdicts.items():
            if path not in self._touched:
                self._verdicts[path] = verdict
        for path, stamp in other.stamps.items():
            self.workspace.stamps.setdefault(path, stamp)

    def _content(self) -> dict[str, Any]:
        oldest = self._today - EXPIRY_DAYS
        kept = {path: verdict for path, verdict in self._verdicts.items() if verdict.seen >= oldest}
        known = self.workspace.stamps
        paths = sorted(mentioned(_grounds(kept, self.contracts)))
        return {
            "contracts": self.contracts,
            "files": {path: known[path] for path in paths if path in known},
            "verdicts": dict(sorted(kept.items())),
        }


class _Content(NamedTuple):
    verdicts: dict[str, Verdict]
    stamps: dict[str, Stamp]
    contracts: Verdict | None


def _grounds(verdicts: Mapping[str, Verdict], contracts: Verdict | None) -> dict[str, tuple[Dependency, ...]]:
    """The dependencies of verdicts, by file; those of the verdict on the contracts belong to no file."""
    found = {path: verdict.dependencies for path, verdict in verdicts.items()}
    return found if contracts is None else {"": contracts.dependencies, **found}


def mentioned(files: Mapping[str, Iterable[Dependency]]) -> set[str]:
    """The files, and those whose content they depend on."""
    found = set(files)
    for dependencies in files.values():
        found.update(path for question, path, _ in dependencies if question == "content")
    return found


def _decoded(document: Any) -> _Content:
    contracts = document["contracts"]
    stamps = {path: stamp_of(fields) for path, fields in document["files"].items()}
    verdicts = {path: _verdict(row) for path, row in document["verdicts"].items()}
    return _Content(verdicts, stamps, None if contracts is None else _verdict(contracts))


def _verdict(row: Any) -> Verdict:
    digest, interface, dependencies, ungoverned, seen, findings = row
    if not (type(digest) is type(interface) is str and type(seen) is int and type(ungoverned) is bool):
        raise TypeError("no verdict")
    if type(findings) is not list:  # decoded where they are used
        raise TypeError("no findings")
    return Verdict(digest, interface, dependencies_of(dependencies), ungoverned, seen, findings)


def stamp_of(fields: Any) -> Stamp:
    """Decode a stamp.

    Raises:
        TypeError: it does not have the expected shape.
    """
    stamp = Stamp._make(fields)
    if tuple(map(type, stamp)) != _STAMP:
        raise TypeError("no stamp")
    return stamp


def dependencies_of(rows: Any) -> tuple[Dependency, ...]:
    """Decode dependencies.

    Raises:
        TypeError, ValueError: they do not have the expected shape.
    """
    found = []
    for question, path, answer in rows:
        if question not in QUESTIONS or type(path) is not str or not isinstance(answer, (str, type(None))):
            raise TypeError("no dependency")
        found.append(Dependency(question, path, answer))
    return tuple(found)
