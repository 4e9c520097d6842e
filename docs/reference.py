"""The pages that are made from the command line, from what the output formats write, and from the interface for rules."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click

from sm_lint.cli.main import cli
from sm_lint.config.load import Resolver
from sm_lint.lint.run.runner import lint_paths
from sm_lint.output.context import RenderContext
from sm_lint.output.formats import NAMES, load
from sm_lint.output.rule_texts import describer

COMMANDS_LEAD = """# Command line

Made from the program: `sm-lint VERB --help` prints the same. Without a verb, `sm-lint PATHS…` is `sm-lint check PATHS…`; a path that
is named like a verb is reached as `./rule`. Options may be given in any order, before the verb as well; `--` ends them.

| exit status | meaning |
|---|---|
| 0 | nothing was found at or above the fail level, or everything was fixed |
| 1 | findings |
| 2 | wrong usage, a path that is not there, a mistake in a contract or in the configuration (SMX903, SMX907), a report or a baseline that cannot be written, or something broke inside |
| 130 | interrupted |

A run that finds no file to look at ends with 0 and says on standard error what leaves the files out: `exclude`, .gitignore, or that
there is none.

| variable | effect |
|---|---|
| `NO_COLOR`, `FORCE_COLOR` | never or always colours, where `--color` does not say |
| `GITHUB_ACTIONS` | `true` adds annotations to a report for people |
| `GITHUB_WORKSPACE`, `CI_PROJECT_DIR` | what the paths in the reports for GitHub and GitLab are relative to |
| `SM_LINT_DEBUG` | shows the traceback of an internal error |
"""

FORMATS_LEAD = """# Output formats

`--output-format FORMAT` chooses one, `--output-format FORMAT:FILE` writes to a file, and several of them may be given for one run:

```console
$ sm-lint --output-format full --output-format sarif:sm-lint.sarif --output-format junit:report.xml dockers
```

The default is `full` on a terminal and `concise` elsewhere. `--output-file` takes the place of standard output. Findings are sorted
by path, line, column and code, and the same input gives the same bytes. Lines and columns count from 1, and columns are code points,
save in the formats whose consumers count otherwise. A finding in a notebook names the cell: `train.ipynb:cell 3:1:8`.

`--statistics` counts findings by rule in place of listing them, for people or as `json` and `json-lines`.

A file is replaced in one step: where that fails, because the disk is full for example, the old report stays as it was and the exit
status is 2. Only where its folder takes no new file is it written in place. Devices such as `/dev/stdout` and named pipes are written
to; a pipe that nothing has opened for reading after five seconds is an error.

Names of files and what messages quote are chosen by the author of the linted code, and a log is read by terminals and by the runners
of CI services. In every format control characters and changes of the direction of text are written as escapes, and so is what a
runner would take for a command: `##vso[` becomes `#\\x23vso[`, `::` at the beginning of a text `\\x3a:`, and a file `::x.py` is shown
as `./::x.py`. In JSON these are JSON's own escapes, so that a program reads the text as it is. `--diff` shows lines of the sources as
they are, for `patch` to read.

What follows is one finding in each format, as it was written when this page was made; long lines are cut.
"""

LONGEST = 400

INTERFACE_LEAD = """# Interface for rules

Made from the docstrings of what rules and their tests may import; [Writing rules](writing-rules.md) explains how to use it. These
names and their signatures change only with a major version.
"""

INTERFACE = (
    "sm_lint.rules",
    "sm_lint.rules.contracts",
    "sm_lint.rules.contract_fixes",
    "sm_lint.rules.jobs",
    "sm_lint.rules.scripts",
    "sm_lint.rules.commands",
    "sm_lint.rules.images",
    "sm_lint.rules.platform",
    "sm_lint.rules.source",
    "sm_lint.testing",
)

CONSTANTS = {
    "ImageScope": "what an image is for: `training` or `inference`",
    "A_FOLDER": "Why a setting that should name a file does not: its value is a folder.",
    "CONTROL_OPERATIONS": "What a pipeline variable does in each operation that decides what runs next.",
    "GENERATIONS": "Generations of the SageMaker SDK, the oldest first.",
    "HYPERPARAMETER_PREFIX": "Beginning of the names of variables that hold hyperparameters.",
    "IMMEDIATE_CALLS": "Functions that need the value of an argument at once, by qualified name, with how messages name them.",
    "JobKind": "Kinds of jobs: `processing`, `training`, `transform` and `inference`.",
    "REQUIREMENTS": "Name of the file of requirements that containers install.",
    "STRING_OPERATIONS": "How messages name the operations that make text of a value.",
    "TEST_OPERATIONS": "What a pipeline variable does in each operation that tests a value.",
    "Where": "What a finding may point at: a node of the file, a `Site` in a module, or a `Place` in a file.",
}


def command_page() -> str:
    """Every verb with its arguments and options."""
    root = click.Context(cli, info_name="sm-lint")
    parts = [COMMANDS_LEAD]
    for context in _commands(root):
        parts.append(f"## `{context.command_path}`\n\n{_prose(context.command)}\n")
        parts.append(f"```console\n$ {_usage(context)}\n```\n")
        for section, rows in _options(context).items():
            parts.append(f"**{section}**\n\n| option | meaning |\n|---|---|")
            parts += [f"| {_cell(names)} | {said} |" for names, said in rows]
            parts.append("")
    return "\n".join(parts)


def interface_page() -> str:
    """Every public name for authors of rules, with its parameters and the first sentence of its docstring.

    Raises:
        LookupError: a name has no documentation.
    """
    parts = [INTERFACE_LEAD]
    for module in map(import_module, INTERFACE):
        about = inspect.cleandoc(module.__doc__ or "").partition("\n")[0]
        parts.append(f"## `{module.__name__}`\n\n{about}\n\n| name | is |\n|---|---|")
        parts += sorted(_public(module, name) for name in module.__all__)
        parts.append("")
    return "\n".join(parts)


def _public(module: ModuleType, name: str) -> str:
    value = getattr(module, name)
    constant = CONSTANTS.get(name)
    said = constant or (inspect.getdoc(value) if callable(value) else None)
    if not said or said.startswith(f"{name}("):  # the text that dataclasses make up
        raise LookupError(f"{module.__name__}.{name} has no documentation")
    first = " ".join(said.partition("\n\n")[0].split()).replace("|", "\\|").replace("``", "`")
    shown = (
        f"{name}({', '.join(inspect.signature(value).parameters)})"
        if not (constant or inspect.isclass(value))
        else name
    )
    first = re.sub(r":[a-z]+:`~?([^`]+)`", r"`\1`", first)
    return f"| `{shown}` | {first} |"


def _commands(context: click.Context) -> Iterator[click.Context]:
    group = context.command
    assert isinstance(group, click.Group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        below = click.Context(command, context, info_name=name)
        if isinstance(command, click.Group):
            yield from _commands(below)
        else:
            yield below


def _prose(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "")


def _usage(context: click.Context) -> str:
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def _options(context: click.Context) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None and "--help" not in parameter.opts:
            section = getattr(parameter, "section", "Options")
            found.setdefault(section, []).append((record[0], record[1].replace("|", "\\|")))
    return found


def _cell(names: str) -> str:
    return f"`{names}`".replace("|", "\\|")


def format_page(project: Path, script: str) -> str:
    """Every format with what it makes of the findings in one script.

    Args:
        project: folder with the configuration.
        script: path below it.
    """
    cwd = str(project)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        os.environ.pop(name, None)
    findings = lint_paths([script], resolver=Resolver(cwd=cwd), cache=False).findings
    context = RenderContext(cwd=cwd, describe=describer(()))
    parts = [FORMATS_LEAD]
    for form in map(load, NAMES):
        info = form.INFO
        text = "".join(form.render(findings, context)).rstrip()
        shown = "\n".join(line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in text.splitlines())
        details = f"{info.details}\n\n" if info.details else ""
        summary = f"{info.summary[0].upper()}{info.summary[1:]}."
        parts.append(f"## `{info.name}`\n\n{summary}\n\n{details}```{info.language}\n{shown}\n```\n")
    return "\n".join(parts)
