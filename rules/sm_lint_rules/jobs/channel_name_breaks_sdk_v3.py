"""SMJ528: a channel name that the start script of SDK v3 cannot export."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import literal, of_direction


class ChannelNameBreaksSdkV3(JobRule):
    """A channel's name cannot be part of a shell variable's name.

    ## What it does

    Reports a hyphen or a dot in the name of a channel of a `ModelTrainer`.

    ## Why is this bad?

    SDK v3 starts the script from a shell script that exports `SM_CHANNEL_<NAME>`. With a hyphen that is
    `export SM_CHANNEL_TRAIN-DATA=...`, `not a valid identifier`, and the job ends before the script begins.

    ## Example

    ```python
    from sagemaker.train import ModelTrainer
    from sagemaker.train.configs import InputData, SourceCode

    trainer = ModelTrainer(
        training_image="image",
        source_code=SourceCode(source_dir="src", entry_script="train.py"),
        input_data_config=[InputData(channel_name="train-data", data_source="s3://data/train")],
    )
    trainer.train()
    ```

    ```python title="src/train.py"
    print("trained")
    ```

    ## Use instead

    ```python
    from sagemaker.train import ModelTrainer
    from sagemaker.train.configs import InputData, SourceCode

    trainer = ModelTrainer(
        training_image="image",
        source_code=SourceCode(source_dir="src", entry_script="train.py"),
        input_data_config=[InputData(channel_name="train_data", data_source="s3://data/train")],
    )
    trainer.train()
    ```

    ```python title="src/train.py"
    print("trained")
    ```

    ## References

    - [Container drivers of SDK v3](https://github.com/aws/sagemaker-python-sdk/tree/master/sagemaker-core/src/sagemaker/core/modules/train/container_drivers)
    """

    code = "SMJ528"
    name = "channel-name-breaks-sdk-v3"

    def check_job(self, job: Job) -> None:
        """Look at the channels of a training job of SDK v3 that runs a script."""
        if job.dialect != "v3" or job.kind != "training" or job.script is None:
            return
        for channel in of_direction(job.mounts, "input"):
            name = literal(channel.name)
            if channel.name is not None and name is not None and ("-" in name or "." in name):
                variable = f"SM_CHANNEL_{name.upper()}"
                self.report(
                    channel.name.place,
                    f"channel `{name}` cannot be exported as `{variable}` by the start script of SDK v3; use underscores",
                )
