"""SMJ569: a container path that is put together for the launcher's own system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import libcst as cst

from sm_lint.rules import JobRule, Setting, Severity, Span
from sm_lint.rules.jobs import elements
from sm_lint.rules.platform import is_container_path
from sm_lint.rules.source import walk

_EXECUTION_ROLE = "get_execution_role"
_DEPTH = 8
_PATH = "pathlib.Path"
_MAKING = (cst.Attribute, cst.BinaryOperation, cst.Call, cst.FormattedString, cst.Name)


class WindowsContainerPath(JobRule):
    """A launcher puts a container path together with `os.path.join` or `Path`.

    ## What it does

    Reports inputs, outputs, arguments and variables of a job that are container paths made with `os.path.join` or `pathlib.Path`,
    once for each file. Left alone are notebooks, and launchers that ask for the execution role of the machine they run on: they
    run on SageMaker's own, which have no Windows.

    ## Why is this bad?

    On Windows the path gets backslashes: the container is passed `calls.pkl` behind one.

    ## Example

    ```python
    import os

    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py", arguments=["--calls", os.path.join("/opt/ml/processing/input", "calls.pkl")]
    )
    ```

    ## Use instead

    ```python
    import posixpath

    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py", arguments=["--calls", posixpath.join("/opt/ml/processing/input", "calls.pkl")]
    )
    ```

    ## References

    - [Public thread](https://github.com/aws-samples/sagemaker-serverless-inference-benchmarking/issues/2)
    - [posixpath](https://docs.python.org/3/library/os.path.html)
    """

    code = "SMJ569"
    name = "windows-container-path"
    severity = Severity.INFO
    documents = False

    def begin(self) -> bool | None:
        """Leave files alone that run on SageMaker's own machines most of the time, or always."""
        return False if self.context.path.endswith(".ipynb") or self._is_on_sagemaker() else None

    def finish(self) -> None:
        """Look at the paths that the jobs of the file are given."""
        if self.context.path.endswith(".ipynb") or self._is_on_sagemaker():
            return
        paths = [setting for setting in self._settings() if setting.text and is_container_path(setting.text)]
        if not paths:
            return
        places = self._places(any(setting.type == _PATH for setting in paths))
        for setting in paths:
            how = places.get(setting.place.span) or ("Path" if setting.type == _PATH else "")
            if how and setting.place.span in places and setting.place.path == self.context.path:
                self.report(
                    setting.place,
                    f"`{how}` writes backslashes on Windows, and this is a path in the container; use `posixpath.join`",
                    once="windows",
                )
                return

    def _settings(self) -> Iterator[Setting]:
        """What the jobs of the file are given where it may be a path in the container."""
        for job in self.context.jobs:
            yield from (mount.local for mount in job.mounts if mount.local is not None)
            for given in (job.arguments, job.environment, job.hyperparameters):
                yield from given.items if given is not None else ()
            yield from elements(job.setting("entrypoint"))

    def _is_on_sagemaker(self) -> bool:
        """Whether the file asks for the role of the machine, and has nothing else where there is none."""
        if _EXECUTION_ROLE not in self.context.text:
            return False
        nodes = list(walk(self.context.module.tree))
        caught = {id(inner) for node in nodes if isinstance(node, cst.Try) for inner in walk(node.body)}
        return any(
            isinstance(node, cst.Call)
            and id(node) not in caught
            and (self.qualified_name(node.func) or "").startswith("sagemaker")
            and (self.qualified_name(node.func) or "").endswith(_EXECUTION_ROLE)
            for node in nodes
        )

    def _bound(self) -> dict[str, cst.BaseExpression]:
        """What names, attributes and functions of one `return` stand for, of those that are bound once."""
        found: dict[str, cst.BaseExpression] = {}
        count: Counter[str] = Counter()
        for node in walk(self.context.module.tree):
            value: cst.BaseExpression | None = None
            target: cst.CSTNode | None = None
            if isinstance(node, cst.Assign) and len(node.targets) == 1:
                target, value = node.targets[0].target, node.value
            elif isinstance(node, cst.AnnAssign):
                target, value = node.target, node.value
            elif isinstance(node, cst.FunctionDef):
                results = [each.value for each in walk(node.body) if isinstance(each, cst.Return)]
                target, value = node.name, results[0] if len(results) == 1 else None
            name = _last_name(target)
            if name:
                count[name] += 1
                if value is not None:
                    found[name] = value
        return {name: value for name, value in found.items() if count[name] == 1}

    def _places(self, others: bool) -> dict[Span, str]:
        """The functions of the launcher's own system that make paths, by the place of the expression.

        Args:
            others: list expressions that none is known for too, with an empty text. To locate any node costs a pass over the tree.
        """
        module, made = self.context.module, self._bound()
        known: dict[tuple[int, int], str] = {}
        makers = [(node, self._maker(node, made, known)) for node in walk(module.tree) if isinstance(node, _MAKING)]
        found = [(node, how) for node, how in makers if how or others]
        module.locate(node for node, _ in found)
        return {module.place(node).span: how for node, how in found}

    def _maker(
        self,
        node: cst.BaseExpression,
        made: Mapping[str, cst.BaseExpression],
        known: dict[tuple[int, int], str],
        depth: int = 0,
    ) -> str:
        """The function of the launcher's own system that an expression makes a path with; empty for all others.

        Args:
            made: what names stand for.
            known: the answers so far, by the identity of a node and the depth; a node may be reached in many ways.
            depth: how many names and operators have led to the expression.
        """
        if depth > _DEPTH:
            return ""
        key = id(node), depth
        if key not in known:
            known[key] = self._makes(node, made, known, depth)
        return known[key]

    def _makes(
        self,
        node: cst.BaseExpression,
        made: Mapping[str, cst.BaseExpression],
        known: dict[tuple[int, int], str],
        depth: int,
    ) -> str:
        """The same without a look at what is known."""
        inner: list[cst.BaseExpression] = []
        if isinstance(node, cst.Call):
            name = self.qualified_name(node.func) or ""
            if name in ("os.path.join", "os.path.normpath", "pathlib.Path"):
                return name.removeprefix("pathlib.")
            if name in ("builtins.str", "os.fspath") and len(node.args) == 1:
                inner = [node.args[0].value]
            elif isinstance(node.func, cst.Attribute) and node.func.attr.value in ("joinpath", "resolve"):
                inner = [node.func.value]
            else:
                inner = [made[_last_name(node.func)]] if _last_name(node.func) in made else []
        elif isinstance(node, cst.Name | cst.Attribute):
            inner = [made[_last_name(node)]] if _last_name(node) in made else []
        elif isinstance(node, cst.BinaryOperation):
            if isinstance(node.operator, cst.Divide):
                inner = [node.left]
            elif isinstance(node.operator, cst.Add):
                inner = [node.left, node.right]
        elif isinstance(node, cst.FormattedString):
            inner = [part.expression for part in node.parts if isinstance(part, cst.FormattedStringExpression)]
        return next((how for each in inner if (how := self._maker(each, made, known, depth + 1))), "")


def _last_name(node: cst.CSTNode | None) -> str:
    """`data` of `data`, `self.data` and `Paths.data`."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""
