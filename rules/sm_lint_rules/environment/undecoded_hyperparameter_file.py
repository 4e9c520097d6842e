"""SME215: a value of hyperparameters.json that is used as the number it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import libcst as cst

from sm_lint.rules import PathAccess, ScriptRule
from sm_lint.rules.jobs import absent, entries, literal
from sm_lint.rules.source import text_value, walk

_FILE = "/opt/ml/input/config/hyperparameters.json"
_NUMBERS = frozenset(
    (
        *("epochs", "num_epochs", "batch_size", "lr", "learning_rate", "n_estimators", "max_depth", "max_leaf_nodes"),
        *(
            "min_samples_leaf",
            "min_samples_split",
            "n_clusters",
            "n_components",
            "n_neighbors",
            "max_iter",
            "num_boost_round",
        ),
        *("num_leaves", "test_size", "random_state", "alpha", "momentum", "weight_decay", "patience", "num_workers"),
    )
)
"""Keywords of libraries that take a number, and no text."""
_ARITHMETIC = (cst.Subtract, cst.Multiply, cst.Divide, cst.FloorDivide, cst.Power)
_ORDER = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)
_DECODERS = frozenset(("loads", "literal_eval", "eval", "safe_load", "int", "float", "decode"))
_FUNCTIONS = frozenset(("range", "round", "abs"))


class UndecodedHyperparameterFile(ScriptRule):
    r"""A value of `hyperparameters.json` is used as a number, and is a text.

    ## What it does

    Follows what a script loads from `/opt/ml/input/config/hyperparameters.json` to the places that need a number: arithmetic,
    comparison with a number, `range`, and keywords such as `max_depth` or `batch_size`. Where an estimator of SDK v2 launches the
    script by its `entry_point` or `source_dir` (an `Estimator`: by its `source_dir`), also reports texts that are used without `json.loads`.

    ## Why is this bad?

    The service keeps every hyperparameter as text: the file has `{"epochs": "10"}`, also where the definition gives a number. The
    script ends with `'str' object cannot be interpreted as an integer`. An estimator that brings a script encodes the values as JSON:
    a text arrives with quotes, as `"\"adam\""`.

    ## Example

    ```python title="train.py"
    import json

    with open("/opt/ml/input/config/hyperparameters.json") as file:
        parameters = json.load(file)
    for epoch in range(parameters["epochs"]):
        print(epoch)
    ```

    ## Use instead

    ```python title="train.py"
    import json

    with open("/opt/ml/input/config/hyperparameters.json") as file:
        parameters = json.load(file)
    for epoch in range(int(parameters["epochs"])):
        print(epoch)
    ```

    ## Known limits

    Names that are assigned more than once, and values that are handed to a function, are left alone.

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/3487)
    - [Hyperparameters in the container](https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html)
    """

    code = "SME215"
    name = "undecoded-hyperparameter-file"

    def finish(self) -> None:
        """Look for names that hold the file's content, then for their uses."""
        tree = self.context.module.tree
        if not any(access.path == _FILE for access in self._reads()):
            return
        loaded: set[str] = set()
        bound: Counter[str] = Counter()
        files: set[str] = set()
        nodes = list(walk(tree))
        for node in nodes:
            if isinstance(node, cst.With):
                files |= {_name(item.asname.name) for item in node.items if item.asname and self._opens(item.item)}
        for node in nodes:
            if isinstance(node, cst.AssignTarget | cst.Param | cst.AnnAssign | cst.NamedExpr):
                target = node.name if isinstance(node, cst.Param) else node.target
                bound[_name(target)] += 1
        loaders = {
            _name(node.name) for node in nodes if isinstance(node, cst.FunctionDef) and self._returns(node, files)
        }
        for node in nodes:
            if isinstance(node, cst.Assign) and len(node.targets) == 1:
                called = _name(node.value.func) if isinstance(node.value, cst.Call) else ""
                if self._loads(node.value, files) or called.removeprefix("self.") in loaders - {""}:
                    loaded.add(_name(node.targets[0].target))
        names = {name for name in loaded if name and bound[name] == 1}
        values = {
            _name(node.targets[0].target): _key(node.value, names, {})
            for node in nodes
            if names and isinstance(node, cst.Assign) and len(node.targets) == 1
        }
        values = {name: key for name, key in values.items() if name and key and bound[name] == 1}
        texts = self._quoted() if names else frozenset()
        decoded = {id(each) for node in nodes if names for each in _decoded(node)}
        for node in nodes if names else ():
            self._check(node, names, values)
            key = _key(node, names, {}) if isinstance(node, cst.Subscript | cst.Call) else ""
            if key in texts and id(node) not in decoded:
                self.report(
                    node,
                    f"`{key}` has the quotes of JSON in hyperparameters.json, where the estimator puts them: decode it with "
                    "`json.loads`",
                    once=node,
                )

    def _quoted(self) -> frozenset[str]:
        """Names of texts that an estimator with a script encodes as JSON."""
        found: set[str] = set()
        for job in self.context.launched_by:
            script = not absent(job.setting("source_dir"))
            if job.class_name != "Estimator":  # sagemaker 2.257.7, estimator.py: `Estimator.set_hyperparameters`
                script = script or not absent(job.setting("entry_point"))
            if job.dialect == "v2" and job.kind == "training" and script:
                found.update(key for key, value in entries(job.hyperparameters) if literal(value))
        return frozenset(found)

    def _reads(self) -> list[PathAccess]:
        return [access for access in self.facts.all(PathAccess) if access.mode == "read" and access.exact]

    def _opens(self, node: cst.BaseExpression) -> bool:
        """Whether an expression opens the file."""
        return any(
            access.path == _FILE and access.exact and access.mode == "read"
            for each in walk(node)
            for access in self.accesses(each)
        )

    def _loads(self, node: cst.BaseExpression, files: set[str]) -> bool:
        """Whether an expression is the unchanged result of `json` for the file."""
        if not isinstance(node, cst.Call) or self.qualified_name(node.func) not in {"json.load", "json.loads"}:
            return False
        if len(node.args) != 1:
            return False
        given = node.args[0].value
        return _name(given) in files or self._opens(given) or any(_name(each) in files for each in walk(given))

    def _returns(self, node: cst.FunctionDef, files: set[str]) -> bool:
        """Whether all that a function returns is the unchanged content of the file."""
        inner = list(walk(node.body))
        results = [each.value for each in inner if isinstance(each, cst.Return) and each.value is not None]
        once = Counter(_name(each.targets[0].target) for each in inner if isinstance(each, cst.Assign))
        kept = {
            _name(each.targets[0].target)
            for each in inner
            if isinstance(each, cst.Assign) and self._loads(each.value, files)
        }
        return bool(results) and all(
            self._loads(each, files) or (_name(each) in kept - {""} and once[_name(each)] == 1) for each in results
        )

    def _check(self, node: cst.CSTNode, names: set[str], values: Mapping[str, str]) -> None:
        """Report a value in a place that needs a number."""
        found: list[cst.BaseExpression] = []
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, _ARITHMETIC):
            found = [node.left, node.right]
        elif isinstance(node, cst.Comparison) and isinstance(node.comparisons[0].operator, _ORDER):
            sides = [node.left, node.comparisons[0].comparator]
            found = sides if any(isinstance(side, cst.Integer | cst.Float) for side in sides) else []
        elif isinstance(node, cst.Call):
            called = node.func.value if isinstance(node.func, cst.Name) else ""
            found = [
                argument.value
                for argument in node.args
                if (argument.keyword is not None and argument.keyword.value in _NUMBERS)
                or (argument.keyword is None and called in _FUNCTIONS)
            ]
        for expression in found:
            key = _key(expression, names, values)
            if key:
                self.report(
                    expression,
                    f"`{key}` is a text in hyperparameters.json, whatever the job was given, and a number is needed here: "
                    "decode it with `int` or `float`",
                    once=expression,
                )


def _decoded(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Expressions that a node decodes, or takes the quotes of."""
    if isinstance(node, cst.Call):
        called = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        if _name(called) in _DECODERS:
            return [argument.value for argument in node.args]
    if isinstance(node, cst.Attribute) and node.attr.value in {"strip", "replace", "removeprefix", "lstrip"}:
        return [node.value]
    return []


def _name(node: cst.CSTNode | None) -> str:
    """`parameters`, or `self.parameters`; empty for all else."""
    if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == "self":
        return f"self.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def _key(node: cst.BaseExpression, names: set[str], values: Mapping[str, str]) -> str:
    """The key of `parameters["key"]`, of `parameters.get("key")`, or of a name that was given one; empty for all else."""
    if _name(node) in values:
        return values[_name(node)]
    key: cst.CSTNode | None = None
    if isinstance(node, cst.Subscript) and _name(node.value) in names and isinstance(node.slice[0].slice, cst.Index):
        key = node.slice[0].slice.value
    elif (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value == "get"
        and node.args
    ):
        key = node.args[0].value if _name(node.func.value) in names else None
    return (text_value(key) or "") if isinstance(key, cst.SimpleString) else ""
