from sagemaker.mxnet import MXNet

local = MXNet(
    entry_point="train.py",
    role="SageMakerRole",
    framework_version="1.6.0",
    py_version="py3",
    instance_count=1,
    instance_type="local",
    code_location="file:///home/ann/code",
    output_path="file:///home/ann/model",
)
local.fit("file:///home/ann/data")
