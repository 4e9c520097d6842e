"""SMJ641: a role that is the ARN of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import calls_of

_KEYS = frozenset({"role", "role_arn", "RoleArn", "ExecutionRoleArn", "execution_role", "execution_role_arn"})
_OTHER = re.compile(
    r"arn:[\w*-]+:iam::[^:]*:(?:(policy|user|group|instance-profile)/.+|(root))|arn:[\w*-]+:sts::[^:]*:(assumed-role)/.+"
)
_SHOWN = {
    "policy": "a policy",
    "user": "a user",
    "group": "a group",
    "instance-profile": "an instance profile",
    "root": "an account",
    "assumed-role": "a session of a role",
}


class RoleOfAnotherKind(JobRule):
    """The role of a job is the ARN of a policy, a user or the like.

    ## What it does

    Reports a role of a job, a model or a pipeline that is the ARN of a policy, a user, a group, an instance profile, an account, or of a
    session of a role, which `get_caller_identity` returns.

    ## Why is this bad?

    `ValidationException: Value 'arn:aws:iam::aws:policy/…' at 'roleArn' failed to satisfy constraint: Member must satisfy regular
    expression pattern`.

    ## Example

    ```python
    import boto3

    boto3.client("sagemaker").create_model(
        ModelName="churn",
        ExecutionRoleArn="arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
        PrimaryContainer={"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:3"},
    )
    ```

    ## Use instead

    ```python
    import boto3

    boto3.client("sagemaker").create_model(
        ModelName="churn",
        ExecutionRoleArn="arn:aws:iam::123456789012:role/sagemaker",
        PrimaryContainer={"Image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:3"},
    )
    ```

    ## Known limits

    No such role was found in 245 public repositories. The rule is on by default, since the form of the ARN is what the service checks, and
    only ARNs that are written out are looked at.

    ## References

    - [botocore, service-2.json: RoleArn](https://github.com/boto/botocore/blob/develop/botocore/data/sagemaker/2017-07-24/service-2.json.gz)
    - [Public thread: an ARN that is no role](https://github.com/aws/sagemaker-python-sdk/pull/65)
    """

    code = "SMJ641"
    name = "role-of-another-kind"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the roles of a file."""
        for role in _roles(definitions):
            match = _OTHER.fullmatch(role.text or "")
            if match is not None:
                kind = next(part for part in match.groups() if part)
                self.report(
                    role.place,
                    f"`{role.text}` is {_SHOWN[kind]}, and no role; give the ARN of a role that SageMaker may take on",
                    once=role.place,
                )


def _roles(definitions: Definitions) -> Iterator[Setting]:
    settings = [job.settings for job in definitions.jobs] + [request.settings for request in definitions.requests]
    settings += [known.call.settings for known in calls_of(definitions)]
    settings += [tuple(known.given.items()) for known in calls_of(definitions)]
    for given in settings:
        yield from (setting for key, setting in given if key in _KEYS and setting.type == "str" and not setting.assumed)
