"""``sm-lint affected``: what a change touches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import click
from click.shell_completion import CompletionItem

from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.configuration import complain, resolver
from sm_lint.cli.sections import option
from sm_lint.cli.status import BAD, CLEAN
from sm_lint.cli.verb import VerbCommand, paint_here, say
from sm_lint.output.paint import BOLD, FAINT, Paint
from sm_lint.output.text import encodable, json_text, one_line, shown_name, shown_path
from sm_lint.workspace import disk
from sm_lint.workspace.git import Changes, GitError, repository_of

if TYPE_CHECKING:
    from sm_lint.config.load import Resolver
    from sm_lint.lint.run.touched import Reason, Touched
    from sm_lint.syntax.span import Place

VERSION = 1
_CAUSES = {
    "script": "script",
    "module": "module",
    "contract": "contract",
    "definition": "definition",
    "side-file": "side file",
}


def complete_commits(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Branches and tags."""
    try:
        names = ["HEAD", *repository_of(os.getcwd()).names()]
    except GitError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command(cls=VerbCommand)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@option("Changes")(
    "--since",
    required=True,
    metavar="REF",
    shell_complete=complete_commits,
    help="The commit to compare with: a branch, a tag or a number.",
)
@option("Output")(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write it."
)
@config_options
@sdk_option
def affected(
    paths: tuple[str, ...],
    since: str,
    output_format: Literal["text", "json"],
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
    sdk: str | None,
) -> int:
    """List the scripts, jobs and pipelines that a change touches, for runs of what has changed alone.

    A change is what the current branch has committed since it left REF, what the work tree has besides, and files that
    are not tracked. A script is touched where it, a module that it imports, a file that goes with it, such as its
    requirements.txt, its contract or a definition that launches it has changed; a job where its definition or its script
    has; a pipeline where its definition or one of its steps has. Git is asked; nothing is fetched or run.

    Exit status: 0 whatever is touched; 2 when the usage or the configuration is wrong, REF is not a commit, or there is
    no git or no repository.
    """
    from sm_lint.files.discover import discover
    from sm_lint.lint.run.options import RunOptions
    from sm_lint.lint.run.project_index import indexed
    from sm_lint.lint.run.touched import touched

    chosen = resolver(config, isolated, allow_plugins, {"sdk": sdk})
    asked = [os.path.abspath(path) for path in paths or (".",)]
    problems = [problem for path in asked for problem in chosen.settings_for(path).problems]
    problems += discover(asked, chosen).problems
    complain(problems)
    if problems:
        return BAD
    changes = _changes(asked, since)
    index, found = indexed(asked, RunOptions(chosen, jobs=None, spawn=True))
    changed = [path for each in changes for path in each.paths]
    result = touched(index, found.files, changed, partial(_former, changes))
    if output_format == "json":
        click.echo(json_text(_record(result, changes, since, chosen), indent=2))
    elif any(result):
        click.echo("\n".join(_lines(result, chosen.cwd, paint_here())), color=True)
    else:
        say(f"no script, job or pipeline is touched by what has changed since {one_line(since)}")
    return CLEAN


def _changes(paths: Iterable[str], since: str) -> list[Changes]:
    """The changes in the repositories that some paths belong to.

    Raises:
        click.ClickException: git failed.
    """
    try:
        folders = dict.fromkeys(path if disk.is_folder(path) else os.path.dirname(path) for path in paths)
        return [repository.changes(since) for repository in dict.fromkeys(map(repository_of, folders))]
    except GitError as error:
        raise click.ClickException(one_line(str(error))) from error


def _former(changes: Iterable[Changes], settings: Any) -> Any:
    from sm_lint.lint.run.former_contracts import former_binder

    return former_binder(settings, changes)


def _record(result: Touched, changes: Iterable[Changes], since: str, chosen: Resolver) -> dict[str, Any]:
    cwd = chosen.cwd
    return {
        "version": VERSION,
        "since": encodable(since),
        "base": [each.base for each in changes],
        "changed": [shown_path(path, cwd) for each in changes for path in each.paths],
        "scripts": [
            {"path": shown_path(script.path, cwd), "reasons": _reasons(script.reasons, cwd)}
            for script in result.scripts
        ],
        "jobs": [
            {
                "label": encodable(touched.job.label),
                "kind": touched.job.kind,
                "step": encodable(touched.job.step) if touched.job.step is not None else None,
                **_where(touched.job.place, cwd),
                "script": shown_path(touched.job.script.path, cwd)
                if touched.job.script is not None and touched.job.script.path is not None
                else None,
                "reasons": _reasons(touched.reasons, cwd),
            }
            for touched in result.jobs
        ],
        "pipelines": [
            {
                "name": encodable(touched.pipeline.name.text)
                if touched.pipeline.name is not None and touched.pipeline.name.text is not None
                else None,
                **_where(touched.pipeline.place, cwd),
                "reasons": _reasons(touched.reasons, cwd),
            }
            for touched in result.pipelines
        ],
    }


def _where(place: Place, cwd: str) -> dict[str, Any]:
    return {"path": shown_path(place.path, cwd), "line": place.span.line, "cell": place.cell}


def _reasons(reasons: Iterable[Reason], cwd: str) -> list[dict[str, str]]:
    return [{"cause": reason.cause, "path": shown_path(reason.path, cwd)} for reason in reasons]


def _lines(result: Touched, cwd: str, paint: Paint) -> Iterator[str]:
    if result.scripts:
        yield paint("scripts", BOLD)
        for script in result.scripts:
            yield f"  {shown_name(script.path, cwd)}{_because(script.reasons, script.path, cwd, paint)}"
    if result.jobs:
        yield paint("jobs", BOLD)
        for job, reasons in result.jobs:
            at = _at(job.place, cwd)
            yield f"  {at}  {one_line(job.step or job.api)}{_because(reasons, job.place.path, cwd, paint)}"
    if result.pipelines:
        yield paint("pipelines", BOLD)
        for pipeline, reasons in result.pipelines:
            named = (pipeline.name.text if pipeline.name is not None else None) or ""
            shown = one_line(named) if named.strip("*") else "a pipeline whose name is not known"
            at = _at(pipeline.place, cwd)
            yield f"  {at}  {shown}{_because(reasons, pipeline.place.path, cwd, paint)}"


def _at(place: Place, cwd: str) -> str:
    cell = f"cell {place.cell}:" if place.cell is not None else ""
    return f"{shown_name(place.path, cwd)}:{cell}{place.span.line}"


def _because(reasons: Iterable[Reason], path: str, cwd: str, paint: Paint) -> str:
    """The files that are the reason; for the file itself it suffices to say that it has changed."""
    told = [
        "changed" if reason.path == path else f"{_CAUSES[reason.cause]} {shown_name(reason.path, cwd)}"
        for reason in reasons
    ]
    return paint(f"  ({', '.join(told)})", FAINT)
