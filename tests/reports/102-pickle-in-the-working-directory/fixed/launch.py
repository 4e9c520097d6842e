from sagemaker.sklearn import SKLearn

SKLearn(
    "fit.py",
    role="r",
    framework_version="1.2-1",
    instance_count=1,
    instance_type="ml.m5.large",
    output_path="s3://acme/models",
).fit({"train": "s3://acme/rows/"})
