"""SMJ532: a call of the SDK lacks an argument that it requires."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, SdkCall
from sm_lint.rules.jobs import Called, Target, calls_of, is_unfinished, narrowed, target_sdk, unwritten
from sm_lint.rules.source import text_at


class MissingSdkArgument(JobRule):
    """A call of the SageMaker Python SDK lacks an argument that has no default.

    ## What it does

    Compares the arguments of each call of the SDK with the parameters without default of the class, function or method in the
    last releases of v2 and v3. A call is reported only if every generation that has the name requires the argument.

    ## Why is this bad?

    The call ends with a `TypeError`, often after the steps before it have run.

    ## Example

    ```python
    from sagemaker.transformer import Transformer

    transformer = Transformer(model_name="houses", instance_type="ml.m5.large")
    ```

    ## Use instead

    ```python
    from sagemaker.transformer import Transformer

    transformer = Transformer(model_name="houses", instance_type="ml.m5.large", instance_count=1)
    ```

    ## Known limits

    Calls with `*args` or `**kwargs`, and calls that say by `...` or a comment that there is more, or that arguments are still to be
    written (`# TODO`), are left alone, and so are functions of a notebook that nothing calls, calls without any argument in a notebook,
    and parameters that the SDK declares optional and demands later.

    ## References

    - [sagemaker 2.257.7](https://pypi.org/project/sagemaker/2.257.7/)
    - [sagemaker-core 2.27.0](https://pypi.org/project/sagemaker-core/2.27.0/)
    """

    code = "SMJ532"
    name = "missing-sdk-argument"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look for the parameters without default of every call."""
        for known in calls_of(definitions):
            if len(known.targets) > 1:
                pin = target_sdk(self.context.files, self.context.path, self.context.settings)
                known = narrowed(known, pin.generation) if pin is not None else known
            # A keyword that is not known has often been meant for what is lacking, and is reported by itself.
            if self.context.path.endswith(".ipynb") and not (known.call.reached and known.call.settings):
                continue  # no other file calls a function of a notebook: it only shows the call; without an argument it is a sketch
            if known.targets and not known.call.open and not unwritten(known):
                self._check(known)

    def _check(self, known: Called) -> None:
        signatures = [target.signature for target in known.targets]
        if any(signature.variadic and not signature.positional for signature in signatures):
            return
        lacking = frozenset.intersection(*(_lacking(target, known.call) for target in known.targets))
        names = [name for name in signatures[0].positional if name in lacking]
        names += sorted(lacking - set(names))
        if names and not is_unfinished(text_at(known.call.place, self.context)):
            shown = " and ".join(f"`{name}`" for name in names)
            self.report(known.call.place, f"{known.targets[0].shown} requires {shown}", once=known.call.place)


def _lacking(target: Target, call: SdkCall) -> frozenset[str]:
    return target.signature.required - set(target.named(call))
