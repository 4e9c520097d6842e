"""SMC020: a file is read whose name is not that of the object that the input delivers."""

from __future__ import annotations

from sm_lint.rules import Contract, Message, ScriptRule, Severity
from sm_lint.rules.jobs import location
from sm_lint.rules.scripts import job_of, listed, not_among_objects


class InputObjectMismatch(ScriptRule):
    """A script reads a file of another name than the one object that its input delivers.

    ## What it does

    Compares the files that a script reads in an input with the object that a job definition gives as its source, where that
    is a single one: `s3://bucket/data/claims.csv`, a local file, or the default of a pipeline parameter.

    ## Why is this bad?

    The object arrives under its own name, and nothing else is in the directory. The script fails with `FileNotFoundError`
    after minutes of start-up.

    ## Known limits

    The rule is silent where the script may have written the file itself before: by unpacking an archive, or by a call that is
    not known. A parameter's default may be overridden when the pipeline is started, and a script that is named by its place in
    S3 is only known by its name; such findings are warnings, and of the second kind only where the two names are alike.

    ## Example

    ```python title="launch.py"
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1)
    processor.run(
        code="clean.py",
        inputs=[ProcessingInput(source="s3://acme/claims_2024.csv", destination="/opt/ml/processing/input")],
    )
    ```

    ```python title="clean.py"
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/claims.csv")
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", "ml.m5.xlarge", 1)
    processor.run(
        code="clean.py",
        inputs=[ProcessingInput(source="s3://acme/claims_2024.csv", destination="/opt/ml/processing/input")],
    )
    ```

    ```python title="clean.py"
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/claims_2024.csv")
    ```

    ## References

    - [Build your own processing container: how the data is downloaded](https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html)
    - [S3 prefix as a source](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Input.html)
    - [sagemaker-python-sdk#552](https://github.com/aws/sagemaker-python-sdk/issues/552)
    """

    code = "SMC020"
    name = "input-object-mismatch"
    per_contract = True

    def begin(self) -> bool:
        """Compare reads with what the inputs deliver."""
        contract: Contract | None = self.context.contract
        job = job_of(self.context)
        if contract is None or job is None or job.kind not in ("processing", "training"):
            return False
        for found in not_among_objects(self.facts, job):
            sources = [source for mount in found.mounts if (source := location(mount)) is not None]
            names = sorted(found.delivered)
            likely = job.script is not None and job.script.likely
            sure = not likely and all(source.known != "variable" for source in sources)
            self.report(
                found.access.node,
                Message(
                    "`{path}` is read, but {contract} delivers only {names} there",
                    path=found.access.path,
                    names=listed(names),
                ),
                severity=Severity.ERROR if sure else Severity.WARNING,
                notes=[("delivered at", source.place) for source in sources],
                origin=found.access.origin,
                once=found.access.path,
            )
        return False
