"""SMJ713: the model of a job is asked for while the job still runs."""

from __future__ import annotations

import re

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import Called, calls_of, flag

_ASKS = frozenset(("deploy", "transformer", "create_model", "register", "best_estimator"))
_WAITS = re.compile(r"\bwait\(|\battach\(|\blogs\(|get_waiter|describe_|sleep\(|_job_status|\.analytics\(")
_APART = re.compile(r"^[ \t]*(?:async\s+)?(?:def|class|elif|else|except)\b", re.MULTILINE)


class JobNotAwaited(JobRule):
    """The model of a training or tuning job is asked for while the job, started with `wait=False`, still runs.

    ## What it does

    Reports `deploy()`, `transformer()`, `create_model()` and `register()` of an estimator or tuner whose `fit(wait=False)` is above in the
    same block, where nothing in the file waits for the job.

    ## Why is this bad?

    `fit(wait=False)` returns as soon as the job is requested, before there is a model: `KeyError: 'ModelArtifacts'`, or
    `Could not find model data`.

    ## Example

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator("image", "role", 1, "ml.m5.large")
    estimator.fit("s3://bucket/data", wait=False)
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator("image", "role", 1, "ml.m5.large")
    estimator.fit("s3://bucket/data")
    estimator.deploy(initial_instance_count=1, instance_type="ml.m5.large")
    ```

    ## Known limits

    Left alone are notebooks, whose cells may be run as late as one likes, and files that wait for anything.

    The rule is in preview: it has not been held against public repositories yet.

    ## References

    - [Public thread: a job that another one needs is not waited for](https://github.com/aws/amazon-sagemaker-examples/pull/3538)
    - [Public thread: KeyError of a job that still runs](https://github.com/aws/sagemaker-python-sdk/issues/1438)
    """

    code = "SMJ713"
    name = "job-not-awaited"
    preview = True
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what follows each start of a job."""
        text = self.context.text
        if self.context.path.endswith(".ipynb") or "wait" not in text or _WAITS.search(text):
            return
        started: dict[int, Called] = {}
        for known in calls_of(definitions):
            maker = known.call.link("self")
            if maker is None:
                continue
            if known.call.name == "fit":
                started.pop(maker, None)
                if flag(known.given.get("wait")) is False and known.names & {"EstimatorBase", "HyperparameterTuner"}:
                    started[maker] = known
            elif known.call.name in _ASKS and maker in started and self._follows(started[maker], known):
                start = started.pop(maker)
                self.report(
                    known.call.place,
                    f"`{known.call.name}()` needs the model of a job that `fit(wait=False)` has only requested; leave `wait=False` out",
                    notes=[("started at", start.call.place)],
                    once=known.call.place,
                )

    def _follows(self, start: Called, use: Called) -> bool:
        """Whether a call certainly comes after another in the same block of this file."""
        first, second = start.call.place, use.call.place
        if first.path != self.context.path or second.path != first.path:
            return False
        lines = self.context.text.splitlines()
        between = "\n".join(lines[first.span.line : second.span.line - 1])
        return first.span.line < second.span.line and _APART.search(between) is None
