"""SMA307: a ``--model_dir`` that is an S3 URI."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import ArgumentFact, Contract, NodeEdit, NodeFix, Place, ScriptRule
from sm_lint.rules.contracts import arguments, named
from sm_lint.rules.jobs import adds_s3_uri
from sm_lint.rules.platform import environment_path
from sm_lint.rules.scripts import parse_calls

NAME = "model_dir"
_PRINTS = re.compile(r"\s*(?:print|log\w*\.\w+)\(")


class TfModelDirArgument(ScriptRule):
    """The script takes `--model_dir` for a directory, and is passed an S3 URI.

    ## What it does

    Reports an argument `--model_dir` that is meant for the model directory of the container, and whose value the script uses,
    where the contract passes it an S3 URI, or a TensorFlow estimator of SDK v2 launches the script: without `model_dir=False` that
    estimator passes `--model_dir=s3://…`. It passes `/opt/ml/model` where its `distribution` enables `mpi`.

    ## Why is this bad?

    The model is saved to a folder called `s3:`, or to S3 directly. `/opt/ml/model` stays empty, the job is Completed, and
    there is no `model.tar.gz` to deploy.

    ## Example

    ```toml
    [tool.sm-lint.contracts.train]
    entry-point = "train.py"
    job = "training"

    [tool.sm-lint.contracts.train.arguments]
    model_dir = "s3://bucket/model"
    ```

    ```python
    import argparse
    import os

    parser = argparse.ArgumentParser()
    parser.add_argument("--model_dir", default=os.environ["SM_MODEL_DIR"])
    args, _ = parser.parse_known_args()
    open(os.path.join(args.model_dir, "model.bin"), "wb")
    ```

    ## Use instead

    ```python
    import argparse
    import os

    parser = argparse.ArgumentParser()
    parser.add_argument("--model_dir")
    parser.add_argument("--sm-model-dir", default=os.environ["SM_MODEL_DIR"])
    args, _ = parser.parse_known_args()
    open(os.path.join(args.sm_model_dir, "model.bin"), "wb")
    ```

    ## Fix safety

    The fix gives the argument another name and keeps the attribute. It is offered where unknown arguments are dropped, and
    is unsafe: somebody may pass the old name on purpose.

    ## References

    - [Use TensorFlow with the SageMaker Python SDK](https://sagemaker.readthedocs.io/en/stable/frameworks/tensorflow/using_tf.html)
    """

    code = "SMA307"
    name = "tf-model-dir-argument"
    fixable = "sometimes"

    def begin(self) -> bool:
        """Find out whether an S3 URI is passed."""
        self._uri = next(self._passed(), None)
        return self._uri is not None

    def check_argument(self, argument: ArgumentFact) -> None:
        """Report the option that receives the S3 URI."""
        home = environment_path("SM_MODEL_DIR", "training")
        if (
            self._uri
            and argument.used
            and argument.reached
            and f"--{NAME}" in argument.flags
            and argument.default == home
            and not _is_only_printed(self.context.text)
        ):
            self._report(argument, *self._uri)

    def _passed(self) -> Iterator[tuple[str, Place]]:
        for job in self.context.launched_by:
            if adds_s3_uri(job, NAME):
                yield f"the TensorFlow estimator of {job.label} passes its own S3 URI", job.place
        for contract in self.context.contracts:
            yield from _uri(contract)

    def _report(self, option: ArgumentFact, who: str, place: Place) -> None:
        self.report(
            option.node,
            f"`--{NAME}` stands for the model directory, but {who}: nothing is saved to it; read `SM_MODEL_DIR` by another name",
            notes=[("passed at", place)],
            fix=self._fix(option),
        )

    def _fix(self, option: ArgumentFact) -> NodeFix | None:
        calls = parse_calls(self.facts)
        node = option.node
        if not isinstance(node, cst.Call) or any(call.strict for call in calls) or len(option.flags) > 1:
            return None
        if any(arg.keyword is not None and arg.keyword.value == "dest" for arg in node.args):
            return None
        return NodeFix(
            "give the argument another name", (NodeEdit(node.args[0].value, f'"--sm-model-dir", dest="{NAME}"'),)
        )


def _uri(contract: Contract) -> Iterator[tuple[str, Place]]:
    for argument in arguments(contract):
        if (argument.spelling or argument.name) == NAME and (argument.value or "").startswith("s3://"):
            yield f"{named(contract)} passes an S3 URI", argument.place


def _is_only_printed(text: str) -> bool:
    """Whether each line that names the attribute is a call that prints or logs."""
    lines = [line for line in text.splitlines() if f".{NAME}" in line]
    return bool(lines) and all(map(_PRINTS.match, lines))
