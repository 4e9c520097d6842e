"""Finds the verb in a command line: options may precede it, and it may be misspelled or missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import click

from sm_lint.spelling import did_you_mean, suggest
from sm_lint.workspace import disk

_CUTOFF = 0.7
OTHER_NAMES = {
    "explain": "rule",
    "rules": "rule",
    "lint": "check",
    "run": "check",
    "settings": "config",
    "options": "config",
    "show": "inspect",
    "contracts": "contract",
    "draw": "graph",
    "changed": "affected",
    "families": "linter",
    "init": None,
    "lsp": "server",
}
"""Verbs of other linters → the corresponding verb; None if there is none."""


def with_verb(args: Sequence[str], verbs: Collection[str], check: click.Command) -> list[str]:
    """The command line with its verb moved to the front; `check` if there is none.

    Args:
        args: the arguments as given.
        verbs: all verbs.
        check: the command whose options may precede a verb, if the verb accepts them.

    Raises:
        click.UsageError: the first word is neither a verb nor a file, and resembles a verb.
    """
    at = _first_word(args, check)
    if at is None:
        return ["check", *args]
    word = args[at]
    if word in verbs:
        return [word, *args[:at], *args[at + 1 :]]
    if at == 0:
        refuse_misspelled(word, verbs)
    return ["check", *args]


def refuse_misspelled(word: str, verbs: Iterable[str]) -> None:
    """Reject a word that resembles a verb and is not a path.

    Raises:
        click.UsageError: names the similar verb.
    """
    if not word.replace("-", "").isalnum() or disk.exists(word):
        return
    meant = OTHER_NAMES.get(word.lower()) or suggest(word, verbs, _CUTOFF)
    if meant is not None or word.lower() in OTHER_NAMES:
        hint = did_you_mean(meant, ": ") or f"; the verbs are {', '.join(verbs)}"
        raise click.UsageError(f"there is no verb `{word}` and no file or folder of that name{hint}")


def _first_word(args: Sequence[str], check: click.Command) -> int | None:
    """The index of the first argument that is not an option or the value of one; None if there is none."""
    options = [parameter for parameter in check.params if isinstance(parameter, click.Option)]
    valued = {name for option in options if not option.is_flag for name in option.opts}
    valued.discard("--add-noqa")  # its value follows `=`
    # Those of `graph`, `affected`, `report`, `contract test` and `paths`.
    valued.update(("--format", "--since", "--html", "--json", "--against", "--label", "--write", "--job"))
    index = 0
    while index < len(args):
        word = args[index]
        if word == "--":
            return None
        if not word.startswith("-") or word == "-":
            return index
        index += 2 if _wants_next(word, valued) else 1
    return None


def _wants_next(word: str, valued: Collection[str]) -> bool:
    """Whether an option takes its value from the next argument: ``-qj 2`` does, ``-j2`` and ``--jobs=2`` do not."""
    if word.startswith("--"):
        return word in valued
    first = next((at for at, letter in enumerate(word) if at and f"-{letter}" in valued), None)
    return first == len(word) - 1
