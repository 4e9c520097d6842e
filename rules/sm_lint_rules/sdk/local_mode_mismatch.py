"""SMJ535: local mode with a session that has none."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting, Severity
from sm_lint.rules.jobs import Called, absent, calls_of, class_names, literal, maker

_LOCAL = {"local", "local_gpu"}


class LocalModeMismatch(JobRule):
    """An instance type or a pipeline asks for local mode, and the session is of another kind.

    ## What it does

    Reports `instance_type="local"` or `"local_gpu"` of an estimator, or of `deploy`, together with a plain `Session` or a
    `PipelineSession`; `deploy` on this machine of an estimator that was trained in the cloud; and a `Pipeline` with a `LocalSession`.

    ## Why is this bad?

    An estimator ends with `instance_type local or local_gpu is only supported with an instance of LocalSession`; `deploy` asks the
    service for an instance type that it does not have. With a `LocalSession`, jobs run while the pipeline is defined, and older
    releases of the SDK end with `'LocalSagemakerClient' object has no attribute 'create_pipeline'`.

    ## Example

    ```python
    import sagemaker
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        "train.py", role="role", instance_type="local", instance_count=1, framework_version="1.2-1",
        sagemaker_session=sagemaker.Session(),
    )
    ```

    ## Use instead

    ```python
    import sagemaker
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        "train.py", role="role", instance_type="local", instance_count=1, framework_version="1.2-1",
        sagemaker_session=sagemaker.LocalSession(),
    )
    ```

    ## References

    - [Public thread: local_gpu with a Session](https://github.com/aws/sagemaker-python-sdk/pull/1356)
    - [Public thread: a pipeline with a LocalSession](https://github.com/aws/sagemaker-python-sdk/issues/2990)
    - [sagemaker 2.257.7: pipeline_context.py, `LocalPipelineSession`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Local mode](https://sagemaker.readthedocs.io/en/stable/overview.html#local-mode)
    """

    code = "SMJ535"
    name = "local-mode-mismatch"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the sessions of estimators, models that are deployed, and pipelines."""
        for known in calls_of(definitions):
            session = known.given.get("sagemaker_session")
            if "Pipeline" in known.names and known.call.name == "Pipeline":
                names = class_names(session.type) if session is not None else frozenset()
                if session is not None and "LocalSession" in names and "LocalPipelineSession" not in names:
                    self.report(
                        session.place,
                        "with a `LocalSession`, jobs run while the pipeline is defined, and older releases of the SDK cannot create "
                        "it; pass `LocalPipelineSession()`",
                        severity=Severity.WARNING,
                        once=session.place,
                    )
                continue
            instance = known.given.get("instance_type")
            if literal(instance) not in _LOCAL or instance is None:
                continue
            made = known
            if known.call.name == "deploy" and "Model" in known.names:
                made = maker(definitions, known.call) or known
                session = made.given.get("sagemaker_session")
            elif known.call.name == "deploy" and "EstimatorBase" in known.names:
                self._check_estimator(instance, maker(definitions, known.call))
                continue
            elif "EstimatorBase" not in known.names or known.call.name not in known.names:
                continue
            self._check(instance, session)

    def _check_estimator(self, instance: Setting, made: Called | None) -> None:
        """Look at an estimator that is deployed on this machine: the model gets the session that trained it."""
        if made is None or made.call.open or made.call.name not in made.names:
            return
        session, trained = made.given.get("sagemaker_session"), made.given.get("instance_type")
        if session is not None and not absent(session):
            self._check(instance, session)
        elif trained is not None and (literal(trained) or "").startswith("ml."):
            self.report(
                instance.place,
                f'instance type "{instance.text}" needs a local session, and the estimator has one of the service, with which it was '
                "trained; make a model with `LocalSession()` of its `model_data`",
                notes=[("trained on", trained.place)],
                once=instance.place,
            )

    def _check(self, instance: Setting, session: Setting | None) -> None:
        names = class_names(session.type) if session is not None else frozenset[str]()
        if session is None or "Session" not in names or "LocalSession" in names:
            return
        pipeline = "PipelineSession" in names
        self.report(
            instance.place,
            f'instance type "{instance.text}" needs a local session, and is given a '
            f"`{'PipelineSession' if pipeline else 'Session'}`; "
            f"pass `{'LocalPipelineSession' if pipeline else 'LocalSession'}()`",
            notes=[("the session is given at", session.place)],
            once=instance.place,
        )
