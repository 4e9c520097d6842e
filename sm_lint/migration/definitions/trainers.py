"""Estimators: ``ModelTrainer`` with the objects among which v3 divides the arguments, and ``train`` for ``fit``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, arguments, text_of
from sm_lint.migration.definitions.channels import inputs_code
from sm_lint.migration.definitions.context import CONFIGS, Rewriting, UnwrittenError
from sm_lint.migration.definitions.images import frameworks, image_item
from sm_lint.migration.definitions.objects import Use
from sm_lint.migration.definitions.source import Item, call, fitting
from sm_lint.migration.definitions.steps import step_of
from sm_lint.migration.definitions.tuners import is_tuned
from sm_lint.sagemaker.data import load
from sm_lint.workspace import disk

CLASSES = frozenset({"Estimator", "PyTorch", "TensorFlow", "MXNet", "SKLearn", "XGBoost", "HuggingFace"})
TRAINER = "sagemaker.train"
_HANDLED = frozenset({
    "entry_point", "source_dir", "image_uri", "framework_version", "py_version", "transformers_version", "pytorch_version",
    "tensorflow_version", "tags", "metric_definitions", "distribution", "instance_type", "disable_output_compression",
})  # fmt: skip
_WRITTEN = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?(\S+)")
_REQUIREMENTS = "requirements.txt"
_ABOVE = 3


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
    for use in uses:
        _use(context, use, mode)
    source = context.source
    margin = source.margin(made.call)
    written = fitting(name, context.with_session(items), margin, source.column(made.call))
    metrics = given.get("metric_definitions")
    if metrics is not None and source.original(metrics.value) != "None":
        written += f".with_metric_definitions({_metrics(context, metrics.value, margin)})"
    context.replace(made.call, written)
    return f"{TRAINER}.ModelTrainer"


def _items(context: Rewriting, made: Made, given: dict[str, Argument]) -> list[Item]:
    table, source = _table(), context.source
    directory = given.get("model_dir")
    if made.name == "TensorFlow" and (directory is None or source.original(directory.value) != "False"):
        raise UnwrittenError("v2 passes `--model_dir` to the script, and v3 does not; give `model_dir=False` first")
    _check_not_local(context, given)
    dropped = table["dropped"]
    groups = table["group"]
    placed = {key for group in groups for key in group["members"]} | set(table["same"]) | _HANDLED
    for key, argument in given.items():
        value = source.original(argument.value)
        if value in dropped.get(key, ()):
            continue
        if key not in placed:
            raise UnwrittenError(f"`{key}` has no place in `ModelTrainer` that is known")
    if "enable_sagemaker_metrics" in given and source.original(given["enable_sagemaker_metrics"].value) == "True":
        context.notes.append("v3 does not ask for its metrics as a time series, which `enable_sagemaker_metrics` does")
    kept = {key: each for key, each in given.items() if source.original(each.value) not in dropped.get(key, ())}
    if "disable_output_compression" in kept and source.original(kept["disable_output_compression"].value) != "False":
        raise UnwrittenError(
            "`disable_output_compression` goes into `OutputDataConfig`, and it is not known whether it is true"
        )
    items = [_image(context, made, kept)]
    code = _source_code(context, kept)
    if code is not None:
        items.append(code)
    if "distribution" in kept:
        items.append(_distributed(context, kept["distribution"].value))
    for group in groups:
        item = _group(context, group, kept)
        if item is not None:
            items.append(item)
    for key, new in table["same"].items():
        if key in kept:
            items.append(kept[key].item(new, source))
    if "tags" in kept:
        items.append(_tags(context, kept["tags"]))
    _note_hyperparameters(context, kept)
    return items


def _check_not_local(context: Rewriting, given: dict[str, Argument]) -> None:
    """Local mode is another argument in v3, and starts the script in another way.

    Raises:
        UnwrittenError: the job runs, or may run, on this machine.
    """
    kind = given.get("instance_type")
    value = _literal(context, kind.value) if kind is not None else None
    texts = [value.body, value.orelse] if isinstance(value, cst.IfExp) else [value]
    session = given.get("sagemaker_session")
    bound = _literal(context, session.value) if session is not None else None
    made = context.calls.made_by(bound) if bound is not None else None
    local = any(text_of(each) in ("local", "local_gpu") for each in texts if each is not None)
    if local or (made is not None and made.name == "LocalSession"):
        raise UnwrittenError("it runs in local mode, which is `training_mode=Mode.LOCAL_CONTAINER` in v3")


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
    defaults: Mapping[str, str] = group.get("default", {})
    parts += [Item(members[key], value) for key, value in defaults.items() if key not in given]
    if not parts:
        return None
    return Item(group["argument"], call=context.name_of(group["home"], group["class"]), parts=parts)


def _source_code(context: Rewriting, given: dict[str, Argument]) -> Item | None:
    entry, folder = given.get("entry_point"), given.get("source_dir")
    if entry is None:
        if folder is not None:
            raise UnwrittenError("`source_dir` is given without `entry_point`")
        return None
    script = text_of(entry.value)
    parts = []
    if folder is None:
        if script is None:
            raise UnwrittenError("v3 needs `source_dir`, and the folder of `entry_point` is not known")
        head, _, tail = script.replace("\\", "/").rpartition("/")
        parts = [
            Item("source_dir", f'"{head or "."}"'),
            Item("entry_script", f'"{tail}"', above=entry.above, behind=entry.behind),
        ]
        context.notes.append(f"v3 ships the folder `{head or '.'}` as a whole, where v2 shipped `{script}` alone")
    else:
        where = text_of(folder.value)
        if where is not None and where.startswith("s3://"):
            raise UnwrittenError("`source_dir` is in S3, and v3 expects another archive there")
        parts = [folder.item("source_dir", context.source), entry.item("entry_script", context.source)]
        if _has_requirements(context, where):
            parts.append(Item("requirements", f'"{_REQUIREMENTS}"'))
    if script is not None and not script.endswith((".py", ".sh")):
        raise UnwrittenError(f"v3 runs scripts that end with `.py` or `.sh`, and not `{script}`")
    return Item("source_code", call=context.name_of(CONFIGS, "SourceCode"), parts=parts)


def _has_requirements(context: Rewriting, where: str | None) -> bool:
    """Whether the folder of the code has requirements, which v2 installs by itself and v3 where they are named.

    Raises:
        UnwrittenError: the folder is not known.
    """
    if where is None:
        raise UnwrittenError(
            "v3 must be given the requirements of `source_dir`, and it is not known whether there are any"
        )
    wanted = where.strip("/").removeprefix("./") if not os.path.isabs(where) else where
    for part in context.text.view.parts:
        match = _WRITTEN.match(part.source)
        if match is not None and os.path.normpath(match[1].strip("\"'")) == os.path.normpath(
            f"{wanted}/{_REQUIREMENTS}"
        ):
            return True
    folder = context.folder
    for _ in range(_ABOVE):
        found = os.path.normpath(os.path.join(folder, where))
        if disk.is_folder(found):
            return disk.is_file(os.path.join(found, _REQUIREMENTS))
        folder = os.path.dirname(folder)
    raise UnwrittenError(
        f"v3 must be given the requirements of `source_dir`, and there is no folder `{where}` here to look for them"
    )


def _tags(context: Rewriting, argument: Argument) -> Item:
    value = _literal(context, argument.value)
    pairs = _pairs(context, value, "Key", "Value")
    if pairs is None:
        raise UnwrittenError("v3 takes tags as `Tag` objects, and they are not written out here")
    name = context.name_of(CONFIGS, "Tag")
    written = ", ".join(f"{name}(key={key}, value={each})" for key, each in pairs)
    return Item("tags", f"[{written}]", above=argument.above, behind=argument.behind)


def _metrics(context: Rewriting, value: cst.BaseExpression, margin: str) -> str:
    pairs = _pairs(context, _literal(context, value), "Name", "Regex")
    if pairs is None:
        raise UnwrittenError("v3 takes `MetricDefinition` objects, and the metrics are not written out here")
    name = context.name_of(CONFIGS, "MetricDefinition")
    inner = f"{margin}    "
    lines = [f"{inner}{name}(name={key}, regex={each})," for key, each in pairs]
    return "\n".join(["[", *lines, f"{margin}]"])


def _literal(context: Rewriting, value: cst.BaseExpression) -> cst.BaseExpression | None:
    return context.objects.value_of(value) if isinstance(value, cst.Name) else value


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


def _use(context: Rewriting, use: Use, mode: bool) -> None:
    """Rewrite what is done with the estimator.

    Raises:
        UnwrittenError: v3 has nothing of the kind.
    """
    if use.attribute == "fit" and use.call is not None:
        _fit(context, use, mode)
    elif use.attribute == "set_hyperparameters" and use.call is not None and use.node is not None:
        if any(each.keyword is None and each.star != "**" for each in use.call.args):
            raise UnwrittenError("the arguments of `set_hyperparameters` have no names")
        context.replace(use.node, f"{use.name.value}.hyperparameters.update")
    elif use.attribute == "model_data" and use.call is None and use.node is not None:
        context.replace(use.node, f"{use.name.value}._latest_training_job.model_artifacts.s3_model_artifacts")
    elif use.attribute in _SAME and use.call is None and use.node is not None:
        context.replace(use.node, f"{use.name.value}.{_SAME[use.attribute]}")
    elif use.attribute == "latest_training_job" and use.node is not None:
        outer = context.objects.attribute_of(use.node)
        if outer is None or outer.attr.value not in ("name", "job_name"):
            raise UnwrittenError(
                "`latest_training_job` is a `TrainingJob` of `sagemaker.core` in v3, with other methods"
            )
        context.replace(outer, f"{use.name.value}._latest_training_job.training_job_name")
    elif step_of(context, use) is not None:
        return  # `steps` rewrites it
    elif is_tuned(context, use):
        return  # `tuners` rewrites it
    elif use.attribute:
        said = _INSTEAD.get(use.attribute, "v3 has nothing of that name there")
        raise UnwrittenError(f"`{use.attribute}` is used of it: {said}")
    else:
        raise UnwrittenError("it is handed on to other code, which calls it as v2 has it")


_SAME = {
    "image_uri": "training_image",
    "role": "role",
    "sagemaker_session": "sagemaker_session",
    "base_job_name": "base_job_name",
}
"""Attributes of an estimator, and where a trainer has the same."""
_INSTEAD = {
    "deploy": "in v3 a `ModelBuilder` of the trainer is built and deployed",
    "transformer": "in v3 a model is made, and `Transformer` is given its name",
    "create_model": "in v3 a `ModelBuilder` makes the model",
    "register": "in v3 a `ModelBuilder` registers the model",
    "logs": "in v3 `train(logs=True)` shows them",
}


def _fit(context: Rewriting, use: Use, mode: bool) -> None:
    assert use.call is not None
    given = arguments(use.call, context.source)
    names = ("inputs", "wait", "logs")
    if given is None or any(each.node.star for each in given):
        raise UnwrittenError("the arguments of `fit` are not all known by name")
    items = []
    margin = context.source.margin(use.call)
    for index, each in enumerate(given):
        key = each.node.keyword.value if each.node.keyword is not None else names[index] if index < len(names) else ""
        value = context.source.original(each.value)
        if key == "inputs":
            if value == "None":
                continue
            written = inputs_code(context, each.value, mode=mode, margin=margin)
            items.append(Item("input_data_config", written, above=each.above, behind=each.behind))
        elif key == "logs" and value.strip("\"'") in ("All", "None", "True", "False"):
            if value.strip("\"'") in ("None", "False"):
                items.append(Item("logs", "False"))
        elif key == "wait":
            items.append(each.item("wait", context.source))
        else:
            raise UnwrittenError(f"`{key or 'an argument'}` of `fit` has no place in `train` of v3")
    if len(items) == 1 and "\n" in items[0].value and not items[0].has_comments:
        written = f"{use.name.value}.train(input_data_config={items[0].value})"
    elif any(item.has_comments for item in items):
        written = call(f"{use.name.value}.train", items, margin)
    else:
        written = f"{use.name.value}.train({', '.join(item.inline() for item in items)})"
    context.replace(use.call, written)
