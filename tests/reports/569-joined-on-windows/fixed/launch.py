from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor

ROOT = "/opt/ml/processing"


def mounts(channels):
    for channel in channels:
        yield ProcessingInput(source=f"s3://acme/{channel}", destination=f"{ROOT}/input/{channel}")


SKLearnProcessor("1.2-1", "r", "ml.m5.large", 1).run(
    "clean.py", inputs=list(mounts(["train", "test"])), outputs=[ProcessingOutput(source="/opt/ml/processing/out")]
)
