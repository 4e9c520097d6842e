"""Reads single values of a job definition: None unless the value is certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.sagemaker.api.job_fields import JobField, job_field, job_fields

Named = Sequence[tuple[str, Setting]]


def find(job: Job, name: str) -> Setting | None:
    """The setting for a concept that each SDK names differently, such as ``maximum wait``; None if it is not given.

    Raises:
        KeyError: the concept does not exist; see job_fields.toml.
    """
    return at_field(job.settings, job_field(name))


def find_in(mount: Mount, name: str) -> Setting | None:
    """The same for an input or output."""
    # Kinds of jobs spell a field differently, and the table has an entry for each.
    fields = (field for field in job_fields() if field.name == name and field.of == "mount")
    return next((found for field in fields if (found := at_field(mount.settings, field)) is not None), None)


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
    """The text of a fully known string or path."""
    if setting is None or setting.known != "literal" or setting.type not in ("str", "pathlib.Path"):
        return None
    return setting.text


def number(setting: Setting | None) -> float | None:
    """A known number."""
    if setting is None or setting.known != "literal" or setting.type not in ("int", "float") or setting.text is None:
        return None
    try:
        return float(setting.text)
    except ValueError:
        return None


def flag(setting: Setting | None) -> bool | None:
    """A known boolean."""
    if setting is None or setting.known != "literal" or setting.type != "bool":
        return None
    return setting.text == "True"


def absent(setting: Setting | None) -> bool:
    """Whether the setting is missing or None."""
    return setting is None or (setting.known == "literal" and setting.type == "None")


def entries(setting: Setting | None) -> Iterator[tuple[str, Setting]]:
    """The known keys and values of a dictionary; none for the arguments of a call."""
    if setting is not None and setting.type == "dict":
        yield from zip(setting.keys, setting.items)


def elements(setting: Setting | None) -> tuple[Setting, ...]:
    """The known elements of a list; none for anything else."""
    return setting.items if setting is not None and setting.type == "list" else ()


def of_direction(mounts: Iterable[Mount], direction: str) -> list[Mount]:
    """Inputs or outputs alone."""
    return [mount for mount in mounts if mount.direction == direction]


def shape(setting: Setting) -> tuple[object, ...] | None:
    """The common key of two settings given by the same expression; None if that cannot be decided.

    It consists of the source text and, for a multi-line expression, of its parts.
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
    """The names of the outputs of the jobs of one step; None if they are not all known."""
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
