"""Estimators of v2, each with what is done with it."""

CASES = {
    "PyTorch estimator": """
        from sagemaker.inputs import TrainingInput
        from sagemaker.pytorch import PyTorch

        estimator = PyTorch(
            entry_point="train.py",
            source_dir="src",  # with requirements
            role=ROLE,
            framework_version="2.0",
            py_version="py310",
            instance_count=1,
            instance_type="ml.g5.xlarge",
            hyperparameters={"epochs": 1, "learning-rate": 0.1, "fast": True, "name": "x"},
            metric_definitions=[{"Name": "loss", "Regex": "loss=(.*)"}],
            use_spot_instances=True,
            max_run=3600, max_wait=7200,
            output_path="s3://b/out",
            checkpoint_s3_uri="s3://b/checkpoints",
            tags=[{"Key": "team", "Value": "a"}],
            environment={"A": "1"},
        )
        estimator.fit(
            {"train": TrainingInput("s3://b/train", content_type="text/csv", distribution="ShardedByS3Key"), "test": "s3://b/test"},
            wait=False,
        )
    """,
    "scikit-learn estimator without a folder": """
        from sagemaker.sklearn.estimator import SKLearn

        estimator = SKLearn("src/train.py", framework_version="1.2-1", role=ROLE, instance_type="ml.m5.large", instance_count=1,
                            output_path="s3://b/out")
        estimator.fit("s3://b/train", wait=False)
    """,
    "a model that is not packed": """
        from sagemaker.estimator import Estimator

        estimator = Estimator("image", ROLE, 1, "ml.m5.large", disable_output_compression=True, output_path="s3://b/out")
        estimator.fit("s3://b/train", wait=False)
    """,
    "XGBoost estimator": """
        from sagemaker.xgboost.estimator import XGBoost

        bucket = "b"
        estimator = XGBoost(
            entry_point="train.py", source_dir="src", framework_version="1.7-1", role=ROLE, instance_type="ml.m5.large",
            instance_count=1, output_path=f"s3://{bucket}/out", hyperparameters={"num_round": 10},
        )
        estimator.fit({"train": f"s3://{bucket}/train"}, wait=False)
    """,
    "Hugging Face estimator": """
        from sagemaker.huggingface import HuggingFace

        estimator = HuggingFace(
            entry_point="train.py", source_dir="src", role=ROLE, transformers_version="4.28.1", pytorch_version="2.0.0",
            py_version="py310", instance_type="ml.g5.2xlarge", instance_count=1, volume_size=100, output_path="s3://b/out",
        )
        estimator.fit({"train": "s3://b/train"}, wait=False)
    """,
    "algorithm": """
        import sagemaker
        from sagemaker import image_uris
        from sagemaker.estimator import Estimator

        session = sagemaker.Session()
        image = image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1")
        estimator = Estimator(
            image, ROLE, instance_count=1, instance_type="ml.m5.2xlarge", output_path="s3://b/out", sagemaker_session=session,
            volume_size=20, subnets=["subnet-1"], security_group_ids=["sg-1"], encrypt_inter_container_traffic=True,
        )
        estimator.set_hyperparameters(num_round=50, objective="reg:squarederror")
        estimator.fit({
            "train": sagemaker.inputs.TrainingInput("s3://b/train", content_type="csv"),
            "validation": sagemaker.inputs.TrainingInput("s3://b/validation", content_type="csv", s3_data_type="S3Prefix"),
        }, wait=False)
    """,
    "pipe mode and a manifest": """
        from sagemaker.estimator import Estimator
        from sagemaker.inputs import TrainingInput

        train = TrainingInput(
            "s3://b/train.manifest", s3_data_type="AugmentedManifestFile", attribute_names=["source-ref", "label"],
            record_wrapping="RecordIO", content_type="application/x-recordio",
        )
        estimator = Estimator("image", ROLE, 1, "ml.p3.2xlarge", input_mode="Pipe", output_path="s3://b/out")
        estimator.fit(inputs={"train": train}, wait=False)
    """,
    "torchrun on several instances": """
        from sagemaker.pytorch import PyTorch

        estimator = PyTorch(
            entry_point="train.py", source_dir="src", role=ROLE, framework_version="2.1.0", py_version="py310", instance_count=2,
            instance_type="ml.p4d.24xlarge", distribution={"torch_distributed": {"enabled": True}}, output_path="s3://b/out",
            keep_alive_period_in_seconds=600, max_run=7200,
        )
        estimator.fit(wait=False)
    """,
    "names of v1, and a name of the job": """
        from sagemaker.estimator import Estimator

        estimator = Estimator(
            "image", ROLE, train_instance_count=1, train_instance_type="ml.m5.large", train_volume_size=20, train_max_run=600,
            output_path="s3://b/out", instance_cuont=3,
        )
        estimator.fit("s3://b/train", job_name="train-1", wait=False)
        print(estimator.training_image_uri(), estimator.hyperparameters(), estimator.instance_count, estimator.output_path)
    """,
    "logs and the name of the job": """
        from sagemaker.estimator import Estimator

        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out")
        estimator.fit("s3://b/train", wait=False)
        print(estimator._current_job_name, estimator.latest_training_job.name)
    """,
    "file system": """
        from sagemaker.estimator import Estimator
        from sagemaker.inputs import FileSystemInput

        data = FileSystemInput("fs-0123456789abcdef0", "FSxLustre", "/fsx/a", content_type="text/csv")
        estimator = Estimator(
            "image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", subnets=["subnet-1"], security_group_ids=["sg-1"]
        )
        estimator.fit({"train": data}, wait=False)
    """,
    "TensorFlow estimator": """
        from sagemaker.tensorflow import TensorFlow

        estimator = TensorFlow(
            entry_point="train.py", source_dir="src", role=ROLE, framework_version="2.11", py_version="py39", instance_count=1,
            instance_type="ml.m5.xlarge", output_path="s3://b/out", model_dir="/opt/ml/model", hyperparameters={"epochs": 1},
            script_mode=True, code_location="s3://b/code",
        )
        estimator.fit({"train": "s3://b/train"}, wait=False)
    """,
}
