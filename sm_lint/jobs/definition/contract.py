"""What a job definition means for its script: the contract that it implies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sm_lint.contracts.model import Argument, Contract, Input, Output, Variable
from sm_lint.jobs.definition.model import Dialect, Mount, Setting
from sm_lint.sagemaker.job_kinds import JobKind
from sm_lint.syntax.span import Place


class Terms(NamedTuple):
    """What is known of a job before its contract is written.

    Attributes:
        name: id of the contract: the step's name, or the call that launches it.
        tuned: names of hyperparameters that a tuner sets.
        open_*: there may be more than what is known.
        added: names of arguments that the SDK passes by itself.
        files: (output, path in it) of the property files that a later step reads.
    """

    name: str
    label: str
    kind: JobKind | None
    dialect: Dialect
    place: Place
    mounts: tuple[Mount, ...] = ()
    arguments: Setting | None = None
    hyperparameters: Setting | None = None
    environment: Setting | None = None
    tuned: tuple[tuple[str, Place], ...] = ()
    added: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    allow_paths: tuple[str, ...] = ()
    open_inputs: bool = False
    open_outputs: bool = False
    open_environment: bool = False
    open_arguments: bool = False


def contract_of(terms: Terms) -> Contract:
    """The contract of a job's script."""
    passed, unsure = _passed(terms)
    environment, more = _variables(terms.environment)
    inputs = tuple(_inputs(terms))
    outputs = tuple(_outputs(terms))
    return Contract(
        id=terms.name,
        place=terms.place,
        label=terms.label,
        origin="job",
        job=terms.kind,
        inputs=inputs,
        outputs=outputs,
        environment=environment,
        arguments=passed,
        allow_paths=terms.allow_paths,
        open_inputs=terms.open_inputs or _unplaced(terms, "input"),
        open_outputs=terms.open_outputs or _unplaced(terms, "output"),
        open_environment=terms.open_environment or more,
        open_arguments=terms.open_arguments or unsure,
        sdk=terms.dialect if terms.dialect == "v2" or terms.dialect == "v3" else None,
    )


def _known_path(mount: Mount) -> str | None:
    local = mount.local
    if local is None or local.text is None or "*" in local.text or not local.text.startswith("/"):
        return None
    return local.text if local.text == "/" else local.text.rstrip("/")


def _unplaced(terms: Terms, direction: str) -> bool:
    """Is there a mount whose place, or a channel whose name, is not known?"""
    for mount in terms.mounts:
        if mount.direction == direction:
            if terms.kind == "processing" and _known_path(mount) is None:
                return True
            if terms.kind == "training" and not _is_known(mount.name):
                return True
    return False


def _is_known(setting: Setting | None) -> bool:
    return setting is not None and setting.text is not None and "*" not in setting.text


def _inputs(terms: Terms) -> Iterator[Input]:
    count = 0
    for mount in terms.mounts:
        if mount.direction != "input":
            continue
        count += 1
        place = (mount.local or mount.name or mount).place
        if terms.kind == "training":
            if mount.name is not None and mount.name.text is not None and "*" not in mount.name.text:
                yield Input(mount.name.text, None, mount.name.place)
            continue
        path = _known_path(mount)
        if path is not None:
            yield Input(_name(mount, f"input-{count}"), path, place)


def _outputs(terms: Terms) -> Iterator[Output]:
    count = 0
    for mount in terms.mounts:
        if mount.direction == "output":
            count += 1
            path = _known_path(mount)
            if path is not None:
                name = _name(mount, f"output-{count}")
                files = tuple(file for output, file in terms.files if output == name)
                yield Output(name, path, (mount.local or mount).place, files=files)


def _name(mount: Mount, otherwise: str) -> str:
    """The logical name; the SDK counts those that have none."""
    name = mount.name
    return name.text if name is not None and name.text is not None and name.known == "literal" else otherwise


# -- arguments --------------------------------------------------------------------------------------------------------


def _passed(terms: Terms) -> tuple[tuple[Argument, ...], bool]:
    """Arguments that the script is called with, and whether there may be more."""
    listed, unsure = list_arguments(terms.arguments)
    found = {argument.name: argument for argument in listed}
    mapping = terms.hyperparameters
    if mapping is not None and mapping.type != "None":
        if mapping.type != "dict":
            unsure = True
        for key, value in zip(mapping.keys, mapping.items):
            found.setdefault(_folded(key), _argument(key, value.place, plain(value)))
        unsure = unsure or mapping.open
    for key, place in terms.tuned:
        found[_folded(key)] = _argument(key, place, None)
    for key in terms.added:
        found.setdefault(_folded(key), _argument(key, terms.place, None))
    return tuple(found.values()), unsure


def list_arguments(given: Setting | None) -> tuple[list[Argument], bool]:
    """Arguments of a command line, and whether there may be more.

    What is not known counts as the value of the option before it.
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
            if "*" in name:
                unsure, waiting = True, False
                continue
            found.append(_argument(name, item.place, value if equals and "*" not in value else None))
            waiting = not equals
        elif waiting:
            last = found[-1]
            found[-1] = Argument(last.name, last.place, value=plain(item), spelling=last.spelling)
            waiting = False
        elif text is None:
            unsure = True
    return found, unsure


def is_option(text: str) -> bool:
    """Is it a flag, and no negative number?"""
    return text.startswith("-") and not text[1:2].isdigit() and text not in ("-", "--")


def plain(value: Setting) -> str | None:
    """The text of a value that is known whole."""
    return value.text if value.known == "literal" and value.type not in ("list", "dict") else None


def _argument(spelling: str, place: Place, value: str | None) -> Argument:
    return Argument(_folded(spelling), place, value=value, spelling=spelling)


def _folded(name: str) -> str:
    return name.replace("_", "-")


def _variables(given: Setting | None) -> tuple[tuple[Variable, ...], bool]:
    """Variables that the job sets, and whether there may be more."""
    if given is None or given.type == "None":
        return (), False
    if given.type != "dict":
        return (), True
    found = tuple(
        Variable(key, value.place, required=True, value=plain(value)) for key, value in zip(given.keys, given.items)
    )
    return found, given.open
