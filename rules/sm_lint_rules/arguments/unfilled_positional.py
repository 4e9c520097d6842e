"""SMA313: a positional argument that no job can fill, or that a stray value fills."""

from __future__ import annotations

from sm_lint.rules import Argument, ArgumentFact, Contract, Job, Message, ScriptRule
from sm_lint.rules.commands import is_stored, passed_options, takes_list, wanted_count
from sm_lint.rules.jobs import spelling
from sm_lint.rules.scripts import argument_name, has_to_be_given, parse_calls, refused, shown, takers


class UnfilledPositional(ScriptRule):
    """The script wants a positional argument, and the job passes options alone.

    ## What it does

    Reports a required positional argument of a script that a training job runs: a hyperparameter always comes as
    `--name value`. Where the script drops options that it does not know (`parse_known_args`), the value of such an option becomes
    the positional's. Also reports it for a processing job whose arguments are all known and have no word to spare.

    ## Why is this bad?

    The script exits with `error: the following arguments are required: data`. Or, with `parse_known_args`, it takes the
    learning rate for the path of its data.

    ## Example

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--epochs", type=int)
    args = parser.parse_args()
    print(args.data, args.epochs)
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"data": "/opt/ml/input/data/train", "epochs": 3},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    parser.add_argument("--epochs", type=int)
    args = parser.parse_args()
    print(args.data, args.epochs)
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"data": "/opt/ml/input/data/train", "epochs": 3},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Known limits

    Nothing is reported where the parser is given a list of its own, where hyperparameters are not all known and unknown ones are
    dropped, where a flag is passed a value (SMA302), where the job says itself what command it runs, or where an image or a shell
    script runs the script with words of its own: SageMaker runs an image with `train`.

    ## References

    - [Training toolkit: how hyperparameters become arguments](https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/mapping.py)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/2689)
    """

    code = "SMA313"
    name = "unfilled-positional"
    per_contract = True

    def finish(self) -> None:
        """Look at the first positional that has to be given."""
        contract = self.context.contract
        job = next((job for job in self.context.launched_by if job.contract is contract), None)
        calls = parse_calls(self.facts)
        if contract is None or job is None or contract.delegates or not calls or not self.facts.complete("argument"):
            return
        options = [option for option in self.facts.all(ArgumentFact) if option.reached]
        wanted = next((option for option in options if has_to_be_given(option)), None)
        if wanted is None or not all(call.parser == "argparse" for call in calls):
            return
        if job.script is not None and job.script.words:
            return
        strict = all(call.strict for call in calls)
        if job.kind == "training" and not _has_own_command(job) and not _gives_flag_a_value(job, options, contract):
            self._of_training(contract, wanted, strict)
        elif job.kind == "processing" and not contract.open_arguments and _has_no_word_to_spare(job, options, contract):
            self._report(contract, wanted, "the script exits with `the following arguments are required`")

    def _of_training(self, contract: Contract, wanted: ArgumentFact, strict: bool) -> None:
        if not strict:
            if contract.open_arguments:
                return
            if any(argument_name(spelling(argument)) == argument_name(wanted.dest) for argument in contract.arguments):
                return  # it is dropped as an option, and its value taken for the positional after all
            stray = next(iter(refused(self.facts, contract)), None)
            if stray is not None:
                self._report(
                    contract, wanted, f"it gets the value of `--{spelling(stray)}`, which no option takes", stray
                )
                return
        self._report(contract, wanted, "the script exits with `the following arguments are required`")

    def _report(self, contract: Contract, wanted: ArgumentFact, effect: str, stray: Argument | None = None) -> None:
        self.report(
            wanted.node,
            Message(
                "`{name}` is positional, but {contract} passes every value behind an option: {effect}; name it `--{option}`",
                name=shown(wanted),
                effect=effect,
                option=shown(wanted).replace("_", "-"),
            ),
            notes=[("passed at", stray.place)] if stray is not None else [("launched at", contract.place)],
        )


def _has_own_command(job: Job) -> bool:
    code = job.setting("source_code")
    return code is not None and code.get("command") is not None


def _gives_flag_a_value(job: Job, options: list[ArgumentFact], contract: Contract) -> bool:
    """Whether an option that takes no value gets one, which is then free for the positional."""
    for passed in passed_options(job):
        found = takers(_argument(passed.spelling, contract), options, contract)
        if any(not is_stored(option) for option in found):
            return True
    return False


def _has_no_word_to_spare(job: Job, options: list[ArgumentFact], contract: Contract) -> bool:
    """Whether every word of a command line that is known whole belongs to an option."""
    arguments = job.arguments
    if arguments is None:
        return True
    count = 0
    for passed in passed_options(job):
        if not passed.whole:
            return False
        found = takers(_argument(passed.spelling, contract), options, contract)
        if not found or any(not is_stored(option) for option in found):
            return False
        if not all(takes_list(option) or wanted_count(option) == len(passed.words) for option in found):
            return False
        count += len(passed.words) + (passed.place not in passed.settings)  # `--name=value` is one item
    return not arguments.open and count == len(arguments.items)


def _argument(name: str, contract: Contract) -> Argument:
    return Argument(name.replace("_", "-"), contract.place, spelling=name)
