import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

train = TrainingInput(s3_data="s3://acme-ml/churn/train", content_type="csv")
booster = Estimator(
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/booster:2",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    sagemaker_session=sagemaker.session.Session(),
)
booster.fit({"train": train})
