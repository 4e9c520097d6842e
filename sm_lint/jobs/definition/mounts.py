"""Parses inputs and outputs of processing jobs and channels of training jobs from their settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sm_lint.jobs.definition.model import Mount, Setting
from sm_lint.jobs.definition.sdk import callee

Direction = Literal["input", "output"]

# The locations of a mount's parts: SDK v2 has them in the call, v3 and requests in a nested object.
_NESTED = {
    "input": ("s3_input", "S3Input", "dataset_definition", "DatasetDefinition"),
    "output": ("s3_output", "S3Output"),
}
_LOCAL = {"input": ("destination",), "output": ("source",)}
_REMOTE = {"input": ("source",), "output": ("destination",)}
_NAMES = {"input": ("input_name", "InputName"), "output": ("output_name", "OutputName")}

DEFAULT_CHANNEL = "training"
"""The channel of unnamed data: v2 inputs.py, `_Job._format_inputs_to_input_config`."""


def processing_mounts(given: Setting | None, direction: Direction) -> tuple[tuple[Mount, ...], bool]:
    """The mounts that a list declares, and whether there may be more."""
    if given is None or given.type == "None":
        return (), False
    if given.type != "list":
        return (), True
    found = []
    unsure = given.open
    for item in given.items:
        if item.type == "dict" or _is_mount(item, direction):
            found.append(_mount(item, direction))
        else:
            unsure = True
    return tuple(found), unsure


def _is_mount(item: Setting, direction: Direction) -> bool:
    known = callee(item.type)
    return known is not None and not known.method and known.cls.family.name == f"processing-{direction}"


def _mount(item: Setting, direction: Direction) -> Mount:
    nested = [inner for name in _NESTED[direction] if (inner := item.get(name)) is not None]
    local = _first(item, *_LOCAL[direction])
    remote = _first(item, *_REMOTE[direction])
    for inner in nested:
        local = local or _first(inner, "local_path", "LocalPath")
        remote = remote or _first(inner, "s3_uri", "S3Uri")
    settings = [*zip(item.keys, item.items)]
    for inner in nested:
        settings += zip(inner.keys, inner.items)
    return Mount(direction, item.place, _first(item, *_NAMES[direction]), local, remote, tuple(settings))


def _first(item: Setting, *names: str) -> Setting | None:
    for name in names:
        found = item.get(name)
        if found is not None and found.type != "None":
            return found
    return None


def channels(given: Setting | None) -> tuple[tuple[Mount, ...], bool]:
    """The channels that the inputs of a training job declare, and whether there may be more."""
    if given is None or given.type == "None":
        return (), False
    if given.type == "dict":
        return tuple(_channel(name, item) for name, item in zip(given.keys, given.items)), given.open
    if given.type == "list":
        found = tuple(_named_channels(given.items))
        return found, given.open or len(found) < len(given.items)
    if _is_data(given):
        return (_channel(DEFAULT_CHANNEL, given),), False
    return (), True


def _is_data(given: Setting) -> bool:
    """Whether it is a single location: a string, an input object, or a pipeline variable."""
    known = callee(given.type)
    return (
        given.type in ("str", "pathlib.Path")
        or given.known == "variable"
        or (known is not None and known.cls.name in ("TrainingInput", "FileSystemInput", "s3_input"))
    )


def _channel(name: str, item: Setting) -> Mount:
    called = Setting(item.place, name, "str", "literal", repr(name))
    remote = item.get("s3_data") or item
    return Mount("input", item.place, called, None, remote, tuple(zip(item.keys, item.items)))


def _named_channels(items: tuple[Setting, ...]) -> Iterator[Mount]:
    """For lists of `InputData` (v3) and of requests."""
    for item in items:
        name = item.get("channel_name") or item.get("ChannelName")
        if name is not None:
            remote = item.get("data_source") or item.get("DataSource")
            yield Mount("input", item.place, name, None, remote, tuple(zip(item.keys, item.items)))
