from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

session = PipelineSession()
image = image_uris.retrieve("xgboost", "eu-west-1", version="1.3-1")
abalone = Estimator(
    image_uri=image,
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    hyperparameters={"objective": "reg:squarederror", "num_round": 50},
    sagemaker_session=session,
)
train = TrainingStep(
    name="Train", step_args=abalone.fit({"train": TrainingInput("s3://acme-ml/abalone/train", content_type="text/csv")})
)
evaluator = ScriptProcessor(
    image_uri=image,
    command=["python3"],
    role="SageMakerRole",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    sagemaker_session=session,
)
evaluate = ProcessingStep(
    name="Evaluate",
    step_args=evaluator.run(
        code="evaluate.py",
        inputs=[
            ProcessingInput(
                source=train.properties.ModelArtifacts.S3ModelArtifacts, destination="/opt/ml/processing/model"
            )
        ],
        outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
    ),
)
pipeline = Pipeline(name="abalone", steps=[train, evaluate], sagemaker_session=session)
