from sagemaker.estimator import Estimator

estimator = Estimator(
    "495149712605.dkr.ecr.eu-central-1.amazonaws.com/forecasting-deepar:1",
    "r",
    instance_count=1,
    instance_type="ml.c4.xlarge",
)
estimator.set_hyperparameters(time_freq="D", prediction_length="10", context_length="10", epochs="20")
estimator.fit("s3://acme/series/")
predictor = estimator.deploy(initial_instance_count=1, instance_type="ml.t2.medium", content_type="application/json")
