"""Pipelines and tuners, as v2 has them."""

CASES = {
    "pipeline with a tuner": """
        import sagemaker
        from sagemaker.estimator import Estimator
        from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
        from sagemaker.workflow.pipeline import Pipeline
        from sagemaker.workflow.steps import TuningStep

        session = sagemaker.Session()
        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", sagemaker_session=session)
        tuner = HyperparameterTuner(
            estimator, "validation:rmse", {"eta": ContinuousParameter(0.1, 0.5)}, objective_type="Minimize", max_jobs=4,
            max_parallel_jobs=2, metric_definitions=[{"Name": "validation:rmse", "Regex": "rmse=(.*)"}],
        )
        step = TuningStep(name="Tune", tuner=tuner, inputs={"train": "s3://b/train"})
        pipeline = Pipeline(name="p", steps=[step], sagemaker_session=session)
    """,
    "tuner": """
        from sagemaker.estimator import Estimator
        from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", hyperparameters={"num_round": "5"})
        tuner = HyperparameterTuner(
            estimator, "validation:rmse", {"eta": ContinuousParameter(0.1, 0.5)}, objective_type="Minimize", max_jobs=4,
            max_parallel_jobs=2, metric_definitions=[{"Name": "validation:rmse", "Regex": "rmse=(.*)"}],
        )
        tuner.fit({"train": "s3://b/train"}, job_name="tune-1", wait=False)
    """,
    "pipeline of calls": """
        from sagemaker.inputs import TrainingInput
        from sagemaker.processing import ProcessingInput, ProcessingOutput
        from sagemaker.sklearn.processing import SKLearnProcessor
        from sagemaker.pytorch import PyTorch
        from sagemaker.workflow.parameters import ParameterString
        from sagemaker.workflow.pipeline import Pipeline
        from sagemaker.workflow.pipeline_context import PipelineSession
        from sagemaker.workflow.steps import ProcessingStep, TrainingStep

        session = PipelineSession()
        data = ParameterString("Data", default_value="s3://b/raw")
        processor = SKLearnProcessor("1.2-1", ROLE, 1, "ml.m5.large", sagemaker_session=session)
        prepare = ProcessingStep(name="Prepare", step_args=processor.run(
            code="prepare.py",
            inputs=[ProcessingInput(source=data, destination="/opt/ml/processing/input")],
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train", destination="s3://b/train")],
        ))
        estimator = PyTorch(
            entry_point="train.py", source_dir="src", role=ROLE, framework_version="2.0", py_version="py310", instance_count=1,
            instance_type="ml.m5.xlarge", sagemaker_session=session, output_path="s3://b/out",
        )
        train = TrainingStep(name="Train", step_args=estimator.fit({
            "train": TrainingInput(prepare.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri)
        }))
        pipeline = Pipeline(name="p", parameters=[data], steps=[prepare, train], sagemaker_session=session)
    """,
    "pipeline of objects": """
        import sagemaker
        from sagemaker.estimator import Estimator
        from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
        from sagemaker.workflow.pipeline import Pipeline
        from sagemaker.workflow.steps import ProcessingStep, TrainingStep

        session = sagemaker.Session()
        processor = ScriptProcessor(
            image_uri="image", command=["python3"], role=ROLE, instance_count=1, instance_type="ml.m5.large",
            sagemaker_session=session,
        )
        prepare = ProcessingStep(
            name="Prepare",
            processor=processor,
            code="prepare.py",
            inputs=[ProcessingInput(source="s3://b/raw", destination="/opt/ml/processing/input")],
            outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train", destination="s3://b/train")],
            job_arguments=["--a", "1"],
        )
        estimator = Estimator("image", ROLE, 1, "ml.m5.large", output_path="s3://b/out", sagemaker_session=session)
        train = TrainingStep(name="Train", estimator=estimator, inputs={"train": "s3://b/train"}, depends_on=[prepare])
        pipeline = Pipeline(name="p", steps=[prepare, train], sagemaker_session=session)
    """,
}
