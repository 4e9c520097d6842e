"""SMJ675: a training job is given data that it cannot get at."""

from __future__ import annotations

from collections.abc import Iterator

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import absent, calls_of, entries, literal, maker

_SCHEMES = ("s3://", "file://")


class InputOutsideS3(JobRule):
    """`fit()` is given a path, or a `file://` URI though the job runs in the cloud.

    ## What it does

    Reports channels of `fit()` of an estimator, or of a tuner, that are texts without `s3://` or `file://`, and `file://` URIs
    where the estimator has an instance type such as `ml.m5.large` and no local session.

    ## Why is this bad?

    The SDK uploads nothing here: `URI input data/train must be a valid S3 or FILE URI`, or `File URIs are supported in local mode
    only. Please use a S3 URI instead.`

    ## Example

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator("image", "role", instance_count=1, instance_type="ml.m5.large")
    estimator.fit({"train": "file:///home/ann/train"})
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator

    estimator = Estimator("image", "role", instance_count=1, instance_type="ml.m5.large")
    estimator.fit({"train": estimator.sagemaker_session.upload_data("/home/ann/train")})
    ```

    ## Known limits

    Values whose beginning is not known, and the inputs of `TrainingInput`, are left alone where they have no `file://`.

    The rule is in preview: it has not been run over enough public code to know how often it is right.

    ## References

    - [sagemaker 2.257.7: estimator.py `_get_train_args`, job.py `_format_string_uri_input`](https://pypi.org/project/sagemaker/2.257.7/)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/1139)
    """

    code = "SMJ675"
    name = "input-outside-s3"
    preview = True
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the channels of every call of fit()."""
        for known in calls_of(definitions):
            if (
                known.call.name != "fit"
                or not known.targets
                or not known.names & {"EstimatorBase", "HyperparameterTuner"}
            ):
                continue
            estimator = maker(definitions, known.call, "self")
            if estimator is not None and "HyperparameterTuner" in estimator.names:
                estimator = maker(definitions, estimator.call, "estimator") or maker(definitions, estimator.call, "0")
            for channel in _channels(known.given.get("inputs")):
                if channel.assumed:
                    continue  # a default that the command line may override
                text, typed = channel.text or "", channel.type
                if typed == "str" and text and text[0] not in "*{$" and not text.startswith(_SCHEMES):
                    if "://" not in text:
                        self.report(
                            channel.place,
                            f"fit() takes S3 URIs, and is given the path `{text}`; upload the data first",
                            once=known.call.place,
                        )
                elif text.startswith("file://") and estimator is not None and _runs_in_cloud(estimator.given):
                    self.report(
                        channel.place,
                        "`file://` is for local mode, and the job runs in the cloud; upload the data, and give its S3 URI",
                        once=known.call.place,
                    )


def _channels(inputs: Setting | None) -> Iterator[Setting]:
    if inputs is None or absent(inputs):
        return
    if inputs.type == "dict":
        yield from (value for _, value in entries(inputs))
    else:
        yield inputs


def _runs_in_cloud(given: dict[str, Setting]) -> bool:
    """Whether an estimator is certainly not in local mode."""
    session = given.get("sagemaker_session")
    plain = session is None or absent(session) or session.type.rpartition(".")[2] == "Session"
    return plain and (literal(given.get("instance_type")) or "").startswith("ml.")
