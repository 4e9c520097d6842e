"""SMA318: an argument that `add_argument` refuses."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.source import text_of

_OF_NO_VALUE = frozenset({"type", "nargs", "choices", "const", "metavar"})
_OF_A_CONSTANT = frozenset({"type", "nargs", "choices"})
_REFUSED = {
    "store_true": _OF_NO_VALUE,
    "store_false": _OF_NO_VALUE,
    "count": _OF_NO_VALUE,
    "store_const": _OF_A_CONSTANT,
    "append_const": _OF_A_CONSTANT,
}
"""Keywords that the actions do not take, by action: the classes `_StoreTrueAction` and so on of argparse.py, Python 3.8 to 3.14."""


class RefusedArgument(ScriptRule):
    """A parser is given a combination of settings for an argument that `argparse` refuses.

    ## What it does

    Reports `add_argument` of `argparse` with `required=` for a positional argument, and with `type=`, `nargs=`, `choices=`, `const=` or
    `metavar=` where the action takes no value, such as `store_true`. Of positionals with `required=` the first of a file is reported.

    ## Why is this bad?

    The call ends with a `TypeError`, and the script with it, before any work is done: `'required' is an invalid argument for
    positionals`, `_StoreTrueAction.__init__() got an unexpected keyword argument 'type'`.

    ## Example

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("region", required=True)
    parser.add_argument("--verbose", action="store_true", type=bool)
    args = parser.parse_args()
    print(args.region, args.verbose)
    ```

    ## Use instead

    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--region", required=True)
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    print(args.region, args.verbose)
    ```

    ## Known limits

    Files that do not import `argparse`, and flags and actions that are not written out, are left alone.

    ## References

    - [argparse: required](https://docs.python.org/3/library/argparse.html#required)
    - [argparse: action](https://docs.python.org/3/library/argparse.html#action)
    """

    code = "SMA318"
    name = "refused-argument"

    def begin(self) -> bool:
        """Skip files without such a parser."""
        return "add_argument" in self.context.text and "argparse" in self.context.text

    def visit_Call(self, node: cst.Call) -> None:
        """Look at the settings of one argument."""
        if not self.calls_method(node, "add_argument") or any(argument.star for argument in node.args):
            return
        keywords = {argument.keyword.value: argument for argument in node.args if argument.keyword is not None}
        flags = [_text(argument.value) for argument in node.args if argument.keyword is None]
        required = keywords.get("required")
        if required is not None and len(flags) == 1 and flags[0] and flags[0][0].isalpha():
            self.report(
                required,
                f"`required` is refused for the positional argument `{flags[0]}`, which must be given anyway; "
                f"write `--{flags[0]}`, or leave it out",
                once="required",  # who takes positionals for options does so throughout
            )
        action = keywords.get("action")
        named = _text(action.value) if action is not None else ""
        for name in sorted(_REFUSED.get(named, frozenset()) & keywords.keys()):
            self.report(
                keywords[name], f"`{name}` is refused for an argument whose action is `{named}`: it takes no value"
            )


def _text(node: cst.BaseExpression) -> str:
    """A text that is written out; empty for all else."""
    return text_of(node) if isinstance(node, cst.SimpleString) else ""
