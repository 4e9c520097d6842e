from sagemaker.processing import FrameworkProcessor
from sagemaker.sklearn.estimator import SKLearn

p = FrameworkProcessor(
    estimator_cls=SKLearn, framework_version="1.2-1", role="r", instance_type="ml.m5.large", instance_count=1
)
bundle = "s3://acme/code/example.tar.gz"
p.run(code="prep.py", source_dir=bundle)
