"""SMJ508: a property file that does not go with the step's outputs."""

from __future__ import annotations

from sm_lint.rules import Definitions, Job, JobRule, Setting, did_you_mean, suggest
from sm_lint.rules.jobs import elements, literal, output_names


class PropertyFileMismatch(JobRule):
    """A property file names an output that its step does not have, or is read but not declared.

    ## What it does

    Compares `PropertyFile(output_name=...)` of a step with the names of its outputs, and the property file that a `JsonGet`
    reads with those that its step declares in `property_files`.

    ## Why is this bad?

    The SDK checks this only where the value is used in a condition, and then when the pipeline is built:
    `Processing output name '...' defined in property file '...' not found in processing step '...'`. Elsewhere the step that
    reads the value fails.

    ## Example

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.properties import PropertyFile
    from sagemaker.workflow.steps import ProcessingStep

    report = PropertyFile(name="Report", output_name="metrics", path="evaluation.json")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=processor.run(
            code="s3://code/evaluate.py",
            outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
        ),
        property_files=[report],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.properties import PropertyFile
    from sagemaker.workflow.steps import ProcessingStep

    report = PropertyFile(name="Report", output_name="evaluation", path="evaluation.json")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=processor.run(
            code="s3://code/evaluate.py",
            outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
        ),
        property_files=[report],
    )
    ```

    ## References

    - [Property files and JsonGet](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-propertyfile.html)
    - [sagemaker-python-sdk#3642](https://github.com/aws/sagemaker-python-sdk/issues/3642)
    """

    code = "SMJ508"
    name = "property-file-mismatch"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the property files of each step, then at who reads them."""
        for job in definitions.jobs:
            self._check_outputs(job)
        for use in definitions.uses:
            if use.kind != "json-get" or use.step is None or not use.path or "*" in use.path:
                continue
            steps = [job for job in definitions.jobs if job.step == use.step]
            known = [name for job in steps for name in _names(job.setting("property_files"))]
            if not steps or any(_is_open(job) for job in steps) or None in known or use.path in known:
                continue
            close = suggest(use.path, [name for name in known if name is not None])
            self.report(
                use.place,
                f"step `{use.step}` has no property file `{use.path}` in property_files{did_you_mean(close, '; ')}",
                notes=[("the step is defined at", steps[0].place)],
                once=use.place,
            )

    def _check_outputs(self, job: Job) -> None:
        names = output_names([job]) if job.step is not None else None
        for file in elements(job.setting("property_files")):
            setting = file.get("output_name")
            wanted = literal(setting)
            if names is not None and setting is not None and wanted is not None and wanted not in names:
                hint = did_you_mean(suggest(wanted, names), "; ")
                self.report(
                    setting.place,
                    f"step `{job.step}` has no output `{wanted}` for its property file{hint}",
                    notes=[("the step is defined at", job.place)],
                )


def _names(files: Setting | None) -> list[str | None]:
    return [literal(file.get("name")) for file in elements(files)]


def _is_open(job: Job) -> bool:
    files = job.setting("property_files")
    return job.open_settings or (files is not None and (files.open or files.known != "literal"))
