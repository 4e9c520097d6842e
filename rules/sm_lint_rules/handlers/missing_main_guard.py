"""SMH404: a script that trains when it is imported to serve."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import NodeEdit, NodeFix, ParseCall, ScriptRule
from sm_lint.rules.scripts import serving, top_level
from sm_lint.rules.source import children

RUNNERS = frozenset({"train", "main", "run", "run_training", "train_model", "fit", "training"})


class MissingMainGuard(ScriptRule):
    """The script that serves also does something else when it is imported.

    ## What it does

    Reports what is at the top level of a script with handlers and outside of `if __name__ == "__main__":`: a strict
    `parse_args()`, a call of `.fit(...)`, a call of the script's own `main()` or `train()`.

    ## Why is this bad?

    SageMaker imports the script to serve. The server's own command line is parsed, and ends it; or the training starts again in
    each worker, on data that is not there.

    ## Example

    ```python title="train.py"
    import os

    import joblib


    def main():
        joblib.dump({}, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "model.joblib"))


    main()
    ```

    ## Use instead

    ```python title="train.py"
    import os

    import joblib


    def main():
        joblib.dump({}, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))


    def model_fn(model_dir):
        return joblib.load(os.path.join(model_dir, "model.joblib"))


    if __name__ == "__main__":
        main()
    ```

    ## Fix safety

    The fix puts a call that stands alone under a main guard. It is unsafe: somebody else may import the script for what the
    call does.

    ## References

    - [Prepare a training script](https://sagemaker.readthedocs.io/en/stable/overview.html#prepare-a-training-script)
    """

    code = "SMH404"
    name = "missing-main-guard"
    fixable = "sometimes"

    def finish(self) -> None:
        """Report each statement once."""
        found = serving(self.context)
        if found is None:
            return
        module = self.context.module
        alone = {id(part) for line in module.tree.body for part in _alone(line)}
        for statement in top_level(module):
            if isinstance(statement, cst.BaseSmallStatement):
                what = next(self._work(statement, found.names), None)
                if what is not None:
                    self._report(statement, what, fixable=id(statement) in alone)

    def _work(self, statement: cst.BaseSmallStatement, names: frozenset[str]) -> Iterator[str]:
        for call in _calls(statement):
            if isinstance(call.func, cst.Attribute):
                # By its name alone: whichever class it is of, also one of the project, `fit` trains.
                if call.func.attr.value in ("fit", "fit_generator") and not self._launches(call):
                    yield f".{call.func.attr.value}(...)"
                elif not call.args and any(fact.strict for fact in self.known(call, ParseCall)):
                    yield f".{call.func.attr.value}()"
            elif isinstance(call.func, cst.Name) and call.func.value in RUNNERS and call.func.value in names:
                yield f"{call.func.value}()"

    def _launches(self, call: cst.Call) -> bool:
        """Whether it launches a job: the file is then a copy of a notebook, with the text of the script among its cells."""
        return (self.callee(call) or "").startswith("sagemaker.")

    def _report(self, statement: cst.BaseSmallStatement, what: str, *, fixable: bool) -> None:
        code = self.context.module.tree.code_for_node(statement)
        fix = None
        if fixable and not {"\n", "\r"}.intersection(code):
            fix = NodeFix(
                "put it under a main guard", (NodeEdit(statement, f'if __name__ == "__main__":\n    {code}'),)
            )
        self.report(
            statement,
            f'`{what}` runs when SageMaker imports the script to serve; put it under `if __name__ == "__main__":`',
            fix=fix,
        )


def _alone(line: cst.CSTNode) -> Iterator[cst.Expr]:
    """The expression that is a line of its own."""
    if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 and isinstance(line.body[0], cst.Expr):
        yield line.body[0]


def _calls(statement: cst.CSTNode) -> Iterator[cst.Call]:
    """Calls that run with the statement: not those in the bodies of lambdas."""
    stack = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Call):
            yield node
        if not isinstance(node, cst.Lambda):
            stack.extend(reversed(children(node)))
