"""SMJ601: the requirements admit SDK v3, and the code is written for v2."""

from __future__ import annotations

import os

import libcst as cst

from sm_lint.rules import Applicability, Definitions, JobRule, NodeEdit, NodeFix, Severity
from sm_lint.rules.jobs import Requirement, generations_with, instead_of_old, newest_admitted

_BOUND = ">=2.257,<3"
"""The last minor release of v2, which has every name that the tables know of it."""


class SdkWithoutUpperBound(JobRule):
    """Code for SageMaker SDK v2 is installed with requirements that admit v3.

    ## What it does

    Looks for the requirement by which an environment has the newest release of `sagemaker`, where a file that defines jobs imports
    names that v2 alone has: in `requirements.txt`, `pyproject.toml`, `setup.py`, `setup.cfg`, `environment.yml` and `Pipfile`, in
    Dockerfiles based on an image without the SDK, and in `pip install --upgrade` of a notebook. A requirement or lock file beside it
    or in a folder above that excludes v3 silences the rule, and so does `target-sdk` in the configuration.

    ## Why is this bad?

    `pip install sagemaker` installs v3, and the import ends with `ModuleNotFoundError: No module named 'sagemaker.estimator'`.

    ## Example

    ```text title="requirements.txt"
    sagemaker
    ```

    ```python title="launch.py"
    from sagemaker.estimator import Estimator

    Estimator("image", "role", 1, "ml.m5.large").fit("s3://bucket/data")
    ```

    ## Use instead

    ```text title="requirements.txt"
    sagemaker>=2.257,<3
    ```

    ```python title="launch.py"
    from sagemaker.estimator import Estimator

    Estimator("image", "role", 1, "ml.m5.large").fit("s3://bucket/data")
    ```

    ## Fix safety

    The fix adds the bound to the requirement where it has none. It is unsafe: another part of the project may need v3.

    ## Known limits

    Imports within `try` are left alone, and so are requirements with a condition, such as `; python_version < "3.9"`.

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/5449)
    - [Migration to v3](https://github.com/aws/sagemaker-python-sdk/blob/master/migration.md)
    """

    code = "SMJ601"
    name = "sdk-without-upper-bound"
    severity = Severity.WARNING
    fixable = "sometimes"
    preview = True
    documents = False

    def begin(self) -> bool | None:
        """Nothing is known of the file yet."""
        self._guards = 0
        self._old: cst.CSTNode | None = None
        self._name = ""
        self._new = False
        self._defines = False
        return None

    def check_definitions(self, definitions: Definitions) -> None:
        """A file that defines nothing may be a script, which runs where an image has its own release."""
        self._defines = bool(definitions.jobs or definitions.pipelines)

    def visit_Try(self, node: cst.Try) -> None:
        """Imports within may fail."""
        self._guards += 1

    def leave_Try(self, node: cst.Try) -> None:
        """Those after it count again."""
        self._guards -= 1

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        """Note the first name that v2 alone has."""
        if self._guards or node.module is None or node.relative or isinstance(node.names, cst.ImportStar):
            return
        module = _dotted(node.module)
        if module.partition(".")[0] != "sagemaker":
            return
        for alias in node.names:
            name = f"{module}.{_dotted(alias.name)}"
            found = generations_with(name)
            self._new = self._new or found == {"v3"}
            if self._old is None and found == {"v2"} and instead_of_old(name) is None:
                self._old, self._name = alias, name

    def finish(self) -> None:
        """Look for the requirement."""
        if self._old is None or self._new or not self._defines or self.context.settings.target_sdk != "auto":
            return
        found = newest_admitted(self.context.files, self.context.path)
        if found is None:
            return
        where = os.path.basename(found.place.path)
        self.report(
            self._old,
            f"`{self._name}` is SDK v2 alone, and `{found.text}` in {where} installs v3; write `{_bounded(found)}`",
            notes=[("the requirement", found.place)],
            fix=_fix(found),
        )


def _bounded(found: Requirement) -> str:
    """A requirement that excludes v3, with the extras of the one that does not."""
    name, bracket, rest = found.text.partition("[")
    extras = f"[{rest.partition(']')[0]}]" if bracket else ""
    start = "" if extras else name.partition(" ")[0].partition(">")[0].partition("=")[0].partition("!")[0]
    return f"{start or 'sagemaker'}{extras}{_BOUND}"


def _fix(found: Requirement) -> NodeFix | None:
    plain = found.text == "sagemaker" and found.place.cell is None
    if not plain or not found.place.path.endswith((".txt", ".in", ".cfg")):
        return None  # elsewhere the text has quotes, or the shell takes `<` for a redirection
    edit = NodeEdit(found.place, f"sagemaker{_BOUND}", expected="sagemaker")
    return NodeFix(f"write sagemaker{_BOUND}", (edit,), Applicability.UNSAFE)


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""
