"""SMJ569: a container path that is put together for the launcher's own system."""

from __future__ import annotations

import re

import libcst as cst

from sm_lint.rules import JobRule, Setting, Severity
from sm_lint.rules.jobs import elements
from sm_lint.rules.platform import is_container_path
from sm_lint.rules.source import walk


class WindowsContainerPath(JobRule):
    """A launcher puts a container path together with `os.path.join` or `Path`.

    ## What it does

    Reports inputs, outputs, arguments and variables of a job that are container paths made with `os.path.join` or `pathlib.Path`,
    once for each file. Notebooks are left alone.

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
        """Leave notebooks alone: they run on SageMaker's own machines most of the time."""
        return False if self.context.path.endswith(".ipynb") else None

    def finish(self) -> None:
        """Look at the paths that the jobs of the file are given."""
        if self.context.path.endswith(".ipynb"):
            return
        made: dict[str, str] | None = None
        for job in self.context.jobs:
            settings = [mount.local for mount in job.mounts if mount.local is not None]
            for given in (job.arguments, job.environment, job.hyperparameters):
                settings += given.items if given is not None else ()
            settings += elements(job.setting("entrypoint"))
            for setting in settings:
                if not setting.text or not is_container_path(setting.text):
                    continue
                if made is None:
                    made = self._assigned()
                how = _how(setting, made)
                if how and setting.place.path == self.context.path:
                    self.report(
                        setting.place,
                        f"`{how}` writes backslashes on Windows, and this is a path in the container; use `posixpath.join`",
                        once="windows",
                    )
                    return

    def _assigned(self) -> dict[str, str]:
        """Names that are assigned once, with the function that the value comes from."""
        found: dict[str, str] = {}
        twice: set[str] = set()
        for node in walk(self.context.module.tree):
            if not isinstance(node, cst.Assign) or len(node.targets) != 1:
                continue
            target = node.targets[0].target
            if isinstance(target, cst.Name):
                twice |= {target.value} & found.keys()
                found[target.value] = self._function(node.value)
        return {name: how for name, how in found.items() if name not in twice and how}

    def _function(self, node: cst.BaseExpression) -> str:
        if not isinstance(node, cst.Call):
            return ""
        if isinstance(node.func, cst.Name) and node.func.value == "str" and len(node.args) == 1:
            return "Path" if isinstance(node.args[0].value, cst.BinaryOperation) else self._function(node.args[0].value)
        name = self.qualified_name(node.func)
        return {"os.path.join": "os.path.join", "pathlib.Path": "Path"}.get(name or "", "")


_JOINED = re.compile(r"(?:str\()?\(?(\w+)\s*(?:/|\.joinpath\()")
"""`str(ROOT / "input")`: the name that a path begins with."""


def _how(setting: Setting, made: dict[str, str]) -> str:
    """The function that a path is made with, as the definition writes it; empty for all others."""
    source = setting.source.strip()
    if source.startswith(("os.path.join(", "path.join(", "osp.join(")):
        return "os.path.join"
    if (
        source.startswith(("str(Path(", "Path(", "str(pathlib.Path(", "pathlib.Path("))
        or setting.type == "pathlib.Path"
    ):
        return "Path"
    joined = _JOINED.match(source)
    return made.get(joined[1], "") if joined is not None and made.get(joined[1]) == "Path" else made.get(source, "")
