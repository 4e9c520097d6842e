"""The settings in force for a file: resolved, frozen, hashable and picklable."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

from sm_lint.config.documents import Documents
from sm_lint.config.glob import matcher
from sm_lint.syntax.span import Problem
from sm_lint.workspace.blake2 import blake2b

if TYPE_CHECKING:
    from sm_lint.policies.model import Policy
    from sm_lint.sagemaker.job_kinds import JobKind

Sdk = Literal["v2", "v3", "both"]
AUTO = "auto"
"""The target SDK is what the project's requirements say."""
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
"""Fields that select files or configure output and never change whether a file is clean."""

DEFAULT_ORIGIN = "default"


@dataclass(frozen=True, slots=True)
class Signature:
    """A user-defined function that takes a path: `name` is qualified, `arguments` are positions and keywords."""

    name: str
    arguments: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class ContractSource:
    """A TOML text with contract tables.

    Attributes:
        path: absolute path of the file, or of the place where an inline override is reported.
        prefix: keys that lead to the table of contracts.
        digest: hash of the bytes; changes with every edit, so that places stay correct.
        meaning: hash of the contract tables only, if they have been read already; else `digest`.
        text: the text itself if it is not in a file.
        rank: 0 for the governing file, 1 for the one it extends, and so on; a contract replaces one of a higher rank
            with the same id.
    """

    path: str
    prefix: tuple[str, ...]
    digest: str
    meaning: str
    text: str | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """The options in force for a file; each field is named like its option, with ``_`` for ``-``.

    Paths are absolute. Patterns with a slash are absolute, others match names (:mod:`sm_lint.config.glob`).

    Attributes:
        root: folder of the governing file; the working directory if there is none or it was set by ``--config``.
        project: root of the repository that contains `root`, else `root`; lines of files outside it are not shown.
        config_path: the governing file; None if there is none.
        config_files: the governing file and those it extends, nearest first.
        problems: mistakes in the configuration; any of them ends the run with status 2.
        notices: options written under a former name.
        origins: option → ``default``, ``command line``, ``--config`` or the absolute path of a file.
        select: codes, prefixes and names of rules to run; None for the default set.
        fixable: selectors of fixable rules; None for all.
        output_format: ``FORMAT`` or ``FORMAT:FILE``; empty for the default.
        contract_sources: the sources of contract tables, the governing file first.
        plugins: modules that may be imported; refused ones are among the problems instead.
        documents: the TOML files that were read for the settings; another process has to read them again.
        local_plugins: those of `plugins` that the user allowed to be imported without an installed rule package.
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
    target_sdk: str = AUTO
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
    s3_pattern: str | None = None
    policies: tuple[Policy, ...] = ()
    contract_sources: tuple[ContractSource, ...] = ()
    documents: Documents = field(default_factory=Documents, repr=False, compare=False)

    def fingerprint(self) -> str:
        """BLAKE2b, in hex, of everything that can change whether a file is clean, including the contract tables."""
        digest = blake2b(digest_size=32)
        for item in fields(self):
            if item.name in PRESENTATION:
                continue
            value = getattr(self, item.name)
            if item.name == "contract_sources":
                value = tuple((source.path, source.prefix, source.meaning, source.rank) for source in value)
            digest.update(f"{item.name}={value!r}\n".encode("utf-8", "backslashreplace"))
        return digest.hexdigest()

    def origin(self, name: str) -> str:
        """The origin of the option with this field name: ``default``, ``command line``, ``--config`` or a file."""
        return dict(self.origins).get(name, DEFAULT_ORIGIN)

    def ignores_for(self, path: str) -> tuple[str, ...]:
        """The codes, prefixes and names that `per-file-ignores` disables for the file at this absolute path."""
        found: list[str] = []
        for pattern, codes in self.per_file_ignores + self.extend_per_file_ignores:
            if matcher((pattern,)).covers(path, self.root):
                found += codes
        return tuple(found)

    def job_kind_for(self, path: str) -> JobKind | None:
        """The job kind that `job-kinds` sets for the file at this absolute path; the last matching pattern wins."""
        kind: JobKind | None = None
        for pattern, stated in self.job_kinds:
            if matcher((pattern,)).covers(path, self.root):
                kind = stated
        return kind

    def ignores_variable(self, name: str) -> bool:
        """Whether `ignore-env-vars` lets scripts read this environment variable freely."""
        return any(fnmatchcase(name, pattern) for pattern in self.ignore_env_vars)

    def excludes(self, path: str) -> bool:
        """Whether `exclude` or `extend-exclude` matches the absolute path or one of its parents below `root`."""
        return matcher(self.exclude + self.extend_exclude).covers(path, self.root)

    def may_launch(self, path: str) -> bool:
        """Whether `definitions` lets the job definitions in the file at this absolute path govern scripts."""
        return not self.definitions or matcher(self.definitions).covers(path, self.root)
