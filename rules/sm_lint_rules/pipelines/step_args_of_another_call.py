"""SMJ663: a pipeline step is given something else than the request of its job."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import calls_of

_METHODS = {
    "ProcessingStep": ("run",),
    "TrainingStep": ("fit", "train"),
    "TuningStep": ("fit", "tune"),
    "TransformStep": ("transform",),
    "ModelStep": ("create", "register", "build"),
}
_CALLED = re.compile(r"sagemaker\..+\.(?P<method>\w+)\(\)$")
_OBJECT = re.compile(r"sagemaker\.[\w.]*\.(?P<owner>[A-Z]\w+)(?:\.(?P<method>[a-z]\w*))?$")


class StepArgsOfAnotherCall(JobRule):
    """The `step_args` of a pipeline step are not what the method of its job returns.

    ## What it does

    Reports `step_args` that are a processor, an estimator or another object of the SDK itself, a method that is not called, or the
    request of a job of another kind.

    ## Why is this bad?

    `The step_args of ProcessingStep must be obtained from processor.run().`

    ## Example

    ```python
    from sagemaker.processing import Processor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = Processor("role", "image", 1, "ml.m5.large", sagemaker_session=PipelineSession())
    step = ProcessingStep(name="Prepare", step_args=processor)
    ```

    ## Use instead

    ```python
    from sagemaker.processing import Processor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = Processor("role", "image", 1, "ml.m5.large", sagemaker_session=PipelineSession())
    step = ProcessingStep(name="Prepare", step_args=processor.run())
    ```

    ## Known limits

    No such step was found in 245 public repositories. The rule is on by default, since the SDK itself raises the error, and only what a call
    of the SDK certainly returns is looked at.

    ## References

    - [sagemaker 2.257.7: workflow/utilities.py, `validate_step_args_input`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Pipeline session](https://sagemaker.readthedocs.io/en/stable/amazon_sagemaker_model_building_pipeline.html#pipeline-session)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/3588)
    """

    code = "SMJ663"
    name = "step-args-of-another-call"
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the steps of a file."""
        for known in calls_of(definitions):
            methods = _METHODS.get(known.call.name)
            setting = known.given.get("step_args")
            if methods is None or setting is None or not known.targets:
                continue
            given = _given(setting, methods)
            if given:
                wanted = " or ".join(f"`{method}()`" for method in methods)
                self.report(
                    setting.place,
                    f"`step_args` of {known.targets[0].shown} takes what {wanted} returns, and is given {given}",
                    once=setting.place,
                )


def _given(setting: Setting, methods: tuple[str, ...]) -> str:
    """What a value is that no method of the job returns; empty where it may be the right one."""
    called = _CALLED.fullmatch(setting.type)
    if called is not None:
        method = called["method"]
        if method in methods or method not in {name for names in _METHODS.values() for name in names}:
            return ""
        return f"what `{method}()` returns"
    found = _OBJECT.fullmatch(setting.type)
    if found is None or found["owner"].endswith(("Parameter", "Step")):
        return ""
    if found["method"] is None:
        return f"the {found['owner']} itself"
    return f"`{found['method']}` without a call" if found["method"] in methods else ""
