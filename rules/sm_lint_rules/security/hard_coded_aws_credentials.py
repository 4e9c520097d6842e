"""SMS701: an access key in the source."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import is_test
from sm_lint.rules.source import text_of

_KEY_ID = re.compile(r"(?<![A-Za-z0-9/+=_])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9/+=_])")
_SECRET = re.compile(r"[A-Za-z0-9/+]{40}")
_SECRET_NAMES = frozenset({"aws_secret_access_key", "secret_access_key", "aws_secret_key", "secret_key"})
_EXAMPLE = re.compile(r"EXAMPLE|X{4}|ABCDEFGH|(.)\1{7}", re.IGNORECASE)


class HardCodedAwsCredentials(ScriptRule):
    """An AWS access key is hard-coded.

    ## What it does

    Reports access key ids (`AKIA...`, `ASIA...`), and secret access keys that are assigned or passed under their usual names.
    Passed over are the keys of the AWS documentation, which contain `EXAMPLE` (`AKIAIOSFODNN7EXAMPLE`), placeholders such as rows of `X`
    or of the alphabet, and files of tests. Docstrings are looked at like any other text: whoever reads the file reads them. Write
    examples with a key of the documentation.

    ## Why is this bad?

    Whoever can read the repository, or the source archive in S3, has the key. A job has credentials of its own: those of its
    execution role.

    ## Example

    ```python
    import boto3

    s3 = boto3.client("s3", aws_access_key_id="AKIAQ2WXDRVGYJZTKHLM")
    ```

    ## Use instead

    ```python
    import boto3

    s3 = boto3.client("s3")
    ```

    ## References

    - [Access keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html)
    - [Execution roles](https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html)
    """  # sm-lint: ignore[SMS701] the page shows a key that the rule reports

    code = "SMS701"
    name = "hard-coded-aws-credentials"
    anywhere = True

    def begin(self) -> bool:
        """Pass over tests."""
        module = self.context.module
        skipped = is_test(module.path, self.context.settings.root)
        self._keys = not skipped and ("AKIA" in module.text or "ASIA" in module.text)
        text = "" if skipped else module.text.lower()
        self._secrets = any(name in text for name in _SECRET_NAMES)
        return self._keys or self._secrets

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        """Look for a key's id."""
        if not self._keys:
            return
        keys = (match[0] for match in _KEY_ID.finditer(node.raw_value))
        key = next((key for key in keys if not _EXAMPLE.search(key)), None)
        if key is not None:
            self.report(node, f"access key id `{key[:4]}...{key[-4:]}` is in the source; use the execution role")

    def visit_Arg(self, node: cst.Arg) -> None:
        """Look for a secret that is passed."""
        if self._secrets and node.keyword is not None:
            self._check(node.keyword.value, node.value)

    def visit_Assign(self, node: cst.Assign) -> None:
        """Look for a secret that is assigned, to a variable or in a mapping such as the environment."""
        if self._secrets:
            for target in node.targets:
                self._check(_name(target.target), node.value)

    def visit_DictElement(self, node: cst.DictElement) -> None:
        """Look for a secret in a mapping."""
        if self._secrets and isinstance(node.key, cst.SimpleString):
            self._check(text_of(node.key), node.value)

    def _check(self, name: str, value: cst.BaseExpression) -> None:
        if name.lower() in _SECRET_NAMES and isinstance(value, cst.SimpleString):
            text = text_of(value)
            if _SECRET.fullmatch(text) and not _EXAMPLE.search(text):
                self.report(value, f"secret access key `{name}` is in the source; use the execution role")


def _name(target: cst.BaseExpression) -> str:
    if isinstance(target, cst.Name):
        return target.value
    if isinstance(target, cst.Attribute):
        return target.attr.value
    if isinstance(target, cst.Subscript) and len(target.slice) == 1:
        index = target.slice[0].slice
        if isinstance(index, cst.Index) and isinstance(index.value, cst.SimpleString):
            return text_of(index.value)
    return ""
