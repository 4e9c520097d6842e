"""SMA312: an argument that is converted by ``list``, ``tuple``, ``dict`` or ``set``."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import ScriptRule, Severity
from sm_lint.rules.contracts import arguments
from sm_lint.rules.scripts import converted, option_name, takers
from sm_lint.rules.source import text_value

_LETTERS = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset"})
_REFUSED = frozenset({"builtins.dict", "builtins.bytes", "builtins.bytearray"})


class CollectionTypeArgument(ScriptRule):
    """An argument uses `type=list` or the like, which takes the text apart into characters.

    ## What it does

    Reports `add_argument` with `type=list`, `tuple`, `set`, `dict` or `bytes`. It does not matter in which kind of job the script
    runs, or whether it runs in a container at all. An argument whose `action` takes no value, or is a custom class, is not
    reported.

    It is an error where a text is known to come (as the default, from a job, or because the argument is required), else a
    warning. `type=list` beside `default=json.loads(os.environ["SM_HOSTS"])` is information only: that argument carries what the
    platform says, and a job rarely passes it.

    ## Why is this bad?

    Command-line values are texts, and `list("64,32")` is `["6", "4", ",", "3", "2"]`. `dict("{}")` fails, and with it
    every run that passes the argument: `error: argument --layers: invalid dict value`.

    ## Example

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=list, default="64,32")
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
                severity=self._severity(node),
            )

    def _severity(self, node: cst.Call) -> Severity:
        if self._is_converted(node):
            return Severity.ERROR
        return Severity.INFO if _carries_platform_value(node) else Severity.WARNING

    def _is_converted(self, node: cst.Call) -> bool:
        """Whether a text is known to come: the default is one, or a job passes one."""
        options = self.arguments(node)
        contracts = [job.contract for job in self.context.launched_by]
        passed = any(takers(argument, options, one) for one in contracts for argument in arguments(one))
        return passed or any(option.required for option in options) or _has_text_default(node)


def _default(node: cst.Call) -> cst.BaseExpression | None:
    return next((a.value for a in node.args if a.keyword is not None and a.keyword.value == "default"), None)


def _has_text_default(node: cst.Call) -> bool:
    default = _default(node)
    return isinstance(default, cst.SimpleString | cst.FormattedString) or _reads_platform(default)


def _reads_platform(node: cst.BaseExpression | None) -> bool:
    """Whether an expression is the text of one of the platform's variables."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        inside: list[cst.BaseExpression] = [argument.value for argument in node.args[:1]]
        if node.func.attr.value not in ("get", "getenv"):
            return False
    elif isinstance(node, cst.Subscript):
        inside = [part.slice.value for part in node.slice if isinstance(part.slice, cst.Index)]
    else:
        return False
    texts = [text_value(part) for part in inside if isinstance(part, cst.SimpleString)]
    return any(text is not None and text.startswith("SM_") for text in texts)


def _carries_platform_value(node: cst.Call) -> bool:
    """Whether the default is decoded from a variable of the platform, which no job passes as an argument."""
    default = _default(node)
    return isinstance(default, cst.Call) and any(_reads_platform(argument.value) for argument in default.args)
