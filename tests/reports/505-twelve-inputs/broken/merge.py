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
        ProcessingInput(source=f"s3://acme-ml/months/{month}", destination=f"/opt/ml/processing/input/{month}")
        for month in ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
    ],
)
