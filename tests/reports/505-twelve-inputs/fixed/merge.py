from sagemaker.processing import ProcessingInput, ScriptProcessor

processor = ScriptProcessor(
    image_uri="111122223333.dkr.ecr.eu-west-1.amazonaws.com/merge:2",
    command=["python3"],
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.m5.xlarge",
)
processor.run(
    code="job.py",
    inputs=[
        ProcessingInput(source="s3://acme-ml/months", destination="/opt/ml/processing/input"),
    ],
)
