"""SMJ521: two arguments without a comma between them."""

from __future__ import annotations

import io
import tokenize

from sm_lint.rules import Job, JobRule, NodeEdit, NodeFix, Setting
from sm_lint.rules.source import text_at

_LAYOUT = (tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT)


class ImplicitStringConcatenation(JobRule):
    """Two arguments of a job are one, because a comma is missing.

    ## What it does

    Reports an element of an argument list that consists of adjacent string literals of which a later one begins with `--`.

    ## Why is this bad?

    Python glues adjacent literals together: `"train" "--epochs"` is the single argument `train--epochs`. The script then
    misses an argument, or takes the wrong value.

    ## Example

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(code="s3://code/prepare.py", arguments=["--mode", "train" "--epochs", "3"])
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(code="s3://code/prepare.py", arguments=["--mode", "train", "--epochs", "3"])
    ```

    ## Fix safety

    The fix writes the comma. It is unsafe, since the job's script gets other arguments.

    ## References

    - [String literal concatenation](https://docs.python.org/3/reference/lexical_analysis.html#string-literal-concatenation)
    """

    code = "SMJ521"
    name = "implicit-string-concatenation"
    documents = False
    fixable = "sometimes"

    def check_job(self, job: Job) -> None:
        """Look at the elements of an argument list; one that several jobs share is reported once."""
        for item in job.arguments.items if job.arguments is not None else ():
            parts = _literals(text_at(item.place, self.context) or item.source)
            wrong = next((part for part in parts[1:] if part.lstrip("rRbBuU\"'").startswith("--")), None)
            if wrong is not None:
                self.report(
                    item.place,
                    f"{' '.join(parts)} is one argument; a comma is missing before {wrong}",
                    fix=self._fix(item, parts),
                    once=item.place,
                )

    def _fix(self, item: Setting, parts: list[str]) -> NodeFix | None:
        """The literals with commas; only where they are on one line with nothing else between them."""
        if item.source != " ".join(parts) or item.place.span.line != item.place.span.end_line:
            return None
        return NodeFix("add the comma", (NodeEdit(item.place, ", ".join(parts), item.source),))


def _literals(source: str) -> list[str]:
    """The adjacent string literals that an expression consists of; none where it holds anything else."""
    if source.count('"') + source.count("'") < 4:
        return []
    parts: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(f"({source})").readline):
            if token.type == tokenize.STRING:
                parts.append(token.string)
            elif token.string not in ("(", ")", "") and token.type not in _LAYOUT:
                return []
    except (tokenize.TokenError, SyntaxError):
        return []
    return parts if len(parts) > 1 else []
