"""SMI613: files of an image keep the code of a job from being downloaded."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.images import code_in_the_way, own_image


class CodeDirNotEmpty(JobRule):
    """An image has files in `/opt/ml/code`, so that the code of the job is not downloaded.

    ## What it does

    Reports a Dockerfile that copies files to `/opt/ml/code` while a training job that runs the image brings code of its own by
    `entry_point`. The image is bound to the job by the name of its repository, or because the project has no other Dockerfile.
    Jobs of SDK v3 get their code as a channel, and are left alone.

    ## Why is this bad?

    The training toolkit downloads the code of the job only if `/opt/ml/code` is empty. Otherwise it says nothing, and runs what
    the image has there: an old version of the script, or none.

    ## Example

    ```dockerfile title="Dockerfile"
    FROM 763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3-cpu-py311
    COPY src/requirements.txt /opt/ml/code/requirements.txt
    RUN pip install -r /opt/ml/code/requirements.txt
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    PyTorch(
        image_uri="210987654321.dkr.ecr.eu-west-1.amazonaws.com/training:1",
        entry_point="train.py",
        source_dir="src",
        role="role",
        instance_count=1,
        instance_type="ml.g5.xlarge",
    ).fit()
    ```

    ```text title="src/requirements.txt"
    peft
    ```

    ```python title="src/train.py"
    print("training")
    ```

    ## Use instead

    ```dockerfile title="Dockerfile"
    FROM 763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3-cpu-py311
    COPY src/requirements.txt /tmp/requirements.txt
    RUN pip install -r /tmp/requirements.txt
    ```

    ```python title="launch.py"
    from sagemaker.pytorch import PyTorch

    PyTorch(
        image_uri="210987654321.dkr.ecr.eu-west-1.amazonaws.com/training:1",
        entry_point="train.py",
        source_dir="src",
        role="role",
        instance_count=1,
        instance_type="ml.g5.xlarge",
    ).fit()
    ```

    ```text title="src/requirements.txt"
    peft
    ```

    ```python title="src/train.py"
    print("training")
    ```

    ## References

    - [`download_and_extract` of the training toolkit](https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/files.py)
    - [Public thread](https://github.com/aws/sagemaker-training-toolkit/issues/222)
    """

    code = "SMI613"
    name = "code-dir-not-empty"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at what an image has in the folder of the code."""
        image = own_image(self.context)
        found = code_in_the_way(image) if image is not None else None
        if image is not None and found is not None:
            self.report(
                image.at(found.line),
                f"`{found.path}` keeps the training toolkit from downloading the code of {found.job.label}, which it does only "
                f"where `{found.mount}` is empty; copy it elsewhere",
                notes=[("run by", found.job.place)],
            )
