"""SMA312: an argument that is converted by ``list``, ``tuple``, ``dict`` or ``set``."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import converted, option_name

_LETTERS = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset"})
_REFUSED = frozenset({"builtins.dict", "builtins.bytes", "builtins.bytearray"})


class CollectionTypeArgument(ScriptRule):
    """An argument uses `type=list` or the like, which takes the text apart into characters.

    ## What it does

    Reports `add_argument` with `type=list`, `tuple`, `set`, `dict` or `bytes`. It does not matter in which kind of job the script
    runs, or whether it runs in a container at all. An argument whose `action` takes no value, or is a custom class, is not
    reported.

    ## Why is this bad?

    Command-line values are texts, and `list("64,32")` is `["6", "4", ",", "3", "2"]`. `dict("{}")` fails, and with it
    every run that passes the argument: `error: argument --layers: invalid dict value`.

    ## Example

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=list, default=[64, 32])
    print(parser.parse_args().layers)
    ```

    ## Use instead

    ```python
    import argparse
    import json

    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=json.loads, default=[64, 32])
    print(parser.parse_args().layers)
    ```

    Where the words come one by one, as on the command line of a processing job, `nargs="+"` with `type=int` is right.

    ## References

    - [argparse: type](https://docs.python.org/3/library/argparse.html#type)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/613)
    """

    code = "SMA312"
    name = "collection-type-argument"

    def begin(self) -> bool:
        """Skip files without such words."""
        return "add_argument" in self.context.text

    def visit_Call(self, node: cst.Call) -> None:
        """Report the conversion of an argument."""
        if not self.calls_method(node, "add_argument") or not converted(node):
            return
        for argument in node.args:
            if argument.keyword is None or argument.keyword.value != "type":
                continue
            name = self.qualified_name(argument.value)
            if name is None or name not in _LETTERS | _REFUSED:
                continue
            kind = name.rpartition(".")[2]
            does = "fails for any text that" if name in _REFUSED else "makes single characters of the text that"
            self.report(
                argument.value,
                f"`type={kind}` {does} {option_name(node)} is given; use `json.loads`, or `nargs` with the type of one element",
            )
