from sagemaker.pytorch import PyTorchModel
from sagemaker.serverless import ServerlessInferenceConfig

small = ServerlessInferenceConfig(memory_size_in_mb=4096, max_concurrency=2)
model = PyTorchModel(
    model_data="s3://acme/model.tar.gz", role="r", framework_version="1.12", py_version="py38", entry_point="serve.py"
)
model.deploy(serverless_inference_config=small)
