from sagemaker.huggingface import HuggingFaceModel

OPTIONS = {"transformers_version": "4.28", "pytorch_version": "2.0", "py_version": "py310", "role": "SageMakerRole"}


def serve(script, folder):
    return HuggingFaceModel(
        model_data="s3://acme-ml/answers/model.tar.gz", entry_point=script, source_dir=folder, **OPTIONS
    )


serve("inference.py", "model/code").deploy(initial_instance_count=1, instance_type="ml.m5.xlarge")
