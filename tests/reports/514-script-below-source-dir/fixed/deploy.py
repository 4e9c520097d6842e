from sagemaker.mxnet import MXNetModel

OPTIONS = {
    "entry_point": "predict.py",
    "source_dir": "project",
    "framework_version": "1.9.0",
    "py_version": "py38",
}
MXNetModel("s3://acme-ml/a/model.tar.gz", "SageMakerRole", **OPTIONS).deploy(1, "ml.m5.large")
