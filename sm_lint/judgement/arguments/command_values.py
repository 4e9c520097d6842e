"""The words that a job's command line has for each option, and whether the option can take them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from sm_lint.flow.facts import ArgumentFact, ScriptFacts
from sm_lint.jobs.definition.contract import is_option
from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.patterns import regex
from sm_lint.sagemaker.hyperparameters import is_reserved

_ANY_COUNT = frozenset({"*", "+", "?"})
_STORING = (None, "store", "append", "extend")
_REST = frozenset({"...", "REMAINDER", "argparse.REMAINDER", "A...", "argparse.PARSER"})
_TAKING_APART = regex(r"\[0\]|(?<!path)\.join\(|split|literal_eval|loads")
_NUMBERS = frozenset({"int", "float"})


class Passed(NamedTuple):
    """An option on the command line of a job.

    Attributes:
        spelling: its name without leading hyphens.
        words: the texts behind it, None for one that is not known.
        settings: where they are written.
        place: the setting that gives the option itself.
        whole: there are no more words than those.
    """

    spelling: str
    words: tuple[str | None, ...]
    settings: tuple[Setting, ...]
    place: Setting
    whole: bool = True


def passed_options(job: Job) -> Iterator[Passed]:
    """The options that a job passes to its script, each with the words that follow it."""
    if job.kind == "training":
        given = job.hyperparameters
        if given is not None and given.type == "dict":
            for key, value in zip(given.keys, given.items):
                if not is_reserved(key):
                    yield Passed(key, (hyperparameter_text(value, job),), (value,), value)
        return
    given = job.arguments
    if given is None or given.type != "list":
        return
    current: Passed | None = None
    for item in given.items:
        text = item.text
        if text is not None and "*" not in text.partition("=")[0] and is_option(text):
            if current is not None:
                yield current
            name, equals, behind = text.lstrip("-").partition("=")
            words: tuple[str | None, ...] = (behind if item.known == "literal" else None,) if equals else ()
            current = Passed(name, words, (item,) if equals else (), item)
        elif current is not None:
            word = text if item.known == "literal" and item.type == "str" else None
            # What is not known may be an option itself, unless it is the first word behind one.
            whole = current.whole and (word is not None or not current.words)
            current = current._replace(words=(*current.words, word), settings=(*current.settings, item), whole=whole)
    if current is not None:
        yield current._replace(whole=current.whole and not given.open)


def hyperparameter_text(value: Setting, job: Job) -> str | None:
    """The text that a hyperparameter is passed as; None where it is not known.

    What the training toolkit of v2 makes of a value is its `str`, a dictionary apart; the driver of v3 writes JSON.
    A text that is JSON is decoded on the way.
    """
    if value.known != "literal":
        return None
    found, known = python_value(value)
    if not known:
        return None
    if isinstance(found, str) and job.dialect not in ("v2", "v3"):
        with suppress(ValueError):
            found = json.loads(found)
    if isinstance(found, str):
        return found
    if job.dialect == "v3":
        return json.dumps(found)
    if isinstance(found, dict):
        return ",".join(f"{key}={found[key]}" for key in sorted(found))
    return str(found)


def python_value(setting: Setting) -> tuple[object, bool]:
    """What a setting that is known whole is in Python, and whether that is known."""
    if setting.known != "literal" or setting.open:
        return None, False
    text = setting.text
    if setting.type in ("list", "dict"):
        rows = [python_value(item) for item in setting.items]
        if not all(known for _, known in rows):
            return None, False
        values = [value for value, _ in rows]
        return (values if setting.type == "list" else dict(zip(setting.keys, values))), True
    if setting.type == "None":
        return None, True
    if text is None:
        return None, False
    if setting.type == "str":
        return text, True
    if setting.type == "bool":
        return text == "True", True
    try:
        return (int(text) if setting.type == "int" else float(text)), setting.type in _NUMBERS
    except ValueError:
        return None, False


# -- what an option takes ---------------------------------------------------------------------------------------------


def is_stored(option: ArgumentFact) -> bool:
    """Whether argparse converts and keeps what the option is given."""
    return option.parser == "argparse" and option.action in _STORING


def wanted_count(option: ArgumentFact) -> int | None:
    """How many words the option takes; None where that is not one number."""
    if option.nargs is None:
        return 1
    return int(option.nargs) if option.nargs.isdigit() else None


def takes_list(option: ArgumentFact) -> bool:
    """Whether the option makes a list of the words behind it."""
    return (
        option.nargs is not None
        and option.nargs not in _REST
        and option.nargs != "?"
        and (option.nargs in _ANY_COUNT or option.nargs.isdigit())
    )


def takes_all(option: ArgumentFact) -> bool:
    """Whether the option takes all that is left of the command line."""
    return option.nargs in _REST


def is_refused(word: str, option: ArgumentFact) -> bool:
    """Whether `type=int` or `type=float` fails for a word."""
    return option.type in _NUMBERS and _number(word, option.type) is None


def is_no_choice(word: str, option: ArgumentFact) -> bool:
    """Whether a word is none of the choices of an option, as far as its conversion is known."""
    if not option.choices:
        return False
    if option.type in (None, "str"):
        return word not in option.choices
    if option.type in _NUMBERS:
        value = _number(word, option.type)
        return value is not None and value not in [_number(choice, "float") for choice in option.choices]
    return False


def takes_apart(facts: ScriptFacts, dest: str) -> bool:
    """Whether the script looks at the first element of an argument's list, or joins, splits or decodes it."""
    name = re.compile(rf"\b{re.escape(dest)}\b")
    return any(
        name.search(line) and _TAKING_APART.search(line)
        for module in (facts.module, *facts.modules)
        for line in module.text.splitlines()
    )


def _number(word: str, kind: str | None) -> float | None:
    try:
        return int(word) if kind == "int" else float(word)
    except ValueError:
        return None
