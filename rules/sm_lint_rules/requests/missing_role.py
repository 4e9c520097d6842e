"""SMJ575: an estimator or processor without a role."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Severity
from sm_lint.rules.jobs import Called, calls_of, is_in_sdk_config, is_unfinished
from sm_lint.rules.platform import role_is_required
from sm_lint.rules.source import text_at

_CONFIGURES = ("sagemaker_config", "SAGEMAKER_USER_CONFIG", "SAGEMAKER_ADMIN_CONFIG")


class MissingRole(JobRule):
    """An estimator, processor or monitor is given no role.

    ## What it does

    Reports a call that makes an estimator, a processor, an AutoML job or a model monitor of the SDK without `role`, which has a
    default in the signature and is demanded all the same. `ModelTrainer` of v3 takes the role of where it runs, and is left alone.

    Nothing is said where a `config.yaml` of the SDK in the project has a `RoleArn`, where the file loads a configuration of the
    SDK, or where the session is not known. A configuration in the home folder of whoever runs the file is not known.

    ## Why is this bad?

    The call ends with `ValueError: An AWS IAM role is required to create an estimator` (of a processor: `to create a Processing
    job`).

    ## Example

    ```python
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        framework_version="2.1",
        py_version="py310",
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    ```

    ```python title="train.py"
    print("training")
    ```

    ## Use instead

    ```python
    import sagemaker
    from sagemaker.pytorch import PyTorch

    estimator = PyTorch(
        entry_point="train.py",
        role=sagemaker.get_execution_role(),
        framework_version="2.1",
        py_version="py310",
        instance_count=1,
        instance_type="ml.m5.xlarge",
    )
    ```

    ```python title="train.py"
    print("training")
    ```

    ## References

    - [sagemaker 2.257.7: estimator.py, processing.py, model_monitor, automl](https://pypi.org/project/sagemaker/2.257.7/)
    - [Defaults of the SDK](https://sagemaker.readthedocs.io/en/stable/overview.html#configuring-and-using-defaults-with-the-sagemaker-python-sdk)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/392)
    """

    code = "SMJ575"
    name = "missing-role"
    severity = Severity.WARNING

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the calls that make what runs under a role."""
        if any(word in self.context.text for word in _CONFIGURES):
            return
        for known in calls_of(definitions):
            if _lacks_role(known) and not self._is_configured() and not self._is_unfinished(known):
                self.report(
                    known.call.place,
                    f"{known.targets[0].shown} is given no `role`: `ValueError`, unless a configuration of the SDK has one",
                    once=known.call.place,
                )

    def _is_unfinished(self, known: Called) -> bool:
        return is_unfinished(text_at(known.call.place, self.context))

    def _is_configured(self) -> bool:
        return is_in_sdk_config(b"RoleArn", self.context.path, self.context.settings.root, self.context.files)


def _lacks_role(known: Called) -> bool:
    """Whether there is certainly no role, where the signature allows to leave it out."""
    if known.call.open or known.call.name not in known.names or not role_is_required(known.names):
        return False
    if not known.targets or "role" in known.given:
        return False
    if any("role" not in one.signature.accepted or "role" in one.signature.required for one in known.targets):
        return False  # SMJ532 says what a signature requires
    session = known.given.get("sagemaker_session")
    return session is None or (session.type.startswith("sagemaker") and session.type.endswith("Session"))
