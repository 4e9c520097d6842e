"""Changes of a contract's table, each in terms of one key, and how they are made in its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable
from sm_lint.contracts.overlay import OPTIONAL, REQUIRED
from sm_lint.syntax.span import Place
from sm_lint.toml_editing.contract import argument_value, input_value, output_value
from sm_lint.toml_editing.editor import Change, NotEditable, TomlText
from sm_lint.toml_editing.values import Plain, value_text

INPUTS, OUTPUTS, ARGUMENTS = "expected-input-paths", "expected-output-paths", "arguments"
REQUIREMENTS = "framework-requirements"

Kind = Literal["add", "loosen", "change", "remove"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of a contract.

    Attributes:
        kind: ``add`` what is missing, ``loosen`` what the script proves, ``change`` a value, ``remove`` what is unused.
        code: the rule that reports the same.
        key: the keys below the contract's table; the last one is the entry, or the name in a list.
        value: the new value; None for one that is removed.
        text: what is changed, in words: ``input `raw` at `/opt/ml/processing/input/raw```.
        place: the place in the script that shows it; None where the whole script does.
        listed: the last key is an element of the list that the others lead to.
    """

    kind: Kind
    code: str
    key: tuple[str, ...]
    value: Plain | None
    text: str
    place: Place | None = None
    listed: bool = False


def added_input(item: Input, place: Place | None = None) -> Correction:
    """Declare an input."""
    return Correction("add", "SMC001", (INPUTS, item.name), input_value(item), _mounted("input", item), place)


def added_output(item: Output, place: Place | None = None) -> Correction:
    """Declare an output."""
    return Correction("add", "SMC004", (OUTPUTS, item.name), output_value(item), _mounted("output", item), place)


def added_variable(item: Variable, place: Place | None = None) -> Correction:
    """Declare a variable."""
    if item.required:
        text = f"required variable `{item.name}`"
        return Correction("add", "SMC007", (REQUIRED, item.name), item.name, text, place, listed=True)
    text = f"optional variable `{item.name}`" + (f" with the default `{item.value}`" if item.value else "")
    return Correction("add", "SMC007", (OPTIONAL, item.name), item.value or "", text, place)


def added_argument(item: Argument, place: Place | None = None) -> Correction:
    """Declare an argument."""
    text = f"{'required ' if item.required else ''}argument `--{item.spelling}`"
    return Correction("add", "SMC009", (ARGUMENTS, item.spelling), argument_value(item), text, place)


def added_requirement(name: str, specifier: str, place: Place | None = None) -> Correction:
    """Declare a distribution."""
    text = f"requirement `{name}{specifier}`"
    return Correction("add", "SMI604", (REQUIREMENTS, name), specifier or "*", text, place)


def optional_mount(item: Input | Output) -> Correction:
    """Say that the script can do without an input or output."""
    what, table = ("input", INPUTS) if isinstance(item, Input) else ("output", OUTPUTS)
    text = f"{what} `{item.name}` is not required"
    return Correction("loosen", "SMC005" if what == "input" else "SMC006", (table, item.name, "required"), False, text)


def more_choices(item: Argument, choices: Sequence[str], place: Place | None = None) -> Correction:
    """Allow all choices that the parser takes."""
    listed: list[Plain] = list(choices)
    text = f"argument `--{item.spelling}` takes {value_text(listed)}"
    return Correction("loosen", "SMC013", (ARGUMENTS, item.spelling, "choices"), listed, text, place)


def changed_default(item: Argument | Variable, default: str, place: Place | None = None) -> Correction:
    """Give an argument or variable the default that the script has."""
    if isinstance(item, Variable):
        text = f"default of `{item.name}`: `{item.value}` to `{default}`"
        return Correction("change", "SMC015", (OPTIONAL, item.name), default, text, place)
    text = f"default of `--{item.spelling}`: `{item.value}` to `{default}`"
    return Correction("change", "SMC013", (ARGUMENTS, item.spelling, "default"), default, text, place)


def fewer_choices(item: Argument, choices: Sequence[str], place: Place | None = None) -> Correction:
    """Leave out the choices that the parser does not take."""
    listed: list[Plain] = list(choices)
    text = f"choices of `--{item.spelling}` that the parser does not take"
    return Correction("remove", "SMC013", (ARGUMENTS, item.spelling, "choices"), listed, text, place)


def removed(item: Input | Output | Variable | Argument) -> Correction:
    """Remove what the script never uses."""
    match item:
        case Input():
            return Correction("remove", "SMC005", (INPUTS, item.name), None, _mounted("input", item))
        case Output():
            return Correction("remove", "SMC006", (OUTPUTS, item.name), None, _mounted("output", item))
        case Argument():
            return Correction("remove", "SMC008", (ARGUMENTS, item.spelling), None, f"argument `--{item.spelling}`")
    text = f"required variable `{item.name}`"
    return Correction("remove", "SMC003", (REQUIRED, item.name), None, text, listed=True)


def _mounted(what: str, item: Input | Output) -> str:
    return f"{what} `{item.name}`" + (f" at `{item.path}`" if item.path is not None else "")


# -- making them ------------------------------------------------------------------------------------------------------


def make(text: TomlText, table: tuple[str, ...], correction: Correction, contract: Contract) -> list[Change]:
    """Make a correction in the text of the file that the contract is written in.

    Args:
        text: the file.
        table: the keys of the contract's table in it.
        correction: the change.
        contract: the contract, which may have taken over parts from another one.

    Returns:
        The changes of the text, each of the text after the one before.

    Raises:
        NotEditable: the part is written in another contract, or in a way that cannot be edited.
    """
    path = (*table, *correction.key)
    if correction.listed:
        return [_in_list(text, path[:-1], path[-1], correction, contract)]
    if correction.kind == "remove" and correction.value is None:
        return [_removed(text, path)]
    now = text.get(path)
    if now is not None:
        return [text.set(path, correction.value if correction.value is not None else "")]
    if correction.kind == "add":
        return [text.add(path, _plain(correction.value))]
    return [_in_entry(text, path, _plain(correction.value))]


def _plain(value: Plain | None) -> Plain:
    return "" if value is None else value


def _in_list(text: TomlText, path: tuple[str, ...], name: str, correction: Correction, contract: Contract) -> Change:
    if correction.kind == "remove":
        return text.remove_element(path, name)
    if text.get(path) is not None:
        return text.append(path, name)
    # A list takes the place of the one that it is laid over: it has to name those as well.
    names: list[Plain] = [item.name for item in contract.environment if item.required]
    return text.add(path, [*names, name])


def _removed(text: TomlText, path: tuple[str, ...]) -> Change:
    if text.get(path) is None:
        raise NotEditable(f"`{path[-1]}` is not written in this contract, but in one that it extends")
    return text.remove(path)


def _in_entry(text: TomlText, path: tuple[str, ...], value: Plain) -> Change:
    """Set a key of an entry that may be written in its short form."""
    entry, key = path[:-1], path[-1]
    now: Any = text.get(entry)
    if now is None:
        raise NotEditable(f"`{entry[-1]}` is not written in this contract, but in one that it extends")
    short = "default" if path[-3] == ARGUMENTS else "path"
    if isinstance(now, dict):
        return text.add(path, value)
    return text.set(entry, value if key == short else {short: now, key: value})
