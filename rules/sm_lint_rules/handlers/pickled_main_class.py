"""SMH407: a pickle that needs the script that wrote it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import dotted, top_level
from sm_lint.rules.source import walk

DUMPS = frozenset({"joblib.dump", "pickle.dump", "pickle.dumps", "torch.save"})


class PickledMainClass(ScriptRule):
    """An object of a class that the entry script defines is pickled.

    ## What it does

    Reports a class or function of a training script that is part of an object given to `joblib.dump`, `pickle.dump` or
    `torch.save`. It follows assignments within one function, and is in preview.

    ## Why is this bad?

    A pickle holds the name of a class, and the name of one in the entry script is `__main__.Cleaner`. The server that
    loads it has another `__main__`: `Can't get attribute 'Cleaner' on <module '__main__'>`.

    ## Example

    ```python title="train.py"
    import os

    import joblib
    from sklearn.pipeline import Pipeline


    class Cleaner:
        def transform(self, frame):
            return frame


    pipeline = Pipeline([("clean", Cleaner())])
    joblib.dump(pipeline, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ## Use instead

    ```python title="train.py"
    import os

    import joblib
    from cleaning import Cleaner
    from sklearn.pipeline import Pipeline

    pipeline = Pipeline([("clean", Cleaner())])
    joblib.dump(pipeline, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    ```

    ```python title="cleaning.py"
    class Cleaner:
        def transform(self, frame):
            return frame
    ```

    ## References

    - [pickle: what can be pickled](https://docs.python.org/3/library/pickle.html#what-can-be-pickled-and-unpickled)
    """

    code = "SMH407"
    name = "pickled-main-class"
    preview = True

    def finish(self) -> None:
        """Report each class once, where it is pickled."""
        context = self.context
        if context.job != "training" or not context.in_container or not context.is_entry:
            return
        own = {node.name.value for node in top_level(context.module) if isinstance(node, cst.ClassDef)}
        if not own:
            return
        for scope in _scopes(context.module.tree):
            held = _held(scope, own)
            for call in scope:
                if isinstance(call, cst.Call) and self.callee(call) in DUMPS and call.args:
                    for cls in sorted(_classes(call.args[0].value, own, held)):
                        self.report(
                            call,
                            f"`{cls}` is defined in the entry script and pickled: the server cannot find it in its `__main__`; "
                            "move it to a module of its own",
                            once=cls,
                        )


def _scopes(tree: cst.Module) -> Iterator[list[cst.CSTNode]]:
    """The nodes of each function, and of the module without its functions."""
    functions = [node for node in walk(tree) if isinstance(node, cst.FunctionDef)]
    inner = {id(node) for function in functions for node in walk(function.body)}
    yield [node for node in walk(tree) if id(node) not in inner]
    for function in functions:
        yield list(walk(function.body))


def _held(scope: list[cst.CSTNode], own: set[str]) -> dict[str, set[str]]:
    """Names → classes of the script whose objects they may hold."""
    held: dict[str, set[str]] = {}
    for node in scope:
        if isinstance(node, cst.Assign):
            found = _classes(node.value, own, held)
            for target in node.targets:
                if isinstance(target.target, cst.Name):
                    held[target.target.value] = found
    return held


def _classes(value: cst.BaseExpression, own: set[str], held: dict[str, set[str]]) -> set[str]:
    """Classes whose objects are part of a value: of the value itself, of a collection, of what a constructor is given.

    What a method or a function makes of an object is another one.
    """
    if isinstance(value, cst.Name):
        return held.get(value.value, set())
    if isinstance(value, cst.List | cst.Tuple):
        return set().union(*(_classes(element.value, own, held) for element in value.elements))
    if isinstance(value, cst.Dict):
        return set().union(*(_classes(element.value, own, held) for element in value.elements))
    if not isinstance(value, cst.Call):
        return set()
    # By names alone: these methods return their object by convention, in the classes of the project as in libraries.
    if isinstance(value.func, cst.Attribute) and value.func.attr.value in ("fit", "to", "eval", "train", "cpu"):
        return _classes(value.func.value, own, held)
    name = _name(value.func)
    if name in own:
        return {name}
    if name.rpartition(".")[2][:1].isupper():
        return set().union(*(_classes(argument.value, own, held) for argument in value.args))
    return set()


def _name(node: cst.BaseExpression) -> str:
    """The last two parts of a dotted name."""
    return ".".join((dotted(node) or "").split(".")[-2:])
