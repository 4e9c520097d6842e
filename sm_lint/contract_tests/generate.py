"""Test files for the scripts of a project."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sm_lint.config.load import Resolver
from sm_lint.container.project import NotAnalysed, Project
from sm_lint.contract_tests.document import document, origin, slug
from sm_lint.contract_tests.files import TestFile, with_header
from sm_lint.contract_tests.plan import Plan, plan
from sm_lint.contract_tests.variants import ways
from sm_lint.contracts.model import Contract
from sm_lint.inference.script import infer_contract
from sm_lint.lint.linking.file_analysis import FileAnalysis
from sm_lint.lint.run.idle_contracts import why_idle
from sm_lint.output.text import shown_path


@dataclass
class Generated:
    """Test files, and what there is none for.

    Attributes:
        files: by path.
        left_out: (displayed script, reason) of contracts that cannot be tried out.
        failures: (displayed script, reason) of scripts that cannot be read or parsed.
    """

    files: list[TestFile] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def generated(paths: Sequence[str], folder: str, resolver: Resolver) -> Generated:
    """A test file for each contract of each script among the paths: the declared ones, else those that jobs imply.

    A contract with variants gets one for each of them, and one for the jobs of other types, as far as there are such.
    A script that is named itself, and has neither, is tried out against the contract that is inferred from it.

    Args:
        paths: files and folders.
        folder: absolute folder for the test files.
        resolver: provides the settings.
    """
    project = Project.of(paths, resolver)
    found = Generated()
    found.failures += [
        (shown_path(problem.place.path, resolver.cwd), problem.message) for problem in project.found.problems
    ]
    taken: set[str] = set()
    named = {os.path.abspath(os.path.join(resolver.cwd, path)) for path in paths}
    for script in project.scripts:
        shown = shown_path(script, resolver.cwd)
        try:
            contracts = _contracts(project.analysis(script), script in named)
        except NotAnalysed as error:
            if script in named:
                found.failures.append((shown, str(error)))
            continue
        if not contracts and script in named:
            found.left_out.append((shown, "it is no script of a container"))
        for contract in _distinct(contracts):
            for way in ways(contract):
                made = plan(project, script, way.contract, way.job_type)
                if isinstance(made, str):
                    found.left_out.append((f"{shown} (`{contract.id}`)", made))
                    break
                found.files.append(_file(made, folder, project.index.settings(script).root, taken))
    found.left_out += _written_elsewhere(project, resolver.cwd)
    found.left_out += [(f"contract `{contract.id}`", why_idle(contract)) for contract in project.idle_contracts]
    return found


def _written_elsewhere(project: Project, cwd: str) -> Iterator[tuple[str, str]]:
    """The scripts under a contract that are no files: a notebook, or another program, writes them."""
    there = set(project.scripts)
    for task, path in project.written_scripts():
        if task.path not in there and (task.declared or task.launched_by):
            yield shown_path(task.path, cwd), f"it is not a file; {shown_path(path, cwd)} writes it"


def _file(made: Plan, folder: str, root: str, taken: set[str]) -> TestFile:
    contract = made.contract
    body = document(made, folder, root)
    head = f"{contract.label or contract.id} ({origin(made, root)})"
    return TestFile(os.path.join(folder, _free_name(contract, taken)), with_header(body, head))


def _contracts(analysis: FileAnalysis, is_named: bool) -> tuple[Contract, ...]:
    """The contracts of a script: those that are written, those of its jobs, or for a named script the inferred one."""
    if analysis.contracts or not is_named or not analysis.is_container_script:
        return analysis.contracts
    contract = infer_contract(analysis).contract
    return (replace(contract, label=f"the contract inferred from {os.path.basename(analysis.module.path)}"),)


def _distinct(contracts: Sequence[Contract]) -> list[Contract]:
    """Contracts of several launches of one script that are named alike are one: the last that can be tried out."""
    return list({contract.id: contract for contract in sorted(contracts, key=lambda each: not each.delegates)}.values())


def _free_name(contract: Contract, taken: set[str]) -> str:
    stem = f"test_contract_{slug(contract.id)}"
    name, number = f"{stem}.py", 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}.py"
    taken.add(name)
    return name
