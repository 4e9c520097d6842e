from sagemaker.huggingface import HuggingFaceModel, get_huggingface_llm_image_uri

folder = "s3://acme-ml/llm/job-7/output/model/"
model = HuggingFaceModel(
    role="SageMakerRole",
    image_uri=get_huggingface_llm_image_uri("huggingface", version="1.1.0"),
    model_data={"S3DataSource": {"S3Uri": folder, "S3DataType": "S3Prefix", "CompressionType": "None"}},
    env={"HF_MODEL_ID": "/opt/ml/model"},
)
model.deploy(initial_instance_count=1, instance_type="ml.g5.2xlarge")
