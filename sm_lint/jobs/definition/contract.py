"""Derives a contract from the settings of a job: inputs, outputs, variables and arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from sm_lint.contracts.model import Argument, Input, Output, Variable, argument_name
from sm_lint.jobs.definition.model import Mount, Setting
from sm_lint.patterns import regex
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place


def _known_path(mount: Mount) -> str | None:
    local = mount.local
    if local is None or local.text is None or "*" in local.text or not local.text.startswith("/"):
        return None
    return local.text if local.text == "/" else local.text.rstrip("/")


def has_unknown(mounts: Iterable[Mount], direction: Literal["input", "output"], kind: JobKind | None) -> bool:
    """Whether there is a mount with an unknown container path, or a channel with an unknown name."""
    for mount in mounts:
        if mount.direction == direction:
            if kind == "processing" and _known_path(mount) is None:
                return True
            if kind == "training" and not _is_known(mount.name):
                return True
    return False


def _is_known(setting: Setting | None) -> bool:
    return setting is not None and setting.text is not None and "*" not in setting.text


def declared_inputs(mounts: Iterable[Mount], kind: JobKind | None) -> Iterator[Input]:
    """The channels of a training job, or the mounts of another job with known container paths."""
    count = 0
    for mount in mounts:
        if mount.direction != "input":
            continue
        count += 1
        place = (mount.local or mount.name or mount).place
        if kind == "training":
            if mount.name is not None and mount.name.text is not None and "*" not in mount.name.text:
                yield Input(mount.name.text, None, mount.name.place)
            continue
        path = _known_path(mount)
        if path is not None:
            yield Input(_name(mount, f"input-{count}"), path, place)


def declared_outputs(mounts: Iterable[Mount], files: Iterable[tuple[str, str]]) -> Iterator[Output]:
    """The outputs with known container paths.

    Args:
        mounts: inputs and outputs of the job.
        files: (output, path in it) of the files that later steps read.
    """
    count = 0
    for mount in mounts:
        if mount.direction == "output":
            count += 1
            path = _known_path(mount)
            if path is not None:
                name = _name(mount, f"output-{count}")
                read = tuple(file for output, file in files if output == name)
                yield Output(name, path, (mount.local or mount).place, files=read)


def _name(mount: Mount, otherwise: str) -> str:
    """The logical name; the SDK numbers unnamed ones."""
    name = mount.name
    return name.text if name is not None and name.text is not None and name.known == "literal" else otherwise


# -- arguments --------------------------------------------------------------------------------------------------------


def passed_arguments(
    arguments: Setting | None,
    hyperparameters: Setting | None,
    tuned: Iterable[tuple[str, Place]],
    added: Iterable[str],
    place: Place,
) -> tuple[tuple[Argument, ...], bool]:
    """The arguments with which the script is called, and whether there may be more.

    Args:
        arguments: the command line given by the job.
        hyperparameters: a mapping, which is passed as options.
        tuned: hyperparameters that a tuner sets, with the place where each is named.
        added: names of arguments that the SDK adds.
        place: place of the job, for arguments without a setting.
    """
    listed, unsure = list_arguments(arguments)
    found = {argument.name: argument for argument in listed}
    if hyperparameters is not None and hyperparameters.type == "dict":
        for key, value in zip(hyperparameters.keys, hyperparameters.items):
            passed = _argument(key, value.place, plain(value))
            found.setdefault(passed.name, passed)
        unsure = unsure or hyperparameters.open
    elif hyperparameters is not None and hyperparameters.type != "None":
        unsure = True  # what a call returns: its own arguments are not passed on
    for key, at in tuned:
        passed = _argument(key, at, None)
        found[passed.name] = passed
    for key in added:
        passed = _argument(key, place, None)
        found.setdefault(passed.name, passed)
    return tuple(found.values()), unsure


_SHORT = regex(r"-[A-Za-z]\d+(?:\.\d+)?")


def list_arguments(given: Setting | None) -> tuple[list[Argument], bool]:
    """The arguments of a command line, and whether there may be more.

    An unknown word counts as the value of the preceding option.
    """
    if given is None or given.type == "None":
        return [], False
    if given.type != "list":
        return [], True
    found: list[Argument] = []
    unsure = given.open
    waiting = False
    for item in given.items:
        text = item.text
        if text is not None and is_option(text):
            name, equals, value = text.lstrip("-").partition("=")
            if _SHORT.fullmatch(text):  # `-n3` is `-n 3`
                name, equals, value = text[1], "=", text[2:]
            if "*" in name:
                unsure, waiting = True, False
                continue
            found.append(_argument(name, item.place, value if equals and "*" not in value else None))
            waiting = not equals
        elif waiting:
            last = found[-1]
            found[-1] = Argument(last.name, last.place, value=plain(item), spelling=last.spelling)
            waiting = False
        elif text is None or text.startswith("@"):  # a file of arguments, for parsers that read some
            unsure = True
    return found, unsure


def is_option(text: str) -> bool:
    """Whether it is a flag rather than a negative number."""
    return text.startswith("-") and not text[1:2].isdigit() and text not in ("-", "--")


def plain(value: Setting) -> str | None:
    """The text of a fully known value."""
    return value.text if value.known == "literal" and value.type not in ("list", "dict") else None


def _argument(spelling: str, place: Place, value: str | None) -> Argument:
    return Argument(argument_name(spelling), place, value=value, spelling=spelling)


def set_variables(given: Setting | None) -> tuple[tuple[Variable, ...], bool]:
    """The variables that the job sets, and whether there may be more."""
    if given is None or given.type == "None":
        return (), False
    if given.type != "dict":
        return (), True
    found = tuple(
        Variable(key, value.place, required=True, value=plain(value)) for key, value in zip(given.keys, given.items)
    )
    return found, given.open
