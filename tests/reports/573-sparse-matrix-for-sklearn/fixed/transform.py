from sagemaker.sklearn.model import SKLearnModel

model = SKLearnModel(
    model_data="s3://acme-ml/words/model.tar.gz",
    role="SageMakerRole",
    entry_point="classify.py",
    framework_version="1.2-1",
)
transformer = model.transformer(instance_count=1, instance_type="ml.m5.2xlarge", output_path="s3://acme-ml/words/out/")
transformer.transform("s3://acme-ml/words/in/bags.npz", content_type="application/x-npz")
