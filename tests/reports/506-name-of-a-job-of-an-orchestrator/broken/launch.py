from sagemaker.processing import Processor

PIPELINE, STEP = "nightly-training-of-the-recommender", "evaluate-on-the-holdout-of-last-month"
processor = Processor(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1",
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.large",
)
processor.run(
    job_name=f"{PIPELINE}-{STEP}",
)
