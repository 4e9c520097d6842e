"""SMJ597: an S3 URI in which the name of a variable is left in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import literal

_HOLE = re.compile(r"(?<![{$%\\])\{([A-Za-z_]\w*)(?:\.\w+|\[\w+\])*\}(?!\})")
_DEPTH = 6


class UnformattedUri(JobRule):
    """An S3 URI contains `{name}`, where `name` is a variable of the same file.

    ## What it does

    Reports texts that begin with `s3://`, that reach a call of the SDK or of boto3, and in which a variable of the file stands
    in braces: the `f` before the quotes was forgotten, or the call of `format`.

    ## Why is this bad?

    The braces are part of the name that the service looks for. A bucket `{bucket}` does not exist, and the job ends with
    `ValidationException: ... S3 URI is not valid`; as part of a key the data are not found, or are written below a folder of that name.

    ## Example

    ```python
    from sagemaker.processing import ProcessingInput

    bucket = "acme"
    ProcessingInput(source="s3://{bucket}/raw", destination="/opt/ml/processing/input")
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingInput

    bucket = "acme"
    ProcessingInput(source=f"s3://{bucket}/raw", destination="/opt/ml/processing/input")
    ```

    ## Known limits

    Names in braces that no variable of the file has are holes of a template, and left alone; so are `{{name}}` and `${name}`,
    and texts that are formatted before they are passed.

    ## References

    - [Formatted string literals](https://docs.python.org/3/reference/lexical_analysis.html#formatted-string-literals)
    - [S3DataSource](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html)
    """

    code = "SMJ597"
    name = "unformatted-uri"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the texts that are passed to calls."""
        for call in definitions.calls:
            for _, setting in call.settings:
                for text in _texts(setting):
                    self._check(text)

    def _check(self, setting: Setting) -> None:
        value = literal(setting)
        if value is None or not value.startswith("s3://"):
            return
        for name in _HOLE.findall(value):
            if self._is_variable(name):
                self.report(
                    setting.place,
                    f"`{value}` holds the name of the variable `{name}`, not its value; write `f` before the quotes",
                    once=(setting.place, value),
                )
                return

    def _is_variable(self, name: str) -> bool:
        """Whether the file assigns a variable of that name, or has a parameter of it."""
        assigned = rf"(?<![\w.\"']){re.escape(name)}\s*(?::[^=\n]+)?=(?!=)|def \w+\([^)]*\b{re.escape(name)}\b"
        return re.search(assigned, self.context.text) is not None


def _texts(setting: Setting, depth: int = 0) -> Iterator[Setting]:
    """The texts among a value and what it holds, those of the default of a pipeline parameter included."""
    yield setting
    if depth < _DEPTH:
        for item in setting.items:
            yield from _texts(item, depth + 1)
