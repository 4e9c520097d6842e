"""Processors, as v2 has them."""

CASES = {
    "script processor": """
        from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor

        processor = ScriptProcessor(
            ROLE, "image", ["python3"], 2, "ml.m5.xlarge", volume_size_in_gb=50, max_runtime_in_seconds=600, env={"A": "1"}
        )
        processor.run(
            "prepare.py",
            [ProcessingInput("s3://b/raw", "/opt/ml/processing/input"), ProcessingInput(
                source="s3://b/more", destination="/opt/ml/processing/more", s3_data_distribution_type="ShardedByS3Key"
            )],
            [ProcessingOutput("/opt/ml/processing/train"), ProcessingOutput(
                output_name="rest", source="/opt/ml/processing/rest", destination="s3://b/rest", s3_upload_mode="Continuous"
            )],
            arguments=["--ratio", "0.2"],
            wait=False,
            logs=False,
            job_name="prepare-1",
        )
    """,
    "scikit-learn processor": """
        import sagemaker
        from sagemaker.processing import ProcessingInput, ProcessingOutput
        from sagemaker.sklearn.processing import SKLearnProcessor

        session = sagemaker.Session()
        processor = SKLearnProcessor(
            framework_version="1.2-1", role=ROLE, instance_type="ml.m5.xlarge", instance_count=1, sagemaker_session=session
        )
        processor.run(
            code="prepare.py",
            inputs=[ProcessingInput(source="s3://b/raw", destination="/opt/ml/processing/input", input_name="raw")],
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
            wait=False, logs=False, job_name="prepare-2",
        )
    """,
    "plain processor": """
        from sagemaker.processing import Processor
        from sagemaker.network import NetworkConfig

        Processor(
            role=ROLE, image_uri="image", instance_count=1, instance_type="ml.m5.large", entrypoint=["run"],
            network_config=NetworkConfig(enable_network_isolation=True, subnets=["subnet-1"], security_group_ids=["sg-1"]),
            tags=[{"Key": "team", "Value": "a"}],
        ).run(wait=False, logs=False, job_name="plain-1")
    """,
    "framework processor": """
        from sagemaker.processing import FrameworkProcessor, ProcessingOutput
        from sagemaker.sklearn import SKLearn

        processor = FrameworkProcessor(
            estimator_cls=SKLearn, framework_version="1.2-1", role=ROLE, instance_count=1, instance_type="ml.m5.large",
            base_job_name="prepare",
        )
        processor.run(
            code="train.py", source_dir="src", wait=False, logs=False, job_name="framework-1",
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
        )
    """,
}
