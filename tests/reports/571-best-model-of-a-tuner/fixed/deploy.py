import sagemaker
from sagemaker.model import Model

session = sagemaker.Session()
image = sagemaker.image_uris.retrieve("sklearn", session.boto_region_name, version="1.2-1")
best = Model(
    image_uri=image,
    model_data="s3://acme-ml/tuning/best/model.tar.gz",
    role="SageMakerRole",
    sagemaker_session=session,
    env={"SAGEMAKER_PROGRAM": "serve.py", "SAGEMAKER_SUBMIT_DIRECTORY": "s3://acme-ml/tuning/source.tar.gz"},
)
best.deploy(initial_instance_count=1, instance_type="ml.m5.large")
