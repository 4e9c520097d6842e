from sagemaker.processing import ProcessingInput, ScriptProcessor

processor = ScriptProcessor(
    image_uri="111122223333.dkr.ecr.eu-west-1.amazonaws.com/join:2",
    command=["python3"],
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.m5.4xlarge",
    volume_size_in_gb=200,
)


def mount(place, folder):
    return ProcessingInput(source=f"s3://acme-ml/{place}", destination=f"/opt/ml/processing/{folder}", input_name=place)


processor.run(code="merge.py", inputs=[mount("orders", "input/orders"), mount("customers", "input/customers")])
