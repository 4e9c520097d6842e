"""SMA304: a hyperparameter that is dropped without a word."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence

import libcst as cst

from sm_lint.rules import (
    Argument,
    ArgumentFact,
    Contract,
    Message,
    NodeEdit,
    NodeFix,
    Place,
    ScriptRule,
    Severity,
    did_you_mean,
)
from sm_lint.rules.jobs import dropped_hyperparameters, meant_flag, spelling, unread_hyperparameters
from sm_lint.rules.scripts import flags, kind_of_argument, parse_calls, shown, unfilled
from sm_lint.rules.source import text_value

FROM_ESTIMATOR = "model_dir"
"""What a TensorFlow estimator adds; a script that drops it reads `SM_MODEL_DIR` and is right to."""
_EXECUTES = re.compile(r"\.exec_module\(|\bexec\(\s*(?:compile\(|open\()")


class IgnoredHyperparameter(ScriptRule):
    """The job passes a hyperparameter that the script drops without a word.

    ## What it does

    Reports a hyperparameter of the job definition that launches the script, where no parser of the script takes it and unknown
    arguments are dropped (`parse_known_args`), and where the script has no parser at all and certainly reads no
    hyperparameter from the environment or from their file. The most frequent reason is a hyphen for an underscore: to argparse
    `--learning-rate` and `--learning_rate` are two options. The `model_dir` of a TensorFlow estimator may be dropped. Arguments of
    a declared contract and of processing jobs are a matter for SMC008. A script that runs another file in its own process
    (`exec_module`, `exec(compile(...))`) shares its command line with that, so that only near misses are reported of it.

    ## Why is this bad?

    The job runs on the default. Nothing tells that the value was not used, and a tuner searches a space that has no effect.

    ## Example

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--learning_rate", type=float, default=0.01)
    args, _ = parser.parse_known_args()
    print(args.learning_rate)
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
        hyperparameters={"learning-rate": 0.1},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Use instead

    ```python title="train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.01)
    args, _ = parser.parse_known_args()
    print(args.learning_rate)
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
        hyperparameters={"learning-rate": 0.1},
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ## Fix safety

    Where an option differs in hyphens and underscores alone, the fix lets it take the passed name as well. It is unsafe: the
    script then runs with another value than before.

    ## References

    - [argparse: partial parsing](https://docs.python.org/3/library/argparse.html#partial-parsing)
    """

    code = "SMA304"
    name = "ignored-hyperparameter"
    severity = Severity.WARNING
    per_contract = True
    fixable = "sometimes"

    def finish(self) -> None:
        """Report each hyperparameter at the option that it misses, or at the call that drops it."""
        contract = self.context.contract
        lenient = next((call for call in parse_calls(self.facts) if not call.strict), None)
        if contract is None:
            return
        if lenient is None:
            self._check_unread(contract)
            return
        unknown: list[Argument] = []
        missed: set[str] = set()
        for argument in dropped_hyperparameters(self.facts, contract):
            if spelling(argument) == FROM_ESTIMATOR:
                continue
            meant = self._meant(argument)
            close = meant_flag(spelling(argument), flags(self.facts))
            if meant is None and not close:
                unknown.append(argument)
                continue
            missed |= {close or ""} | (set(meant.flags) if meant is not None else set())
            self.report(
                meant.node if meant is not None else lenient.node,
                Message(
                    "{names} of {contract} is silently ignored; {remedy}",
                    names=self._named([argument]),
                    remedy=did_you_mean(close),
                ),
                notes=[("passed at", argument.place)],
                fix=_fix(meant, argument) if meant is not None else None,
            )
        if unknown and not _runs_other_code(self.context.text):
            several = len(unknown) > 1
            them = "them" if several else "it"
            self.report(
                lenient.node,
                Message(
                    "{names} of {contract} {are} silently ignored; {remedy}",
                    names=self._named(unknown),
                    are="are" if several else "is",
                    remedy=self._unset(unknown, missed) or f"add {them} to the parser or stop passing {them}",
                ),
                notes=[
                    (f"`{spelling(argument)}` is passed at" if several else "passed at", argument.place)
                    for argument in unknown
                ],
            )

    def _unset(self, unknown: Sequence[Argument], missed: Collection[str]) -> str:
        """The one option that nothing fills, not even a misspelled name, and that has no default, where one argument is unknown."""
        contract = self.context.contract
        if contract is None or len(unknown) > 1:
            return ""
        left = [option for option in unfilled(self.facts, contract) if _is_unset(option)]
        left = [option for option in left if not any(flag in missed for flag in option.flags)]
        return f"`{shown(left[0])}` stays unset: did you mean that?" if len(left) == 1 else ""

    def _check_unread(self, contract: Contract) -> None:
        """Report what a script without any parser is passed, in the definition."""
        launch = next((job for job in self.context.launched_by if job.contract is contract), None)
        code = launch.setting("source_code") if launch is not None else None
        if code is not None and code.get("command") is not None:
            return  # the command has the script's own arguments
        if _runs_other_code(self.context.text):
            return
        if not self.context.text.strip():
            return  # SMJ519 reports an empty script
        unread = list(unread_hyperparameters(self.facts, contract))
        if not unread:
            return
        several = len(unread) > 1
        self.report(
            unread[0].place,
            Message(
                "{names} of {contract} {are} silently ignored: the script `{script}` parses no arguments "
                "and reads no hyperparameters; read {them} or stop passing {them}",
                names=self._named(unread),
                are="are" if several else "is",
                them="them" if several else "it",
                script=os.path.basename(self.context.path),
            ),
            notes=[
                ("script", Place(self.context.path)),
                *((f"`{spelling(argument)}` is passed at", argument.place) for argument in unread[1:]),
            ],
        )

    def _named(self, arguments: Sequence[Argument]) -> str:
        """All of them by their names."""
        names = [f"`{spelling(argument)}`" for argument in arguments]
        kind = kind_of_argument(self.context, arguments[0])
        return f"{kind} {names[0]}" if len(names) == 1 else f"{kind}s {', '.join(names[:-1])} and {names[-1]}"

    def _meant(self, argument: Argument) -> ArgumentFact | None:
        """The option whose name differs in hyphens and underscores alone."""
        wanted = f"--{spelling(argument)}".replace("_", "-")
        for option in self.facts.all(ArgumentFact):
            if any(flag.replace("_", "-") == wanted for flag in option.flags):
                return option
        return None


def _runs_other_code(text: str) -> bool:
    """Whether a script runs another file in its own process, which then has the same command line."""
    return _EXECUTES.search(text) is not None


def _is_unset(option: ArgumentFact) -> bool:
    """Whether an option is None where it is not given, without a `default=None` that says that it may be."""
    return (
        option.parser == "argparse"
        and not option.has_default
        and not _writes_default(option.node)
        and option.action in (None, "store")
        and bool(option.flags)
    )


def _writes_default(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.Call):
        return False
    return any(each.keyword is not None and each.keyword.value == "default" for each in node.args)


def _fix(option: ArgumentFact, argument: Argument) -> NodeFix | None:
    if not isinstance(option.node, cst.Call) or option.node is not option.site.node or option.parser != "argparse":
        return None
    texts = [arg.value for arg in option.node.args if arg.keyword is None and isinstance(arg.value, cst.SimpleString)]
    wanted = f"--{spelling(argument)}"
    for text in texts:
        value = text_value(text)
        if value is not None and value.replace("_", "-") == wanted.replace("_", "-"):
            quote = text.quote
            # The first long option gives the attribute its name: the old one stays first.
            return NodeFix(f"take `{wanted}` as well", (NodeEdit(text, f"{text.value}, {quote}{wanted}{quote}"),))
    return None
