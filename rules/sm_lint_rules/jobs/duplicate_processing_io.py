"""SMJ504: two inputs or outputs of a processing job with one name or path."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule, Mount, Setting
from sm_lint.rules.jobs import literal, sdk_inputs


class DuplicateProcessingIo(JobRule):
    """Two inputs or outputs of a processing job share a name or a container path.

    ## What it does

    Reports names that are used twice among the inputs and outputs of a processing job, container paths that two inputs,
    or an input and an output, share, and names and paths that the SDK takes for itself: `code` and
    `/opt/ml/processing/input/code`, for a `FrameworkProcessor` `entrypoint` as well.

    ## Why is this bad?

    The service rejects the job, in a pipeline only when that step runs: `Input and Output names must be globally unique`
    for names, a ValidationException without any text for paths.

    ## Example

    ```python
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[
            ProcessingInput(input_name="raw", source="s3://data/a", destination="/opt/ml/processing/input/a"),
            ProcessingInput(input_name="raw", source="s3://data/b", destination="/opt/ml/processing/input/b"),
        ],
    )
    ```

    ## Use instead

    ```python
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", 1, "ml.m5.xlarge")
    processor.run(
        code="s3://code/prepare.py",
        inputs=[
            ProcessingInput(input_name="a", source="s3://data/a", destination="/opt/ml/processing/input/a"),
            ProcessingInput(input_name="b", source="s3://data/b", destination="/opt/ml/processing/input/b"),
        ],
    )
    ```

    ## References

    - [sagemaker-python-sdk#3484](https://github.com/aws/sagemaker-python-sdk/issues/3484)
    - [sagemaker-python-sdk#4939](https://github.com/aws/sagemaker-python-sdk/issues/4939)
    """

    code = "SMJ504"
    name = "duplicate-processing-io"

    def check_job(self, job: Job) -> None:
        """Compare the mounts of a processing job with each other and with those of the SDK."""
        if job.kind != "processing":
            return
        taken = sdk_inputs(job)
        names: dict[str, Mount] = {}
        paths: dict[str, Mount] = {}
        for mount in job.mounts:
            self._check_name(job, mount, names, taken)
            self._check_path(job, mount, paths, taken)

    def _check_name(self, job: Job, mount: Mount, names: dict[str, Mount], taken: dict[str, str]) -> None:
        name = literal(mount.name)
        if name is None or mount.name is None:
            return
        if name in taken:
            self.report(mount.name.place, f"{mount.direction} name `{name}` is taken: {job.class_name} uses it itself")
        elif name in names and names[name].place != mount.place:
            first = names[name]
            self._clash(mount.name, f"{mount.direction} name `{name}`", first, first.name)
        names.setdefault(name, mount)

    def _check_path(self, job: Job, mount: Mount, paths: dict[str, Mount], taken: dict[str, str]) -> None:
        path = literal(mount.local)
        if path is None or mount.local is None:
            return
        path = path.rstrip("/")
        if path in taken.values():
            self.report(mount.local.place, f"`{path}` is taken: {job.class_name} puts the script there")
        elif path in paths and paths[path].place != mount.place:
            first = paths[path]
            if "input" in (first.direction, mount.direction):
                self._clash(mount.local, f"`{path}`", first, first.local)
        paths.setdefault(path, mount)

    def _clash(self, setting: Setting, what: str, first: Mount, where: Setting | None) -> None:
        self.report(
            setting.place,
            f"{what} is used twice in one job, by an {first.direction} too; the service rejects it when the job starts",
            notes=[("first used at", where.place if where is not None else first.place)],
        )
