"""The command `sm-lint`: dispatches to the verb, and maps every outcome to an exit status and a message."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from sm_lint.cli.errors import show
from sm_lint.cli.status import BAD, CLEAN, INTERRUPTED
from sm_lint.cli.streams import prepare, silence
from sm_lint.syntax.collector import collector_off
from sm_lint.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem  # slow to import, and needed by no run

# Verb → its line in `sm-lint --help`; the module of a verb, and the command in it, have the same name.
VERBS = {
    "check": "Lint files and folders; the default verb.",
    "rule": "Explain a rule, or list them.",
    "inspect": "Show what is known of a script: its paths, variables, arguments, imports.",
    "graph": "Draw pipelines: steps, data, and findings where they belong.",
    "report": "Report how scripts comply with their contracts, as a page too.",
    "affected": "List the scripts, jobs and pipelines that a change touches.",
    "simulate": "Show the file system of a job's container before and after its script.",
    "migrate": "Move code from SageMaker Python SDK v2 to v3.",
    "paths": "Explain container paths.",
    "image": "Show the packages of one of SageMaker's own images.",
    "contract": "List, show, infer, update, compare, import, test, document and export contracts.",
    "policy": "List and explain policies.",
    "preflight": "Ask AWS whether what definitions name is there.",
    "config": "Show the options and the values in force.",
    "linter": "List the families of rules.",
    "server": "Run the language server, for editors.",
    "clean": "Delete the cache.",
    "help": "Show how a verb is used.",
    "version": "Show the version.",
}
_EPILOG = (
    "Without a verb, `sm-lint PATHS…` checks the paths, and `sm-lint` alone the current directory. "
    "Options may come before the verb. A path that is named like a verb is reached as `./rule`."
)


_PACKAGES = {"check", "contract", "inspect", "preflight"}
"""Verbs that are packages; their commands are in `command`."""


class Verbs(click.Group):
    """Imports commands on demand; an unknown first word means `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in reading order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a verb."""
        if cmd_name not in VERBS:
            return None
        module = f"sm_lint.cli.verbs.{cmd_name}.command" if cmd_name in _PACKAGES else f"sm_lint.cli.verbs.{cmd_name}"
        command = getattr(import_module(module), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move the verb to the front, and insert `check` if there is none; flags of the group itself are kept."""
        own = {"--help", "-h", "--version", "-V"}
        if not args and ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        if not args:
            args = ["check"]
        elif args[0] not in own | set(VERBS):
            from sm_lint.cli.word_order import with_verb

            check = self.get_command(ctx, "check")
            assert check is not None
            args = with_verb(args, VERBS, check)
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete verbs, and the arguments of `check`; no other verb is imported."""
        from click.shell_completion import CompletionItem

        verbs = [CompletionItem(name, help=said) for name, said in VERBS.items() if name.startswith(incomplete)]
        if incomplete.startswith("-"):
            check = self.get_command(ctx, "check")
            return check.shell_complete(click.Context(check, ctx), incomplete) if check else []
        return [*verbs, CompletionItem(incomplete, type="file")]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def main(  # type: ignore[override] # returns a status where click exits
        self, args: Sequence[str] | None = None, prog_name: str | None = "sm-lint", **extra: Any
    ) -> int:
        """Run, and exit the process with the exit status.

        Raises:
            SystemExit: always, unless ``standalone_mode=False`` is given; then the status is returned.
        """
        leave = extra.pop("standalone_mode", True)
        status = self._guarded(args, prog_name, **extra)
        if leave:
            sys.exit(status)
        return status

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; a closed pipe is not a failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            silence(sys.stdout)
            return CLEAN

    def _guarded(self, args: Sequence[str] | None, prog_name: str | None, **extra: Any) -> int:
        prepare()
        try:
            with collector_off():
                result = super().main(args, prog_name, standalone_mode=False, **extra)
            status = result if isinstance(result, int) else CLEAN
            sys.stdout.flush()
        except click.ClickException as error:
            show(error)
            status = BAD
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted", err=True)
            status = INTERRUPTED
        except OSError as error:
            status = _refused(error)
        except Exception as error:  # noqa: BLE001 - a traceback is shown only on request
            status = INTERRUPTED if _is_interrupt(error) else _internal_error(error)
        return status


def _refused(error: OSError) -> int:
    """Report an error of the operating system."""
    if os.environ.get("SM_LINT_DEBUG"):
        raise error
    from sm_lint.output.text import one_line

    said = error.strerror or str(error)
    named = f"{one_line(os.fsdecode(error.filename))}: " if isinstance(error.filename, (str, bytes)) else ""
    click.echo(f"Error: {named}{said}", err=True)
    return BAD


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether an exception is due to Ctrl-C: some places of Python 3.10 and 3.11 raise a RuntimeError instead."""
    for _ in range(20):
        if error is None:
            return False
        if isinstance(error, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            return True
        error = error.__cause__ or error.__context__
    return False


def _internal_error(error: Exception) -> int:
    if os.environ.get("SM_LINT_DEBUG"):
        raise error
    from sm_lint.cli.messages import internal_error

    click.echo(internal_error(error), err=True)
    return BAD


@click.group(
    cls=Verbs,
    subcommand_metavar="VERB [ARGS]...",
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="sm-lint", message="%(prog)s %(version)s")
def cli() -> None:
    """Lint the scripts that run in Amazon SageMaker containers and the jobs that launch them."""


def main() -> None:
    """Entry point of the command `sm-lint`."""
    cli()
