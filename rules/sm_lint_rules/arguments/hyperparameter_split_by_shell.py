"""SMA317: a hyperparameter has blanks, at which the shell of the training toolkit splits it."""

from __future__ import annotations

from sm_lint.rules import Argument, ArgumentFact, Message, ParseCall, ScriptRule, Severity
from sm_lint.rules.commands import is_run_by_shell, is_stored, passed_options, split_by_shell
from sm_lint.rules.scripts import shown, takers


class HyperparameterSplitByShell(ScriptRule):
    """A hyperparameter has blanks, at which the shell of the training toolkit splits it.

    ## What it does

    Reports texts with blanks among the hyperparameters of PyTorch, TensorFlow and Hugging Face estimators that an option of the
    script takes as one value.

    ## Why is this bad?

    The training toolkit joins the command line of the script to one line for a shell, without quotes. The option gets the first
    word; the others are unknown arguments, with which `parse_args` ends the script, and which `parse_known_args` leaves out: the
    training then runs with a text that was cut.

    ## Known limits

    Images that may have an older toolkit (PyTorch before 1.11, TensorFlow before 2.8), images of one's own, and texts with quotes
    are passed over.

    ## Example

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--prompt")
    args = parser.parse_args()
    print(args.prompt)
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"prompt": "once upon a time"},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--prompt")
    args = parser.parse_args()
    print(args.prompt)
    ```

    ```python title="launch.py"
    import shlex

    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"prompt": shlex.quote("once upon a time")},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## References

    - [Public thread](https://github.com/aws/sagemaker-training-toolkit/issues/128)
    - [Training toolkit: how the script is started](https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/process.py)
    """

    code = "SMA317"
    name = "hyperparameter-split-by-shell"
    per_contract = True

    def finish(self) -> None:
        """Look at each text that one option takes whole."""
        contract = self.context.contract
        job = next((job for job in self.context.launched_by if job.contract is contract), None)
        if contract is None or job is None or contract.delegates or not is_run_by_shell(job):
            return
        strict = any(call.strict for call in self.facts.all(ParseCall) if call.reached)
        options = [option for option in self.facts.all(ArgumentFact) if option.reached]
        for passed in passed_options(job):
            argument = Argument(passed.spelling.replace("_", "-"), passed.place.place, spelling=passed.spelling)
            found = takers(argument, options, contract)
            words = split_by_shell(passed.words[0] or "") if passed.settings[0].type == "str" else []
            if words and found and all(is_stored(option) and option.nargs is None for option in found):
                outcome = f"the script exits with status 2 for `{words[1]}`" if strict else "the rest is lost"
                self.report(
                    passed.place.place,
                    Message(
                        "`--{name}` of {contract} has blanks, at which the training toolkit's shell splits it: `{option}` of the "
                        "script gets `{first}`, and {outcome}; pass shlex.quote(...) of the text",
                        name=passed.spelling,
                        option=shown(found[0]),
                        first=words[0],
                        outcome=outcome,
                    ),
                    severity=Severity.ERROR if strict else Severity.WARNING,
                    notes=[("defined at", found[0].site)],
                )
