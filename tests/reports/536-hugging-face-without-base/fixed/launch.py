from sagemaker.image_uris import retrieve

uri = retrieve(
    "huggingface",
    "eu-west-1",
    version="4.26.0",
    py_version="py39",
    image_scope="training",
    instance_type="ml.p3.2xlarge",
    base_framework_version="pytorch1.13.1",
)
