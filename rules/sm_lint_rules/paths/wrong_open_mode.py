"""SMP140: a file that is opened in a mode that does not exist, or that forbids what is done with it."""

from __future__ import annotations

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.source import text_value, walk

# Where the mode is among the arguments, by the qualified name of what opens.
_OPENERS = {"open": 1, "builtins.open": 1, "io.open": 1, "codecs.open": 1, "pathlib.Path.open": 0}
_WRITES = frozenset({"write", "writelines", "truncate"})
_READS = frozenset({"read", "readline", "readlines"})
_DUMPERS = frozenset(
    {"json.dump", "pickle.dump", "yaml.dump", "yaml.safe_dump", "joblib.dump", "torch.save", "dill.dump"}
)
_LOADERS = frozenset(
    {"json.load", "pickle.load", "yaml.load", "yaml.safe_load", "joblib.load", "torch.load", "dill.load"}
)


class WrongOpenMode(ScriptRule):
    """A file is opened in a mode that does not exist, or that forbids what is done with the file.

    ## What it does

    Reports `open(path, "wa")` and other modes that Python refuses; a file that a `with` statement opens for reading and writes to,
    and one that it opens for writing and reads from. Most of all this happens in handlers of failures, which no test runs.

    ## Why is this bad?

    `ValueError: must have exactly one of create/read/write/append mode`, or `io.UnsupportedOperation: not writable`. In a handler that
    writes `/opt/ml/output/failure` it takes the place of the failure that was to be reported.

    ## Example

    ```python
    import traceback


    def fail():
        with open("/opt/ml/output/failure") as file:
            file.write(traceback.format_exc())
    ```

    ## Use instead

    ```python
    import traceback


    def fail():
        with open("/opt/ml/output/failure", "w") as file:
            file.write(traceback.format_exc())
    ```

    ## Known limits

    A file that is not opened by a `with` statement is judged by its mode alone.

    ## References

    - [Public thread](https://github.com/openxc/openxc-python/issues/91)
    - [open](https://docs.python.org/3/library/functions.html#open)
    - [How SageMaker learns of success and failure](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-signal-success-failure.html)
    """

    code = "SMP140"
    name = "wrong-open-mode"

    def begin(self) -> bool:
        """Skip files that open nothing."""
        return "open(" in self.context.text

    def visit_Call(self, node: cst.Call) -> None:
        """Look at the mode."""
        mode = self._mode(node)
        wrong = _wrong(mode) if mode else None
        if mode and wrong:
            self.report(node, f"`{mode}` is no mode of a file: {wrong}; the call ends with `ValueError`", once=id(node))

    def visit_With(self, node: cst.With) -> None:
        """Look at what is done with the file inside."""
        for item in node.items:
            if item.asname is None or not isinstance(item.asname.name, cst.Name) or not isinstance(item.item, cst.Call):
                continue
            mode = self._mode(item.item)
            if mode is None or (mode and _wrong(mode)) or "+" in mode:
                continue
            name = item.asname.name.value
            if _is_bound_again(node.body, name):
                continue
            reading = not set(mode) & set("wax")
            for call in walk(node.body):
                if isinstance(call, cst.Call) and self._uses(call, name, writing=reading):
                    shown = f'mode "{mode}"' if mode else "the default mode"
                    self.report(
                        call,
                        f"`{name}` is opened in {shown}, for {'reading' if reading else 'writing'} alone, and "
                        f"{'written to' if reading else 'read from'} here: `io.UnsupportedOperation`",
                        notes=[("opened at", item.item)],
                        once=id(item),
                    )

    def _mode(self, node: cst.Call) -> str | None:
        """The mode of an open, empty for the default; None where it is no open or the mode is not written out."""
        name = self.callee(node) or ""
        position = _OPENERS.get(name)
        if position is None or any(argument.star for argument in node.args):
            return None
        given = next((a.value for a in node.args if a.keyword is not None and a.keyword.value == "mode"), None)
        positional = [argument.value for argument in node.args if argument.keyword is None]
        if given is None and len(positional) > position:
            given = positional[position]
        if given is None:
            return ""
        text = text_value(given) if isinstance(given, cst.SimpleString) else None
        return text or None

    def _uses(self, call: cst.Call, name: str, *, writing: bool) -> bool:
        """Whether a call writes to a file of this name, or reads from it."""
        function = call.func
        if (
            isinstance(function, cst.Attribute)
            and isinstance(function.value, cst.Name)
            and function.value.value == name
        ):
            return function.attr.value in (_WRITES if writing else _READS)
        callee = self.callee(call)
        if callee not in (_DUMPERS if writing else _LOADERS):
            return False
        position = 1 if writing else 0
        given = [argument.value for argument in call.args if argument.keyword is None]
        target = given[position] if len(given) > position else None
        return isinstance(target, cst.Name) and target.value == name


def _wrong(mode: str) -> str | None:
    """What is wrong with a mode, None for one that `open` takes."""
    unknown = sorted(set(mode) - set("rwxabt+U"))
    if unknown:
        return f"it has `{unknown[0]}`"
    if len(set(mode)) < len(mode):
        return "it has a letter twice"
    ways = [letter for letter in mode if letter in "rwxa"]
    if len(ways) > 1:
        return f"`{ways[0]}` and `{ways[1]}` exclude each other"
    if not ways and "U" not in mode:
        return "it has none of `r`, `w`, `a` and `x`"
    if "b" in mode and "t" in mode:
        return "`b` and `t` exclude each other"
    return None


def _is_bound_again(body: cst.BaseSuite, name: str) -> bool:
    """Whether the name is that of something else, somewhere in the body."""
    for node in walk(body):
        if isinstance(node, cst.AssignTarget | cst.AsName | cst.For | cst.NamedExpr | cst.CompFor):
            target = node.name if isinstance(node, cst.AsName) else node.target
            if isinstance(target, cst.Name) and target.value == name:
                return True
        if isinstance(node, cst.Param) and node.name.value == name:
            return True
    return False
