"""SMJ710: a built-in algorithm is given its data on a channel of another name."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import algorithm_of, literal, of_direction


class AlgorithmChannel(JobRule):
    """A built-in algorithm is not given the channel `train`.

    ## What it does

    Reports a job of a built-in algorithm whose channels are all known and none of which is called `train`, which these algorithms
    require. `fit("s3://...")` makes a channel called `training`.

    ## Why is this bad?

    The job starts and ends with `Required channel(s) missing`, or `Missing required channel: train`.

    ## Example

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator
    from sagemaker.inputs import TrainingInput

    booster = Estimator(
        image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), role="role", instance_count=1,
        instance_type="ml.m5.large", hyperparameters={"num_round": 3},
    )
    booster.fit(TrainingInput("s3://bucket/houses", content_type="text/csv"))
    ```

    ## Use instead

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator
    from sagemaker.inputs import TrainingInput

    booster = Estimator(
        image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), role="role", instance_count=1,
        instance_type="ml.m5.large", hyperparameters={"num_round": 3},
    )
    booster.fit({"train": TrainingInput("s3://bucket/houses", content_type="text/csv")})
    ```

    ## Known limits

    Image classification, object detection and semantic segmentation, which need several channels, and algorithms that JumpStart brings, are
    left alone. So is a job whose channels are not all written out.

    ## References

    - [Channel names of the built-in algorithms](https://docs.aws.amazon.com/sagemaker/latest/dg/common-info-all-im-models.html)
    - [How XGBoost validates its channels](https://github.com/aws/sagemaker-xgboost-container/blob/master/src/sagemaker_xgboost_container/algorithm_mode/channel_validation.py)
    """

    code = "SMJ710"
    name = "algorithm-channel"

    def check_job(self, job: Job) -> None:
        """Look for the channel among those of the job."""
        algorithm = algorithm_of(job)
        channels = of_direction(job.mounts, "input")
        if algorithm is None or not algorithm.train or job.contract.open_inputs or not channels or not job.reached:
            return
        names = [literal(channel.name) for channel in channels]
        if None in names or any("*" in (name or "") for name in names) or "train" in names:
            return
        shown = " and ".join(f"`{name}`" for name in names)
        setting = channels[0].name
        place = setting.place if setting is not None else job.place
        noun = "channel" if len(names) == 1 else "channels"
        self.report(
            place,
            f'{algorithm.name} requires the channel `train`, and is given the {noun} {shown}; pass `{{"train": ...}}`',
            once=job.place,
        )
