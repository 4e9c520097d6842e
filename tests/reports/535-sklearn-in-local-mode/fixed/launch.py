import sagemaker
from sagemaker.sklearn import SKLearn


def session(local):
    return sagemaker.local.LocalSession()


SKLearn(
    "train.py",
    role="SageMakerRole",
    framework_version="1.2-1",
    instance_count=1,
    instance_type="local",
    sagemaker_session=session(True),
).fit()
