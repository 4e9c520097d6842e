"""The changes of all contracts between two sides."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from sm_lint.config.toml import INVALID
from sm_lint.contracts.model import Contract
from sm_lint.evolution.compare import changes_between, contract_diff, weighed
from sm_lint.evolution.foreign import foreign_contracts
from sm_lint.evolution.kinds import Category
from sm_lint.evolution.model import ContractDiff
from sm_lint.evolution.scope import before_and_after, scope_of
from sm_lint.evolution.sides import Side
from sm_lint.evolution.snapshot import Analysed, ContractKey, Declared, LaunchKey, analysed, declared_on
from sm_lint.evolution.witnesses import Surroundings, with_witnesses
from sm_lint.jobs.definition.model import Job
from sm_lint.registry.location import is_test
from sm_lint.syntax.span import Problem
from sm_lint.workspace.document_kind import DEFINITIONS, IMAGES, SCRIPTS, DocumentKind, document_kind

LAUNCHERS = SCRIPTS | DEFINITIONS | IMAGES
Origins = Literal["auto", "contracts", "jobs", "scripts"]
"""Which contracts are compared. ``auto``: for each script those that it is held to, else what its launches give and what it
does itself."""


class ProjectDiff(NamedTuple):
    """The changes between two sides.

    Attributes:
        diffs: the contracts that differ: declared ones, then scripts, then launches.
        problems: what could not be read, with the name of the side.
        read: number of files whose content was read.
    """

    diffs: tuple[ContractDiff, ...]
    problems: tuple[tuple[str, Problem], ...] = ()
    read: int = 0


def project_diff(old: Side, new: Side, origins: Origins = "auto", categories: Collection[Category] = ()) -> ProjectDiff:
    """The changes of all contracts between two sides.

    Args:
        old, new: the sides.
        origins: which contracts are compared.
        categories: the categories of changes that count; all if empty.

    Raises:
        GitError: git failed.
    """
    found = _Comparison(old, new, origins)
    diffs = [_limited(diff, categories) for diff in found.diffs()]
    read = sum(len(side.revision.read) for side in (old, new) if side.revision is not None)
    problems = dict.fromkeys((side.name, problem) for side, problem in found.problems)
    return ProjectDiff(tuple(diff for diff in diffs if diff.changes), tuple(problems), read)


def _limited(diff: ContractDiff, categories: Collection[Category]) -> ContractDiff:
    """The changes of some categories, and what they ask of the version."""
    if not categories:
        return diff
    kept = tuple(change for change in diff.changes if change.category in categories)
    return weighed(replace(diff, changes=kept))


@dataclass(slots=True)
class _Files:
    """The files of both sides that matter."""

    old_affected: frozenset[str] = frozenset()
    new_affected: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    renamed: dict[str, str] | None = None


class _Comparison:
    def __init__(self, old: Side, new: Side, origins: Origins) -> None:
        self.old, self.new, self.origins = old, new, origins
        self.problems: list[tuple[Side, Problem]] = []
        self.foreign = False
        self._files = self._differing()

    def diffs(self) -> Iterator[ContractDiff]:
        """The contracts that differ, with witnesses."""
        before, after = self._declared()
        declared = [*self._contract_diffs(before, after)] if self.origins in ("auto", "contracts") else []
        earlier, later = self._analysed(declared)
        others = tuple(after.contracts.values())
        for diff in declared:
            jobs = tuple(job for job in later.launching if self._is_launched(job, diff, after))
            yield with_witnesses(diff, Surroundings(jobs, None, others))
        if self.origins in ("auto", "scripts"):
            yield from self._script_diffs(before, after, earlier, later)
        if self.origins in ("auto", "jobs"):
            yield from self._launch_diffs(before, after, earlier, later)

    # -- which files --------------------------------------------------------------------------------------------------

    def _differing(self) -> _Files:
        old, new = self.old, self.new
        if old.file is not None or new.file is not None:
            return self._named_files()
        assert old.repository is not None
        assert old.commit is not None
        earlier, later, renamed = before_and_after(old.repository.steps(old.commit, new.commit))
        if self.origins == "contracts":
            changed = frozenset(path for path in (*earlier, *later) if path.startswith(self._below))
            return _Files(changed=changed, renamed=renamed)
        before, after = scope_of(old, earlier), scope_of(new, later)
        return _Files(before.affected, after.affected, before.changed | after.changed, renamed)

    @property
    def _below(self) -> str:
        return self.new.resolver.cwd.rstrip(os.sep) + os.sep

    def _named_files(self) -> _Files:
        """A script or definition that was named is compared with the other file, or with itself on the other side."""
        old, new = self.old.file, self.new.file
        before, after = old or new or "", new or old or ""
        if document_kind(after) is DocumentKind.TOML or document_kind(before) is DocumentKind.TOML:
            return _Files(changed=frozenset({before, after}))
        return _Files(frozenset({before}), frozenset({after}), frozenset({before, after}), {before: after})

    # -- declared contracts -------------------------------------------------------------------------------------------

    def _declared(self) -> tuple[Declared, Declared]:
        tables = [path for path in self._files.changed if document_kind(path) is DocumentKind.TOML]
        cwd = self.new.resolver.cwd
        folders = dict.fromkeys(
            [cwd, *(os.path.dirname(path) for path in sorted(tables) if path.startswith(self._below))]
        )
        found = declared_on(self.old, folders), declared_on(self.new, folders)
        for side, declared in zip((self.old, self.new), found, strict=True):
            foreign = foreign_contracts(side, self._files.changed)
            self.foreign |= bool(foreign.contracts)
            declared.contracts.update(foreign.contracts)
            declared.problems += foreign.problems
            self.problems += [(side, problem) for problem in declared.problems]
        return found

    def _contract_diffs(self, before: Declared, after: Declared) -> Iterator[ContractDiff]:
        files = [side.file for side in (self.old, self.new) if side.file is not None]
        if (before.sources == after.sources and not self.foreign) or any(
            document_kind(file) is not DocumentKind.TOML for file in files
        ):
            return
        if files:
            earlier, later = _by_id(before), _by_id(after)
        else:
            earlier, later = dict(before.contracts), dict(after.contracts)
        for was, now in _renamed(earlier, later):
            earlier[now] = earlier.pop(was)
        for key in (*later, *(key for key in earlier if key not in later)):
            old, new = earlier.get(key), later.get(key)
            if self._is_misread(old, new, before, after):
                continue
            diff = contract_diff(key[1], "contract", old, new)
            if diff.changes:
                yield diff

    def _is_misread(self, old: Contract | None, new: Contract | None, before: Declared, after: Declared) -> bool:
        """Whether a side has the contract with a mistake in it, or may have it in a file that cannot be decoded."""
        sides = ((old, self.old, before), (new, self.new, after))
        if any(contract is not None and contract in declared.misread() for contract, _, declared in sides):
            return True
        one = old or new
        if one is None or (old is not None and new is not None):
            return False
        _, side, declared = sides[0] if old is None else sides[1]
        unread = {each.place.path for each in declared.problems if _hides_all(each)}
        return bool(unread) if side.file is not None else one.place.path in unread

    def _is_launched(self, job: Job, diff: ContractDiff, after: Declared) -> bool:
        """Whether a job launches the script of a contract."""
        if job.script is None or job.script.path is None:
            return False
        now = diff.new
        for contract in after.governing(job.script.path):
            if now is not None and (contract.id, contract.place.path) == (now.id, now.place.path):
                return True
        path = job.script.path.replace(os.sep, "/")
        entries = [entry.pattern for one in (diff.old, diff.new) if one is not None for entry in one.entry_points]
        gone = diff.new is None or any(change.kind.name == "entry-point-removed" for change in diff.changes)
        return gone and any(path.endswith(f"/{pattern}") for pattern in entries)

    # -- scripts and launches -----------------------------------------------------------------------------------------

    def _analysed(self, declared: Iterable[ContractDiff]) -> tuple[Analysed, Analysed]:
        files, governed = self._files, self.origins == "scripts"
        earlier = analysed(self.old, files.old_affected, governed=governed)
        later = analysed(self.new, files.new_affected, governed=governed)
        scripts = self._by_later_path(earlier)
        # Launches are looked for where they matter: that takes longer than all the rest.
        asked = {(os.path.basename(path), path) for path in earlier.undecided | later.undecided}
        asked |= {
            (os.path.basename(path), path) for path in scripts if _differs(scripts[path], later.scripts.get(path))
        }
        for diff in declared:
            if any(change.severity != "info" for change in diff.changes):
                known = [one for one in (diff.old, diff.new) if one is not None]
                asked |= {
                    (os.path.basename(entry.pattern), one.place.path) for one in known for entry in one.entry_points
                }
        later.look_around(self._launchers(self.new, asked))
        if earlier.undecided:
            asked = {(os.path.basename(path), path) for path in earlier.undecided}
            earlier.look_around(self._launchers(self.old, asked))
        for side, found in ((self.old, earlier), (self.new, later)):
            self.problems += [(side, problem) for problem in found.problems]
        return earlier, later

    def _launchers(self, side: Side, asked: set[tuple[str, str]]) -> set[str]:
        """The files that may launch scripts, which have a name and a file under the same configuration as the launch."""
        found = side.mentioning({name for name, _ in asked if "*" not in name})
        with side.here():
            roots = {side.resolver.settings_for(os.path.dirname(path)).root for _, path in asked}
            return {
                path
                for path in found
                if document_kind(path) in LAUNCHERS
                and not is_test(path, side.resolver.cwd)
                and side.resolver.settings_for(os.path.dirname(path)).root in roots
            }

    def _by_later_path(self, earlier: Analysed) -> dict[str, Contract]:
        renamed = self._files.renamed or {}
        return {renamed.get(path, path): contract for path, contract in earlier.scripts.items()}

    def _script_diffs(
        self, before: Declared, after: Declared, earlier: Analysed, later: Analysed
    ) -> Iterator[ContractDiff]:
        """The scripts that differ; with ``auto`` those that no contract governs."""
        renamed = self._files.renamed or {}
        scripts = self._by_later_path(earlier)
        there = {renamed.get(path, path) for path in earlier.there}
        failed = {problem.place.path for _, problem in self.problems}
        for path in sorted({*scripts, *later.scripts}):
            if path in failed or (self.origins == "auto" and (before.governing(path) or after.governing(path))):
                continue
            old, new = scripts.get(path), later.scripts.get(path)
            # A script that is there on both sides, and runs in containers on one of them only as far as is known.
            if (old is None and path in there) or (new is None and path in later.there):
                continue
            if old is not None and new is not None and old.id != new.id:
                old = replace(old, id=new.id)
            if old is not None and new is not None and self.old.file is not None and self.new.file is not None:
                old = replace(old, entry_points=new.entry_points)  # two files that were named are one script
            diff = contract_diff(os.path.relpath(path, self.new.resolver.cwd), "script", old, new)
            yield with_witnesses(diff, Surroundings(later.jobs_of(path)))

    def _launch_diffs(
        self, before: Declared, after: Declared, earlier: Analysed, later: Analysed
    ) -> Iterator[ContractDiff]:
        """The launches that differ; with ``auto`` those of scripts that no contract governs."""
        cwd = self.new.resolver.cwd
        renamed = {
            os.path.relpath(was, cwd): os.path.relpath(now, cwd) for was, now in (self._files.renamed or {}).items()
        }
        known: dict[LaunchKey, Job] = {
            (renamed.get(key[0], key[0]), *key[1:]): job for key, job in earlier.launches.items()
        }
        failed = {os.path.relpath(problem.place.path, cwd) for _, problem in self.problems}
        for key in sorted({*known, *later.launches}):
            if key[0] in failed:
                continue
            old, new = known.get(key), later.launches.get(key)
            job = new or old
            script = job.script.path if job is not None and job.script is not None else None
            if self.origins == "auto" and script is not None and (before.governing(script) or after.governing(script)):
                continue
            diff = contract_diff(f"{key[1]} ({key[0]})", "job", _contract(old), _contract(new))
            matters = script is not None and any(change.severity != "info" for change in diff.changes)
            reads = later.reads_of(script) if matters and script is not None else None
            yield with_witnesses(diff, Surroundings((), reads))


def _hides_all(problem: Problem) -> bool:
    """Whether no contract of a file is known: one in TOML that does not decode, or one in another format with a mistake."""
    return problem.code == INVALID or document_kind(problem.place.path) is not DocumentKind.TOML


def _differs(old: Contract, new: Contract | None) -> bool:
    return new is None or any(change.severity != "info" for change in changes_between(old, new, "script"))


def _contract(job: Job | None) -> Contract | None:
    return job.contract if job is not None else None


def _by_id(declared: Declared) -> dict[ContractKey, Contract]:
    return {("", id): contract for (_, id), contract in declared.contracts.items()}


def _renamed(
    earlier: dict[ContractKey, Contract], later: dict[ContractKey, Contract]
) -> list[tuple[ContractKey, ContractKey]]:
    """Contracts of another id, or in another configuration, that have the same entry points."""
    gone = {key: _entries(contract) for key, contract in earlier.items() if key not in later}
    new = {key: _entries(contract) for key, contract in later.items() if key not in earlier}
    pairs = []
    for was, entries in gone.items():
        same = [key for key, others in new.items() if entries and others == entries]
        if len(same) == 1 and sum(others == entries for others in gone.values()) == 1:
            pairs.append((was, same[0]))
    return pairs


def _entries(contract: Contract) -> frozenset[str]:
    return frozenset(entry.pattern for entry in contract.entry_points)
