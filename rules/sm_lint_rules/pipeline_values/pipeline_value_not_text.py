"""SMJ543: a pipeline parameter that is a number where the API takes a text."""

from __future__ import annotations

from sm_lint.rules import Applicability, Job, JobRule, NodeEdit, NodeFix, Setting
from sm_lint.rules.jobs import elements, entries, variable_type

_KINDS = {"ParameterInteger": "a whole number", "ParameterFloat": "a number", "ParameterBoolean": "a truth value"}


class PipelineValueNotText(JobRule):
    """A pipeline parameter that is a number or truth value is given where the API takes a text.

    ## What it does

    Reports a `ParameterInteger`, `ParameterFloat` or `ParameterBoolean` among the arguments of a processing job, the
    `container_arguments` of an estimator, and the environment of any job. Hyperparameters are left alone: the SDK turns them into
    text.

    ## Why is this bad?

    `Cannot assign property reference [Parameters.Folds] to argument of type [String]`: the pipeline is not created.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterInteger
    from sagemaker.workflow.pipeline_context import PipelineSession

    folds = ParameterInteger(name="Folds", default_value=5)
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    processor.run(code="s3://code/score.py", arguments=["--folds", folds])
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterInteger
    from sagemaker.workflow.pipeline_context import PipelineSession

    folds = ParameterInteger(name="Folds", default_value=5)
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    processor.run(code="s3://code/score.py", arguments=["--folds", folds.to_string()])
    ```

    ## Fix safety

    The fix appends `.to_string()`. It is safe: without it the pipeline cannot be created.

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/4867)
    - [to_string](https://sagemaker.readthedocs.io/en/stable/workflows/pipelines/sagemaker.workflow.pipelines.html)
    """

    code = "SMJ543"
    name = "pipeline-value-not-text"
    fixable = "sometimes"

    def check_job(self, job: Job) -> None:
        """Look at arguments and environment."""
        if job.dialect not in ("v2", "v3"):
            return
        items = [(item, "the arguments of a job are texts") for item in elements(job.arguments)]
        items += [
            (item, "the arguments of a container are texts") for item in elements(job.setting("container_arguments"))
        ]
        items += [(item, "the values of an environment are texts") for _, item in entries(job.environment)]
        for item, why in items:
            kind = variable_type(item)
            if kind is not None and kind in _KINDS:
                self.report(
                    item.place,
                    f"{_shown(item)} is a `{kind}`, {_KINDS[kind]}; {why}: append `.to_string()`",
                    fix=_fix(item),
                    once=item.place,
                )


def _shown(item: Setting) -> str:
    return f"`{item.source}`" if item.source and len(item.source) < 60 else "this"


def _fix(item: Setting) -> NodeFix | None:
    if not item.source.replace(".", "").isidentifier():
        return None
    edit = NodeEdit(item.place, f"{item.source}.to_string()", item.source)
    return NodeFix("append .to_string()", (edit,), Applicability.SAFE)
