from sagemaker.estimator import Estimator

app = Estimator(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/deep_fashion:latest",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
    base_job_name="deep-fashion",
)
app.fit("s3://acme-ml/fashion")
