"""What is done with an object and v3 does not have: left to be written by hand where the rest can do without it."""

from __future__ import annotations

from sm_lint.migration.definitions.calls import Made
from sm_lint.migration.definitions.context import Rewriting, UnwrittenError
from sm_lint.migration.definitions.local_mode import NO_JOB, OF_JOB, runs_locally
from sm_lint.migration.definitions.objects import Use
from sm_lint.sagemaker.sdk.surface import surface

JOB = "_latest_training_job"
"""The attribute of a trainer that holds its job."""
_MODEL = (
    f"`ModelBuilder(image_uri=..., s3_model_data_url=trainer.{JOB}.model_artifacts.s3_model_artifacts, role_arn=...)` "
)
INSTEAD = {
    "deploy": f"v3 has {_MODEL}with `build` and `deploy`, which returns an `Endpoint` with `invoke` for `predict`",
    "transformer": f"v3 has {_MODEL}with `build`, and `Transformer` of `sagemaker.core.transformer` takes the model's name",
    "create_model": f"v3 has {_MODEL}with `build`",
    "register": f"v3 has {_MODEL}with `register`",
    "model_data": f"where the model is not packed, `trainer.{JOB}.model_artifacts.s3_model_artifacts` is the URI of its folder, "
    "and not the mapping that v2 makes of it",
    "delete_endpoint": "`Endpoint.get(endpoint_name=...).delete()` of `sagemaker.core.resources` deletes an endpoint",
    "latest_training_job": "it is a `TrainingJob` of `sagemaker.core.resources` in v3, with other methods",
    "hyperparameters": "`hyperparameters` is a mapping in v3, without what v2 adds for the script",
    "jobs": f"v3 keeps the last job alone, as `{JOB}`",
    "best_estimator": "`best_training_job()` of the tuner is the name of the job, and `TrainingJob.get` its description",
    "latest_tuning_job": "it is a `HyperParameterTuningJob` of `sagemaker.core.resources` in v3, with other methods",
}
"""What v3 has for attributes that it has not under that name."""


def leave_use(context: Rewriting, made: Made, use: Use, owner: str = "it") -> None:
    """Leave something that v3 does not have to be written by hand, where the rest can be rewritten without it.

    That is in a cell of a notebook: the object is still there when it fails, and no job was started in vain.

    Raises:
        UnwrittenError: it is elsewhere; a script would fail after its job has run.
    """
    said = INSTEAD.get(use.attribute, "v3 has nothing of that name there")
    if context.local and use.attribute in OF_JOB:
        said = NO_JOB
    known = surface("v2").signature(made.qualified, use.attribute) is not None or use.attribute in INSTEAD
    if not (known and context.is_in_cell(use.name)):
        raise UnwrittenError(f"`{use.attribute}` is used of {owner}: {said}")
    context.leave(
        use.name, f"{made.name}.{use.attribute}", f"`{use.attribute}` of `{context.shown(use)}` is left: {said}"
    )


def remark_on_uses(context: Rewriting, made: Made) -> None:
    """Say what is done with an object of v3 that only those of v2 have; a former run has left it."""
    assigned = context.objects.assignment(made.call)
    for use in context.objects.uses(assigned) or [] if assigned is not None else []:
        lacks = surface("v3").signature(made.qualified, use.attribute) is None
        if use.attribute in INSTEAD and lacks and context.is_in_cell(use.name) and use.attribute != "hyperparameters":
            said = NO_JOB if use.attribute in OF_JOB and runs_locally(made) else INSTEAD[use.attribute]
            name = f"{made.name}.{use.attribute}"
            context.leave(use.name, name, f"`{use.attribute}` of `{context.shown(use)}` is left: {said}")
