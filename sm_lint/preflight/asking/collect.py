"""Collects the questions about what files define, from the same analysis that `check` uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sm_lint.config.load import Resolver
from sm_lint.config.settings import Settings
from sm_lint.jobs.definition.model import Definitions
from sm_lint.lint.run.options import RunOptions
from sm_lint.lint.run.project_index import ProjectIndex, indexed
from sm_lint.preflight.asking.calls import of_calls
from sm_lint.preflight.asking.jobs import of_job
from sm_lint.preflight.asking.made import Made
from sm_lint.preflight.model import Question, Unasked, Use
from sm_lint.syntax.span import Problem
from sm_lint.workspace.source import SourceProblem


class Asked(NamedTuple):
    """What definitions name.

    Attributes:
        uses: what can be asked, by question, in the order of the files.
        unasked: what is not asked.
        settings: those of each file with a use, by path.
        texts: text of each Python file with a use, by path.
        problems: paths that are not there, and mistakes in the configuration.
    """

    uses: dict[Question, list[Use]]
    unasked: list[Unasked]
    settings: dict[str, Settings]
    texts: dict[str, str]
    problems: tuple[Problem, ...]


def collected(paths: Sequence[str], resolver: Resolver, *, cache: bool = True) -> Asked:
    """The questions about what files and folders define.

    Args:
        paths: relative to the resolver's working directory.
        resolver: provides the settings.
        cache: whether to use and update the cache.
    """
    index, found = indexed(paths, RunOptions(resolver, jobs=None, cache=cache, spawn=True))
    defined = index.launches.whole().by_file
    made = Made(defined.values())
    asked = Asked({}, [], {}, {}, tuple(dict.fromkeys((*found.problems, *_mistakes(index, found.files)))))
    for path in found.files:
        if path not in defined:
            continue
        text = _text(index, path)
        for each in dict.fromkeys(_of_file(defined[path], made, text)):
            if isinstance(each, Unasked):
                asked.unasked.append(each)
            else:
                asked.uses.setdefault(each.question, []).append(each)
                asked.settings[path] = index.settings(path)
                asked.texts[path] = text
    return asked


def _of_file(definitions: Definitions, made: Made, text: str) -> Iterator[Use | Unasked]:
    for job in definitions.jobs:
        yield from of_job(job, made)
    yield from of_calls(definitions, made, lambda word: word in text)
    for use in definitions.uses:
        if use.kind in ("function", "queue") and use.path:
            owner = f"step `{use.within[0]}`" if use.within else "this step"
            yield Use(Question("function" if use.kind == "function" else "queue", use.path), use.place, owner)


def _mistakes(index: ProjectIndex, files: Iterable[str]) -> Iterator[Problem]:
    for settings in dict.fromkeys(map(index.settings, files)):
        yield from settings.problems


def _text(index: ProjectIndex, path: str) -> str:
    try:
        return index.workspace.content(path).decode("utf-8", "replace")
    except SourceProblem:
        return ""
