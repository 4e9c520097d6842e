"""SMJ515: a pipeline variable where the value is needed while the pipeline is defined."""

from __future__ import annotations

from sm_lint.rules import Definitions, Job, JobRule, PipelineVariableUse, Setting
from sm_lint.rules.jobs import IMMEDIATE_CALLS, calls_of, fails, kind_of, literal

_NEVER = (
    "git_config",
    "framework_version",
    "py_version",
    "transformers_version",
    "pytorch_version",
    "tensorflow_version",
)


class NotParameterizable(JobRule):
    """A pipeline variable is given where the SDK needs the value at once.

    ## What it does

    Reports pipeline variables as `code` of a processor, as `entry_point` without a `source_dir` in S3, as `git_config`, as
    the version of a framework, as `json_path` of `JsonGet` and as arguments of `image_uris.retrieve`. The instance type is one of these arguments only for a
    framework that has different images for CPU and GPU; the image of XGBoost or scikit-learn is the same for all.

    ## Why is this bad?

    The SDK packs the script and looks up the image while the pipeline is defined. A variable has no value then:
    `code argument has to be a valid S3 URI or local file path rather than a pipeline variable`,
    `'ParameterString' object has no attribute 'startswith'`. Only `image_uris.retrieve` goes on, with the default of a
    parameter: an execution that passes another instance type runs on it the image of the default one.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    script = ParameterString(name="Script", default_value="s3://code/prepare.py")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    step = ProcessingStep(name="Prepare", step_args=processor.run(code=script))
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    step = ProcessingStep(name="Prepare", step_args=processor.run(code="s3://code/prepare.py"))
    ```

    ## References

    - [sagemaker-python-sdk#3078](https://github.com/aws/sagemaker-python-sdk/issues/3078)
    """

    code = "SMJ515"
    name = "not-parameterizable"
    documents = False

    def check_pipeline_variable_use(self, use: PipelineVariableUse) -> None:
        """Check calls that are made while the pipeline is defined."""
        if not fails(use, IMMEDIATE_CALLS):
            return
        sees = "has no value then"
        if "image_uris" in use.how and ".parameters.Parameter" in use.name:
            sees = "gives it the default, whatever an execution passes"
        self.report(
            use.site,
            f"{IMMEDIATE_CALLS[use.how]} is evaluated while the pipeline is defined; {kind_of(use)} {sees}",
            once=use.site.node,
        )

    def check_definitions(self, definitions: Definitions) -> None:
        """Look for variables in the path of a `JsonGet`, which is written into the definition as it is."""
        for known in calls_of(definitions):
            path = known.given.get("json_path") if known.call.name == "JsonGet" and known.targets else None
            if path is not None and path.known == "variable":
                self.report(
                    path.place,
                    "`json_path` of JsonGet is a text of the definition, and a pipeline variable has no value then: "
                    "`TypeError: ... is not JSON serializable`",
                    once=path.place,
                )

    def check_job(self, job: Job) -> None:
        """Look for variables among the arguments that are evaluated at once."""
        if job.dialect not in ("v2", "v3"):
            return
        wanted = list(_NEVER)
        if job.kind == "processing":
            wanted.append("code")
        elif not _in_s3(job.setting("source_dir")):
            wanted.append("entry_point")
        for name in wanted:
            setting = job.setting(name)
            if setting is not None and setting.known == "variable":
                self.report(
                    setting.place,
                    f"`{name}` is evaluated while the pipeline is defined; a pipeline variable has no value then",
                )


def _in_s3(source_dir: Setting | None) -> bool:
    """May the directory be in S3? Only one that is known to be local, or is not given, cannot."""
    if source_dir is None:
        return False
    text = literal(source_dir)
    return text is None or text.startswith("s3://")
