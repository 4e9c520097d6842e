"""SMJ509: a parameter that the pipeline does not declare."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import Context, Definitions, JobRule, NodeEdit, NodeFix, Pipeline, Place
from sm_lint.rules.jobs import label_of
from sm_lint.rules.source import text_at, walk


class UndeclaredPipelineParameter(JobRule):
    """A pipeline parameter is used, but the pipeline does not declare it.

    ## What it does

    Compares the parameters that steps use with `parameters` of the pipelines in the same file. A file without a pipeline, or
    with one whose parameters or steps are not known, is not judged.

    ## Why is this bad?

    The service rejects the definition: the reference to the parameter leads nowhere.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    mode = ParameterString(name="Mode", default_value="full")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    prepare = ProcessingStep(
        name="Prepare", step_args=processor.run(code="s3://code/prepare.py", arguments=["--mode", mode])
    )
    pipeline = Pipeline(name="Fraud", parameters=[], steps=[prepare])
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.parameters import ParameterString
    from sagemaker.workflow.pipeline import Pipeline
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    mode = ParameterString(name="Mode", default_value="full")
    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge", sagemaker_session=PipelineSession())
    prepare = ProcessingStep(
        name="Prepare", step_args=processor.run(code="s3://code/prepare.py", arguments=["--mode", mode])
    )
    pipeline = Pipeline(name="Fraud", parameters=[mode], steps=[prepare])
    ```

    ## Fix safety

    The fix adds the variable that holds the parameter to the list. It is unsafe: the pipeline gets another parameter, and the
    variable must be known where the list stands.

    ## References

    - [Pipeline parameters](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-parameters.html)
    """

    code = "SMJ509"
    name = "undeclared-pipeline-parameter"
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Compare uses of parameters by jobs with what the pipelines declare."""
        pipelines = definitions.pipelines
        if not pipelines or any(pipeline.parameters is None or pipeline.steps is None for pipeline in pipelines):
            return
        declared = {parameter for pipeline in pipelines for parameter in pipeline.parameters or ()}
        listed = {step for pipeline in pipelines for step in pipeline.steps or ()}
        running = {job.label for job in definitions.jobs if job.step is not None and job.step in listed}
        running |= {
            label_of(use.step, use.path, use.place)
            for use in definitions.uses
            if use.kind == "step" and use.step in listed
        }
        for use in definitions.uses:
            if use.kind != "parameter" or use.step is None or use.by not in running:
                continue
            if use.step not in declared:
                self.report(
                    use.place,
                    f"parameter `{use.step}` is used by {use.by}, but is not in parameters=[...] of the pipeline",
                    notes=[("the pipeline is defined at", pipeline.place) for pipeline in pipelines[:1]],
                    fix=self._fix(use.place, pipelines) if len(pipelines) == 1 else None,
                    once=use.step,
                )

    def _fix(self, use: Place, pipelines: tuple[Pipeline, ...]) -> NodeFix | None:
        """Add the variable that holds the parameter to the list that the pipeline is given."""
        name = text_at(use, self.context)
        listed = parameter_list(self.context, pipelines[0].place)
        if name is None or not name.isidentifier() or listed is None:
            return None
        inside = self.context.module.tree.code_for_node(listed)[1:-1].strip().rstrip(",")
        return NodeFix(f"add {name}", (NodeEdit(listed, f"[{inside}, {name}]" if inside else f"[{name}]"),))


def parameter_list(context: Context, place: Place) -> cst.List | None:
    """The list that the call at a place is given as `parameters`; None in a document that is no Python."""
    if context.parsed is None:
        return None
    for node in walk(context.module.tree):
        for argument in node.args if isinstance(node, cst.Call) else ():
            named = argument.keyword is not None and argument.keyword.value == "parameters"
            if named and isinstance(argument.value, cst.List) and context.place(node) == place:
                return argument.value
    return None
