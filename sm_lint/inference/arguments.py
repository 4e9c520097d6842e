"""The command-line arguments that a script accepts."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.contracts.model import Argument, argument_name
from sm_lint.flow.facts import ArgumentFact, ScriptFacts
from sm_lint.sagemaker.paths import is_under, platform_place, root
from sm_lint.syntax.span import Place

_POSITIONAL_OPTIONAL = frozenset({"?", "*", "...", "REMAINDER", "argparse.REMAINDER"})
_OF_PARSER = frozenset({"help", "version"})


def find_arguments(facts: ScriptFacts) -> Iterator[tuple[Argument, ArgumentFact]]:
    """The arguments that the parsers of a script define, each name once, with the definition."""
    seen: set[str] = set()
    for fact in facts.all(ArgumentFact):
        if not fact.reached or fact.action in _OF_PARSER:
            continue
        spelling = _spelling(fact)
        name = argument_name(spelling)
        if not name or name in seen or "*" in name:
            continue
        seen.add(name)
        yield (
            Argument(
                name,
                Place(facts.module.path),
                required=_is_required(fact),
                value=_default(fact),
                choices=_choices(fact),
                type=fact.type if fact.type not in (None, "str") else None,
                action=fact.action if fact.action not in (None, "store") else None,
                spelling=spelling,
            ),
            fact,
        )


def _spelling(fact: ArgumentFact) -> str:
    """The longest option without its hyphens; of a positional its name."""
    options = [flag for flag in fact.flags if flag.startswith("-")]
    return max(options, key=len).lstrip("-") if options else fact.dest


def _is_required(fact: ArgumentFact) -> bool:
    if any(flag.startswith("-") for flag in fact.flags):
        return fact.required and not fact.conditional
    return fact.nargs not in _POSITIONAL_OPTIONAL and not fact.has_default


def _default(fact: ArgumentFact) -> str | None:
    """The default. Places of the platform are none of the author's; argparse does not hold a default to the choices."""
    if fact.required or fact.default is None or (fact.choices and fact.default not in fact.choices):
        return None
    if platform_place(fact.default, None) is not None or is_under(fact.default, root("channels")):
        return None
    return fact.default


def _choices(fact: ArgumentFact) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.choices))
