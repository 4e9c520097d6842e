"""SMA303: a hyperparameter that ends the script."""

from __future__ import annotations

from sm_lint.rules import Message, ScriptRule, did_you_mean
from sm_lint.rules.jobs import dropped_hyperparameters, meant_flag, spelling
from sm_lint.rules.scripts import flags, kind_of_argument, parse_calls


class UnknownHyperparameter(ScriptRule):
    """The job passes a hyperparameter that the script's parser does not define, and the parser is strict.

    ## What it does

    Reports a hyperparameter of the job definition that launches the script, where no parser of the script takes it and unknown
    arguments end the script (`parse_args`). Abbreviations that argparse completes are fine, and so is a script that reads its
    hyperparameters from the environment or from their file. Arguments of a declared contract and of processing jobs are
    a matter for SMC008.

    ## Why is this bad?

    Each hyperparameter is passed on the command line. The script exits with `error: unrecognized arguments`, status 2.

    ## Example

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int)
    args = parser.parse_args()
    print(args.epochs)
    ```

    ```python title="pipeline.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role="role",
        framework_version="2.1",
        py_version="py310",
        instance_count=1,
        instance_type="ml.m5.xlarge",
        hyperparameters={"epochs": 3, "learning-rate": 0.1},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--learning-rate", type=float)
    args = parser.parse_args()
    print(args.epochs, args.learning_rate)
    ```

    ```python title="pipeline.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role="role",
        framework_version="2.1",
        py_version="py310",
        instance_count=1,
        instance_type="ml.m5.xlarge",
        hyperparameters={"epochs": 3, "learning-rate": 0.1},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## References

    - [Prepare a training script](https://sagemaker.readthedocs.io/en/stable/overview.html#prepare-a-training-script)
    """

    code = "SMA303"
    name = "unknown-hyperparameter"
    per_contract = True

    def finish(self) -> None:
        """Report each hyperparameter at the call that refuses it."""
        contract = self.context.contract
        calls = parse_calls(self.facts)
        if contract is None or not calls or not all(call.strict for call in calls):
            return
        for argument in dropped_hyperparameters(self.facts, contract):
            close = meant_flag(spelling(argument), flags(self.facts))
            self.report(
                calls[0].node,
                Message(
                    "{kind} `{name}` of {contract} is not accepted: the script exits with `unrecognized arguments`; "
                    "{remedy}",
                    kind=kind_of_argument(self.context, argument),
                    name=spelling(argument),
                    remedy=did_you_mean(close) or "add it to the parser or stop passing it",
                ),
                notes=[("passed at", argument.place)],
            )
