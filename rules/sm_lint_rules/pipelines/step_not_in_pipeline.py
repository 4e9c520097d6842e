"""SMJ527: a step that is not part of any pipeline."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule


class StepNotInPipeline(JobRule):
    """A step is built but is not part of any pipeline.

    ## What it does

    Reports a step whose name is in the `steps` of no pipeline of the file, nor in those of a `ConditionStep`. A file
    without a pipeline, or with one whose steps are not known, is not judged. The rule is off by default: steps are left out
    on purpose while a pipeline is worked on.

    ## Why is this bad?

    The step never runs.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    prepare = ProcessingStep(name="Prepare", step_args=processor.run(code="s3://code/prepare.py"))
    evaluate = ProcessingStep(name="Evaluate", step_args=processor.run(code="s3://code/evaluate.py"))
    pipeline = Pipeline(name="Fraud", steps=[prepare])
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    prepare = ProcessingStep(name="Prepare", step_args=processor.run(code="s3://code/prepare.py"))
    evaluate = ProcessingStep(name="Evaluate", step_args=processor.run(code="s3://code/evaluate.py"))
    pipeline = Pipeline(name="Fraud", steps=[prepare, evaluate])
    ```

    ## References

    - [Pipeline steps](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps.html)
    """

    code = "SMJ527"
    name = "step-not-in-pipeline"
    enabled = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Compare the steps of the jobs with those of the pipelines."""
        pipelines = definitions.pipelines
        if not pipelines or any(pipeline.steps is None for pipeline in pipelines):
            return
        listed = {step for pipeline in pipelines for step in pipeline.steps or ()}
        for job in definitions.jobs:
            if job.step is not None and job.step not in listed:
                self.report(
                    job.place, f"step `{job.step}` is not part of any pipeline, so it never runs", once=job.step
                )
