"""``sm-lint rule``: documentation of rules, from their docstrings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any, Literal

import click

from sm_lint.cli.completion import complete_rules
from sm_lint.cli.config_flags import config_options
from sm_lint.cli.configuration import rules_of, settings_here
from sm_lint.cli.sections import option
from sm_lint.cli.streams import ColorWish, wants_color
from sm_lint.cli.verb import VerbCommand, paint_here
from sm_lint.output.text import json_text
from sm_lint.registry.rule_info import RuleInfo

_output = option("Output")
_WIDTH = 100


@click.command(cls=VerbCommand)
@click.argument("rules", nargs=-1, metavar="[CODE|NAME]...", shell_complete=complete_rules)
@_output("--all", "every", is_flag=True, help="Every rule.")
@_output(
    "--output-format",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
@_output("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colours.")
@config_options
def rule(
    rules: tuple[str, ...],
    every: bool,
    output_format: Literal["text", "markdown", "json"],
    color: ColorWish,
    config: tuple[str, ...],
    isolated: bool,
    allow_plugins: bool,
) -> None:
    """Explain a rule, by its code or name; without one, list the rules, and for a prefix such as SMC, those that it covers."""
    known = rules_of(settings_here(config, isolated, allow_plugins))
    if not rules and not every:
        _list(known, output_format)
        return
    if not every and (family := _family(rules, known)):
        _list(family, output_format)
        return
    chosen = known if every else _chosen(rules, known)
    if output_format == "json":
        described = [_described(info) for info in chosen]
        click.echo(json_text(described[0] if len(rules) == 1 and not every else described, indent=2))
        return
    painted = output_format == "text" and wants_color(color, sys.stdout)
    pages = (_text(info, painted) if output_format == "text" else _markdown(info) for info in chosen)
    for number, shown in enumerate(pages):
        click.echo(("\n" if number else "") + shown.rstrip("\n"), color=painted)


def _family(words: Sequence[str], known: tuple[RuleInfo, ...]) -> list[RuleInfo]:
    """The rules covered by prefixes of codes; empty if a word is something else."""
    from sm_lint.registry.selection import selectors

    index = selectors(known)
    if any(index.rule(word) is not None or index.expand(word) is None for word in words):
        return []
    covered = index.covers(words)
    return [info for info in known if info.code in covered]


def _chosen(words: Sequence[str], known: tuple[RuleInfo, ...]) -> list[RuleInfo]:
    """The rules that the words name.

    Raises:
        click.ClickException: a word names no rule.
    """
    from sm_lint.registry.selection import selectors

    index = selectors(known)
    found = []
    for word in words:
        info = index.rule(word)
        if info is None:
            unknown = index.unknown([word]) or index.unknown([f"{word}-"])
            hint = f": {unknown[0].hint}" if unknown and unknown[0].hint else ""
            raise click.UsageError(f"there is no rule `{word}`{hint}")
        found.append(info)
    return found


def _list(known: Iterable[RuleInfo], output_format: str) -> None:
    infos = list(known)
    if output_format == "json":
        click.echo(json_text([_catalogued(info) for info in infos], indent=2))
    elif output_format == "markdown":
        click.echo("| code | name | severity | fix | state | summary |\n|---|---|---|---|---|---|")
        for info in infos:
            cells = (info.code, info.name, info.severity.value, _fixable(info), _state(info), info.summary)
            click.echo(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    else:
        _table(infos)


def _table(infos: Sequence[RuleInfo]) -> None:
    """A line for each rule: severity, fix, and whether it runs by default."""
    from sm_lint.output.paint import BOLD, SEVERITY

    paint = paint_here()
    width = max((len(info.name) for info in infos), default=0)
    for info in infos:
        severity = paint(f"{info.severity.value:<7}", SEVERITY[info.severity.value])
        marks = f"{_fixable(info):<9}  {_state(info):<7}"
        click.echo(f"{paint(info.code, BOLD)}  {info.name:<{width}}  {severity}  {marks}  {info.summary}", color=True)


def _fixable(info: RuleInfo) -> str:
    """Whether findings of a rule have a fix; empty if they never do."""
    return {"always": "fix", "sometimes": "some fix"}.get(info.fixable, "")


def _state(info: RuleInfo) -> str:
    """Why a rule does not run by default; empty if it does."""
    return "preview" if info.preview else "" if info.enabled else "off"


def _catalogued(info: RuleInfo) -> dict[str, Any]:
    from sm_lint.links import rule_url

    return {
        "code": info.code,
        "name": info.name,
        "summary": info.summary,
        "severity": info.severity.value,
        "enabled": info.enabled,
        "preview": info.preview,
        "fixable": info.fixable,
        "kind": info.kind,
        "formerly": list(info.formerly),
        "url": rule_url(info.name),
    }


def _described(info: RuleInfo) -> dict[str, Any]:
    from sm_lint.registry.docs import page
    from sm_lint.registry.packages import load_class

    return {**_catalogued(info), "sections": dict(page(load_class(info)).sections)}


def _markdown(info: RuleInfo) -> str:
    from sm_lint.registry.docs import markdown, page
    from sm_lint.registry.packages import load_class

    return markdown(info, page(load_class(info)))


def _text(info: RuleInfo, painted: bool) -> str:
    """The page without Markdown markup: headings in bold, code indented, prose wrapped."""
    from sm_lint.output.paint import BOLD, FAINT, Paint

    paint = Paint(painted)
    lines: list[str] = []
    fenced = False
    for line in _joined(_markdown(info).splitlines()):
        if line.lstrip().startswith("```"):
            fenced = not fenced
            language = line.strip().lstrip("`").partition(" ")[0]
            if fenced and language == "toml":
                lines.append(paint("    # pyproject.toml", FAINT))
        elif fenced:
            lines.append(f"    {line}".rstrip())
        elif line.startswith("#"):
            lines.append(paint(line.lstrip("# "), BOLD))
        else:
            lines += _wrapped(line)
    return "\n".join(lines)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """The lines of Markdown, with the lines of a paragraph or list item joined."""
    text, fenced = "", False
    for line in lines:
        fence = line.lstrip().startswith("```")
        if fenced or fence or not line.strip() or line.startswith(("#", "|", "- ")):
            if text:
                yield text
            text = line if line.startswith("- ") and not fenced else ""
            if not text:
                yield line
            fenced = fenced != fence
        else:
            text = f"{text} {line.strip()}" if text else line
    if text:
        yield text


def _wrapped(line: str) -> list[str]:
    """A paragraph wrapped to a readable width; a table is left unchanged."""
    if not line.strip() or line.startswith("|"):
        return [line]
    width = min(get_terminal_size((_WIDTH, 24)).columns, _WIDTH)
    indent = "  " if line.startswith("- ") else ""
    return wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
