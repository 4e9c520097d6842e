"""SMA301: an argument that is converted by ``bool``."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import NodeEdit, NodeFix, ScriptRule
from sm_lint.rules.scripts import converted, option_name

CONVERSION = 'lambda text: text.lower() in ("true", "1")'


class BoolTypeArgument(ScriptRule):
    """An argument uses `type=bool`, which is true for any non-empty string.

    ## What it does

    Reports `add_argument(..., type=bool)`. It does not matter in which kind of job the script runs, or whether it runs in
    a container at all. An argument whose `action` takes no value, such as `argparse.BooleanOptionalAction`, or is a custom
    class is not reported.

    ## Why is this bad?

    Command-line values are strings, and `bool` of any non-empty string is `True`: `--shuffle False` turns shuffling on. The
    hyperparameters of a training job always come with a value.

    ## Example

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--shuffle", type=bool, default=True)
    print(parser.parse_args().shuffle)
    ```

    ## Use instead

    ```python
    import argparse


    def boolean(text: str) -> bool:
        return text.lower() in ("true", "1", "yes")


    parser = argparse.ArgumentParser()
    parser.add_argument("--shuffle", type=boolean, default=True)
    print(parser.parse_args().shuffle)
    ```

    ## Fix safety

    The fix takes `true` and `1`, in any case, for true and everything else for false. It is unsafe: a value such as `yes`
    was true before.

    ## References

    - [argparse: type](https://docs.python.org/3/library/argparse.html#type)
    - [Training with the SageMaker Python SDK](https://sagemaker.readthedocs.io/en/stable/overview.html)
    """

    code = "SMA301"
    name = "bool-type-argument"
    fixable = "always"

    def begin(self) -> bool:
        """Skip files without such words."""
        text = self.context.text
        return "add_argument" in text and "bool" in text

    def visit_Call(self, node: cst.Call) -> None:
        """Report the conversion of an argument."""
        if not self.calls_method(node, "add_argument") or not converted(node):
            return
        for argument in node.args:
            if argument.keyword is not None and argument.keyword.value == "type" and self._is_bool(argument.value):
                self.report(
                    argument.value,
                    f"`type=bool` turns any non-empty string into `True` for {option_name(node)}, even `False` and `0`; use a "
                    "function that parses the string",
                    fix=NodeFix(f"convert by `{CONVERSION}`", (NodeEdit(argument.value, CONVERSION),)),
                )

    def _is_bool(self, node: cst.BaseExpression) -> bool:
        return self.qualified_name(node) == "builtins.bool"
