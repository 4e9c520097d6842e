from sagemaker.pytorch import PyTorch

MODELS = "opt/ml/model"
estimator = PyTorch(
    entry_point="run_glue.py",
    source_dir="scripts",
    role="r",
    framework_version="1.13",
    py_version="py39",
    instance_count=1,
    instance_type="ml.g5.xlarge",
    hyperparameters={"output_dir": MODELS, "num_train_epochs": 4},
)
estimator.fit()
