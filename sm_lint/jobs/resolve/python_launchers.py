"""Finds scripts that a Python script starts in processes of their own: `torchrun`, `deepspeed` and their like.

A hyperparameter may name such a script; else the launcher is read as text, if its own name speaks of launching: to rest on the content
of every script would cost each edit of one a new link. What the launcher passes on is not known.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.model import Definitions, Job, Script, Setting
from sm_lint.jobs.resolve.launched import ground_of
from sm_lint.patterns import regex
from sm_lint.syntax.span import Place, Span
from sm_lint.workspace.view import FileView

MAX_STARTED = 4
"""A script that names more is no launcher, but a list of files."""
_LAUNCHES = regex(r"launch|start|entry|ddp|dist|run", re.IGNORECASE)
_STARTS = regex(r"\bsubprocess\b|\bos\.(?:system|popen|exec\w*|spawn\w*|posix_spawn\w*)\s*\(")
_COMMAND = regex(
    r"\b(?:python[\d.]*|torchrun|torch\.distributed|deepspeed|accelerate|mpirun|horovodrun|sys\.executable)\b"
)
_NAMED = regex(r"(?<![\w./*{}-])(?:\./)?((?:[\w-]+/)*[\w-]+\.py)(?![\w.])")
_FETCHES = regex(r"download|s3://|\bs3\b|\bsync\b|copytree|copyfile|shutil\.copy|\bwget\b|\bcurl\b")


def started_by_python(job: Job, definitions: Definitions, files: FileView) -> Iterator[Job]:
    """The scripts that the Python script of a job starts, each as a separate job with the same mounts.

    Args:
        job: with the file of its script.
        definitions: the definitions that contain the job.
        files: the files of the run.
    """
    launcher = job.script
    if launcher is None or launcher.path is None or not launcher.path.endswith(".py"):
        return
    if job.kind not in ("training", "processing"):
        return
    named = list(_in_hyperparameters(job.hyperparameters))
    if not named and _LAUNCHES.search(os.path.basename(launcher.path)) is None:
        return
    ground = ground_of(launcher.source_dir or os.path.dirname(launcher.path), definitions, files)
    text = ground.text(launcher.path) or ""
    if _STARTS.search(text) is None or _COMMAND.search(text) is None:
        return
    found: dict[str, tuple[str, Place]] = {}
    for name, place in (*named, *_in_text(text, launcher.path)):
        path = ground.find(name, None)
        if path is not None and path != launcher.path:
            found.setdefault(path, (name, place))
    if len(found) > MAX_STARTED:
        return
    contract = replace(
        job.contract,
        arguments=(),
        open_arguments=True,
        open_environment=True,
        open_inputs=job.contract.open_inputs or _FETCHES.search(text) is not None,
        delegates=True,
    )
    for path, (name, place) in found.items():
        yield replace(
            job,
            script=Script(
                name,
                place,
                path,
                cell=path in ground.written,
                found=f"started by `{os.path.basename(launcher.path)}`",
                source_dir=launcher.source_dir,
                ships_siblings=True,
                words=True,
            ),
            contract=contract,
            arguments=None,
            hyperparameters=None,
            deployments=(),
        )


def _in_hyperparameters(given: Setting | None) -> Iterator[tuple[str, Place]]:
    """The hyperparameters that name a script."""
    for value in given.items if given is not None and given.type == "dict" else ():
        if value.known == "literal" and value.text is not None and _NAMED.fullmatch(value.text):
            yield value.text.removeprefix("./"), value.place


def _in_text(text: str, path: str) -> Iterator[tuple[str, Place]]:
    """The scripts that the lines of a launcher name, comments and imports apart."""
    for number, line in enumerate(text.splitlines(), 1):
        code = line.partition("#")[0]
        if ".py" in code and ("'" in code or '"' in code) and "help=" not in code.partition(".py")[0]:
            for match in _NAMED.finditer(code):
                yield match[1], Place(path, Span(number, match.start() + 1, number, match.end() + 1))
