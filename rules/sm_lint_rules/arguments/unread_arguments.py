"""SMA315: arguments of a processing job whose script reads none."""

from __future__ import annotations

import os

from sm_lint.rules import Message, Place, ScriptRule, Severity
from sm_lint.rules.jobs import elements, reads_no_arguments


class UnreadArguments(ScriptRule):
    """A processing job passes arguments to a script that reads none.

    ## What it does

    Reports the arguments of a job whose script has no parser, does not look at `sys.argv`, and imports nothing that does so.
    Hyperparameters of training jobs are a matter for SMA304.

    ## Why is this bad?

    The values have no effect: the script works with what is written in it.

    ## Example

    ```python title="prepare.py"
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    frame.sample(frac=0.5).to_csv("/opt/ml/processing/output/data.csv")
    ```

    ```python title="launch.py"
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(code="prepare.py", arguments=["--fraction", "0.8"])
    ```

    ## Use instead

    ```python title="prepare.py"
    import argparse

    import pandas as pd

    parser = argparse.ArgumentParser()
    parser.add_argument("--fraction", type=float, default=0.5)
    args = parser.parse_args()
    frame = pd.read_csv("/opt/ml/processing/input/data.csv")
    frame.sample(frac=args.fraction).to_csv("/opt/ml/processing/output/data.csv")
    ```

    ```python title="launch.py"
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(code="prepare.py", arguments=["--fraction", "0.8"])
    ```

    ## Known limits

    Nothing is reported of a script that imports a module of which it is not known whether it looks at the command line, or that
    runs another program of Python in its own process.

    ## References

    - [ScriptProcessor.run](https://sagemaker.readthedocs.io/en/stable/api/training/processing.html#sagemaker.processing.ScriptProcessor.run)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/1342)
    """

    code = "SMA315"
    name = "unread-arguments"
    severity = Severity.WARNING
    per_contract = True

    def finish(self) -> None:
        """Report the list once for each job."""
        contract = self.context.contract
        job = next((job for job in self.context.launched_by if job.contract is contract), None)
        if contract is None or job is None or job.kind != "processing" or contract.delegates:
            return
        passed = elements(job.arguments)
        if job.arguments is None or not passed or not reads_no_arguments(self.facts):
            return
        self.report(
            job.arguments.place,
            Message(
                "{contract} passes {count} arguments, and the script `{script}` reads none; read them or stop passing them"
                if len(passed) > 1
                else "{contract} passes an argument, and the script `{script}` reads none; read it or stop passing it",
                count=str(len(passed)),
                script=os.path.basename(self.context.path),
            ),
            notes=[("script", Place(self.context.path))],
            once=job.arguments.place,
        )
