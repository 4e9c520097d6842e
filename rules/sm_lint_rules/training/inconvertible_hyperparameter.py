"""SMA310: a list that an option cannot convert."""

from __future__ import annotations

from sm_lint.rules import ArgumentFact, Message, ScriptRule
from sm_lint.rules.contracts import arguments
from sm_lint.rules.jobs import spelling
from sm_lint.rules.scripts import shown, takers

_TYPES = ("int", "float")


class InconvertibleHyperparameter(ScriptRule):
    """A hyperparameter is a list, and the option that takes it converts to numbers.

    ## What it does

    Reports a list or a dictionary among the hyperparameters of a training job, where the script takes it with `type=int` or
    `type=float`, with or without `nargs`.

    ## Why is this bad?

    A hyperparameter is passed as one text: `--layers "[64, 32]"`. The script ends with `invalid int value: '[64, 32]'`.

    ## Example

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", nargs="+", type=int)
    args = parser.parse_args()
    print(args.layers)
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"layers": [64, 32]},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import argparse
    import json

    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=json.loads)
    args = parser.parse_args()
    print(args.layers)
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"layers": [64, 32]},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## References

    - [Public thread: a list as a hyperparameter](https://github.com/aws/sagemaker-python-sdk/issues/613)
    """

    code = "SMA310"
    name = "inconvertible-hyperparameter"
    per_contract = True
    preview = True

    def finish(self) -> None:
        """Compare each list with the option that takes it."""
        contract = self.context.contract
        job = next((job for job in self.context.launched_by if job.contract is contract), None)
        if contract is None or job is None or job.kind != "training" or job.hyperparameters is None:
            return
        options = [option for option in self.facts.all(ArgumentFact) if option.reached]
        for argument in arguments(contract):
            value = job.hyperparameters.get(spelling(argument))
            if value is None or value.type not in ("list", "dict") or value.known != "literal":
                continue
            for option in takers(argument, options, contract):
                if option.parser == "argparse" and option.type in _TYPES:
                    self.report(
                        option.node,
                        Message(
                            "{contract} passes `{name}` as the one text of a {kind}, which `type={type}` cannot convert; "
                            "read it with `type=json.loads`",
                            name=shown(option),
                            kind="list" if value.type == "list" else "dictionary",
                            type=option.type,
                        ),
                        notes=[("passed at", argument.place)],
                    )
