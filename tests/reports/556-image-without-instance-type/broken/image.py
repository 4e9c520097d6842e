import sagemaker

uri = sagemaker.image_uris.retrieve(
    framework="pytorch", region="eu-west-1", image_scope="training", version="1.9", py_version="py38"
)
print(uri)
