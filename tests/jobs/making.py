"""Definitions made for tests."""

from __future__ import annotations

from pathlib import Path

from sm_lint.config.load import Resolver
from sm_lint.flow.interpreter.analysis import Setup
from sm_lint.jobs.definition.model import Definitions, Job
from sm_lint.jobs.python.extract import extract
from sm_lint.lint.linking.defining import define_file
from sm_lint.lint.linking.launches import Launches, link
from sm_lint.lint.linking.task import Batch, FileTask
from sm_lint.syntax.parse import parse


def define(text: str, path: str = "/project/pipeline.py") -> Definitions:
    """What a text defines."""
    return extract(parse(path, text), Setup())[0]


def one_job(text: str) -> Job:
    """The only job that a text defines."""
    (job,) = define(text).jobs
    return job


class Tree:
    """Files of a project, linked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.resolver = Resolver(cwd=str(folder))

    def write(self, name: str, text: str | bytes = "") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def link(self) -> Launches:
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in (".py", ".ipynb", ".json", ".yaml", ".yml") or "ockerfile" in path.name:
                report = define_file(
                    FileTask(str(path)), Batch(self.resolver.settings_for(str(path)), (), str(self.folder))
                )
                if report.definitions is not None:
                    found[str(path)] = report.definitions
        return link(found, {path: self.resolver.settings_for(path) for path in found})

    def jobs(self, name: str) -> tuple[Job, ...]:
        return self.link().by_file[str(self.folder / name)].jobs
