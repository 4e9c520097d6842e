"""What the settings of a job mean, by the family of the class that it is made with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sm_lint.jobs.definition.build import Parts
from sm_lint.jobs.definition.model import Mount, Setting
from sm_lint.jobs.definition.mounts import channels, processing_mounts
from sm_lint.jobs.definition.requests import entry_script
from sm_lint.jobs.definition.sdk import class_named, mount
from sm_lint.jobs.python.scripts import script_of
from sm_lint.jobs.python.snapshot import ADDED, Snapshot


def apply_family_defaults(parts: Parts, family: str, made: bool, launch: Snapshot) -> None:
    """What the settings mean, by the family of the class."""
    if parts.kind == "processing":
        _processing(parts, family, launch)
    elif parts.kind == "training":
        _training(parts, family, made, launch)
    else:
        parts.open_inputs = parts.open_outputs = parts.open_arguments = parts.open_environment = True
        parts.environment = _get(parts, "env", "env_vars")
    if not made:
        parts.open_environment = True
    cls = class_named(parts.class_name, parts.dialect) if parts.dialect in ("v2", "v3") else None
    if cls is not None:
        parts.allow_paths += tuple(mount(name) for name in cls.family.mounts)


def _processing(parts: Parts, family: str, launch: Snapshot) -> None:
    inputs, more_inputs = processing_mounts(_get(parts, "inputs"), "input")
    outputs, more_outputs = processing_mounts(_get(parts, "outputs"), "output")
    parts.mounts = (*inputs, *outputs)
    parts.open_inputs = more_inputs or launch.open
    parts.open_outputs = more_outputs or launch.open
    parts.arguments = _get(parts, "arguments", "job_arguments")
    parts.open_arguments = launch.open
    parts.environment = _get(parts, "env")
    parts.open_environment = _own_image(parts)
    parts.files = tuple(_property_files(_get(parts, "property_files")))
    parts.script = script_of(parts, family) or entry_script(_get(parts, "entrypoint"), inputs)
    if family == "processor" or parts.script is None:
        parts.open_arguments = parts.open_environment = True


def _training(parts: Parts, family: str, made: bool, launch: Snapshot) -> None:
    given = _get(parts, "inputs", "input_data_config")
    parts.mounts, parts.open_inputs = channels(given)
    parts.open_inputs = parts.open_inputs or launch.open or not made
    named = _get(parts, "model_uri")
    if named is not None and named.type != "None":
        called = _get(parts, "model_channel_name")
        channel = called or Setting(named.place, "model", "str", "literal", "'model'")
        parts.mounts = (*parts.mounts, Mount("input", named.place, channel, None, named))
    parts.hyperparameters = _get(parts, "hyperparameters")
    added = _get(parts, ADDED)
    if added is not None:
        parts.hyperparameters = _merged(parts.hyperparameters, added)
    parts.environment = _get(parts, "environment")
    parts.script = script_of(parts, family)
    parts.open_arguments = not made or parts.script is None
    parts.open_environment = _own_image(parts)
    if parts.class_name == "TensorFlow":
        model_dir = _get(parts, "model_dir")
        if model_dir is None or model_dir.text != "False":
            parts.added = ("model_dir",)
    if any(name.startswith("checkpoint") for name, _ in parts.settings):
        local = _get(parts, "checkpoint_local_path") or _inner(_get(parts, "checkpoint_config"), "local_path")
        known = local is not None and local.text and "*" not in local.text
        parts.allow_paths += (str(local.text) if local is not None and known else "/opt/ml/checkpoints",)
    if _get(parts, "training_recipe", "recipe_overrides", "container_entry_point") is not None:
        parts.open_arguments = parts.open_inputs = parts.open_environment = True


def _own_image(parts: Parts) -> bool:
    """May the image set variables of its own? AWS's images are known by how their names are found out."""
    image = _get(parts, "image_uri", "training_image")
    if image is None or image.type == "None":
        return False
    return "image_uris" not in image.type and ".dkr.ecr." not in (image.text or "")


def _get(parts: Parts, *names: str) -> Setting | None:
    for name in names:
        for key, setting in parts.settings:
            if key == name and setting.type != "None":
                return setting
    return None


def _inner(setting: Setting | None, name: str) -> Setting | None:
    return setting.get(name) if setting is not None else None


def _merged(first: Setting | None, added: Setting) -> Setting:
    """Hyperparameters with those that were set later."""
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
