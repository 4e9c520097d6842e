import json

import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.serializers import IdentitySerializer


class DeepARPredictor(sagemaker.predictor.Predictor):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, serializer=IdentitySerializer("application/json"), **kwargs)

    def forecast(self, series):
        return json.loads(self.predict(json.dumps({"instances": [series]})))


estimator = Estimator("495149712605.dkr.ecr.eu-central-1.amazonaws.com/forecasting-deepar:1", "r", 1, "ml.c4.xlarge")
estimator.set_hyperparameters(time_freq="D", prediction_length="10", context_length="10", epochs="20")
estimator.fit("s3://acme/series/")
estimator.deploy(1, "ml.m4.xlarge", endpoint_name="demand")
print(DeepARPredictor("demand").forecast({"start": "2020-01-01", "target": [1.0]}))
