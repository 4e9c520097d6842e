"""SMJ532: a call of the SDK lacks an argument that it requires."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, SdkCall
from sm_lint.rules.jobs import Target, targets


class MissingSdkArgument(JobRule):
    """A call of the SageMaker Python SDK lacks an argument that has no default.

    ## What it does

    Compares the arguments of each call of the SDK with the parameters without default of the class, function or method in the
    last releases of v2 and v3. A call is reported only if every generation that has the name requires the argument.

    ## Why is this bad?

    The call ends with a `TypeError`, often after the steps before it have run.

    ## Example

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.inputs import TrainingInput

    estimator = Estimator("image", "role", 1, "ml.m5.xlarge")
    estimator.fit({"train": TrainingInput(content_type="text/csv")})
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.inputs import TrainingInput

    estimator = Estimator("image", "role", 1, "ml.m5.xlarge")
    estimator.fit({"train": TrainingInput("s3://data/train", content_type="text/csv")})
    ```

    ## Known limits

    Calls with `*args` or `**kwargs` are left alone, and so are parameters that the SDK declares optional and demands later.

    ## References

    - [sagemaker 2.257.7](https://pypi.org/project/sagemaker/2.257.7/)
    - [sagemaker-core 2.27.0](https://pypi.org/project/sagemaker-core/2.27.0/)
    """

    code = "SMJ532"
    name = "missing-sdk-argument"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look for the parameters without default of every call."""
        for call in definitions.calls:
            found = targets(call.callee)
            if found and not call.open:
                self._check(call, found)

    def _check(self, call: SdkCall, found: tuple[Target, ...]) -> None:
        lacking = frozenset.intersection(*(_lacking(target, call) for target in found))
        for target in found:
            if any(len(target.signature.positional) == 0 and target.signature.variadic for _ in (0,)):
                return
        names = [name for name in found[0].signature.positional if name in lacking]
        names += sorted(lacking - set(names))
        if names:
            shown = " and ".join(f"`{name}`" for name in names)
            self.report(call.place, f"{found[0].shown} requires {shown}", once=call.place)


def _lacking(target: Target, call: SdkCall) -> frozenset[str]:
    return target.signature.required - set(target.named(call))
