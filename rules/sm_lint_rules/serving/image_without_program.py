"""SMJ571: a framework image without a script."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule
from sm_lint.rules.jobs import Container, containers, entries

_PROGRAM = "SAGEMAKER_PROGRAM"
_DIRECTORY = "SAGEMAKER_SUBMIT_DIRECTORY"


class ImageWithoutProgram(JobRule):
    """A model of SageMaker's scikit-learn image does not say which script serves it.

    ## What it does

    Reports a container with the scikit-learn image whose environment lacks `SAGEMAKER_PROGRAM` or `SAGEMAKER_SUBMIT_DIRECTORY`: in
    `create_model` of boto3, and in `Model(...)` and `MultiDataModel(...)` without `entry_point`. The XGBoost image serves by itself
    without a script; it is reported where it has a program and no folder.

    ## Why is this bad?

    The image has no way to load a model but the `model_fn` of that script. Without the program the container ends with `'NoneType'
    object has no attribute 'startswith'`, without the folder it does not find the script. The endpoint `did not pass the ping health
    check`.

    ## Example

    ```python
    import boto3

    boto3.client("sagemaker").create_model(
        ModelName="visits",
        ExecutionRoleArn="arn:aws:iam::111122223333:role/SageMakerRole",
        PrimaryContainer={
            "Image": "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
            "ModelDataUrl": "s3://bucket/visits/model.tar.gz",
        },
    )
    ```

    ## Use instead

    ```python
    import boto3

    boto3.client("sagemaker").create_model(
        ModelName="visits",
        ExecutionRoleArn="arn:aws:iam::111122223333:role/SageMakerRole",
        PrimaryContainer={
            "Image": "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
            "ModelDataUrl": "s3://bucket/visits/model.tar.gz",
            "Environment": {
                "SAGEMAKER_PROGRAM": "inference.py",
                "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
            },
        },
    )
    ```

    ## Known limits

    An environment that is not written out is left alone, and so is an image that is built on SageMaker's.

    ## References

    - [Public thread: did not pass the ping health check](https://github.com/aws/sagemaker-scikit-learn-container/issues/82)
    - [How the image finds its script](https://github.com/aws/sagemaker-scikit-learn-container/blob/master/src/sagemaker_sklearn_container/serving.py)
    - [Where it looks for it](https://github.com/aws/sagemaker-containers/blob/master/src/sagemaker_containers/_env.py)
    """

    code = "SMJ571"
    name = "image-without-program"

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at every container of a framework image."""
        for container in containers(definitions):
            given = _variables(container)
            if given is None or container.open or container.model_data is None:
                continue
            needed = [name for name in (_PROGRAM, _DIRECTORY) if name not in given]
            if not needed or (container.framework == "xgboost" and _PROGRAM in needed):
                continue
            if container.framework in {"sklearn", "xgboost"}:
                lacking = " and ".join(f"`{name}`" for name in needed)
                title = "scikit-learn" if container.framework == "sklearn" else "XGBoost"
                self.report(
                    container.image.place,
                    f"the {title} image finds no script without {lacking} in the environment; set "
                    f"{'them' if len(needed) == 2 else 'it'}, or use the framework's model class with `entry_point`",
                    once=container.image.place,
                )


def _variables(container: Container) -> frozenset[str] | None:
    """Names of the variables that a container is given; None where they are not all known."""
    environment = container.environment
    if environment is None or (environment.known == "literal" and environment.type == "None"):
        return frozenset()
    if environment.type != "dict" or environment.open:
        return None
    return frozenset(key for key, _ in entries(environment))
