"""SMS704: a bucket in the source of a container script."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import ScriptRule, Severity
from sm_lint.rules.scripts import is_test

_URI = re.compile(r"s3[an]?://([a-z0-9][a-z0-9.-]{2,62})(?=/)")


class HardCodedS3Uri(ScriptRule):
    """A container script names a bucket.

    ## What it does

    Reports `s3://` URIs with a bucket's name in the strings of a script that certainly runs in a container. Docstrings and files of
    tests are passed over.

    ## Why is this bad?

    The job definition cannot see what the script reads or writes, and the script runs in one account only. Inputs and outputs
    of the job do the same with retries, and without code.

    ## Example

    ```python
    import pandas as pd

    labels = pd.read_csv("/opt/ml/processing/input/labels.csv")
    frame = pd.read_parquet("s3://acme-lake/orders/2024/")
    ```

    ## Use instead

    ```python
    import pandas as pd

    labels = pd.read_csv("/opt/ml/processing/input/labels.csv")
    frame = pd.read_parquet("/opt/ml/processing/orders")
    ```

    ## References

    - [Processing inputs](https://docs.aws.amazon.com/sagemaker/latest/dg/processing-job.html)
    """

    code = "SMS704"
    name = "hard-coded-s3-uri"
    severity = Severity.WARNING
    enabled = False

    def begin(self) -> None:
        """Forget the strings that are statements of their own; skip tests."""
        self._skipped = is_test(self.context.path, self.context.settings.root)
        self._alone: set[int] = set()

    def visit_Expr(self, node: cst.Expr) -> None:
        """Remember a docstring."""
        self._alone.add(id(node.value))

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        """Look at a literal."""
        if id(node) not in self._alone:
            self._check(node, f"{node.raw_value}/")

    def visit_FormattedStringText(self, node: cst.FormattedStringText) -> None:
        """Look at the text of a formatted string."""
        self._check(node, node.value)

    def _check(self, node: cst.CSTNode, text: str) -> None:
        found = _URI.match(text)
        if found and "your" not in found[1] and self.context.in_container and not self._skipped:
            self.report(node, f"bucket `{found[1]}` is written into the script; mount the data or pass the URI")
