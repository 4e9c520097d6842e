"""Finds what a policy is about in a job: given, certainly not given, or not known."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from sm_lint.jobs.definition.model import Job, Setting
from sm_lint.jobs.definition.reading import absent, elements, of_direction
from sm_lint.policies.data import Field
from sm_lint.syntax.span import Place

Named = Sequence[tuple[str, Setting]]
State = Literal["given", "missing", "unknown"]
_NESTED = "TrainingJobDefinition"
"""Key of a request for a tuning job under which the training job is."""
_OUTPUTS = (
    "output_path",
    "output_data_config.s3_output_path",
    "OutputDataConfig.S3OutputPath",
    "TransformOutput.S3OutputPath",
)
_INPUTS = ("data", "TransformInput.DataSource.S3DataSource.S3Uri")
_MODELS = ("model_data", "s3_model_data_url", "PrimaryContainer.ModelDataUrl")
_S3_SOURCES = (
    "S3DataSource.S3Uri",
    "s3_data_source.s3_uri",
    "data_source.s3_data_source.s3_uri",
    "data_source.s3_uri",
    "s3_uri",
)
"""Where the location of an input is that is given as an object."""
_CHECKPOINTS = ("checkpoint_s3_uri", "checkpoint_config.s3_uri", "CheckpointConfig.S3Uri")


class Value(NamedTuple):
    """What a definition says of one thing.

    Attributes:
        state: whether it is given; ``unknown`` if it may be given in a way that is not known.
        place: where it is given, or of what it is missing.
        setting: as it is given; None if it is not.
    """

    state: State
    place: Place
    setting: Setting | None = None


def value_of(job: Job, field: Field) -> Value:
    """What a job says of a field that has paths."""
    return _at(_settings(job), field.paths, job.open_settings, job.place)


def as_called(value: Value, job: Job) -> Value:
    """A value that a caller of the enclosing function may give, or the environment, is not known."""
    given = value.setting
    if given is None or not may_differ(given, job.reached):
        return value
    return Value("given", given.place, Setting(given.place, source=given.source))


def may_differ(given: Setting, reached: bool) -> bool:
    """Whether the value may be another: it is a default of the environment, or a caller of the enclosing function may give it.

    Args:
        given: any value.
        reached: as in :class:`Job`.
    """
    return given.assumed or (not reached and _depends_on_names(given.source))


@lru_cache(maxsize=4096)
def _depends_on_names(source: str) -> bool:
    """Whether an expression contains names that may be parameters: none in capitals, none that is called."""
    if not source or (source[0] in "\"'" and source.count(source[0]) == 2):
        return False
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
    return any(not node.id.isupper() and not node.id[:1].isupper() for node in names)


_LOCAL_TYPES = frozenset({"local", "local_cpu", "local_gpu"})
_LOCAL_SESSIONS = (".LocalSession", ".LocalPipelineSession")


def is_local(instance_type: Setting | None, session: Setting | None) -> bool:
    """Whether something runs on the developer's machine, in the local mode of the SDK."""
    local_type = instance_type is not None and instance_type.text in _LOCAL_TYPES
    return local_type or (session is not None and session.type.endswith(_LOCAL_SESSIONS))


def is_local_job(job: Job) -> bool:
    """The same of a job."""
    given = job.setting("instance_type")
    compute = job.setting("compute")
    inner = compute.get("instance_type") if compute is not None else None
    inputs = (mount.remote.text for mount in of_direction(job.mounts, "input") if mount.remote is not None)
    if any(text is not None and text.startswith("file://") for text in inputs):
        return True  # which no service reads
    return is_local(given if given is not None else inner, job.setting("sagemaker_session"))


def environment_of(job: Job) -> Value:
    """The environment that a job gives its container."""
    if job.environment is not None and not absent(job.environment):
        return Value("given", job.environment.place, job.environment)
    return Value("unknown" if job.open_settings else "missing", job.place)


def locations_of(job: Job, what: str) -> Iterator[Setting]:
    """The locations of a job that a key of ``s3`` is about: ``inputs``, ``outputs``, ``models`` or ``checkpoints``."""
    direction = {"inputs": "input", "outputs": "output"}.get(what)
    if direction is not None:
        for mount in of_direction(job.mounts, direction):
            if mount.remote is not None:
                yield _location(mount.remote)
    paths = {"inputs": _INPUTS, "outputs": _OUTPUTS, "models": _MODELS, "checkpoints": _CHECKPOINTS}[what]
    found = _at(_settings(job), tuple(tuple(path.split(".")) for path in paths), True, job.place)
    if found.setting is not None:
        yield found.setting


def _location(remote: Setting) -> Setting:
    """The URI of an input that is given as an object, or the input itself."""
    if remote.text is not None or not remote.keys:
        return remote
    given = tuple(zip(remote.keys, remote.items))
    found = (_follow(given, tuple(path.split(".")))[0] for path in _S3_SOURCES)
    return next((setting for setting in found if setting is not None), remote)


def _settings(job: Job) -> Named:
    """The settings of a job, with those of the training jobs that a tuning job starts."""
    nested = job.setting(_NESTED)
    return (*job.settings, *zip(nested.keys, nested.items)) if nested is not None else job.settings


def _at(settings: Named, paths: Sequence[tuple[str, ...]], more: bool, place: Place) -> Value:
    """The value at the first path that is given."""
    for path in paths:
        found, hidden = _follow(settings, path)
        if found is not None and not absent(found):
            return Value("given", found.place, found)
        more = more or hidden
    return Value("unknown" if more else "missing", place)


def _follow(settings: Named, path: tuple[str, ...]) -> tuple[Setting | None, bool]:
    """The setting at a path, and whether there may be one that is not seen."""
    found = next((setting for name, setting in settings if name == path[0]), None)
    for key in path[1:]:
        if found is None or absent(found):
            return None, False
        inner = found.get(key)
        if inner is None:
            return None, found.open or found.known != "literal" or not _holds_names(found)
        found = inner
    return found, False


def _holds_names(setting: Setting) -> bool:
    """Whether the keys of a setting are what it has: it is a dictionary, or the call of a class."""
    return setting.type == "dict" or bool(setting.keys) or setting.type.startswith(("sagemaker.", "sagemaker_core."))


# -- plain values -----------------------------------------------------------------------------------------------------


class Items(NamedTuple):
    """The texts of a list or of names, and whether they are all of them."""

    texts: tuple[str, ...]
    complete: bool


def text_of(setting: Setting) -> str | None:
    """A fully known text."""
    if setting.known == "literal" and setting.type in ("str", "pathlib.Path") and not setting.assumed:
        return setting.text
    return None


def known_text(setting: Setting | None) -> str | None:
    """The same of what may be missing."""
    return text_of(setting) if setting is not None else None


def items_of(setting: Setting) -> Items | None:
    """The items of a list; None if it is none."""
    if setting.type != "list" or setting.known != "literal":
        return None
    texts = [text_of(item) for item in elements(setting)]
    known = tuple(text for text in texts if text is not None)
    return Items(known, not setting.open and len(known) == len(texts))


def names_of(setting: Setting) -> tuple[dict[str, Setting], bool] | None:
    """The names of tags or variables with their values, and whether they are all of them; None if nothing is known."""
    if setting.known != "literal":
        return None
    if setting.type == "dict":
        return dict(zip(setting.keys, setting.items)), not setting.open
    if setting.type != "list":
        return None
    found: dict[str, Setting] = {}
    complete = not setting.open
    for item in setting.items:
        key, value = item.get("Key") or item.get("key"), item.get("Value") or item.get("value")
        if item.type == "list" and len(item.items) == 2 and not item.open:
            key, value = item.items  # `remote` takes pairs
        name = text_of(key) if key is not None else None
        if name is None:
            complete = False
        elif value is not None:
            found[name] = value
        else:
            found[name] = item
    return found, complete
