"""SMJ534: something that is no session of the SDK where the SDK takes one."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import Called, calls_of, class_names

_CORE = ("sagemaker.modules.", "sagemaker_core.")
_BOTO = {"boto3.Session", "boto3.session.Session", "boto3.client", "boto3.resource"}


class SessionOfAnotherKind(JobRule):
    """The SageMaker Python SDK takes one of its sessions, and is given something else.

    ## What it does

    Reports a boto3 session or client, a text, and the session of `sagemaker.modules` where a class or function of SDK v2 takes
    `sagemaker_session`; and a client, or a session of the SDK, where `Session` takes `boto_session`.

    ## Why is this bad?

    The first use of the session ends with an `AttributeError`, such as
    `'str' object has no attribute 'get_caller_identity_arn'` or `'Session' object has no attribute 'settings'`.

    ## Example

    ```python
    import boto3
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        "train.py", role="role", instance_type="ml.m5.xlarge", instance_count=1, framework_version="1.2-1",
        sagemaker_session=boto3.Session(profile_name="lab"),
    )
    ```

    ## Use instead

    ```python
    import boto3
    import sagemaker
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        "train.py", role="role", instance_type="ml.m5.xlarge", instance_count=1, framework_version="1.2-1",
        sagemaker_session=sagemaker.Session(boto_session=boto3.Session(profile_name="lab")),
    )
    ```

    ## References

    - [Public thread: a text for get_execution_role](https://github.com/aws-solutions-library-samples/guidance-for-training-an-aws-deepracer-model-using-amazon-sagemaker/issues/47)
    - [Public thread: the session of sagemaker.modules](https://github.com/aws/sagemaker-python-sdk/issues/5198)
    - [sagemaker 2.257.7, session.py](https://pypi.org/project/sagemaker/2.257.7/)
    """

    code = "SMJ534"
    name = "session-of-another-kind"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the sessions that calls are given."""
        for known in calls_of(definitions):
            if not known.targets:
                continue
            setting = known.given.get("sagemaker_session")
            if setting is not None:
                self._check(known, setting)
            if "Session" in known.names:
                self._check_boto(known)

    def _check(self, known: Called, setting: Setting) -> None:
        what = _foreign(setting)
        advice = "sagemaker.Session()"
        if what is not None and "boto3" in what:
            advice = "sagemaker.Session(boto_session=...)"
        if what is None and setting.type.startswith(_CORE) and setting.type.endswith(".Session"):
            if any(target.generation == "v3" or target.owner.startswith(_CORE) for target in known.targets):
                return
            if known.call.callee.startswith(("sagemaker.serve", *_CORE)):
                return
            what = f"`{setting.type}`, the session of another part of the SDK"
        if what is None:
            return
        message = f"`sagemaker_session` of {known.targets[0].shown} is given {what}; pass `{advice}`"
        if "get_execution_role" in known.names and setting.type == "str":
            message += ", and the name of a role to the job itself"
        self.report(setting.place, message, once=setting.place)

    def _check_boto(self, known: Called) -> None:
        given = known.given.get("boto_session")
        if given is None:
            return
        what = None
        if given.type in {"boto3.client", "boto3.resource"}:
            what = f"a `{given.type}`; pass a `boto3.Session`"
        elif (
            given.source.endswith(")") and given.type.startswith("sagemaker.") and "Session" in class_names(given.type)
        ):
            what = "a session of the SDK; pass a `boto3.Session`"
        if what is not None:
            self.report(given.place, f"`boto_session` of {known.targets[0].shown} is given {what}", once=given.place)


def _foreign(setting: Setting) -> str | None:
    """What a value is that is surely no session; None for all others."""
    if setting.type in _BOTO:
        return f"a `{setting.type}`"
    if setting.type in {"str", "int", "list", "dict"} and setting.known in {"literal", "computed"}:
        return {"str": "a text", "int": "a number"}.get(setting.type, f"a {setting.type}")
    return None
