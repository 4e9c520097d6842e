"""``sm-lint check``: the flags. :mod:`sm_lint.cli.verbs.check.modes` implements them."""

from __future__ import annotations

from typing import Any

import click

from sm_lint.cli.completion import complete_formats, complete_selectors
from sm_lint.cli.config_flags import config_options, sdk_option
from sm_lint.cli.sections import SectionCommand, option
from sm_lint.cli.verbs.check.fast_path import past_run, say
from sm_lint.output.formats import NAMES

_rules = option("Rules")
_fixes = option("Fixes")
_suppression = option("Suppression and baseline")
_output = option("Output")
_files = option("Files")
_configuration = option("Configuration")
_run = option("Run")
_SELECTORS: dict[str, Any] = {"multiple": True, "metavar": "RULES", "shell_complete": complete_selectors}
_PATTERNS: dict[str, Any] = {"multiple": True, "metavar": "PATTERNS"}


class CheckCommand(SectionCommand):
    """Allows ``--add-noqa`` without a value: a reason must follow ``=``, so that a path can come next."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give a bare ``--add-noqa`` the empty reason."""
        end = args.index("--") if "--" in args else len(args)
        head = ["--add-noqa=" if word == "--add-noqa" else word for word in args[:end]]
        return super().parse_args(ctx, head + args[end:])


@click.command(cls=CheckCommand)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@_rules("--select", **_SELECTORS, help="Run these rules: codes, prefixes, names, ALL; separated by commas.")
@_rules("--ignore", **_SELECTORS, help="Do not run these rules.")
@_rules("--extend-select", **_SELECTORS, help="Also run these rules.")
@_rules("--extend-ignore", **_SELECTORS, help="Also ignore these rules.")
@_rules("--per-file-ignores", multiple=True, metavar="PATTERN:RULES", help="Do not run rules on some files.")
@_rules(
    "--extend-per-file-ignores",
    multiple=True,
    metavar="PATTERN:RULES",
    help="Also do not run these rules on some files.",
)
@_rules("--preview/--no-preview", default=None, help="Run the rules that are still in preview.")
@_fixes("--fix", is_flag=True, help="Apply safe fixes.")
@_fixes("--unsafe-fixes", is_flag=True, help="Take unsafe fixes too, with --fix and --diff.")
@_fixes("--diff", is_flag=True, help="Show the changes as a diff without applying them.")
@_fixes("--fix-only", is_flag=True, help="Apply fixes and do not report what is left.")
@_fixes("--show-fixes", is_flag=True, help="List what was fixed.")
@_fixes("--fixable", **_SELECTORS, help="Fix findings of these rules only.")
@_fixes("--extend-fixable", **_SELECTORS, help="Also fix findings of these rules.")
@_fixes("--unfixable", **_SELECTORS, help="Leave findings of these rules alone.")
@_suppression("--ignore-noqa", is_flag=True, default=None, help="Report findings although comments suppress them.")
@_suppression(
    "--add-noqa", metavar="[=REASON]", help="Suppress all findings by comments, with a reason if one is given."
)
@_suppression("--baseline", type=click.Path(), metavar="FILE", help="Hide the findings recorded in this file.")
@_suppression("--write-baseline", is_flag=True, help="Write the baseline from the findings of this run.")
@_output(
    "--output-format",
    multiple=True,
    metavar="FORMAT[:FILE]",
    shell_complete=complete_formats,
    help=f"{', '.join(NAMES[:-1])} or {NAMES[-1]}; with a file, written there. Repeatable.",
)
@_output("-o", "--output-file", type=click.Path(), metavar="FILE", help="Write to a file instead of standard output.")
@_output("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@_output("--show-files", is_flag=True, help="List the files that would be looked at, and stop.")
@_output("--show-settings", is_flag=True, help="Show the settings of each path, and stop.")
@_output("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colours.")
@_output("-q", "--quiet", is_flag=True, help="Write findings and nothing else.")
@_output(
    "-s",
    "--silent",
    is_flag=True,
    help="Print nothing; the exit status is the result. Reports in files are still written.",
)
@_output("-v", "--verbose", is_flag=True, help="Say more on standard error.")
@_files("--exclude", **_PATTERNS, help="Exclude these files instead of the default ones.")
@_files("--extend-exclude", **_PATTERNS, help="Leave out these files too.")
@_files("--force-exclude/--no-force-exclude", default=None, help="Leave out excluded files even when they are named.")
@_files("--respect-gitignore/--no-respect-gitignore", default=None, help="Leave out what .gitignore names.")
@_files("--stdin-filename", type=click.Path(), metavar="FILE", help="What standard input is called, with `-`.")
@_files(
    "--index/--no-index", default=True, help="Judge by all job definitions of the project, not by those named alone."
)
@_files("--only-named", is_flag=True, help="Report no findings in files that were not named.")
@config_options
@sdk_option
@_run("-w", "--watch", is_flag=True, help="Run again whenever a file changes.")
@_run(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    metavar="N",
    help="Maximum number of processes; 0 chooses automatically.",
)
@_run("-n", "--no-cache", is_flag=True, help="Ignore the cache.")
@_run("--cache-dir", type=click.Path(), metavar="DIR", help="Where the cache is: a folder of its own.")
@_run("--fail-level", type=click.Choice(["error", "warning", "info"]), help="Lowest severity that fails the run.")
@_run("-e", "--exit-zero", is_flag=True, help="End with status 0 even when there are findings.")
@_run("--exit-non-zero-on-fix", is_flag=True, help="End with status 1 when something was fixed, if nothing is left.")
def check(**given: Any) -> int:
    """Lint files and folders; without a path, the current directory.

    Exit status: 0 when nothing was found at or above the fail level, 1 when something was, 2 when the usage or the
    configuration is wrong or something broke inside.
    """
    given["quiet"] = given["quiet"] or given["silent"]
    past = past_run(given)
    if past is not None and (outcome := past.recall()) is not None:
        return say(outcome, given["quiet"], given["color"])
    from sm_lint.cli.verbs.check.options import CheckOptions

    options = CheckOptions(**given)
    options.validate()
    if options.watch:
        from sm_lint.cli.verbs.check.watch import watch

        return watch(options)
    from sm_lint.cli.verbs.check.modes import run

    return run(options, past)
