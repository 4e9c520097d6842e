"""SMS703: an account, a role or a registry in the source."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import ScriptRule, Severity
from sm_lint.rules.platform import is_public_account
from sm_lint.rules.scripts import is_test

_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):")
_REGISTRY = re.compile(r"(?<!\d)(\d{12})\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com")


class HardCodedAwsIdentifier(ScriptRule):
    """An AWS account is hard-coded.

    ## What it does

    Reports ARNs and container registries with an account id in a string. Accounts that AWS owns, the ids of the
    documentation, `123456789012` among them, and files of tests are passed over.

    ## Why is this bad?

    The code runs in one account only, and fails with `AccessDenied` in the next stage. Account ids also help an attacker.

    ## Example

    ```python
    role = "arn:aws:iam::918273645546:role/SageMakerExecutionRole"
    ```

    ## Use instead

    ```python
    import sagemaker

    role = sagemaker.get_execution_role()
    ```

    ## References

    - [Account identifiers](https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html)
    """

    code = "SMS703"
    name = "hard-coded-aws-identifier"
    severity = Severity.WARNING
    enabled = False
    anywhere = True

    def begin(self) -> None:
        """Pass over tests."""
        self._skipped = is_test(self.context.path, self.context.settings.root)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        """Look at a literal."""
        self._check(node, node.raw_value)

    def visit_FormattedStringText(self, node: cst.FormattedStringText) -> None:
        """Look at the text of a formatted string."""
        self._check(node, node.value)

    def _check(self, node: cst.CSTNode, text: str) -> None:
        if self._skipped:
            return
        for pattern, what in ((_ARN, "ARN"), (_REGISTRY, "container registry")):
            found = pattern.search(text)
            if found and not is_public_account(found[1]):
                self.report(
                    node, f"{what} `{found[0]}` ties the code to one AWS account; look it up or make it a parameter"
                )
                return
