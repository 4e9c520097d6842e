"""SMA309: an argument without a value that is used as a path."""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from sm_lint.rules import ArgumentFact, Contract, Message, NonePath, ScriptRule
from sm_lint.rules.contracts import arguments
from sm_lint.rules.scripts import parse_calls, shown, takers
from sm_lint.rules.source import walk


class NoneDefaultUsedAsPath(ScriptRule):
    """An argument that is not passed and has no default is used as a path.

    ## What it does

    Reports an optional argument without a default whose value reaches a call that wants a path, where the contract, or
    the job definition that launches the script, does not pass the argument. A script that asks whether it has a value is
    silent.

    ## Why is this bad?

    The value is `None`: the script fails with `TypeError: expected str, bytes or os.PathLike object, not NoneType` after
    minutes of starting.

    ## Example

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"

    [tool.sm-lint.contracts.preprocess.arguments]
    rows = "10"
    ```

    ```python
    import argparse
    import os

    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10)
    parser.add_argument("--input-dir")
    args = parser.parse_args()
    print(os.listdir(args.input_dir)[: args.rows])
    ```

    ## Use instead

    ```python
    import argparse
    import os

    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10)
    parser.add_argument("--input-dir", default="/opt/ml/processing/input")
    args = parser.parse_args()
    print(os.listdir(args.input_dir)[: args.rows])
    ```

    ## References

    - [argparse: default](https://docs.python.org/3/library/argparse.html#default)
    """

    code = "SMA309"
    name = "none-default-used-as-path"
    per_contract = True

    def begin(self) -> bool:
        """Skip scripts whose arguments are not all known."""
        contract = self.context.contract
        return contract is not None and not contract.open_arguments and bool(parse_calls(self.facts))

    @cached_property
    def _tested(self) -> set[str]:
        return _tested(self.context.module.tree)

    def check_none_path(self, use: NonePath) -> None:
        """Report each argument where it is first used."""
        contract = self.context.contract
        if contract is None or not use.reached or use.conditional or use.guarded or use.name in self._tested:
            return
        option = next((o for o in self.facts.all(ArgumentFact) if o.dest == use.name), None)
        if option is None or option.required or option.has_default:
            return
        if not _is_passed(option, contract):
            self._report(contract, option, use)

    def _report(self, contract: Contract, option: ArgumentFact, use: NonePath) -> None:
        self.report(
            use.node,
            Message(
                "`{name}` has no default and {contract} does not pass it: {call} gets None; give it a default or pass it",
                name=shown(option),
                call=use.via,
            ),
            notes=[("argument defined at", option.site), ("contract declared at", contract.place)],
            once=use.name,
        )


def _is_passed(option: ArgumentFact, contract: Contract) -> bool:
    return any(takers(argument, [option], contract) for argument in arguments(contract))


def _tested(tree: cst.CSTNode) -> set[str]:
    """Attributes and names that the script tests or assigns somewhere, so that a None may be ruled out."""
    found: set[str] = set()
    for node in walk(tree):
        parts: list[cst.CSTNode] = []
        if isinstance(node, cst.If | cst.IfExp | cst.While | cst.Assert):
            parts = [node.test]
        elif isinstance(node, cst.BooleanOperation):
            parts = [node.left, node.right]
        elif isinstance(node, cst.Comparison):
            parts = [node]
        elif isinstance(node, cst.AssignTarget):
            parts = [node.target]
        for part in parts:
            for inner in walk(part):
                if isinstance(inner, cst.Attribute):
                    found.add(inner.attr.value)
    return found
