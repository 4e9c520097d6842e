from sagemaker.model import Model

DATASET = "coco-'17"
model = Model(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/detector:1",
    model_data="s3://acme-ml/model.tar.gz",
    role="SageMakerRole",
    name=f"ssd-efficientdet-{DATASET}",
)
model.deploy(initial_instance_count=1, instance_type="ml.m5.large")
