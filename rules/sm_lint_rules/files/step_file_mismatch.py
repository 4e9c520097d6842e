"""SMC021: a file is read that the job which makes the input does not write."""

from __future__ import annotations

from sm_lint.rules import ScriptRule, did_you_mean, suggest
from sm_lint.rules.scripts import job_of, listed, not_supplied


class StepFileMismatch(ScriptRule):
    """A script reads a file that the step which makes its input does not write.

    ## What it does

    Compares the files that a script reads in an input with those that the script of the step before writes to the output that the
    input comes from: by a property such as `...Outputs["train"].S3Output.S3Uri`, or by the same place in S3. What is unpacked
    from the `model.tar.gz` of a training step (`...ModelArtifacts.S3ModelArtifacts`) is compared with what training saves.

    ## Why is this bad?

    Both steps are right by themselves, and the second fails with `FileNotFoundError` after the first was paid for.

    ## Known limits

    The rule is silent unless the names of all files that the first script may write there are known, and where the second may have
    written the file itself.

    ## Example

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingInput, ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1, sagemaker_session=PipelineSession())
    clean = ProcessingStep(name="Clean", step_args=processor.run(
        code="clean.py", outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
    ))
    score = ProcessingStep(name="Score", step_args=processor.run(
        code="score.py",
        inputs=[ProcessingInput(
            source=clean.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri,
            destination="/opt/ml/processing/input",
        )],
    ))
    ```

    ```python title="clean.py"
    import pandas as pd

    pd.DataFrame({"a": [1]}).to_csv("/opt/ml/processing/train/train.csv")
    ```

    ```python title="score.py"
    import pandas as pd

    frame = pd.read_parquet("/opt/ml/processing/input/train.parquet")
    ```

    ## Use instead

    ```python title="pipeline.py"
    from sagemaker.processing import ProcessingInput, ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor
    from sagemaker.workflow.pipeline_context import PipelineSession
    from sagemaker.workflow.steps import ProcessingStep

    processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1, sagemaker_session=PipelineSession())
    clean = ProcessingStep(name="Clean", step_args=processor.run(
        code="clean.py", outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
    ))
    score = ProcessingStep(name="Score", step_args=processor.run(
        code="score.py",
        inputs=[ProcessingInput(
            source=clean.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri,
            destination="/opt/ml/processing/input",
        )],
    ))
    ```

    ```python title="clean.py"
    import pandas as pd

    pd.DataFrame({"a": [1]}).to_csv("/opt/ml/processing/train/train.csv")
    ```

    ```python title="score.py"
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/train.csv")
    ```

    ## References

    - [Pass data between steps](https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps.html)
    - [Output of training jobs](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-output.html)
    """

    code = "SMC021"
    name = "step-file-mismatch"
    per_contract = True

    def begin(self) -> bool:
        """Compare reads with what the jobs before write."""
        job = job_of(self.context)
        if job is None:
            return False
        for found in not_supplied(self.context, job):
            names = sorted({name for files in found.left for name in files.names})
            where = "of the model archive" if found.supplier.archive else f"in `{found.supplier.found}`"
            self.report(
                found.access.node,
                f"`{found.name}` {where} is read, but {found.supplier.label} writes only {listed(names)}"
                f"{did_you_mean(suggest(found.name, names), '; ')}",
                notes=[
                    ("delivered at", found.supplier.place),
                    *(("written at", access.site) for files in found.left for access in files.writes[:1]),
                ],
                origin=found.access.origin,
                once=found.access.path,
            )
        return False
