from sagemaker import FactorizationMachines
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

machines = FactorizationMachines(
    role="arn:aws:iam::111122223333:role/lab",
    instance_count=1,
    instance_type="ml.c5.xlarge",
    num_factors=10,
    predictor_type="regressor",
)
tuner = HyperparameterTuner(
    machines, "test:rmse", {"factors_lr": ContinuousParameter(0.001, 0.1)}, objective_type="Minimize", max_jobs=4
)
records = machines.record_set([[1.0, 2.0]], [1.0])
tuner.fit(records)
