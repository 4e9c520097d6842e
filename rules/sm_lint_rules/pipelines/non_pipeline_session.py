"""SMJ503: a step's arguments come from an object that starts its job at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.rules import Definitions, Job, JobRule, NodeEdit, NodeFix, Place, Setting
from sm_lint.rules.jobs import absent, elements, entries
from sm_lint.rules.scripts import imports_name

_PLAIN = re.compile(r"(?:\w+\.)*Session\(\)")


class NonPipelineSession(JobRule):
    """The job of a pipeline step is started while the pipeline is defined.

    ## What it does

    Reports `step_args=processor.run(...)`, `estimator.fit(...)`, `model.register(...)` and the like where the processor,
    estimator or model has no session, or a plain `Session`. A session that is handed in from outside is not judged. Reported is
    also a job with such a session that is in no step, and is given a pipeline variable: it starts at once, when the variable has
    no value.

    ## Why is this bad?

    Only with a `PipelineSession` does `run()` return what the step needs. With any other session it starts the job there
    and then, waits for it, and ends in
    `TypeError: The step_args of ProcessingStep must be obtained from processor.run().`

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    step = ProcessingStep(name="Prepare", step_args=processor.run(code="s3://code/prepare.py"))
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    step = ProcessingStep(name="Prepare", step_args=processor.run(code="s3://code/prepare.py"))
    ```

    ## Fix safety

    The fix writes `PipelineSession()` for `Session()` in the call, where the file imports it. It is unsafe: whoever else uses
    the processor or estimator gets step arguments then, and no job.

    ## References

    - [sagemaker-python-sdk#2857](https://github.com/aws/sagemaker-python-sdk/issues/2857)
    - [Public thread: parameters of a Spark job](https://github.com/aws/sagemaker-python-sdk/issues/3425)
    """

    code = "SMJ503"
    name = "non-pipeline-session"
    fixable = "sometimes"

    def check_job(self, job: Job) -> None:
        """Look at the session of a job that a step launches by `step_args`."""
        launched_by_method = job.api[:1].islower()
        if not launched_by_method or job.dialect not in ("v2", "v3") or job.function is not None:
            return
        session = job.setting("sagemaker_session")
        if session is None and job.open_settings:
            return
        if job.step is not None:
            self._judge(session, job.place, f"{job.label} starts its job", job.class_name)
        elif job.reached and (given := next(_variables(job), None)) is not None and not _is_known_session(session):
            self.report(
                given.place,
                f"{job.label} starts its job at once, when `{given.type.rpartition('.')[2]}` has no value yet; make it a step, with "
                "sagemaker_session=PipelineSession()",
                once=job.place,
            )

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the sessions of models that a step creates or registers."""
        for call in definitions.models:
            if call.step is None or not call.api[:1].islower() or not (call.sure or call.session is not None):
                continue
            done = "registers" if call.api == "register" else "creates"
            self._judge(call.session, call.place, f"{call.label} {done} its model", call.class_name)

    def _judge(self, session: Setting | None, place: Place, does: str, class_name: str) -> None:
        if absent(session):
            what = "has no session"
        elif session is not None and session.type.rpartition(".")[2] == "Session":
            what = "has a plain `Session`"
        else:
            return
        self.report(
            place,
            f"{does} while the pipeline is defined: its `{class_name}` {what}; pass sagemaker_session=PipelineSession()",
            notes=[("the session is given at", session.place)] if session is not None else [],
            fix=self._fix(session) if session is not None else None,
        )

    def _fix(self, session: Setting) -> NodeFix | None:
        if not _PLAIN.fullmatch(session.source) or not imports_name(
            self.context.module, "PipelineSession", "sagemaker"
        ):
            return None
        return NodeFix("make it a PipelineSession", (NodeEdit(session.place, "PipelineSession()", session.source),))


def _variables(job: Job) -> Iterator[Setting]:
    """The pipeline parameters that a job is given among its arguments, variables, hyperparameters and inputs."""
    given = [*elements(job.arguments)]
    given += [value for mapping in (job.environment, job.hyperparameters) for _, value in entries(mapping)]
    given += [mount.remote for mount in job.mounts if mount.remote is not None]
    yield from (
        setting
        for setting in given
        if setting.known == "variable" and setting.type.rpartition(".")[2].startswith("Parameter")
    )


def _is_known_session(session: Setting | None) -> bool:
    """Whether a session is given that may be one of a pipeline."""
    return not absent(session) and session is not None and session.type.rpartition(".")[2] != "Session"
