import json

from sagemaker.model import Model
from sagemaker.predictor import Predictor


def host(archive, name):
    model = Model(
        image_uri="495149712605.dkr.ecr.eu-central-1.amazonaws.com/forecasting-deepar:1", model_data=archive, role="r"
    )
    model.deploy(initial_instance_count=1, instance_type="ml.m4.xlarge", endpoint_name=name)
    return Predictor(name, content_type="application/json")


print(host("s3://acme/model.tar.gz", "demand").predict(json.dumps({"instances": []})))
