"""SMJ547: the default of a pipeline parameter is of another type."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, NodeEdit, NodeFix, Setting
from sm_lint.rules.jobs import calls_of

_TYPES = {
    "ParameterString": {"str"},
    "ParameterInteger": {"int", "bool"},
    "ParameterFloat": {"float"},
    "ParameterBoolean": {"bool"},
}
_KNOWN = {"str", "int", "float", "bool", "list", "dict", "pathlib.Path"}
_FALSY = {"0", "0.0", "False", "", None}
_USE = {"str": "ParameterString", "int": "ParameterInteger", "float": "ParameterFloat", "bool": "ParameterBoolean"}


class ParameterDefaultType(JobRule):
    """The default of a pipeline parameter is of another type than the parameter.

    ## What it does

    Compares the type of `default_value` with the parameter: text, whole number, number with a point, truth value. `1` is no default
    of a `ParameterFloat`, since the SDK wants a `float`. Zero and the empty text pass, as they do in the SDK.

    ## Why is this bad?

    `TypeError: The default value specified does not match the Parameter Python type.`

    ## Example

    ```python
    from sagemaker.workflow.parameters import ParameterInteger

    fraction = ParameterInteger(name="Fraction", default_value=0.8)
    ```

    ## Use instead

    ```python
    from sagemaker.workflow.parameters import ParameterFloat

    fraction = ParameterFloat(name="Fraction", default_value=0.8)
    ```

    ## Fix safety

    The fix writes `1.0` for `1` as the default of a `ParameterFloat`, and quotes around the number of a `ParameterString`. It is
    unsafe: another parameter may have been meant.

    ## References

    - [sagemaker 2.257.7, workflow/parameters.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/2461)
    """

    code = "SMJ547"
    name = "parameter-default-type"
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the defaults of all parameters."""
        for known in calls_of(definitions):
            name = known.call.callee.rpartition(".")[2]
            allowed = _TYPES.get(name)
            if allowed is None or ".workflow." not in known.call.callee:
                continue
            default = known.given.get("default_value", known.call.setting("1"))
            if default is None or default.known not in {"literal", "computed"} or default.type not in _KNOWN:
                continue
            if default.type in allowed or (default.text in _FALSY and not default.items):
                continue
            better = _USE.get(default.type)
            advice = f"; use `{better}`" if better and not (name == "ParameterFloat" and default.type == "int") else ""
            self.report(
                default.place,
                f"the default of a `{name}` is {_shown(default)}, of type `{default.type}`{advice}",
                fix=_fix(name, default),
                once=default.place,
            )


def _shown(default: Setting) -> str:
    return f"`{default.text}`" if default.text is not None and default.known == "literal" else "a value"


def _fix(name: str, default: Setting) -> NodeFix | None:
    if default.text is None or default.source != default.text or default.type not in {"int", "float"}:
        return None
    written = {"ParameterFloat": f"{default.text}.0", "ParameterString": f'"{default.text}"'}.get(name)
    return NodeFix(f"write {written}", (NodeEdit(default.place, written, default.source),)) if written else None
