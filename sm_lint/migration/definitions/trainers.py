"""Estimators: ``ModelTrainer`` with the objects among which v3 divides the arguments, and ``train`` for ``fit``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, text_of
from sm_lint.migration.definitions.channels import is_text
from sm_lint.migration.definitions.context import CONFIGS, Rewriting, UnwrittenError
from sm_lint.migration.definitions.images import frameworks, image_item
from sm_lint.migration.definitions.local_mode import is_local, local_items
from sm_lint.migration.definitions.objects import Use
from sm_lint.migration.definitions.shipped_code import script_text, source_code
from sm_lint.migration.definitions.source import Item, fitting
from sm_lint.migration.definitions.trainer_uses import compression, rewrite_use
from sm_lint.patterns import regex
from sm_lint.sagemaker.data import load
from sm_lint.sagemaker.sdk.surface import surface

CLASSES = frozenset({"Estimator", "PyTorch", "TensorFlow", "MXNet", "SKLearn", "XGBoost", "HuggingFace"})
TRAINER = "sagemaker.train"
_HANDLED = frozenset({
    "entry_point", "source_dir", "image_uri", "framework_version", "py_version", "transformers_version", "pytorch_version",
    "tensorflow_version", "tags", "metric_definitions", "distribution", "instance_type", "disable_output_compression",
    "code_location", "model_dir",
})  # fmt: skip
_MODEL_DIR = regex(r"(?<!sm[-_])(?<!saved[-_])model[-_]dir\b")
"""The argument that v2 passes to scripts for TensorFlow, as they name it; `SM_MODEL_DIR` and the like are something else."""


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = load("sdk/rewrites")["trainer"]
    return table


def is_old(made: Made) -> bool:
    """Whether a call makes an estimator that can be a trainer."""
    return made.generation == "v2" and made.name in CLASSES and made.found.module.endswith("estimator")


def rewrite(context: Rewriting, made: Made, given: dict[str, Argument], uses: list[Use] | None) -> str:
    """Rewrite an estimator, and what is done with it.

    Args:
        context: knows the text.
        made: the constructor.
        given: its arguments.
        uses: what is done with the object; None where that is not known.

    Returns:
        The class of v3.

    Raises:
        UnwrittenError: it is left as it is.
    """
    if uses is None:
        raise UnwrittenError("it is not known what is done with it")
    items = _items(context, made, given)
    name = context.name_of(TRAINER, "ModelTrainer")
    mode = "input_mode" in given and text_of(given["input_mode"].value) != "File"
    kept = _kept(context, given)
    for use in uses:
        rewrite_use(context, made, kept, use, mode=mode)
    source = context.source
    margin = source.margin(made.call)
    written = fitting(name, context.with_session(items), margin, source.column(made.call))
    metrics = given.get("metric_definitions")
    if metrics is not None and source.original(metrics.value) != "None":
        written += f".with_metric_definitions({_metrics(context, metrics.value, margin)})"
    context.replace(made.call, written)
    return f"{TRAINER}.ModelTrainer"


def _kept(context: Rewriting, given: Mapping[str, Argument]) -> dict[str, Argument]:
    """The arguments but for those that change nothing."""
    dropped = _table()["dropped"]
    return {key: each for key, each in given.items() if context.source.original(each.value) not in dropped.get(key, ())}


def by_their_names(given: dict[str, Argument]) -> dict[str, Argument]:
    """Arguments of an estimator by the names that v2 gives them; those of v1 mean the same."""
    renamed = _table()["renamed"]
    return {key if renamed.get(key, key) in given else renamed.get(key, key): each for key, each in given.items()}


def _items(context: Rewriting, made: Made, given: dict[str, Argument]) -> list[Item]:
    table, source = _table(), context.source
    context.local = is_local(context, given)
    groups = table["group"]
    placed = {key for group in groups for key in group["members"]} | set(table["same"]) | _HANDLED
    kept = _kept(context, given)
    for key in [key for key in kept if key not in placed]:
        if not _is_ignored(made, key):
            instead = table["instead"].get(key)
            said = f"`{key}` has no place in `ModelTrainer`"
            raise UnwrittenError(f"{said}: {instead}" if instead else f"{said} that is known")
        context.notes.append(f"`{key}` is left out, which v2 ignores")
        del kept[key]
    directory = _model_dir(context, made, given)
    if "enable_sagemaker_metrics" in given and source.original(given["enable_sagemaker_metrics"].value) == "True":
        context.notes.append("v3 does not ask for its metrics as a time series, which `enable_sagemaker_metrics` does")
    if "disable_output_compression" in kept and compression(context, kept) is None:
        raise UnwrittenError(
            "`disable_output_compression` goes into `OutputDataConfig`, and it is not known whether it is true"
        )
    items = [_image(context, made, kept)]
    if context.local:
        items += local_items(context, kept)
    code = source_code(context, kept)
    if code is not None:
        items.append(code)
        if "code_location" in kept:
            context.notes.append("v3 puts the code into the default bucket of the session, and not to `code_location`")
    if "distribution" in kept:
        items.append(_distributed(context, kept["distribution"].value))
    for group in groups:
        item = _group(context, group, kept)
        if item is not None:
            items.append(item)
    for key, new in table["same"].items():
        if key == "hyperparameters" and directory:
            items.append(_with_directory(context, kept.get(key), directory))
        elif key in kept:
            items.append(kept[key].item(new, source))
    if "tags" in kept:
        items.append(_tags(context, kept["tags"]))
    _note_hyperparameters(context, kept)
    return items


def _is_ignored(made: Made, key: str) -> bool:
    """Whether a class of v2 takes a keyword without doing anything with it."""
    signature = surface("v2").signature(made.qualified)
    return signature is not None and signature.swallows and not signature.open and key not in signature.accepted


def _model_dir(context: Rewriting, made: Made, given: dict[str, Argument]) -> str:
    """The value of `--model_dir` that v2 passes to a script for TensorFlow; empty where that does not matter.

    Raises:
        UnwrittenError: it is a folder that is called after the job, and the script may read it.
    """
    argument = given.get("model_dir")
    value = context.source.original(argument.value) if argument is not None else "None"
    if made.name != "TensorFlow":
        if argument is not None and not _is_ignored(made, "model_dir"):
            raise UnwrittenError("`model_dir` has no place in `ModelTrainer` that is known")
        return ""
    if value == "False":
        return ""
    if argument is not None and value != "None":
        if not is_text(context, argument.value):
            raise UnwrittenError("v2 passes `model_dir` to the script, and it is not known whether it is a text")
        return context.source.code(argument.value)
    script = script_text(context, given)
    if script is not None and not _MODEL_DIR.search(script):
        return ""
    raise UnwrittenError(
        "v2 passes `--model_dir` to the script, with a folder that is called after the job, and v3 does not; "
        "give `model_dir` first, or `model_dir=False`"
    )


def _with_directory(context: Rewriting, argument: Argument | None, directory: str) -> Item:
    """The hyperparameters, with `model_dir` among them."""
    if argument is None or context.source.original(argument.value) == "None":
        return Item("hyperparameters", f'{{"model_dir": {directory}}}')
    inner = context.source.code(argument.value)
    return Item(
        "hyperparameters", f'{{**{inner}, "model_dir": {directory}}}', above=argument.above, behind=argument.behind
    )


def _image(context: Rewriting, made: Made, given: dict[str, Argument]) -> Item:
    image = given.get("image_uri")
    if image is not None:
        return image.item("training_image", context.source)
    if made.name not in frameworks():
        raise UnwrittenError("`image_uri` is missing")
    return image_item(context, "training_image", made.name, given, frameworks()[made.name]["version"])


def _group(context: Rewriting, group: Mapping[str, Any], given: dict[str, Argument]) -> Item | None:
    members: Mapping[str, str] = group["members"]
    parts = [given[key].item(new, context.source) for key, new in members.items() if key in given]
    # V2 session.py Session.train: `disable_output_compression` is a compression type of the request.
    if group["class"] == "OutputDataConfig" and compression(context, given) == "NONE":
        parts.append(Item("compression_type", '"NONE"'))
    # No time is measured in local mode.
    defaults: Mapping[str, str] = {} if context.local else group.get("default", {})
    parts += [Item(members[key], value) for key, value in defaults.items() if key not in given]
    if not parts:
        return None
    return Item(group["argument"], call=context.name_of(group["home"], group["class"]), parts=parts)


def _tags(context: Rewriting, argument: Argument) -> Item:
    value = _literal(context, argument.value)
    pairs = _pairs(context, value, "Key", "Value")
    name = context.name_of(CONFIGS, "Tag")
    if pairs is None:
        listed = _for_each(context, value, argument.value, f'{name}(key=each["Key"], value=each["Value"])')
        return Item("tags", listed, above=argument.above, behind=argument.behind)
    written = ", ".join(f"{name}(key={key}, value={each})" for key, each in pairs)
    return Item("tags", f"[{written}]", above=argument.above, behind=argument.behind)


def _metrics(context: Rewriting, value: cst.BaseExpression, margin: str) -> str:
    pairs = _pairs(context, _literal(context, value), "Name", "Regex")
    name = context.name_of(CONFIGS, "MetricDefinition")
    if pairs is None:
        return _for_each(context, _literal(context, value), value, f'{name}(name=each["Name"], regex=each["Regex"])')
    inner = f"{margin}    "
    lines = [f"{inner}{name}(name={key}, regex={each})," for key, each in pairs]
    return "\n".join(["[", *lines, f"{margin}]"])


def _for_each(context: Rewriting, value: cst.BaseExpression | None, shown: cst.BaseExpression, made: str) -> str:
    """A list of objects, made of the mappings of which v2 takes a list, where these are elsewhere.

    Raises:
        UnwrittenError: it may be no list; v2 takes none, and one mapping of tags, too.
    """
    known = isinstance(shown, cst.Name | cst.Attribute | cst.Subscript | cst.List | cst.ListComp)
    if isinstance(value, cst.Dict) or not known or "#" in context.source.original(shown):
        raise UnwrittenError(f"it is not known whether `{context.source.original(shown)}` is a list")
    certain = isinstance(value, cst.List | cst.ListComp)
    return f"[{made} for each in {context.source.code(shown)}{'' if certain else ' or []'}]"


def _literal(context: Rewriting, value: cst.BaseExpression) -> cst.BaseExpression | None:
    return context.objects.value_at(value) if isinstance(value, cst.Name) else value


def _pairs(
    context: Rewriting, value: cst.BaseExpression | None, first: str, second: str
) -> list[tuple[str, str]] | None:
    """The two members of each mapping in a list, as source text."""
    if not isinstance(value, cst.List):
        return None
    found = []
    for element in value.elements:
        table = element.value
        if not isinstance(table, cst.Dict) or "#" in context.source.original(table):
            return None
        members = {text_of(each.key): each.value for each in table.elements if isinstance(each, cst.DictElement)}
        if len(members) != len(table.elements) or set(members) != {first, second}:
            return None
        found.append((context.source.code(members[first]), context.source.code(members[second])))
    return found


def _distributed(context: Rewriting, value: cst.BaseExpression) -> Item:
    table = _literal(context, value)
    members = _members(table)
    if members is not None and len(members) == 1:
        (kind, inner), options = next(iter(members.items())), None
        options = _members(inner)
        if options is not None:
            enabled = options.pop("enabled", None)
            on = enabled is not None and context.source.original(enabled) == "True"
            if on and kind == "torch_distributed" and not options:
                return Item("distributed", call=context.name_of("sagemaker.train.distributed", "Torchrun"), parts=[])
            if on and kind == "mpi" and set(options) <= {"processes_per_host"}:
                parts = [Item("process_count_per_node", context.source.code(each)) for each in options.values()]
                return Item("distributed", call=context.name_of("sagemaker.train.distributed", "MPI"), parts=parts)
    raise UnwrittenError("`distribution` has no form in v3 that runs the script in the same way")


def _members(value: cst.BaseExpression | None) -> dict[str, cst.BaseExpression] | None:
    if not isinstance(value, cst.Dict):
        return None
    found = {text_of(each.key) or "": each.value for each in value.elements if isinstance(each, cst.DictElement)}
    return found if len(found) == len(value.elements) and "" not in found else None


def _note_hyperparameters(context: Rewriting, given: dict[str, Argument]) -> None:
    argument = given.get("hyperparameters")
    members = _members(_literal(context, argument.value)) if argument is not None else None
    for key, value in (members or {}).items():
        if "-" in key and "entry_point" in given:
            context.notes.append(
                f"the variable of `{key}` is `SM_HP_{key.replace('-', '_').upper()}` in v3, with `_` for `-`"
            )
        if context.source.original(value) in ("True", "False"):
            shown = context.source.original(value)
            context.notes.append(f"the value of `{key}` is `{shown.lower()}` in v3, and `{shown}` in v2")
