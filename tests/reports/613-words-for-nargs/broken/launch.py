from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor(
    framework_version="1.2-1",
    role="ProcessingRole",
    instance_count=1,
    instance_type="ml.m5.xlarge",
)
processor.run(code="select.py", arguments=["--columns", "age income"])
