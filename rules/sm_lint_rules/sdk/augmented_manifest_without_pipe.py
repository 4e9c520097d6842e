"""SMJ540: a channel with an augmented manifest that lacks what it needs."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Mount, Setting
from sm_lint.rules.jobs import absent, find, find_in, literal, of_direction

_TYPES = ("s3_data_type", "DataSource.S3DataSource.S3DataType", "data_source.s3_data_source.s3_data_type")
_ATTRIBUTES = (
    "attribute_names",
    "DataSource.S3DataSource.AttributeNames",
    "data_source.s3_data_source.attribute_names",
)


class AugmentedManifestWithoutPipe(JobRule):
    """A channel reads an augmented manifest without pipe mode, RecordIO or names of attributes.

    ## What it does

    Reports a channel whose data type is `AugmentedManifestFile` where neither the channel nor the job sets the input mode to
    `Pipe`, where no attribute names are given, or where the content type is RecordIO and nothing wraps the records.

    ## Why is this bad?

    The service takes augmented manifests in pipe mode only, and rejects others; built-in algorithms fail on records that
    are not wrapped, after the instances have started.

    ## Example

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.inputs import TrainingInput

    estimator = Estimator("image", "role", 1, "ml.p3.2xlarge")
    estimator.fit({"train": TrainingInput(
        "s3://data/train.manifest", content_type="application/x-recordio", s3_data_type="AugmentedManifestFile",
        attribute_names=["source-ref", "label"],
    )})
    ```

    ## Use instead

    ```python
    from sagemaker.estimator import Estimator
    from sagemaker.inputs import TrainingInput

    estimator = Estimator("image", "role", 1, "ml.p3.2xlarge")
    estimator.fit({"train": TrainingInput(
        "s3://data/train.manifest", content_type="application/x-recordio", s3_data_type="AugmentedManifestFile",
        attribute_names=["source-ref", "label"], input_mode="Pipe", record_wrapping="RecordIO",
    )})
    ```

    ## References

    - [S3DataSource](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html)
    - [Augmented manifest files](https://docs.aws.amazon.com/sagemaker/latest/dg/augmented-manifest.html)
    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/1189)
    """

    code = "SMJ540"
    name = "augmented-manifest-without-pipe"

    def check_job(self, job: Job) -> None:
        """Look at the channels of training jobs."""
        if job.kind != "training":
            return
        for mount in of_direction(job.mounts, "input"):
            data_type = _at(mount, _TYPES)
            if data_type is not None and literal(data_type) == "AugmentedManifestFile":
                self._check(job, mount, data_type)

    def _check(self, job: Job, mount: Mount, data_type: Setting) -> None:
        lacks = []
        mode = find_in(mount, "input mode")
        if absent(mode):
            mode = find(job, "input mode")
            known = not job.open_settings
        else:
            known = True
        text = literal(mode)
        if (text is not None and text != "Pipe") or (absent(mode) and known):
            lacks.append('input mode "Pipe"')
        if absent(_at(mount, _ATTRIBUTES)):
            lacks.append("attribute names")
        content = next((s for name, s in mount.settings if name in {"content_type", "ContentType"}), None)
        if "recordio" in (literal(content) or "") and absent(find_in(mount, "record wrapping")):
            lacks.append('record wrapping "RecordIO"')
        if lacks:
            self.report(
                data_type.place,
                f"a channel with an augmented manifest needs {' and '.join(lacks)}",
                once=data_type.place,
            )


def _at(mount: Mount, paths: tuple[str, ...]) -> Setting | None:
    for path in paths:
        first, *rest = path.split(".")
        found = next((setting for name, setting in mount.settings if name == first), None)
        for key in rest:
            found = found.get(key) if found is not None else None
        if found is not None:
            return found
    return None
