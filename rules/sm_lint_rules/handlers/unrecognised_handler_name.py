"""SMH405: a function that is meant to be a handler but has another name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import ImportFact, NodeEdit, NodeFix, ScriptRule
from sm_lint.rules.platform import framework_of_modules, handler_signatures, misnomers, server_modules
from sm_lint.rules.scripts import served_here, serving, top_level
from sm_lint.rules.source import walk

_ABOVE = 3
_NEARBY = 60
"""Folders and files that are looked at for an import of the script."""


class UnrecognisedHandlerName(ScriptRule):
    """A function looks like a handler, but SageMaker does not know its name.

    ## What it does

    Reports functions of an inference script such as `load_fn` or `predict_function` that nothing in the script calls, where the
    handler that is meant is missing, and handlers that are methods of a class. A script without a handler that no definition
    launches is passed over where a file near it imports the function, and so is a class with an `__init__`.

    ## Why is this bad?

    SageMaker calls functions at the top level of the script by their exact names. A function of another name is never
    called; the container uses its default, or finds that there is none.

    ## Example

    ```python title="inference.py"
    import joblib


    def load_fn(model_dir):
        return joblib.load(f"{model_dir}/model.joblib")


    def predict_fn(data, model):
        return model.predict(data)
    ```

    ## Use instead

    ```python title="inference.py"
    import joblib


    def model_fn(model_dir):
        return joblib.load(f"{model_dir}/model.joblib")


    def predict_fn(data, model):
        return model.predict(data)
    ```

    ## Fix safety

    The fix renames the function. It is unsafe, because another module may call it by its old name.

    ## References

    - [SageMaker inference toolkit](https://github.com/aws/sagemaker-inference-toolkit#implement-the-handler-functions)
    """

    code = "SMH405"
    name = "unrecognised-handler-name"
    fixable = "sometimes"

    def finish(self) -> None:
        """Report each such function."""
        imported = {fact.module.partition(".")[0] for fact in self.facts.all(ImportFact)}
        framework = framework_of_modules(imported)
        if imported & server_modules() or (framework is not None and framework.toolkit == "other"):
            return
        launched = serving(self.context) is not None
        if not launched and not served_here(self.context):
            return
        defined = [node for node in top_level(self.context.module) if isinstance(node, cst.FunctionDef | cst.ClassDef)]
        names = {node.name.value for node in defined}
        used = _used(self.context.module.tree)
        if not launched and not names & set(handler_signatures()):
            used |= self._imported_nearby()
        for node in defined:
            if isinstance(node, cst.FunctionDef):
                self._check(node, names, used)
            elif not names & set(handler_signatures()) and (launched or not _has_state(node)):
                for method in _methods(node):
                    self._report(method, f"is a method of `{node.name.value}`", method.name.value)

    def _imported_nearby(self) -> set[str]:
        """Names that another file imports from this one, as the application of a container of one's own does."""
        folder, name = os.path.split(self.context.path)
        stem = os.path.splitext(name)[0]
        found: set[str] = set()
        for _ in range(_ABOVE):
            for each in sorted(self.context.files.names(folder))[:_NEARBY]:
                path = os.path.join(folder, each)
                text = (
                    (self.context.files.text(path) or "") if each.endswith(".py") and path != self.context.path else ""
                )
                for imported in re.finditer(
                    rf"from\s+[\w.]*\b{re.escape(stem)}\s+import\s+(\([^)]{{0,4000}}\)|[^\n]*)", text
                ):
                    found.update(re.findall(r"\w+", imported[1]))
                if re.search(rf"import\s+[\w.]*\b{re.escape(stem)}\b", text):
                    found.update(re.findall(rf"\b{re.escape(stem)}\.(\w+)", text))
            folder = os.path.dirname(folder)
        return found

    def _check(self, node: cst.FunctionDef, names: set[str], used: set[str]) -> None:
        name = node.name.value
        handler = misnomers().get(name)
        if handler is None or handler in names or name in used:
            return
        parameters = len(handler_signatures()[handler].parameters)
        if parameters <= len(node.params.params) <= parameters + 1:
            fix = NodeFix(f"rename it to `{handler}`", (NodeEdit(node.name, handler),))
            self._report(node, "is not the name of a handler", handler, fix)

    def _report(self, node: cst.FunctionDef, why: str, handler: str, fix: NodeFix | None = None) -> None:
        self.report(
            node.name,
            f"`{node.name.value}` {why}: SageMaker only calls functions at the top level by their exact names; define `{handler}`",
            fix=fix,
        )


def _has_state(node: cst.ClassDef) -> bool:
    """Whether a class is made with arguments of its own, as one of an application is."""
    return any(isinstance(part, cst.FunctionDef) and part.name.value == "__init__" for part in node.body.body)


def _methods(node: cst.ClassDef) -> Iterator[cst.FunctionDef]:
    for part in node.body.body:
        if isinstance(part, cst.FunctionDef) and part.name.value in ("model_fn", "predict_fn", "transform_fn"):
            yield part


def _used(tree: cst.CSTNode) -> set[str]:
    """Names that are used other than in a definition of that name."""
    found: list[str] = []
    defined: list[str] = []
    for node in walk(tree):
        if isinstance(node, cst.Name):
            found.append(node.value)
        elif isinstance(node, cst.FunctionDef):
            defined.append(node.name.value)
    for name in defined:
        found.remove(name)
    return set(found)
