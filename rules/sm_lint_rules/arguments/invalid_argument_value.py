"""SMA314: a value that an option of the script refuses."""

from __future__ import annotations

from collections.abc import Sequence

from sm_lint.rules import Argument, ArgumentFact, Contract, Message, ScriptRule, Setting, Severity
from sm_lint.rules.commands import (
    Passed,
    is_no_choice,
    is_refused,
    is_row_of_words,
    is_stored,
    may_be_run_by_shell,
    passed_options,
    takes_apart,
    takes_list,
    wanted_count,
)
from sm_lint.rules.scripts import shown, takers


class InvalidArgumentValue(ScriptRule):
    """A job passes a value that the option of the script cannot take.

    ## What it does

    Compares what a job definition passes, as hyperparameters or as arguments, with the options of the script's parser: `type=int` and `type=float`,
    `choices`, and how many words `nargs` wants. Also warns of one text of several words for an option that makes a list of words.

    ## Why is this bad?

    The script exits with `error: argument --epochs: invalid int value: '3.0'`, after the instances were started. A hyperparameter is
    always one word: `"a b"` for `nargs="+"` is a list of one text.

    ## Example

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--optimizer", choices=["sgd", "adam"])
    parser.add_argument("--epochs", type=int)
    args = parser.parse_args()
    print(args.optimizer, args.epochs)
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"optimizer": "Adam", "epochs": 3.0},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--optimizer", choices=["sgd", "adam"])
    parser.add_argument("--epochs", type=int)
    args = parser.parse_args()
    print(args.optimizer, args.epochs)
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py", role="role", framework_version="2.1", py_version="py310", instance_count=1,
        instance_type="ml.m5.xlarge", hyperparameters={"optimizer": "adam", "epochs": 3},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Known limits

    Nothing is said of values that are not known, of types other than these, and of actions of one's own. A row of words is passed
    over where the script takes the first of the list, joins or splits it.

    ## References

    - [argparse: type](https://docs.python.org/3/library/argparse.html#type)
    - [Training toolkit: how hyperparameters become arguments](https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/mapping.py)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/613)
    """

    code = "SMA314"
    name = "invalid-argument-value"
    per_contract = True

    def finish(self) -> None:
        """Compare each value with the option that takes it."""
        contract = self.context.contract
        job = next((job for job in self.context.launched_by if job.contract is contract), None)
        if contract is None or job is None or contract.delegates or job.kind not in ("training", "processing"):
            return
        options = [option for option in self.facts.all(ArgumentFact) if option.reached]
        for passed in passed_options(job):
            argument = Argument(passed.spelling.replace("_", "-"), passed.place.place, spelling=passed.spelling)
            found = takers(argument, options, contract)
            if found and all(is_stored(option) for option in found):
                self._check(contract, passed, found, by_shell=may_be_run_by_shell(job))

    def _check(self, contract: Contract, passed: Passed, options: Sequence[ArgumentFact], *, by_shell: bool) -> None:
        """Report what every option of the name refuses: subcommands may have several."""
        option = options[0]
        count = wanted_count(option)
        if any(wanted_count(other) != count for other in options):
            return
        if count is not None and passed.whole and len(passed.words) < count and option.nargs is not None:
            self._report(contract, passed, option, f"has {_words(len(passed.words))}", f"takes {count}")
            return
        words = passed.words if count is None else passed.words[:count]
        for word, setting in zip(words, passed.settings):
            if setting.type == "None" and setting.known == "literal":
                self._check_none(contract, passed, options, setting)
                continue
            if word is None or setting.type in ("list", "dict", "None"):
                continue
            if all(is_refused(word, other) for other in options):
                self._report(contract, passed, option, f"is `{word}`", f"has `type={option.type}`", setting)
            elif setting.type != "bool" and all(is_no_choice(word, other) for other in options):
                known = ", ".join(f"`{choice}`" for choice in option.choices[:6])
                self._report(contract, passed, option, f"is `{word}`", f"takes {known}", setting)
            elif len(words) == 1 and all(map(takes_list, options)) and is_row_of_words(word) and not by_shell:
                self._check_row(contract, passed, option, word, setting)

    def _check_none(
        self, contract: Contract, passed: Passed, options: Sequence[ArgumentFact], setting: Setting
    ) -> None:
        """`None` among the hyperparameters of SDK v2 is JSON's `null`, of which the toolkit makes an empty word."""
        job = next((job for job in self.context.launched_by if job.contract is contract), None)
        if job is None or job.kind != "training" or job.dialect != "v2":
            return
        if all(option.type in ("int", "float") and is_refused("", option) for option in options):
            option = options[0]
            self._report(
                contract,
                passed,
                option,
                "is `None`, which is passed as an empty word",
                f"has `type={option.type}`",
                setting,
            )

    def _check_row(self, contract: Contract, passed: Passed, option: ArgumentFact, word: str, setting: Setting) -> None:
        if option.type not in (None, "str") or option.choices or takes_apart(self.facts, option.dest):
            return
        self.report(
            setting.place,
            Message(
                "`--{name}` of {contract} is the one text `{word}`, of which `nargs` makes a list of one element; {remedy}",
                name=passed.spelling,
                word=word,
                remedy="split it in the script, or pass the words one by one"
                if contract.job != "training"
                else "split it in the script",
            ),
            severity=Severity.WARNING,
            notes=[("defined at", option.site)],
        )

    def _report(
        self,
        contract: Contract,
        passed: Passed,
        option: ArgumentFact,
        value: str,
        wanted: str,
        setting: Setting | None = None,
    ) -> None:
        self.report(
            (setting or passed.place).place,
            Message(
                "`--{name}` of {contract} {value}, but `{option}` of the script {wanted}: the script exits with status 2",
                name=passed.spelling,
                value=value,
                option=shown(option),
                wanted=wanted,
            ),
            notes=[("defined at", option.site)],
        )


def _words(count: int) -> str:
    return {0: "no value", 1: "one value"}.get(count, f"{count} values")
