"""SME202: a variable that holds JSON or a number, used as the text it is."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from sm_lint.rules import EnvRead, EnvUse, EnvWrite, ImportFact, NodeEdit, NodeFix, ScriptRule, Severity
from sm_lint.rules.contracts import variable
from sm_lint.rules.platform import HYPERPARAMETER_PREFIX, platform_variable
from sm_lint.rules.source import children

USES = {
    "json": {
        "subscript": "taken apart by an index",
        "len": "measured by `len`",
        "iterate": "iterated over letter by letter",
        "contains": "searched by `in` as text",
    },
    "number": {"arithmetic": "calculated with", "compare": "compared by size"},
}


class UndecodedEnvValue(ScriptRule):
    """A variable that holds JSON or a number is used without being decoded.

    ## What it does

    Reports variables of the training toolkit whose text is used as if it were a value: `SM_HOSTS`, `SM_CHANNELS`, `SM_HPS`
    and the other JSON texts by index, `len`, `in` or a loop, `SM_NUM_GPUS` and the other numbers in arithmetic or in a
    comparison by size. The text default of an argument with `type=int` is fine: argparse converts it.

    ## Why is this bad?

    `os.environ["SM_HOSTS"][0]` is `[`, and `len(os.environ["SM_HOSTS"])` is the length of the text: a single host looks
    like ten. `os.environ["SM_NUM_GPUS"] > 0` raises a `TypeError`.

    ## Example

    ```python
    import os

    print(os.environ["SM_HOSTS"][0])
    ```

    ```python
    import os

    if os.environ["SM_NUM_GPUS"] > 0:
        print("on a GPU")
    ```

    ## Use instead

    ```python
    import json
    import os

    print(json.loads(os.environ["SM_HOSTS"])[0])
    ```

    ```python
    import os

    if int(os.environ["SM_NUM_GPUS"]) > 0:
        print("on a GPU")
    ```

    ## Fix safety

    The fix decodes the variable where it stands right in the expression. It is unsafe, because what follows may rely on
    the text.

    ## References

    - [Environment variables of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/ENVIRONMENT_VARIABLES.md)
    """

    code = "SME202"
    name = "undecoded-env-value"
    fixable = "sometimes"

    def begin(self) -> bool:
        """Skip scripts of other kinds of jobs; collect the variables that the script sets itself."""
        self._written = {fact.name for fact in self.facts.all(EnvWrite)}
        return self.context.job in ("training", None)

    def check_env_use(self, use: EnvUse) -> None:
        """Report each use."""
        if use.reached and use.name not in self._written and not self._is_declared(use.name):
            self._check(use)

    def _is_declared(self, name: str) -> bool:
        return any(variable(name, contract) is not None for contract in self.context.contracts)

    def _check(self, use: EnvUse) -> None:
        known = platform_variable(use.name, "training")
        if known is None or known.setter != "training-toolkit" or use.name.startswith(HYPERPARAMETER_PREFIX):
            return
        what = USES.get(known.kind, {}).get(use.how)
        if what is None or (use.how == "subscript" and _is_slice(use.node)):
            return
        if self.context.job is None and self._has_default(use.name):
            return
        decode = "json.loads" if known.kind == "json" else "int"
        text = "JSON text" if known.kind == "json" else "a number as text"
        self.report(
            use.node,
            f"`{use.name}` is {text} and is {what}; decode it by `{decode}(...)`",
            severity=Severity.WARNING if use.how == "contains" else None,
            fix=self._fix(use, decode),
        )

    def _has_default(self, name: str) -> bool:
        return any(read.has_default for read in self.facts.all(EnvRead) if read.name == name)

    def _fix(self, use: EnvUse, decode: str) -> NodeFix | None:
        tree = self.context.module.tree
        reads = [
            (node, read)
            for node in _operands(use.node)
            for read in self.environment(node)
            if read.name == use.name and read.site.node is node
        ]
        if len(reads) != 1:
            return None
        node, read = reads[0]
        edits = [NodeEdit(node, f"{decode}({tree.code_for_node(node)})")]
        if decode == "json.loads":
            if read.has_default:
                return None
            if not any(fact.module == "json" for fact in self.facts.all(ImportFact)):
                first = _first_import(tree)
                if first is None:
                    return None
                edits.append(NodeEdit(first, f"import json\n{tree.code_for_node(first)}"))
        return NodeFix(f"decode it by `{decode}`", tuple(edits))


def _is_slice(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Subscript) and any(isinstance(part.slice, cst.Slice) for part in node.slice)


def _operands(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Expressions whose value the use at `node` may be about: itself, its operands and its arguments."""
    yield node
    for child in children(node):
        if isinstance(child, cst.Arg):
            yield child.value
        elif isinstance(child, cst.ComparisonTarget):
            yield child.comparator
        elif isinstance(child, cst.BaseExpression):
            yield child
        elif isinstance(child, cst.CompFor):
            yield child.iter


def _first_import(tree: cst.Module) -> cst.BaseSmallStatement | None:
    for statement in tree.body:
        if isinstance(statement, cst.SimpleStatementLine):
            part = statement.body[0]
            if isinstance(part, cst.Import) or (isinstance(part, cst.ImportFrom) and not _is_future(part)):
                return part
    return None


def _is_future(node: cst.ImportFrom) -> bool:
    return isinstance(node.module, cst.Name) and node.module.value == "__future__"
