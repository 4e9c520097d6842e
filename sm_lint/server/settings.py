"""The settings that a client sends: `initializationOptions`, and the section ``sm-lint`` of its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

SECTION = "sm-lint"


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The settings of one client.

    Attributes:
        enable: whether to report anything.
        configuration: path of the configuration file that governs all files, or TOML that overrides one option; empty
            for the nearest one of each file.
        debounce: pause after the last keystroke before findings are computed, in milliseconds.
        affected_files: report findings in files that are not open too, where an open one causes them.
        inlay_hints: show the values of paths beside them.
        code_lens: show above a script what launches it, and above a job what it runs.
        unsafe_fixes: offer fixes that may change behaviour.
    """

    enable: bool = True
    configuration: str = ""
    debounce: int = 60
    affected_files: bool = True
    inlay_hints: bool = False
    code_lens: bool = True
    unsafe_fixes: bool = True


MOST_DEBOUNCE = 10_000


def read_settings(given: object) -> tuple[ClientSettings, tuple[str, ...]]:
    """The settings in a client's answer, and what is wrong with it; a wrong value leaves the default.

    Args:
        given: an object with names in camel case, possibly below the key ``sm-lint``; anything else is ignored.
    """
    section = given.get(SECTION, given) if isinstance(given, Mapping) else None
    if not isinstance(section, Mapping):
        return ClientSettings(), ()
    known = {_camel(each.name): each for each in fields(ClientSettings)}
    values: dict[str, Any] = {}
    wrong = []
    for name, value in section.items():
        each = known.get(str(name))
        if each is None or value is None:
            continue  # settings of the client itself, such as the path of the interpreter
        if type(value) is not type(each.default):
            wrong.append(f"`{SECTION}.{name}` must be of type {type(each.default).__name__}")
        elif isinstance(value, int) and not 0 <= value <= MOST_DEBOUNCE:
            wrong.append(f"`{SECTION}.debounce` must be between 0 and {MOST_DEBOUNCE} milliseconds")
        else:
            values[each.name] = value
    return ClientSettings(**values), tuple(wrong)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
