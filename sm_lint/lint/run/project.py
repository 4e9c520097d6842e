"""Files under the same settings: their contracts, their cache, and what is wrong with how they are configured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from sm_lint.config.load import place_in
from sm_lint.config.settings import DEFAULT_ORIGIN, Settings
from sm_lint.config.toml import INVALID
from sm_lint.contracts.bind import binder_for
from sm_lint.contracts.interface import interface
from sm_lint.contracts.load import load_contracts
from sm_lint.contracts.model import Contract
from sm_lint.diagnostics.finding import Finding
from sm_lint.diagnostics.refusal import Refusal
from sm_lint.lint.caching.verdicts import Verdict, Verdicts
from sm_lint.lint.linking.launches import Launches
from sm_lint.lint.linking.task import FileReport, FileTask
from sm_lint.lint.run.cache_folders import CacheFolders
from sm_lint.lint.run.definition_index import RecalledLaunches
from sm_lint.lint.run.filter import admit, from_problem
from sm_lint.registry.ruleset import Choice, choice
from sm_lint.registry.selector_problems import selector_problems
from sm_lint.syntax.span import Problem
from sm_lint.workspace.workspace import Workspace

MISSING_FILE = "SMX904"


class Configured(NamedTuple):
    """What was found out about a configuration.

    Attributes:
        findings: all that is to be shown, mistakes included.
        problems: the mistakes; any of them makes the exit status 2.
        errors: how many times a contract rule broke.
    """

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    errors: int = 0


class Project:
    """The files of one run that are under the same settings.

    Args:
        settings: what is in force.
        workspace: the files of the run.
        folders: where the tables of the run are kept; None where no cache is used.

    Attributes:
        verdicts: the files known to be clean; None where no cache is used, or some text is not on disk.
        refusal: why the usual folder, or one that git tracks, is not used as a cache; None where it is, or none was wanted.
        launches: the jobs of the run.
        digests: hash of each contract file as it was read.

    Raises:
        PluginError: a rule package cannot be used.
    """

    def __init__(self, settings: Settings, workspace: Workspace, folders: CacheFolders | None) -> None:
        self.settings = settings
        self.workspace = workspace
        self.contracts = load_contracts(settings)
        self.binder = binder_for(settings)
        self.choice: Choice = choice(settings)
        self.digests = {path: workspace.digest(path) for path in self.contracts.files}
        self.verdicts: Verdicts | None = None
        self.refusal: Refusal | None = None
        self._cache_problems: tuple[Problem, ...] = ()
        self.launches: Launches | RecalledLaunches = Launches()
        # A verdict on unsaved text, or one that rests on some, is of no use to the next run.
        if folders is not None and not workspace.overlay:
            self._open_cache(folders)

    def _open_cache(self, folders: CacheFolders) -> None:
        """Read the verdicts, unless the folder is refused: a mistake where the configuration names it, else passed over."""
        refused = folders.refusal(self.settings)
        if refused is None:
            # Verdicts know which contracts they rest on, so that an edited contract costs only its own scripts.
            key = replace(self.settings, contract_sources=()).fingerprint()
            self.verdicts = Verdicts(folders.store(self.settings, key, self.settings.plugins), self.workspace)
        elif refused.is_mistake and self.settings.origin("cache_dir") != DEFAULT_ORIGIN:
            place = place_in(self.settings, "cache-dir")
            message = f"`cache-dir`: the folder {refused.reason}"
            self._cache_problems = (Problem(INVALID, message, place, refused.hint),)
        else:
            self.refusal = refused

    def task(self, path: str, around: str | None) -> FileTask:
        """What is to be done with a file, what governs it, and the folder within which others may be read for its sake."""
        launches = self.launches.near(path)
        return FileTask(
            path, self.declared(path), launches.of(path), launches.by_file.get(path), launches.written_by(path), around
        )

    def declared(self, path: str) -> tuple[Contract, ...]:
        """Contracts from configuration that govern a script."""
        return self.binder.governing(path)

    def interface(self, path: str) -> str:
        """Hash of the contracts and jobs that the verdict on a file rests on; a notebook may write any script."""
        declared = interface(self.contracts.contracts if path.endswith(".ipynb") else self.declared(path))
        return declared + self.launches.interface(path)

    def known_clean(self, path: str) -> bool:
        """Was the file found clean before, with everything its verdict rested on as it is now?"""
        if self.verdicts is None:
            return False
        verdict = self.verdicts.verdict(path)
        if verdict is None or verdict.interface != self.interface(path):
            return False
        self.verdicts.keep(path, verdict)
        return True

    def remember(self, report: FileReport) -> None:
        """Keep the verdict on a file for the next run, where it was found clean."""
        if self.verdicts is None:
            return
        if report.findings or report.errors or report.digest is None:
            self.verdicts.forget(report.path)
            return
        verdict = Verdict(report.digest, self.interface(report.path), report.dependencies)
        self.verdicts.record(report.path, verdict)

    def save(self) -> str:
        """Write the verdicts; why that failed, or an empty string."""
        if self.verdicts is None:
            return ""
        self.verdicts.save()
        return self.verdicts.warning

    def configured(self, files: Iterable[str]) -> Configured:
        """Look at the configuration itself.

        Args:
            files: absolute paths of the files of the run, scripts written by notebooks included.
        """
        problems = (*self.settings.problems, *self._cache_problems, *selector_problems(self.settings, self.choice))
        stated = [from_problem(problem, self.choice) for problem in self.contracts.problems]
        missing = [from_problem(problem, self.choice) for problem in self._missing(files)]
        found, errors = self._checked()
        return Configured(
            (
                *(from_problem(problem, self.choice) for problem in problems),
                *admit([*stated, *missing, *found], self.settings, self.choice),
            ),
            problems,
            errors,
        )

    def _missing(self, files: Iterable[str]) -> list[Problem]:
        """Entry points that name no file, unless the rule that says so is off: it may have to search the disk."""
        if MISSING_FILE not in self.choice.selection.codes:
            return []
        return [
            Problem(
                MISSING_FILE,
                f"entry point `{entry.pattern}` of contract `{contract.id}` names no file",
                entry.place,
                contract=contract.id,
            )
            for contract, entry in self.binder.unmatched(files)
        ]

    def _checked(self) -> tuple[list[Finding], int]:
        """What the contract rules say; libcst is not imported where they are known to say nothing."""
        contracts = self.contracts.contracts
        if not contracts or not any(
            rule.kind == "contract" and rule.code in self.choice.selection.codes for rule in self.choice.selectors.rules
        ):
            return [], 0
        state = self.settings.fingerprint()
        if self.verdicts is not None and self.verdicts.sound_contracts == state:
            return [], 0
        from sm_lint.lint.run.contract_run import check_contracts

        found, errors, looked_around = check_contracts(contracts, self.settings, self.workspace)
        if self.verdicts is not None:
            self.verdicts.sound_contracts = "" if found or looked_around else state
        return found, errors
