from sagemaker.huggingface import HuggingFace

settings = {
    "entry_point": "train.py",
    "role": "SageMakerRole",
    "image_uri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/texts:3",
    "instance_count": 1,
    "instance_type": "ml.g5.xlarge",
}
estimator = HuggingFace(**settings)
estimator.fit()
