"""Changes of environment variables, arguments and requirements."""

from __future__ import annotations

from collections.abc import Iterable

from sm_lint.contracts.model import Argument, Requirement, Variable
from sm_lint.contracts.values import same_value
from sm_lint.evolution.pairing import alike, paired
from sm_lint.evolution.patterns import cover_all, is_pattern
from sm_lint.evolution.places import NOT_ALL_KNOWN, NOT_ALL_LEFT
from sm_lint.evolution.recorder import Recorder
from sm_lint.evolution.requirements import canonical, excluded_version, shown

_TAKES = {"int": ("float",)}
"""Types of arguments, and those that take every text that they take."""
_ANY_TEXT = frozenset({None, "str", "Path", "PurePath", "PosixPath", "pathlib.Path", "pathlib.PurePath"})
_NUMBERS = frozenset({"int", "float"})


def compare_environment(record: Recorder) -> None:
    """Record the changes of environment variables."""
    pairs = paired(record.old.environment, record.new.environment, _variable_name, _renamed_variable)
    for was, now in pairs.renamed:
        record.add("variable-renamed", now.name, before=was.name, after=now.name, old=was, new=now)
    for was, now in (*pairs.both, *pairs.renamed):
        if now.required and not was.required:
            record.add("variable-required", now.name, before=was.value or "", old=was, new=now)
        elif was.required and not now.required:
            record.add("variable-optional", now.name, after=now.value or "", old=was, new=now)
        elif not same_value(was.value or "", now.value or ""):
            stated = "variable-default-changed" if now.value else "variable-default-dropped"
            kind = stated if was.value else "variable-default-stated"
            record.add(kind, now.name, before=was.value or "", after=now.value or "", old=was, new=now)
    patterns = [item.name for item in pairs.new if is_pattern(item.name)]
    added = NOT_ALL_KNOWN.format(what="variables") if record.old.open_environment else ""
    for now in pairs.new:
        kind = "required-variable-added" if now.required else "optional-variable-added"
        record.add(kind, now.name, after=now.value or "", new=now, doubt=added if now.required else "")
    for was in pairs.gone:
        if not cover_all(patterns, [was.name]):
            record.add("variable-removed", was.name, before=was.value or "", old=was)


def compare_arguments(record: Recorder) -> None:
    """Record the changes of arguments."""
    if record.old.open_arguments and record.new.open_arguments and not (record.old.arguments or record.new.arguments):
        return
    if record.old.open_arguments != record.new.open_arguments:
        kind = "arguments-opened" if record.new.open_arguments else "arguments-closed"
        place = record.new.place_of("arguments")
        record.add(kind, old_place=record.old.place_of("arguments"), new_place=place)
    pairs = paired(record.old.arguments, record.new.arguments, _argument_name, _renamed_argument)
    for was, now in pairs.renamed:
        record.add("argument-renamed", now.name, before=_spelling(was), after=_spelling(now), old=was, new=now)
    for was, now in (*pairs.both, *pairs.renamed):
        _compare_argument(record, was, now)
    added = NOT_ALL_KNOWN.format(what="arguments") if record.old.open_arguments else ""
    gone = NOT_ALL_LEFT.format(what="arguments") if record.new.open_arguments else ""
    for now in pairs.new:
        kind = "required-argument-added" if now.required else "optional-argument-added"
        record.add(kind, _spelling(now), after=now.value or "", new=now, doubt=added if now.required else "")
    for was in pairs.gone:
        record.add("argument-removed", _spelling(was), before=was.value or "", old=was, doubt=gone)


def _compare_argument(record: Recorder, was: Argument, now: Argument) -> None:
    name = _spelling(now)
    if now.required and not was.required:
        record.add("argument-required", name, before=was.value or "", old=was, new=now)
    elif was.required and not now.required:
        record.add("argument-optional", name, after=now.value or "", old=was, new=now)
    elif not now.required:
        _compare_default(record, name, was, now)
    _compare_choices(record, name, was, now)
    if _is_respelled(was, now):
        record.add("argument-respelled", name, before=was.spelling, after=now.spelling, old=was, new=now)
    if (was.action or "store") != (now.action or "store"):
        before, after = _manner(was), _manner(now)
        if _takes_value(was) and now.action == "append":
            if not _is_repeatable(was):
                record.add("argument-repeatable", name, old=was, new=now)
        elif before != after:
            record.add("argument-action-changed", name, before=before, after=after, old=was, new=now)
            return
    if was.type != now.type:
        wider = now.type in _ANY_TEXT or now.type in _TAKES.get(was.type or "", ())
        before, after = (f"of type `{item.type}`" if item.type else "of no stated type" for item in (was, now))
        kind = "argument-type-widened" if wider else "argument-type-changed"
        record.add(kind, name, before=before, after=after, old=was, new=now)


def _is_respelled(was: Argument, now: Argument) -> bool:
    """Whether a hyphen has become an underscore, or the reverse: a parser tells them apart."""
    return was.name == now.name and "" != was.spelling != now.spelling != ""


def _compare_default(record: Recorder, name: str, was: Argument, now: Argument) -> None:
    before, after = was.value, now.value
    if before is None and after is not None:
        record.add("argument-default-stated", name, after=after, old=was, new=now)
    elif before is not None and after is None:
        record.add("argument-default-dropped", name, before=before, old=was, new=now)
    elif before is not None and after is not None and not same_value(before, after):
        record.add("argument-default-changed", name, before=before, after=after, old=was, new=now)


def _compare_choices(record: Recorder, name: str, was: Argument, now: Argument) -> None:
    gone = [choice for choice in was.choices if not _has(now, choice)]
    more = [choice for choice in now.choices if not _has(was, choice)]
    if now.choices and (gone or not was.choices):
        said = _listed(gone) if gone else f"anything but {_listed(now.choices)}"
        before, after = (", ".join(item.choices) for item in (was, now))
        record.add("choices-narrowed", name, before=before, after=after, old=was, new=now, gone=said)
    if was.choices and (more or not now.choices):
        said = _listed(more) if now.choices else "any value"
        before, after = (", ".join(item.choices) for item in (was, now))
        record.add("choices-widened", name, before=before, after=after, old=was, new=now, more=said)


def _has(item: Argument, choice: str) -> bool:
    """Whether a parser takes a text as one of its choices: numbers are converted before they are compared."""
    if choice in item.choices:
        return True
    return item.type in _NUMBERS and any(_number(choice) == _number(other) is not None for other in item.choices)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def compare_requirements(record: Recorder) -> None:
    """Record the changes of required distributions."""
    pairs = paired(record.old.requirements, record.new.requirements, _distribution, _never)
    for was, now in pairs.both:
        if was.specifier == now.specifier:
            continue
        before, after = shown(was.specifier), shown(now.specifier)
        if excluded_version(was.specifier, now.specifier) is not None:
            kind = "requirement-tightened"
        elif excluded_version(now.specifier, was.specifier) is not None:
            kind = "requirement-loosened"
        else:
            kind = "requirement-respelled"
        record.add(kind, now.name, before=before, after=after, old=was, new=now)
    for now in pairs.new:
        after = f" {now.specifier}" if now.specifier else ""
        record.add("requirement-added", now.name, after=after, new=now)
    for was in pairs.gone:
        record.add("requirement-removed", was.name, before=was.specifier, old=was)


def _never(was: Requirement, now: Requirement) -> bool:
    return False


def _distribution(item: Requirement) -> str:
    return canonical(item.name)


def _variable_name(item: Variable) -> str:
    return item.name


def _argument_name(item: Argument) -> str:
    return item.name


def _renamed_variable(was: Variable, now: Variable) -> bool:
    if is_pattern(was.name) or is_pattern(now.name):
        return False
    return was.required == now.required and (was.value or "") == (now.value or "") and alike(was.name, now.name)


def _renamed_argument(was: Argument, now: Argument) -> bool:
    same = (was.required, was.value, was.choices, was.type) == (now.required, now.value, now.choices, now.type)
    return same and alike(was.name, now.name)


def _takes_value(item: Argument) -> bool:
    return item.action in (None, "store") or _is_repeatable(item)


def _is_repeatable(item: Argument) -> bool:
    return item.action in ("append", "extend")


def _manner(item: Argument) -> str:
    """How an argument is passed, as the end of a sentence that begins with its name."""
    if _takes_value(item):
        return "may be given several times" if _is_repeatable(item) else "takes a value"
    return f"takes no value (`{item.action}`)"


def _spelling(item: Argument) -> str:
    return item.spelling or item.name


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)
