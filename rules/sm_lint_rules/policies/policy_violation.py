"""SMO101: a job that is not what a policy of the project expects."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, NodeEdit, NodeFix, Severity
from sm_lint.rules.jobs import policy_violations


class PolicyViolation(JobRule):
    """A job, step, pipeline, model or endpoint is not what a policy of the project expects.

    ## What it does

    Judges every definition, in SDK v2 and v3, boto3, pipeline JSON and state machines, by the policies in the configuration. Without
    policies it says nothing. The finding is at the value, or at the launch of a job that does not give it.

    A value that the definition does not tell, such as a pipeline parameter or a variable of the environment, is left alone unless the
    policy has `unknown = "warn"` or `unknown = "error"`. What the SDK's own configuration in the project gives counts as not known.

    ## Why is this bad?

    The organisation demands it: a network, a key, a role, tags, a bound of cost. Most tools notice after the job has run.

    ## Example

    ```toml
    [tool.sm-lint.policies.baseline]
    kinds = ["processing"]
    volume-kms-key.present = true
    instance-types.allow = ["ml.m5.*"]
    ```

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.p4d.24xlarge")
    processor.run(code="s3://code/prepare.py")
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.policies.baseline]
    kinds = ["processing"]
    volume-kms-key.present = true
    instance-types.allow = ["ml.m5.*"]
    ```

    ```python
    from sagemaker.processing import ScriptProcessor

    processor = ScriptProcessor("role", "image", ["python3"], 1, "ml.m5.xlarge", volume_kms_key="alias/ml")
    processor.run(code="s3://code/prepare.py")
    ```

    ## Fix safety

    Where a policy leaves one value, such as the one that `equals` names, or the bound that a number exceeds, and the definition gives a
    constant, the fix writes that value. It is unsafe: the job then runs with another key, role or limit.

    ## References

    - [CreateTrainingJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html)
    - [CreateProcessingJob](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html)
    """

    code = "SMO101"
    name = "policy-violation"
    fixable = "sometimes"

    def check_definitions(self, definitions: Definitions) -> None:
        """Judge all that the file defines."""
        for found in policy_violations(self.context):
            severity = Severity.WARNING if found.unknown and found.policy.unknown == "warn" else None
            notes = [(f"reason: {found.policy.reason}", None)] if found.policy.reason else []
            if found.expectation.control:
                notes.append((f"control: {found.expectation.control}", None))
            fix = None
            if found.correction is not None:
                place, before, after = found.correction
                fix = NodeFix(f"write {after}", (NodeEdit(place, after, before),))
            self.report(
                found.place, found.message, severity=severity, notes=notes, fix=fix, once=(found.place, found.message)
            )
