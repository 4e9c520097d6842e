from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor

processor = SKLearnProcessor(
    framework_version="1.2-1", role="SageMakerRole", instance_count=2, instance_type="ml.m5.xlarge"
)
processor.run(
    code="preprocess.py",
    inputs=[
        ProcessingInput(
            source="s3://acme-ml/raw/",
            destination="/opt/ml/processing/input",
            s3_data_distribution_type="ShardedByS3Key",
        )
    ],
    outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/output/train")],
)
