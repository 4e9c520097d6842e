"""SMJ554: a transform job sends or asks for what the model of a built-in algorithm does not take."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import Called, absent, calls_of, literal, looked_up, maker, version_looked_up

_CSV = (".csv", ".csv.gz")


class AlgorithmTransform(JobRule):
    """A transform job sends CSV that it does not call CSV, or asks for CSV that the algorithm does not write.

    ## What it does

    Follows a transform job to the estimator or model with the image of a built-in algorithm. Reports `.csv` data without
    `content_type` where the model takes a request for libsvm otherwise, and an `accept` that the documentation of the algorithm does
    not have among its response formats.

    ## Why is this bad?

    XGBoost reads the lines as libsvm: `Loading libsvm data failed`. K-nearest neighbors, PCA and others answer with JSON or records
    whatever is asked for, and the job ends with `Failed to parse output from the algorithm as CSV`.

    ## Example

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        image_uri=image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), role="role", instance_count=1,
        instance_type="ml.m5.large", hyperparameters={"num_round": 3},
    )
    transformer = estimator.transformer(instance_count=1, instance_type="ml.m5.large")
    transformer.transform("s3://bucket/houses/new.csv", split_type="Line")
    ```

    ## Use instead

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        image_uri=image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), role="role", instance_count=1,
        instance_type="ml.m5.large", hyperparameters={"num_round": 3},
    )
    transformer = estimator.transformer(instance_count=1, instance_type="ml.m5.large")
    transformer.transform("s3://bucket/houses/new.csv", content_type="text/csv", split_type="Line")
    ```

    ## Known limits

    Jobs that are requested with boto3 name their model, and are left alone; so is data whose name is not known. Linear learner writes
    CSV, although its documentation does not say so; only its first images did not. The first version of XGBoost, 0.72, takes requests
    for CSV.

    ## References

    - [Public thread: CSV without a content type](https://github.com/aws/amazon-sagemaker-examples/pull/1138)
    - [XGBoost](https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html)
    - [Formats for inference](https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html)
    """

    code = "SMJ554"
    name = "algorithm-transform"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what transform jobs send and ask for."""
        for known in calls_of(definitions):
            if known.call.open or not known.call.reached:
                continue
            if known.call.name == "transform":
                self._check_sent(definitions, known)
            elif known.call.name == "transformer":
                self._check_asked(definitions, known)

    def _check_sent(self, definitions: Definitions, known: Called) -> None:
        transformer = maker(definitions, known.call)
        made = _model(definitions, transformer) if transformer is not None else None
        image = made.given.get("image_uri") if made is not None else None
        algorithm = looked_up(image) if image is not None else None
        sent = known.call.setting("content_type") or known.call.setting("3")
        data = known.call.setting("data") or known.call.setting("1")
        if image is None or algorithm is None or algorithm.text != "libsvm" or not absent(sent) or data is None:
            return
        version = version_looked_up(image)
        if version is None or version in algorithm.csv_served:
            return
        if data.type == "str" and (data.text or "").endswith(_CSV):
            self.report(
                data.place,
                f'{algorithm.name} takes a request without a content type for libsvm, and this is CSV: content_type="text/csv"',
                once=data.place,
            )

    def _check_asked(self, definitions: Definitions, known: Called) -> None:
        made = _model(definitions, known)
        image = made.given.get("image_uri") if made is not None else None
        algorithm = looked_up(image) if image is not None else None
        asked = known.given.get("accept") or known.call.setting("accept")
        media = literal(asked)
        if algorithm is None or asked is None or media is None or not algorithm.answers:
            return
        kind = media.partition(";")[0].strip()
        if kind not in algorithm.answers and kind != "*/*":
            listed = " or ".join(f"`{name}`" for name in algorithm.answers)
            self.report(asked.place, f"{algorithm.name} does not write `{media}`: ask for {listed}", once=asked.place)


def _model(definitions: Definitions, transformer: Called) -> Called | None:
    """The estimator or model that a transformer is made of, where it runs no script; of a tuner, its estimator."""
    if transformer.call.name != "transformer":
        return None
    made = maker(definitions, transformer.call)
    if made is not None and made.call.name == "HyperparameterTuner":
        made = maker(definitions, made.call, "estimator") or maker(definitions, made.call, "0")
    if made is None or made.call.open or made.call.name not in {"Estimator", "Model"}:
        return None
    scripted = any(not absent(made.given.get(name)) for name in ("entry_point", "source_dir", "env", "git_config"))
    return None if scripted else made
