"""SMJ531: a keyword that the SDK does not know."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting, Severity, did_you_mean, suggest
from sm_lint.rules.jobs import (
    Called,
    Pin,
    calls_of,
    is_only_a_value,
    narrowed,
    offered_keywords,
    taken_by,
    target_sdk,
    unknown_keywords,
)


class UnknownSdkKeyword(JobRule):
    """A call of the SageMaker Python SDK is given a keyword that it does not have.

    ## What it does

    Compares the keywords of each call of the SDK with the parameters of the class, function or method in the last releases
    of v2 and v3, through base classes and through `**kwargs` as far as it is handed on. A keyword counts as known if either
    generation takes it, and v1 did; of a name that both have, such as `ModelBuilder`, the generation that the project asks for
    decides, by [`target-sdk`](../options.md#target-sdk) or its requirements. What has another name in v3 is [sdk-keyword-mismatch](sdk-keyword-mismatch.md).

    ## Why is this bad?

    Estimators, models and `deploy` collect unknown keywords in `**kwargs` and ignore them: the job runs with the default,
    and nothing says so. Other classes end with a `TypeError`, models of pydantic with a `ValidationError`.

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
        for known in calls_of(definitions):
            pin = None
            if len(known.targets) > 1:
                pin = target_sdk(self.context.files, self.context.path, self.context.settings)
                known = narrowed(known, pin.generation) if pin is not None else known
            unknown = {
                keyword: setting
                for keyword, setting in unknown_keywords(known).items()
                if not is_only_a_value(keyword, self.context.text)
            }
            if unknown:
                maker = known.call.link("self")
                given = (
                    frozenset(key for key, _ in definitions.calls[maker].settings) if maker is not None else frozenset()
                )
                self._report(known, unknown, pin, given)

    def _report(self, known: Called, unknown: dict[str, Setting], pin: Pin | None, given: frozenset[str]) -> None:
        """One finding for a call: at the keyword that is most likely a misspelt one.

        Args:
            known: the call.
            unknown: its keywords that the SDK does not have.
            pin: what decides which SDK is meant, where that had to be asked.
            given: what the object was made with, of which a method is called.
        """
        accepted = offered_keywords(known)
        longer = {keyword: _longer(keyword, accepted) for keyword in unknown}
        elsewhere = {keyword: None if longer[keyword] else taken_by(known, keyword) for keyword in unknown}
        meant = {
            keyword: None if elsewhere[keyword] else longer[keyword] or suggest(keyword, accepted)
            for keyword in unknown
        }
        remedies = {
            keyword: f"; {'leave it out, as' if keyword in given else 'give it to'} `{elsewhere[keyword]}`"
            f"{' has it' if keyword in given else ''}"
            if elsewhere[keyword]
            else did_you_mean(meant[keyword], "; ")
            for keyword in unknown
        }
        first = next((keyword for keyword, close in meant.items() if close), next(iter(unknown)))
        swallowed = any(target.signature.swallows for target in known.targets)
        error = "a ValidationError" if known.targets[0].signature.validated else "a TypeError"
        self.report(
            unknown[first].place,
            f"`{first}` is not a parameter of {known.targets[0].shown} and is "
            f"{'silently ignored' if swallowed else error}{remedies[first]}",
            notes=[
                (f"`{keyword}` neither{remedies[keyword]}", setting.place)
                for keyword, setting in unknown.items()
                if keyword != first
            ]
            + ([(f"`{pin.text}` decides which SDK is meant", pin.place)] if pin is not None else []),
            severity=Severity.WARNING if swallowed else None,
            once=(known.call.place, first),
        )


def _longer(keyword: str, accepted: frozenset[str]) -> str | None:
    """The one parameter that begins or ends with the keyword, or that it begins with: `env`, meant for `environment`."""
    found = [
        name
        for name in accepted
        if name.startswith(keyword) or name.endswith(f"_{keyword}") or (len(name) > 4 and keyword.startswith(name))
    ]
    return found[0] if len(found) == 1 and len(keyword) > 2 else None
