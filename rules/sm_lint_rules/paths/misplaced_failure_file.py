"""SMP141: the reason of a failure, written where SageMaker does not look."""

from __future__ import annotations

import re

from sm_lint.rules import PathAccess, ScriptRule, Severity
from sm_lint.rules.platform import is_under

FAILURE_FILE = "/opt/ml/output/failure"
_NAMED = re.compile(r"/opt/ml/(?:.*/)?failure(?:[._-]?(?:reason|message))?(?:\.\w+)?", re.IGNORECASE)


class MisplacedFailureFile(ScriptRule):
    """A training script writes the reason of its failure to a file that SageMaker does not read.

    ## What it does

    Reports a file named `failure` that a training script writes below `/opt/ml`, with or without a suffix, where it does not write
    `/opt/ml/output/failure` as well; and a file below a folder of that name.

    ## Why is this bad?

    SageMaker takes the first 1,024 characters of the file `/opt/ml/output/failure` for the `FailureReason` of the job. Another file
    is uploaded with the rest of the output, or lost.

    ## Example

    ```python title="train.py"
    import os
    import traceback

    print(os.environ["SM_MODEL_DIR"])
    try:
        os.listdir("/opt/ml/input/data/train")
    except Exception:
        with open("/opt/ml/output/failure.txt", "w") as file:
            file.write(traceback.format_exc())
        raise
    ```

    ## Use instead

    ```python title="train.py"
    import os
    import traceback

    print(os.environ["SM_MODEL_DIR"])
    try:
        os.listdir("/opt/ml/input/data/train")
    except Exception:
        with open("/opt/ml/output/failure", "w") as file:
            file.write(traceback.format_exc())
        raise
    ```

    ## References

    - [How SageMaker learns of success and failure](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-signal-success-failure.html)
    - [sagemaker-run-notebook#53](https://github.com/aws-samples/sagemaker-run-notebook/issues/53)
    """

    code = "SMP141"
    name = "misplaced-failure-file"
    severity = Severity.WARNING

    def begin(self) -> bool:
        """Skip scripts that write the file where it is read, and all that are no training scripts for certain."""
        if self.context.job != "training" or not self.context.in_container:
            return False
        return not any(access.path == FAILURE_FILE and access.mode == "write" for access in self.facts.all(PathAccess))

    def check_access(self, access: PathAccess) -> None:
        """Look at what is written."""
        if access.mode != "write" or access.creates or not access.exact or not access.reached:
            return
        inside = access.path != FAILURE_FILE and is_under(access.path, FAILURE_FILE)
        if inside or _NAMED.fullmatch(access.path):
            self.report(
                access.node,
                f"`{access.path}` is not where SageMaker reads the reason of a failure; write it to the file `{FAILURE_FILE}`",
                origin=access.origin,
                once=access.path,
            )
