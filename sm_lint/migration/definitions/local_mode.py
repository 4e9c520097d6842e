"""Estimators in local mode: ``training_mode=Mode.LOCAL_CONTAINER`` of a trainer, which runs the container on this machine too."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from sm_lint.migration.definitions.calls import Argument, Made, text_of
from sm_lint.migration.definitions.context import Rewriting, UnwrittenError
from sm_lint.migration.definitions.source import Item

_LOCAL = ("local", "local_gpu")
_HOME = "sagemaker.train.model_trainer"
_UNLIKE = {
    "output_path": "v3 leaves the model in a folder of this machine, and does not bring it to `output_path`",
    "checkpoint_s3_uri": "v3 does not bring checkpoints to S3",
    "distribution": "`distribution` is not known to run the script in the same way there",
}
"""Arguments that v3 does not follow in local mode: V3 train/local/local_container.py."""
NO_JOB = "v3 has no job in local mode; the model is in `compressed_artifacts/model.tar.gz` below the `local_container_root` of the trainer"
OF_JOB = frozenset({
    "model_data", "latest_training_job", "_current_job_name", "logs", "jobs", "deploy", "transformer", "create_model", "register",
})  # fmt: skip
"""What an estimator has from its job."""


def is_local(context: Rewriting, given: Mapping[str, Argument]) -> bool:
    """Whether an estimator certainly runs on this machine.

    Raises:
        UnwrittenError: it is not known whether it does, or v2 would send it to the service.
    """
    kind = given.get("instance_type")
    value = _value(context, kind.value) if kind is not None else None
    if isinstance(value, cst.IfExp):
        if any(text_of(each) in _LOCAL for each in (value.body, value.orelse)):
            raise UnwrittenError(
                "it may run in local mode, which is `training_mode=Mode.LOCAL_CONTAINER` in v3 and not an instance type"
            )
        return False
    local = value is not None and text_of(value) in _LOCAL
    session = given.get("sagemaker_session")
    if session is None or context.source.original(session.value) == "None":
        return local
    is_here = _is_local_session(context, session.value)
    if local and not is_here:
        raise UnwrittenError("it has a local instance type, and it is not known whether its session is a local one")
    if is_here and not local:
        raise UnwrittenError("its session is a local one, and it is not known whether its instance type is `local`")
    return local


def _is_local_session(context: Rewriting, value: cst.BaseExpression) -> bool:
    """Whether a session is certainly a local one, however its attributes are set afterwards."""
    order = context.objects.order
    bound = [value]
    if isinstance(value, cst.Name):
        if any(each.name.value == value.value for each in order.of(cst.Param)):
            return False
        bound = [
            each.value
            for each in order.of(cst.Assign)
            for target in each.targets
            if isinstance(target.target, cst.Name) and target.target.value == value.value
        ]
    made = [context.calls.made_by(each) for each in bound]
    return bool(made) and all(each is not None and each.name == "LocalSession" for each in made)


def local_items(context: Rewriting, given: Mapping[str, Argument]) -> list[Item]:
    """The arguments of a trainer that runs on this machine.

    v3 writes into the current folder by default, and removes `input` and `shared` there; v2 makes a folder for each job.

    Raises:
        UnwrittenError: an argument is followed by v2 alone.
    """
    for key, why in _UNLIKE.items():
        if key in given and context.source.original(given[key].value) != "None":
            raise UnwrittenError(f"it runs in local mode: {why}")
    mode, folder = context.name_of(_HOME, "Mode"), context.name_of("tempfile", "mkdtemp")
    context.notes.append(
        "v3 leaves the model of local mode in `compressed_artifacts/model.tar.gz` below `local_container_root`, "
        "and v2 brings it to the default bucket, unless `local_code` is set"
    )
    return [Item("training_mode", f"{mode}.LOCAL_CONTAINER"), Item("local_container_root", f"{folder}()")]


def local_path(context: Rewriting, value: cst.BaseExpression) -> str:
    """The source code of what a channel is given in local mode: a path for a `file://` URI; empty for others.

    Raises:
        UnwrittenError: it may be such a URI, or names a file, of which v2 mounts the folder.
    """
    bound = _value(context, value)
    text = text_of(bound) if bound is not None else None
    if text is None or not text.startswith("file://"):
        if bound is not None and "file://" in context.source.original(bound):
            raise UnwrittenError("v3 takes the path of a folder in local mode, without `file://`")
        return ""
    path = text.removeprefix("file://")
    if not path or "." in path.rpartition("/")[2].lstrip("."):
        raise UnwrittenError("v3 mounts what is named in local mode, and v2 the folder that a file is in")
    if bound is not value:
        return f'{context.source.code(value)}.removeprefix("file://")'
    quote = '"' if "'" in path or context.source.original(value).startswith('"') else "'"
    return f"{quote}{path}{quote}"


def runs_locally(made: Made) -> bool:
    """Whether a call makes a trainer of v3 that runs on this machine."""
    return any(
        each.keyword is not None and each.keyword.value == "training_mode" and "LOCAL_CONTAINER" in _shown(each.value)
        for each in made.call.args
    )


def _shown(value: cst.BaseExpression) -> str:
    return value.attr.value if isinstance(value, cst.Attribute) else ""


def _value(context: Rewriting, value: cst.BaseExpression) -> cst.BaseExpression | None:
    return context.objects.value_at(value) if isinstance(value, cst.Name) else value
