"""SMJ563: hyperparameters that a command leaves out."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import entries, shipped_texts

_READERS = (
    "SM_HP",
    "SM_TRAINING_ENV",
    "SM_USER_ARGS",
    "hyperparameters.json",
    "sagemaker_training",
    "sagemaker_containers",
)


class CommandDropsHyperparameters(JobRule):
    """A job of SDK v3 has hyperparameters, and a command that does not pass them.

    ## What it does

    Reports the `command` of a `SourceCode` beside hyperparameters, where the command names none of them and no file of the source
    directory reads `SM_HPS`, `SM_HP_…` or `hyperparameters.json`.

    ## Why is this bad?

    With `entry_script` the SDK adds the hyperparameters to the command line. A `command` is run as it is written: the script goes
    on with its defaults, and nothing says so.

    ## Example

    ```python title="code/train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=1)
    print(parser.parse_args().epochs)
    ```

    ```python title="launch.py"
    from sagemaker.core.training.configs import Compute, SourceCode
    from sagemaker.train import ModelTrainer

    trainer = ModelTrainer(
        training_image="763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3-cpu-py311",
        source_code=SourceCode(source_dir="code", command="torchrun train.py"),
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
        hyperparameters={"epochs": 25},
    )
    trainer.train()
    ```

    ## Use instead

    ```python title="code/train.py"
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=1)
    print(parser.parse_args().epochs)
    ```

    ```python title="launch.py"
    from sagemaker.core.training.configs import Compute, SourceCode
    from sagemaker.train import ModelTrainer

    trainer = ModelTrainer(
        training_image="763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3-cpu-py311",
        source_code=SourceCode(source_dir="code", command="torchrun train.py --epochs 25"),
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
    )
    trainer.train()
    ```

    ## Known limits

    Source directories that are not in the project are left alone, and those of more than 200 files.

    ## References

    - [Public thread](https://github.com/aws/sagemaker-python-sdk/issues/5226)
    - [ModelTrainer, SDK v3](https://github.com/aws/sagemaker-python-sdk/blob/master/sagemaker-train/src/sagemaker/train/model_trainer.py)
    """

    code = "SMJ563"
    name = "command-drops-hyperparameters"

    def check_job(self, job: Job) -> None:
        """Look at the command of a job that has hyperparameters."""
        source = job.setting("source_code")
        command = source.get("command") if source is not None else None
        if job.dialect != "v3" or command is None or command.known not in ("literal", "computed"):
            return
        given = [key for key, _ in entries(job.hyperparameters)]
        text = command.text
        if not given or not text or any(key in text for key in given) or _reads(text):
            return
        texts = shipped_texts(self.context.files, job)
        if texts is None or any(_reads(each) for each in texts.values()):
            return
        first = given[0]
        self.report(
            command.place,
            f"with `command` the hyperparameters are not put on the command line: the script is not passed `--{first}`; "
            "write them into the command, or read SM_HPS",
            notes=[("hyperparameters", job.hyperparameters.place)] if job.hyperparameters is not None else (),
            once=command.place,
        )


def _reads(text: str) -> bool:
    return any(word in text for word in _READERS)
