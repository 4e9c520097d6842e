"""What is in force for a file: resolved, frozen, hashable, and safe to send to another process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from sm_lint.config.documents import Documents
from sm_lint.config.glob import matcher
from sm_lint.syntax.span import Problem

if TYPE_CHECKING:
    from sm_lint.sagemaker.job_kinds import JobKind

Sdk = Literal["v2", "v3", "both"]
Level = Literal["error", "warning", "info"]

PRESENTATION = frozenset(
    {
        "problems",
        "origins",
        "project",
        "output_format",
        "fail_level",
        "cache_dir",
        "baseline",
        "fixable",
        "extend_fixable",
        "unfixable",
    }
    | {"exclude", "extend_exclude", "force_exclude", "respect_gitignore", "config_path", "config_files"}
    | {"documents", "notices"}
)
"""Fields that say which files are looked at and how findings are shown, and never change whether a file is clean."""

DEFAULT_ORIGIN = "default"


@dataclass(frozen=True, slots=True)
class Signature:
    """Where a function of the user's own takes a path: `name` is qualified, `arguments` are positions and keywords."""

    name: str
    arguments: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class ContractSource:
    """A TOML text that holds contract tables.

    Attributes:
        path: absolute path of the file, or of the place that an inline override is reported at.
        prefix: keys that lead to the table of contracts.
        digest: hash of the bytes; it changes with every edit, so that places stay right.
        meaning: hash of the contract tables alone where they were read already, else `digest`.
        text: the text itself when it is no file.
        rank: 0 for the governing file, 1 for the one it extends, and so on; a contract of a lower rank replaces one of
            a higher rank with the same id.
    """

    path: str
    prefix: tuple[str, ...]
    digest: str
    meaning: str
    text: str | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """The options in force for a file; a field is named as its option, with ``_`` for ``-``.

    Paths are absolute. Patterns with a slash are absolute, those without are about names (:mod:`sm_lint.config.glob`).

    Attributes:
        root: folder of the governing file; the working directory where there is none, or where it was named by
            ``--config``.
        project: root of the repository that `root` lies in, else `root`; of files outside of it no line is shown.
        config_path: the governing file; None where there is none.
        config_files: the governing file and those it extends, nearest first.
        problems: mistakes in the configuration; any of them ends the run with status 2.
        notices: options that are written by a former name.
        origins: option → ``default``, ``command line``, ``--config`` or the absolute path of a file.
        select: codes, prefixes and names to run; None for the default set.
        fixable: what may be fixed; None for everything.
        output_format: ``FORMAT`` or ``FORMAT:FILE``; empty for the default.
        contract_sources: where contract tables stand, the governing file first.
        plugins: modules that may be imported; those that are refused are left out, and among the problems.
        documents: the TOML files that were read for the sake of the settings; another process has to read them again.
        local_plugins: those of them that need not come from an installed rule package, as the user allowed it.
    """

    root: str
    project: str = ""
    config_path: str | None = None
    config_files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()
    src: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    fixable: tuple[str, ...] | None = None
    extend_fixable: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extend_per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, Level], ...] = ()
    locked: tuple[str, ...] = ()
    ignore_noqa: bool = False
    require_reason: bool = False
    preview: bool = False
    sdk: Sdk = "both"
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    fail_level: Level = "warning"
    output_format: tuple[str, ...] = ()
    cache_dir: str = ""
    baseline: str | None = None
    ignore_env_vars: tuple[str, ...] = ()
    job_kinds: tuple[tuple[str, JobKind], ...] = ()
    reads: tuple[Signature, ...] = ()
    writes: tuple[Signature, ...] = ()
    plugins: tuple[str, ...] = ()
    local_plugins: tuple[str, ...] = ()
    contract_files: tuple[str, ...] = ()
    pipeline_definitions: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    contract_sources: tuple[ContractSource, ...] = ()
    documents: Documents = field(default_factory=Documents, repr=False, compare=False)

    def fingerprint(self) -> str:
        """SHA-256, in hex, of everything that can change whether a file is clean, the contracts' tables included."""
        digest = hashlib.sha256()
        for item in fields(self):
            if item.name in PRESENTATION:
                continue
            value = getattr(self, item.name)
            if item.name == "contract_sources":
                value = tuple((source.path, source.prefix, source.meaning, source.rank) for source in value)
            digest.update(f"{item.name}={value!r}\n".encode("utf-8", "backslashreplace"))
        return digest.hexdigest()

    def origin(self, name: str) -> str:
        """Where the option with this field name was set: ``default``, ``command line``, ``--config`` or a file."""
        return dict(self.origins).get(name, DEFAULT_ORIGIN)

    def ignores_for(self, path: str) -> tuple[str, ...]:
        """Codes, prefixes and names that `per-file-ignores` turns off for the file at this absolute path."""
        found: list[str] = []
        for pattern, codes in self.per_file_ignores + self.extend_per_file_ignores:
            if matcher((pattern,)).covers(path, self.root):
                found += codes
        return tuple(found)

    def job_kind_for(self, path: str) -> JobKind | None:
        """Kind of job that `job-kinds` states for the file at this absolute path; the last pattern that fits holds."""
        kind: JobKind | None = None
        for pattern, stated in self.job_kinds:
            if matcher((pattern,)).covers(path, self.root):
                kind = stated
        return kind

    def ignores_variable(self, name: str) -> bool:
        """May this environment variable be read freely, by `ignore-env-vars`?"""
        return any(fnmatchcase(name, pattern) for pattern in self.ignore_env_vars)

    def excludes(self, path: str) -> bool:
        """Is the absolute path, or a folder that holds it below `root`, met by `exclude` or `extend-exclude`?"""
        return matcher(self.exclude + self.extend_exclude).covers(path, self.root)

    def may_launch(self, path: str) -> bool:
        """Are scripts judged by the job definitions in the file at this absolute path, by `definitions`?"""
        return not self.definitions or matcher(self.definitions).covers(path, self.root)
