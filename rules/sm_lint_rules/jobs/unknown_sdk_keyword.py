"""SMJ531: a keyword that the SDK does not know."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, SdkCall, Severity, did_you_mean, suggest
from sm_lint.rules.jobs import Target, targets


class UnknownSdkKeyword(JobRule):
    """A call of the SageMaker Python SDK is given a keyword that it does not have.

    ## What it does

    Compares the keywords of each call of the SDK with the parameters of the class, function or method in the last releases
    of v2 and v3, through base classes and through `**kwargs` as far as it is handed on. A keyword counts as known if either
    generation takes it, also under a name that was renamed since v1.

    ## Why is this bad?

    Estimators, models and `deploy` collect unknown keywords in `**kwargs` and ignore them: the job runs with the default,
    and nothing says so. Other classes end with a `TypeError`.

    ## Example

    ```python
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        "train.py", role="role", instance_type="ml.m5.xlarge", framework_version="1.2-1",
        metric_definitons=[{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        "train.py", role="role", instance_type="ml.m5.xlarge", framework_version="1.2-1",
        metric_definitions=[{"Name": "loss", "Regex": "loss=([0-9.]+)"}],
    )
    ```

    ## Known limits

    Nothing is reported where `**kwargs` reaches code that is not followed. A keyword that came after the release that your
    project pins is known here and not there.

    ## References

    - [Public thread: a misspelt keyword was ignored](https://github.com/aws/sagemaker-python-sdk/issues/2275)
    - [sagemaker 2.257.7](https://pypi.org/project/sagemaker/2.257.7/)
    - [sagemaker-core 2.27.0](https://pypi.org/project/sagemaker-core/2.27.0/)
    """

    code = "SMJ531"
    name = "unknown-sdk-keyword"

    def check_definitions(self, definitions: Definitions) -> None:
        """Compare the keywords of every call."""
        for call in definitions.calls:
            found = targets(call.callee)
            if found and not any(target.signature.open for target in found):
                self._check(call, found)

    def _check(self, call: SdkCall, found: tuple[Target, ...]) -> None:
        accepted = frozenset().union(*(target.signature.accepted for target in found))
        for keyword, setting in call.settings:
            if keyword in accepted or not keyword.isidentifier():
                continue
            swallowed = any(target.signature.swallows for target in found)
            effect = "silently ignored" if swallowed else "a TypeError"
            given = {name for name, _ in call.settings}
            self.report(
                setting.place,
                f"`{keyword}` is not a parameter of {found[0].shown} and is {effect}"
                + did_you_mean(suggest(keyword, accepted - given), "; "),
                severity=Severity.ERROR,
                once=(setting.place, keyword),
            )
