from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.tuner import HyperparameterTuner, IntegerParameter

estimator = Estimator(
    image_uris.retrieve("forecasting-deepar", "eu-west-1"),
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.c5.xlarge",
)
SETTINGS = {"context_length_param": 60, "epochs_param": 50}
estimator.set_hyperparameters(**SETTINGS)
tuner = HyperparameterTuner(
    estimator,
    "test:RMSE",
    {"num_layers": IntegerParameter(2, 3)},
    max_jobs=2,
    max_parallel_jobs=2,
    objective_type="Minimize",
)
tuner.fit({"train": "s3://acme-ml/sales/train/", "test": "s3://acme-ml/sales/test/"})
