"""Interprets the settings of a job by the family of its class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.build import JobBuilder, all_open
from sm_lint.jobs.definition.model import Job, Mount, Setting
from sm_lint.jobs.definition.mounts import channels, processing_mounts
from sm_lint.jobs.definition.requests import entry_script
from sm_lint.jobs.definition.sdk import class_named, mount
from sm_lint.jobs.python.scripts import script_of
from sm_lint.jobs.python.snapshot import ADDED, Snapshot


def apply_family_defaults(builder: JobBuilder, family: str, made: bool, launch: Snapshot) -> None:
    """Interpret the settings of a job by the family of its class, and add the SDK's defaults for that family.

    Args:
        builder: builder of the job, with its settings.
        family: name of the family; see sdk.toml.
        made: whether all arguments of the processor, estimator or model are known.
        launch: the call that launches the job.
    """
    job = builder.job
    if job.kind == "processing":
        _processing(builder, family, launch)
    elif job.kind == "training":
        _training(builder, family, made, launch)
    else:
        builder.job = replace(job, environment=_get(job, "env", "env_vars"))
        builder.contract = all_open(builder.contract)
    cls = class_named(job.class_name, job.dialect) if job.dialect in ("v2", "v3") else None
    added = tuple(mount(name) for name in cls.family.mounts) if cls is not None else ()
    contract = builder.contract
    builder.contract = replace(
        contract,
        open_environment=contract.open_environment or not made,
        allow_paths=(*contract.allow_paths, *added),
    )


def _processing(builder: JobBuilder, family: str, launch: Snapshot) -> None:
    job = builder.job
    inputs, more_inputs = processing_mounts(_get(job, "inputs"), "input")
    outputs, more_outputs = processing_mounts(_get(job, "outputs"), "output")
    script = script_of(job, family) or entry_script(_get(job, "entrypoint"), inputs)
    own_program = family == "processor" or script is None
    builder.files = tuple(_property_files(_get(job, "property_files")))
    builder.job = replace(
        job,
        script=script,
        mounts=(*inputs, *outputs),
        arguments=_get(job, "arguments", "job_arguments"),
        environment=_get(job, "env"),
    )
    builder.contract = replace(
        builder.contract,
        open_inputs=more_inputs or launch.open,
        open_outputs=more_outputs or launch.open,
        open_arguments=own_program or launch.open,
        open_environment=own_program or _own_image(job),
    )


def _training(builder: JobBuilder, family: str, made: bool, launch: Snapshot) -> None:
    job = builder.job
    mounts, more_inputs = channels(_get(job, "inputs", "input_data_config"))
    named = _get(job, "model_uri")
    if named is not None and named.type != "None":
        called = _get(job, "model_channel_name")
        channel = called or Setting(named.place, "model", "str", "literal", "'model'")
        mounts = (*mounts, Mount("input", named.place, channel, None, named))
    hyperparameters = _get(job, "hyperparameters")
    set_later = _get(job, ADDED)
    if set_later is not None:
        hyperparameters = _merged(hyperparameters, set_later)
    script = script_of(job, family)
    if job.class_name == "TensorFlow":
        model_dir = _get(job, "model_dir")
        if model_dir is None or model_dir.text != "False":
            builder.added = ("model_dir",)
    # A recipe, or a program of the image, decides what is read.
    decided = _get(job, "training_recipe", "recipe_overrides", "container_entry_point") is not None
    builder.job = replace(
        job,
        script=script,
        mounts=mounts,
        environment=_get(job, "environment"),
        hyperparameters=hyperparameters,
    )
    builder.contract = replace(
        builder.contract,
        open_inputs=decided or more_inputs or launch.open or not made,
        open_arguments=decided or not made or script is None,
        open_environment=decided or _own_image(job),
        allow_paths=(*builder.contract.allow_paths, *_checkpoints(job)),
    )


def _checkpoints(job: Job) -> tuple[str, ...]:
    """The folder of a job's checkpoints."""
    if not any(name.startswith("checkpoint") for name, _ in job.settings):
        return ()
    local = _get(job, "checkpoint_local_path") or _inner(_get(job, "checkpoint_config"), "local_path")
    known = local is not None and local.text and "*" not in local.text
    return (str(local.text) if local is not None and known else "/opt/ml/checkpoints",)


def _own_image(job: Job) -> bool:
    """Whether the image may set its own variables. AWS's images are recognized by how their URIs are retrieved."""
    image = _get(job, "image_uri", "training_image", "image_name")
    if image is None or image.type == "None":
        return False
    return "image_uris" not in image.type and ".dkr.ecr." not in (image.text or "")


def _get(job: Job, *names: str) -> Setting | None:
    for name in names:
        for key, setting in job.settings:
            if key == name and setting.type != "None":
                return setting
    return None


def _inner(setting: Setting | None, name: str) -> Setting | None:
    return setting.get(name) if setting is not None else None


def _merged(first: Setting | None, added: Setting) -> Setting:
    """The hyperparameters, including those set later."""
    base = first if first is not None and first.type == "dict" else Setting(added.place, type="dict", known="literal")
    keys = list(base.keys)
    items = list(base.items)
    for mapping in added.items:
        for key, item in zip(mapping.keys, mapping.items):
            if key in keys:
                items[keys.index(key)] = item
            else:
                keys.append(key)
                items.append(item)
    unsure = first is not None and first.type not in ("dict", "None")
    more = base.open or unsure or any(mapping.open for mapping in added.items)
    return replace(base, keys=tuple(keys), items=tuple(items), open=more)


def _property_files(given: Setting | None) -> Iterator[tuple[str, str]]:
    for item in given.items if given is not None else ():
        output, path = item.get("output_name"), item.get("path")
        if output is not None and path is not None and output.text and path.text and "*" not in path.text:
            yield output.text, path.text
