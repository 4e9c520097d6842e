from sagemaker.sklearn import SKLearnModel

common = {
    "role": "arn:aws:iam::123456789012:role/Sm",
    "framework_version": "1.2-1",
    "model_data": "s3://acme/m/model.tar.gz",
}
model = SKLearnModel(entry_point="inference.py", source_dir="serving", **common)
model.deploy(instance_type="ml.m5.large", initial_instance_count=1)
