from sagemaker.estimator import Estimator

IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/flowers:4"
base = Estimator(
    IMAGE,
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
    output_path="s3://acme-ml/flowers",
)
job = {"inputs": {"train": "s3://acme-ml/flowers/train"}, "wait": False, "logs": True}
base.fit(**job)
model = base.create_model()
tuned = Estimator(
    IMAGE,
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
    model_uri=model.model_data,
)
tuned.fit({"train": "s3://acme-ml/flowers/more"})
