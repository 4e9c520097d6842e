"""Where the verb is in a command line: options may come before it, and it may be misspelled or left out."""

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
    "lsp": None,
    "server": None,
}
"""What other linters call a verb of this one; None for a verb that this one does not have."""


def with_verb(args: Sequence[str], verbs: Collection[str], check: click.Command) -> list[str]:
    """The command line with its verb in front: `check`, where there is none.

    Args:
        args: as given.
        verbs: all that there are.
        check: the command whose options may come before a verb, as far as that verb takes them.

    Raises:
        click.UsageError: the first word is no verb and no file, and resembles a verb.
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
    """Refuse a word that resembles a verb and is no path.

    Raises:
        click.UsageError: with the verb that it resembles.
    """
    if not word.replace("-", "").isalnum() or disk.exists(word):
        return
    meant = OTHER_NAMES.get(word.lower()) or suggest(word, verbs, _CUTOFF)
    if meant is not None or word.lower() in OTHER_NAMES:
        hint = did_you_mean(meant, ": ") or f"; the verbs are {', '.join(verbs)}"
        raise click.UsageError(f"there is no verb `{word}` and no file or folder of that name{hint}")


def _first_word(args: Sequence[str], check: click.Command) -> int | None:
    """Index of the first argument that is no option and no value of one; None where there is none."""
    options = [parameter for parameter in check.params if isinstance(parameter, click.Option)]
    valued = {name for option in options if not option.is_flag for name in option.opts}
    valued.discard("--add-noqa")  # its value follows `=`
    valued.update(("--format", "--since"))  # of `graph` and of `affected`
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
    """Does an option take its value from the next argument? ``-qj 2`` does, ``-j2`` and ``--jobs=2`` do not."""
    if word.startswith("--"):
        return word in valued
    first = next((at for at, letter in enumerate(word) if at and f"-{letter}" in valued), None)
    return first == len(word) - 1
