"""The files under the same settings, with their contracts and cache, and the problems of their configuration."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sm_lint.config.places import place_in
from sm_lint.config.settings import DEFAULT_ORIGIN, Settings
from sm_lint.config.toml import INVALID
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.interface import interface, source_patterns, whole_text_of
from sm_lint.contracts.load import INVALID as INVALID_CONTRACT
from sm_lint.contracts.load import load_contracts
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.refusal import Refusal
from sm_lint.lint.caching.findings import encoded
from sm_lint.lint.caching.stores import CacheFolders
from sm_lint.lint.caching.verdicts import APART, Verdict, Verdicts
from sm_lint.lint.linking.launches import Launches
from sm_lint.lint.linking.task import FileReport, FileTask
from sm_lint.lint.run.definition_index import RecalledLaunches
from sm_lint.lint.run.filter import admit, from_problem, ignored_codes, running_codes
from sm_lint.registry.ruleset import Choice, choice
from sm_lint.registry.selector_problems import selector_problems
from sm_lint.spelling import did_you_mean, suggest
from sm_lint.syntax.span import Problem
from sm_lint.workspace.document_kind import is_notebook
from sm_lint.workspace.fingerprint import of_bytes
from sm_lint.workspace.workspace import Workspace

MISSING_FILE = "SMX904"
_MOST_COMPARED = 2_000  # files


class Configured(NamedTuple):
    """The result of checking a configuration.

    Attributes:
        mistakes: the findings for `problems`; no baseline hides them.
        findings: the other findings.
        problems: mistakes; any of them makes the exit status 2.
        errors: number of failures of contract rules.
    """

    mistakes: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    errors: int = 0


def _digest(path: str, settings: Settings, workspace: Workspace) -> str | None:
    """Hash of a contract file as it was read, or of its content in the overlay."""
    return workspace.digest(path) if path in workspace.overlay else settings.documents.digest(path)


class Project:
    """The files of one run that are under the same settings.

    Args:
        settings: the settings in force.
        workspace: the files of the run.
        folders: creates the stores for tables; None if no cache is used.
        clean_only: recall only what is clean; see :attr:`~sm_lint.lint.run.options.RunOptions.for_edits`.

    Attributes:
        verdicts: the table of verdicts; None if no cache is used or there is unsaved text.
        refusal: why the default folder, or a folder that git tracks, is refused as a cache; None if it is used or none
            is wanted.
        launches: the jobs of the run.
        is_imported: whether a file that defines jobs may be imported by other files.
        digests: hash of each contract file as it was read.
        ungoverned: container scripts that no contract and no job definition governs.
        problems: mistakes in the options. Files are not linted under invalid options.

    Raises:
        PluginError: a rule package cannot be used.
    """

    def __init__(
        self, settings: Settings, workspace: Workspace, folders: CacheFolders | None, clean_only: bool = False
    ) -> None:
        self.settings = settings
        self._clean_only = clean_only
        self.workspace = workspace
        self.contracts = load_contracts(settings)
        self._source_patterns = source_patterns(self.contracts.contracts)
        self.binder = binder_for(settings)
        self.choice: Choice = choice(settings)
        self.digests = {path: _digest(path, settings, workspace) for path in self.contracts.files}
        self.verdicts: Verdicts | None = None
        self.ungoverned: set[str] = set()
        self.refusal: Refusal | None = None
        self._cache_problems: tuple[Problem, ...] = ()
        self.launches: Launches | RecalledLaunches = Launches()
        self.is_imported: Callable[[str], bool] = lambda path: False
        self._all_contracts: str | None = None
        # A verdict that depends on unsaved text is useless to the next run.
        if folders is not None and not workspace.overlay:
            self._open_cache(folders)
        unknown = selector_problems(settings, self.choice)
        self.problems: tuple[Problem, ...] = (*settings.problems, *self._cache_problems, *unknown)

    def _open_cache(self, folders: CacheFolders) -> None:
        """Load the verdicts. A refused folder is a mistake if the configuration names it, and ignored otherwise."""
        refused = folders.refusal(self.settings)
        if refused is None:
            # Each verdict records the contracts it depends on, so an edited contract invalidates only its own scripts.
            key = replace(self.settings, contract_sources=()).fingerprint()
            self.verdicts = Verdicts(folders.store(self.settings, key, self.settings.plugins), self.workspace)
        elif refused.is_mistake and self.settings.origin("cache_dir") != DEFAULT_ORIGIN:
            place = place_in(self.settings, "cache-dir")
            message = f"`cache-dir`: the folder {refused.reason}"
            self._cache_problems = (Problem(INVALID, message, place, refused.hint),)
        else:
            self.refusal = refused

    def declared(self, path: str) -> tuple[Contract, ...]:
        """The declared contracts that govern a script."""
        return self.binder.governing(path)

    def interface(self, path: str) -> str:
        """Hash of the contracts and jobs that the verdict on a clean file depends on; a notebook may write any script."""
        declared = interface(self.contracts.contracts if is_notebook(path) else self.declared(path))
        return declared + self.launches.interface(path) + self._source_patterns + self._calls(path)

    def exact(self, path: str) -> str:
        """Hash of the contracts and jobs that the findings of a file depend on, with their names and places.

        A file with jobs may write scripts, which any contract may govern.
        """
        jobs = self.launches.exact(path)
        if not jobs and not is_notebook(path):
            return _hash_of(self.declared(path))
        if self._all_contracts is None:
            self._all_contracts = _hash_of(self.contracts.contracts)
        return self._all_contracts + jobs + self._calls(path)

    def _calls(self, path: str) -> str:
        return "imported" if self.is_imported(path) else ""

    def recall(self, path: str, readable: str) -> FileReport | None:
        """The report of a file if a valid verdict tells it.

        Args:
            path: absolute path of the file.
            readable: the folder in which other files may be read on its behalf.
        """
        verdict = self.verdicts.verdict(path) if self.verdicts is not None else None
        if verdict is None or (self._clean_only and verdict.findings):
            return None
        if verdict.interface != (self.exact(path) if verdict.findings else self.interface(path)):
            return None
        report = self._told(path, verdict, path, readable)
        if report is not None and report.ungoverned:
            self.ungoverned.add(path)
        return report

    def recall_apart(self, task: FileTask, readable: str) -> FileReport | None:
        """The report of a file without the jobs and contracts of the named files, if a valid verdict tells it.

        Args:
            task: the task without them.
            readable: see :meth:`recall`.
        """
        key = task.path + APART
        verdict = self.verdicts.verdict(key) if self.verdicts is not None else None
        if verdict is None or verdict.interface != self._exact_apart(task):
            return None
        return self._told(key, verdict, task.path, readable)

    def _told(self, key: str, verdict: Verdict, path: str, readable: str) -> FileReport | None:
        """The report that a verdict tells; None if other files could be read for it, or if it is damaged."""
        if self.verdicts is None or not verdict.rests_on_project(frozenset((readable, *self.settings.src))):
            return None
        findings = verdict.decoded(path, self.settings.root)
        if findings is None:
            return None
        self.verdicts.keep(key, verdict)
        return FileReport(path, findings, 0, verdict.digest, verdict.dependencies, verdict.ungoverned)

    def _exact_apart(self, task: FileTask) -> str:
        left = of_bytes(whole_text_of((task.declared, task.launched_by)).encode("utf-8", "backslashreplace"))
        return self.exact(task.path) + left

    def remember(self, report: FileReport) -> None:
        """Store the verdict on a file, and delete it if the linter failed or the file could not be read."""
        if report.ungoverned:
            self.ungoverned.add(report.path)
        known = self.exact(report.path) if report.findings else self.interface(report.path)
        self._store(report.path, report, known)

    def remember_apart(self, report: FileReport, task: FileTask) -> None:
        """Store the verdict on a file without the jobs and contracts of the named files; see :meth:`recall_apart`."""
        self._store(report.path + APART, report, self._exact_apart(task))

    def _store(self, key: str, report: FileReport, interface: str) -> None:
        if self.verdicts is None:
            return
        if report.errors or report.digest is None:
            self.verdicts.forget(key)
            return
        found = encoded(report.findings, report.path)
        verdict = Verdict(report.digest, interface, report.dependencies, ungoverned=report.ungoverned, findings=found)
        self.verdicts.record(key, verdict)

    def save(self) -> str:
        """Write the verdicts; returns why that failed, or an empty string."""
        if self.verdicts is None:
            return ""
        self.verdicts.save()
        return self.verdicts.warning

    def configured(self, files: Iterable[str]) -> Configured:
        """Check the configuration itself.

        Args:
            files: absolute paths of the files of the run, scripts written by notebooks included.
        """
        wrong = [problem for problem in self.contracts.problems if self._is_mistake(problem)]
        problems = (*self.problems, *wrong)
        stated = [*self.settings.notices, *(each for each in self.contracts.problems if each not in wrong)]
        found, errors = [from_problem(problem, self.choice) for problem in stated], 0
        if not self.problems:
            found += [from_problem(problem, self.choice) for problem in self._missing(files)]
            judged, errors = self._checked()
            found += judged
        return Configured(
            tuple(self._with_severity(from_problem(problem, self.choice)) for problem in problems),
            tuple(admit(found, self.settings, self.choice)),
            problems,
            errors,
        )

    def _is_mistake(self, problem: Problem) -> bool:
        """Whether a problem of a contract makes the exit status 2.

        An invalid contract is a mistake whatever is selected, unless the user explicitly ignores the rule.
        """
        if problem.code != INVALID_CONTRACT:
            return problem.code == INVALID
        path = problem.place.path
        if problem.code in running_codes(self.settings, self.choice, path):
            return True
        ignored = self.choice.selectors.covers((*self.settings.ignore, *self.settings.extend_ignore))
        return problem.code not in ignored | ignored_codes(self.settings, self.choice, path)

    def _with_severity(self, finding: Finding) -> Finding:
        severity = self.choice.severities.get(finding.code) if finding.code == INVALID_CONTRACT else None
        return replace(finding, severity=severity) if severity else finding

    def _missing(self, files: Iterable[str]) -> list[Problem]:
        """Entry points that match no file. Skipped if that rule is off, because it may have to search the disk."""
        if MISSING_FILE not in self.choice.selection.codes:
            return []
        looked_at = list(files)
        return [
            Problem(
                MISSING_FILE,
                f"entry point `{entry.pattern}` of contract `{contract.id}` does not match any file",
                entry.place,
                did_you_mean(_resembling(entry.pattern, looked_at)),
                contract=contract.id,
            )
            for contract, entry in self.binder.unmatched(looked_at)
        ]

    def _checked(self) -> tuple[list[Finding], int]:
        """The findings of the contract rules; libcst is not imported if they are known."""
        contracts = self.contracts.contracts
        if not contracts or not any(
            rule.kind == "contract" and rule.code in self.choice.selection.codes for rule in self.choice.selectors.rules
        ):
            return [], 0
        known = self._known_of_contracts()
        if known is not None:
            return known, 0
        from sm_lint.lint.run.contract_run import check_contracts

        found, errors, dependencies = check_contracts(contracts, self.settings, self.workspace)
        if self.verdicts is not None:
            verdict = Verdict(
                self._state(bool(found)), "", dependencies, findings=encoded(found, self.settings.config_path or "")
            )
            self.verdicts.contracts = None if errors else verdict
        return found, errors

    def _known_of_contracts(self) -> list[Finding] | None:
        """The findings of the contract rules in an earlier run; None if they have to be looked for."""
        verdict = self.verdicts.contracts if self.verdicts is not None else None
        if verdict is None or verdict.digest != self._state(bool(verdict.findings)):
            return None
        if self._clean_only and verdict.findings:
            return None
        if not all(map(self.workspace.holds, verdict.dependencies)):
            return None
        found = verdict.decoded(self.settings.config_path or "", self.settings.root)
        return None if found is None else list(found)

    def _state(self, places: bool) -> str:
        """Hash of what the findings of the contract rules depend on: the meaning of the contracts, or also their places."""
        if not places:
            return self.settings.fingerprint()
        texts = [(source.path, source.digest) for source in self.settings.contract_sources]
        return of_bytes(f"{self.settings.fingerprint()}\n{texts!r}".encode("utf-8", "backslashreplace"))


def _hash_of(contracts: Sequence[Contract]) -> str:
    text = "\n".join(map(whole_text_of, contracts))
    return of_bytes(text.encode("utf-8", "backslashreplace")) if text else ""


def _resembling(pattern: str, files: Sequence[str]) -> str | None:
    """The likely intended entry point: the pattern with the most similar file name of the run."""
    names = dict.fromkeys(map(os.path.basename, files[:_MOST_COMPARED]))
    folder, slash, name = pattern.rpartition("/")
    found = suggest(name, names, 0.8)
    return f"{folder}{slash}{found}" if found is not None and found != name else None
