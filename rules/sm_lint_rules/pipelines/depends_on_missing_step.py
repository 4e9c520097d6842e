"""SMJ551: a step depends on one that is not part of any pipeline."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import Dependency, dependencies


class DependsOnMissingStep(JobRule):
    """A step of a pipeline depends on a step that is not part of any pipeline.

    ## What it does

    Compares the steps that are named by `depends_on`, `add_depends_on` and properties with the steps of the pipelines of the file,
    where all of them are known.

    ## Why is this bad?

    `ValueError: Step Train is undefined.` when the pipeline is created; a property of such a step is rejected by the service.

    ## Example

    ```python
    from sagemaker.workflow.fail_step import FailStep
    from sagemaker.workflow.pipeline import Pipeline

    first = FailStep(name="First", error_message="no")
    second = FailStep(name="Second", error_message="no", depends_on=[first])
    pipeline = Pipeline(name="fraud", steps=[second])
    ```

    ## Use instead

    ```python
    from sagemaker.workflow.fail_step import FailStep
    from sagemaker.workflow.pipeline import Pipeline

    first = FailStep(name="First", error_message="no")
    second = FailStep(name="Second", error_message="no", depends_on=[first])
    pipeline = Pipeline(name="fraud", steps=[first, second])
    ```

    ## References

    - [sagemaker 2.257.7, workflow/steps.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [Data and custom dependency between steps](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps.html)
    """

    code = "SMJ551"
    name = "depends-on-missing-step"

    def check_definitions(self, definitions: Definitions) -> None:
        """Compare dependencies with the steps of the pipelines."""
        pipelines = definitions.pipelines
        if not pipelines or any(pipeline.steps is None for pipeline in pipelines):
            return
        listed = {step for pipeline in pipelines for step in pipeline.steps or ()}
        missing: dict[str, dict[str, Dependency]] = {}
        for dependency in dependencies(definitions):
            if dependency.step not in listed or dependency.on in listed or "*" in dependency.on:
                continue
            # A step collection makes several steps, whose names begin with its own.
            if any(dependency.on.startswith(f"{step}-") for step in listed):
                continue
            missing.setdefault(dependency.on, {}).setdefault(dependency.step, dependency)
        for on, found in missing.items():
            first, *others = found.values()
            self.report(
                first.place,
                f"step `{first.step}` depends on step `{on}`, which is not part of any pipeline",
                notes=[(f"step `{other.step}` too", other.place) for other in others],
            )
