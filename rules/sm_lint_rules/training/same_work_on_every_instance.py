"""SMJ567: several instances that all do the same work."""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import replace

from sm_lint.rules import Job, JobRule, Mount, Setting, Severity
from sm_lint.rules.jobs import absent, entries, find_in, literal, number, of_direction, shipped_texts

_ASKS = re.compile(
    r"SM_HOSTS|SM_CURRENT_HOST|SM_RESOURCE_CONFIG|SM_NUM_HOSTS|SM_NETWORK|SM_TRAINING_ENV|SM_CURRENT_INSTANCE|PROCESSING_JOB"
    r"|resource_?config|current_host|current_instance|gethostname|gethostby|platform\.node|\bhosts?\b|num_machines|num_nodes|nnodes"
    r"|instance_?id|instance_?index|node_?rank|WORLD_SIZE|LOCAL_RANK|\bRANK\b|MASTER_ADDR|TF_CONFIG"
    r"|distributed|distribute\b|DistributedDataParallel|init_process_group|torchrun|accelerate|deepspeed|lightning|fsdp"
    r"|\bdask\b|\bray\b|spark|horovod|\bhvd\b|\bmpi\b|mpi4py|mpirun|\bnccl\b|\bgloo\b|rabit|kvstore|parameter_server|smp\.|smddp|smdistributed|herring"
    r"|\bsqs\b|dynamodb|queue|celery|kafka|kinesis|redis|\block\b|flock|filelock|multi_?node",
    re.IGNORECASE,
)
"""Words of scripts that share the work among hosts, or that may."""
_ONE_PROGRAM = re.compile(r"subprocess|os\.system|os\.exec|runpy|docker|Popen")


class SameWorkOnEveryInstance(JobRule):
    """A job has several instances, and nothing that shares the work among them.

    ## What it does

    Reports a processing or training job with an `instance_count` above 1 whose inputs all go to every instance, that has no
    `distribution`, and whose script never asks which host it is on. Scripts that use Spark, Dask, Ray, MPI, `torch.distributed`,
    a queue, or the names of hosts are left alone, and so are those that start other programs. For a script in S3, the file of its name
    beside the definition is looked at.

    ## Why is this bad?

    Every instance reads all of the data and writes the same files: the job costs as many times more and is no faster.

    ## Example

    ```python title="filter.py"
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/rows.csv")
    frame.to_csv("/opt/ml/processing/output/rows.csv")
    ```

    ```python title="launch.py"
    from sagemaker.processing import ProcessingInput, ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", instance_count=4, instance_type="ml.m5.xlarge")
    processor.run(
        code="filter.py",
        inputs=[ProcessingInput(source="s3://bucket/rows", destination="/opt/ml/processing/input")],
        outputs=[ProcessingOutput(output_name="rows", source="/opt/ml/processing/output")],
    )
    ```

    ## Use instead

    ```python title="filter.py"
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/rows.csv")
    frame.to_csv("/opt/ml/processing/output/rows.csv")
    ```

    ```python title="launch.py"
    from sagemaker.processing import ProcessingInput, ProcessingOutput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor("1.2-1", "role", instance_count=4, instance_type="ml.m5.xlarge")
    processor.run(
        code="filter.py",
        inputs=[
            ProcessingInput(
                source="s3://bucket/rows", destination="/opt/ml/processing/input", s3_data_distribution_type="ShardedByS3Key"
            )
        ],
        outputs=[ProcessingOutput(output_name="rows", source="/opt/ml/processing/output")],
    )
    ```

    ## References

    - [Public thread](https://github.com/aws/amazon-sagemaker-examples/issues/1075)
    - [S3DataDistributionType](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Input.html)
    """

    code = "SMJ567"
    name = "same-work-on-every-instance"
    severity = Severity.WARNING

    def check_job(self, job: Job) -> None:
        """Look at the instances of a job, its inputs and its script."""
        count = _instances(job)
        instances = number(count)
        if count is None or instances is None or instances < 2 or job.kind not in ("processing", "training"):
            return
        if job.open_settings or not job.reached or _is_shared(job) or "Spark" in job.class_name:
            return
        job = self._with_copy(job)
        if job.script is None or job.script.path is None or not job.script.path.endswith(".py"):
            return
        texts = shipped_texts(self.context.files, job)
        if not texts or job.script.path not in texts:
            return
        if any(_ASKS.search(text) or _ONE_PROGRAM.search(text) for text in texts.values()):
            return
        inputs = "no input is `ShardedByS3Key`" if job.mounts else "nothing is shared among them"
        self.report(
            count.place,
            f"{int(instances)} instances, but {inputs} and the script does not ask which host it is on: each does all of the work",
            once=count.place,
        )

    def _with_copy(self, job: Job) -> Job:
        """The job with the file beside the definition for its script, where that is a script in S3 of the same name."""
        script = job.script
        if script is None or script.path is not None or not script.written.startswith("s3://") or "*" in script.written:
            return job
        path = os.path.join(os.path.dirname(self.context.path), posixpath.basename(script.written))
        return replace(job, script=replace(script, path=path)) if self.context.files.is_file(path) else job


def _instances(job: Job) -> Setting | None:
    for name in ("instance_count", "compute", "ResourceConfig"):
        given = job.setting(name)
        if given is not None and name == "compute":
            given = given.get("instance_count")
        elif given is not None and name == "ResourceConfig":
            given = given.get("InstanceCount")
        if given is not None:
            return given
    resources = job.setting("ProcessingResources")
    cluster = resources.get("ClusterConfig") if resources is not None else None
    return cluster.get("InstanceCount") if cluster is not None else None


def _is_shared(job: Job) -> bool:
    """Whether the job itself may share the work: by its data, a framework's distribution, or an argument of the script."""
    if any(
        not absent(job.setting(name)) for name in ("distribution", "distributions", "distributed", "distributed_runner")
    ):
        return True
    source = job.setting("source_code")
    if source is not None and not absent(source.get("command")):
        return True
    if any(_may_be_sharded(mount) for mount in of_direction(job.mounts, "input")):
        return True
    names = [key for key, _ in entries(job.environment)] + [key for key, _ in entries(job.hyperparameters)]
    return any(_ASKS.search(name) for name in names)


def _may_be_sharded(mount: Mount) -> bool:
    given = find_in(mount, "S3 distribution")
    return given is not None and not absent(given) and literal(given) != "FullyReplicated"
