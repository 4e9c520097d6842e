"""SMA310: a list or dictionary that an option cannot convert."""

from __future__ import annotations

import json

from sm_lint.rules import ArgumentFact, Contract, Message, ScriptRule, Setting
from sm_lint.rules.commands import hyperparameter_text, takes_apart, takes_list
from sm_lint.rules.contracts import arguments
from sm_lint.rules.jobs import spelling
from sm_lint.rules.scripts import shown, takers

_TYPES = ("int", "float")


class InconvertibleHyperparameter(ScriptRule):
    """A hyperparameter is a list or a dictionary, and the option that takes it cannot convert its text.

    ## What it does

    Reports a list or a dictionary among the hyperparameters of a training job, where the script takes it with `type=int` or
    `type=float`, with or without `nargs`; with `nargs` and no type; or with `type=json.loads`, though the text is no JSON.

    ## Why is this bad?

    A hyperparameter is passed as one text: `--layers "[64, 32]"`. The script ends with `invalid int value: '[64, 32]'`, or has a
    list of one text. The training toolkit of SDK v2 writes what Python's `str` makes of a list, `['a', 'b']`, and a dictionary as
    `key=value,key=value`: neither is JSON. The driver of v3 writes JSON.

    ## Known limits

    Of an option with `nargs` and no type nothing is said where the script looks at the first element, or joins, splits or decodes it.

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
    - [Public thread: JSON of a list of texts](https://github.com/aws/sagemaker-training-toolkit/issues/117)
    - [Training toolkit: how hyperparameters become arguments](https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/mapping.py)
    """

    code = "SMA310"
    name = "inconvertible-hyperparameter"
    per_contract = True

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
            found = [option for option in takers(argument, options, contract) if option.parser == "argparse"]
            for option in found:
                self._check(contract, option, value, hyperparameter_text(value, job))

    def _check(self, contract: Contract, option: ArgumentFact, value: Setting, text: str | None) -> None:
        kind = "list" if value.type == "list" else "dictionary"
        name = shown(option)
        if option.type in _TYPES:
            effect = f"which `type={option.type}` cannot convert"
            remedy = (
                "read it with `type=json.loads`"
                if _is_json(text)
                else "pass `json.dumps(...)`, and read it with `type=json.loads`"
            )
        elif option.type in ("json.loads", "loads") and text is not None and not _is_json(text):
            effect = f"`{text[:60]}`, which is no JSON"
            remedy = "pass `json.dumps(...)`"
        elif (
            takes_list(option) and option.type in (None, "str") and not option.choices and not self._takes_apart(option)
        ):
            effect = "of which `nargs` makes a list with one element"
            remedy = "pass `json.dumps(...)`, and read it with `type=json.loads` without `nargs`"
        else:
            return
        self.report(
            option.node,
            Message(
                "{contract} passes `{name}` as the one text of a {kind}, {effect}; {remedy}",
                name=name,
                kind=kind,
                effect=effect,
                remedy=remedy,
            ),
            notes=[("passed at", value.place)],
        )

    def _takes_apart(self, option: ArgumentFact) -> bool:
        """Whether the script looks at the first element of the list, or joins, splits or decodes it."""
        return takes_apart(self.facts, option.dest)


def _is_json(text: str | None) -> bool:
    if text is None:
        return True
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
