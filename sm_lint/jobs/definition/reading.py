"""Reading single values out of a job definition: what is known for certain, and None for everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.sagemaker.job_fields import JobField, job_field

Named = Sequence[tuple[str, Setting]]


def find(job: Job, name: str) -> Setting | None:
    """What a definition says of a thing that each SDK calls otherwise, such as ``maximum wait``; None where nothing.

    Raises:
        KeyError: nothing goes by that name; see job_fields.toml.
    """
    return at_field(job.settings, job_field(name))


def find_in(mount: Mount, name: str) -> Setting | None:
    """The same for an input or output."""
    return at_field(mount.settings, job_field(name, "mount"))


def at_field(settings: Named, field: JobField) -> Setting | None:
    """The setting at the first of a field's paths that is given."""
    for path in field.paths:
        found = _follow(settings, path)
        if found is not None:
            return found
    return None


def _follow(settings: Named, path: tuple[str, ...]) -> Setting | None:
    found = next((setting for name, setting in settings if name == path[0]), None)
    for key in path[1:]:
        if found is None:
            return None
        found = found.get(key)
    return found


def literal(setting: Setting | None) -> str | None:
    """The text of a string or path that is known whole."""
    if setting is None or setting.known != "literal" or setting.type not in ("str", "pathlib.Path"):
        return None
    return setting.text


def number(setting: Setting | None) -> float | None:
    """A number that is known."""
    if setting is None or setting.known != "literal" or setting.type not in ("int", "float") or setting.text is None:
        return None
    try:
        return float(setting.text)
    except ValueError:
        return None


def flag(setting: Setting | None) -> bool | None:
    """A truth value that is known."""
    if setting is None or setting.known != "literal" or setting.type != "bool":
        return None
    return setting.text == "True"


def absent(setting: Setting | None) -> bool:
    """Is the setting not given, or given as None?"""
    return setting is None or (setting.known == "literal" and setting.type == "None")


def entries(setting: Setting | None) -> Iterator[tuple[str, Setting]]:
    """Keys and values of a dictionary as far as they are known; none for the arguments of a call."""
    if setting is not None and setting.type == "dict":
        yield from zip(setting.keys, setting.items)


def elements(setting: Setting | None) -> tuple[Setting, ...]:
    """Elements of a list as far as they are known; none for anything else."""
    return setting.items if setting is not None and setting.type == "list" else ()


def of_direction(mounts: Iterable[Mount], direction: str) -> list[Mount]:
    """Inputs or outputs alone."""
    return [mount for mount in mounts if mount.direction == direction]


def shape(setting: Setting) -> tuple[object, ...] | None:
    """What two settings share that are given by the same expression; None where that cannot be told.

    It is made of the source text, and for an expression of many lines of its parts.
    """
    if setting.known == "literal" and not setting.items and setting.text is not None:
        return (setting.type, setting.text)
    if setting.source:
        return ("source", setting.source)
    parts = [shape(item) for item in setting.items]
    if not parts or setting.open or None in parts:
        return None
    return (setting.type, setting.keys, *parts)


def output_names(jobs: Iterable[Job]) -> set[str] | None:
    """Names of the outputs of the jobs that go by one step's name; None where not all of them are known."""
    found: set[str] = set()
    steps = list(jobs)
    for job in steps:
        names = [literal(output.name) for output in of_direction(job.mounts, "output")]
        if job.kind != "processing" or job.contract.open_outputs or job.open_settings:
            return None
        found.update(name for name in names if name is not None)
        if None in names:
            return None
    return found if steps else None
