"""SMJ661: arguments of the SDK that exclude each other, or none of several where one is needed."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import Called, absent, calls_of, maker
from sm_lint.rules.platform import ArgumentGroup, argument_groups


class ExclusiveArguments(JobRule):
    """A call of the SDK has arguments that exclude each other, or none of those of which it needs one.

    ## What it does

    Knows the arguments that the signatures of the SDK declare optional and the SDK demands later: the instance of `deploy()`, the
    job of a pipeline step and its `code`, the source of `JsonGet`, what a `Lambda` or a `ModelPackage` is known by; and those that exclude each
    other, such as `model` and `role` of a `MultiDataModel`, or `instance_groups` and `instance_type`.

    ## Why is this bad?

    The call ends with a `ValueError`, for `deploy()` after the training job has run.

    ## Example

    ```python
    from sagemaker.model import Model

    model = Model(image_uri="image", model_data="s3://bucket/model.tar.gz", role="role")
    model.deploy(initial_instance_count=1)
    ```

    ## Use instead

    ```python
    from sagemaker.model import Model

    model = Model(image_uri="image", model_data="s3://bucket/model.tar.gz", role="role")
    model.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ## Known limits

    In a notebook, functions that nothing calls are left alone. Calls with `*args` or `**kwargs` that are not known are left alone, and values that may be `None` count as given where one is
    needed and as not given where one is too many.

    No such call was found in 245 public repositories. The rule is on by default, since the SDK itself raises the error, and whether an
    argument is given does not depend on its value.

    ## References

    - [sagemaker 2.257.7](https://pypi.org/project/sagemaker/2.257.7/)
    - [Public thread: a step without code](https://github.com/aws/sagemaker-python-sdk/issues/2237)
    """

    code = "SMJ661"
    name = "exclusive-arguments"
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at every call that there are demands on."""
        for known in calls_of(definitions):
            if not known.targets or (not known.call.reached and self.context.path.endswith(".ipynb")):
                continue  # no other file calls a function of a notebook: it only shows the call
            self._code(definitions, known)
            method = known.targets[0].method.replace("__init__", "")
            for group in argument_groups(known.names, method):
                if all(group.names <= target.signature.accepted for target in known.targets):
                    self._check(known, group)

    def _code(self, definitions: Definitions, known: Called) -> None:
        """Look at a step whose processor runs a script, for which the SDK looks up the place of the code."""
        if known.call.name != "ProcessingStep" or known.call.open or not absent(known.given.get("step_args")):
            return
        made = maker(definitions, known.call, "processor")
        if made is None or "ScriptProcessor" not in made.names or made.call.name not in made.names:
            return
        if absent(known.given.get("code")):
            shown = made.targets[0].shown if made.targets else "a processor"
            self.report(
                known.call.place, f"{known.targets[0].shown} needs `code`: {shown} runs a script", once=known.call.place
            )

    def _check(self, known: Called, group: ArgumentGroup) -> None:
        shown = known.targets[0].shown
        given = [name for name in group.exclude if _is_given(known.given.get(name))]
        if len(given) > 1:
            names = " and ".join(f"`{name}`" for name in given)
            self.report(
                known.given[given[1]].place,
                f"{names} of {shown} exclude each other; give one of them",
                once=known.call.place,
            )
        elif not known.call.open and not (group.unless and group.unless in self.context.text):
            sets = [names for names in group.need if all(not absent(known.given.get(name)) for name in names)]
            if group.need and not sets:
                names = ", or ".join(" and ".join(f"`{name}`" for name in names) for names in group.need[:2])
                self.report(known.call.place, f"{shown} needs {names}", once=known.call.place)


def _is_given(setting: Setting | None) -> bool:
    """Whether a value is certainly there, and is not `None` or empty."""
    if setting is None or absent(setting):
        return False
    if setting.known == "literal" and setting.type in ("str", "list", "dict"):
        return bool(setting.text or setting.items)
    return setting.known in ("literal", "computed", "variable") and setting.type not in ("", "None", "bool")
