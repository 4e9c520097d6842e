"""SMJ561: a built-in algorithm takes a channel of CSV for another format."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Setting
from sm_lint.rules.jobs import Algorithm, absent, algorithm_of, literal, of_direction

_FORMATS = {"libsvm": "libsvm", "protobuf": "recordIO-wrapped protobuf"}
_CSV = (".csv", ".csv.gz")
_KEYS = ("content_type", "ContentType")


class CsvWithoutContentType(JobRule):
    """A built-in algorithm is given CSV on a channel that does not say so.

    ## What it does

    Reports channels without a content type whose data is called `.csv`, for algorithms that take a channel for libsvm or protobuf
    otherwise, the content type `csv` for those that know `text/csv` alone, and CSV for factorization machines, which read none.

    ## Why is this bad?

    XGBoost reads the file as libsvm: `ContentType by default is in libsvm. Please ensure the file is in libsvm format`. The other
    algorithms look for protobuf records, or end with `No iterator has been registered for ContentType ('csv', '1.0')`.

    ## Example

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator

    estimator = Estimator(
        image_uri=image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), role="role", instance_count=1,
        instance_type="ml.m5.large", hyperparameters={"num_round": 3},
    )
    estimator.fit({"train": "s3://bucket/houses/train.csv"})
    ```

    ## Use instead

    ```python
    from sagemaker import image_uris
    from sagemaker.estimator import Estimator
    from sagemaker.inputs import TrainingInput

    estimator = Estimator(
        image_uri=image_uris.retrieve("xgboost", "eu-west-1", version="1.7-1"), role="role", instance_count=1,
        instance_type="ml.m5.large", hyperparameters={"num_round": 3},
    )
    estimator.fit({"train": TrainingInput("s3://bucket/houses/train.csv", content_type="text/csv")})
    ```

    ## References

    - [Public thread: CSV without a content type](https://github.com/aws/amazon-sagemaker-examples/issues/668)
    - [Public thread: `csv` for linear-learner](https://github.com/aws/sagemaker-python-sdk/issues/819)
    - [Content types of the built-in algorithms](https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-training.html)
    - [XGBoost](https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html)
    """

    code = "SMJ561"
    name = "csv-without-content-type"

    def check_job(self, job: Job) -> None:
        """Look at the channels of a job that runs a built-in algorithm."""
        algorithm = algorithm_of(job)
        if algorithm is not None and algorithm.only:
            self._check_types(job, algorithm)
        if algorithm is None or algorithm.text not in _FORMATS:
            return
        tables: list[Setting] = []
        for channel in of_direction(job.mounts, "input"):
            given = next((setting for key, setting in channel.settings if key in _KEYS), None)
            remote = _uri(channel.remote)
            if not absent(given):
                if literal(given) == "csv" and given is not None and algorithm.text == "protobuf":
                    self.report(given.place, f"{algorithm.name} knows CSV as `text/csv` alone", once=given.place)
            elif remote is not None and (remote.text or "").endswith(_CSV):
                tables.append(remote)
        if tables:
            self.report(
                tables[0].place,
                f"{algorithm.name} takes a channel without a content type for {_FORMATS[algorithm.text]}, and this is "
                'CSV: TrainingInput(..., content_type="text/csv")',
                notes=[("so is this, at", remote.place) for remote in tables[1:]],
                once=tables[0].place,
            )

    def _check_types(self, job: Job, algorithm: Algorithm) -> None:
        """Look for CSV on the channels of an algorithm that reads none."""
        for channel in of_direction(job.mounts, "input"):
            given = next((setting for key, setting in channel.settings if key in _KEYS), None)
            if given is not None and (literal(given) or "").partition(";")[0] in ("text/csv", "csv"):
                self.report(
                    given.place,
                    f"{algorithm.name} is trained with {' or '.join(f'`{each}`' for each in algorithm.only)}, and not with CSV",
                    once=given.place,
                )


def _uri(remote: Setting | None) -> Setting | None:
    """The address of a channel's data, out of the data source of a request too."""
    for outer, inner in (("S3DataSource", "S3Uri"), ("s3_data_source", "s3_uri")):
        source = remote.get(outer) if remote is not None else None
        if source is not None:
            return source.get(inner)
    return remote
