from sagemaker.estimator import Estimator

COLUMNS = "s3://acme-ml/churn/columns.txt"
estimator = Estimator(
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:3",
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    hyperparameters={"columns": COLUMNS},
)
estimator.fit({"train": "s3://acme-ml/churn"})
