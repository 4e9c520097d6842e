"""A project that names a resource of every kind, each on lines of its own."""

from __future__ import annotations

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/train:1.4"
ROLE = "arn:aws:iam::123456789012:role/service-role/acme-sagemaker"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:score"
QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/approve"

PIPELINE = f"""\
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.lambda_helper import Lambda
from sagemaker.network import NetworkConfig
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.workflow.callback_step import CallbackStep
from sagemaker.workflow.lambda_step import LambdaStep
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

session = PipelineSession()
processor = ScriptProcessor(
    image_uri="{IMAGE}",
    command=["python3"],
    role="{ROLE}",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    volume_kms_key="KEY",
    network_config=NetworkConfig(subnets=["SUBNET"], security_group_ids=["GROUP"]),
    sagemaker_session=session,
)
prepare = ProcessingStep(
    name="Prepare",
    step_args=processor.run(
        code="s3://acme-code/prepare.py",
        inputs=[ProcessingInput(source="s3://acme-data/raw", destination="/opt/ml/processing/input")],
        outputs=[ProcessingOutput(source="/opt/ml/processing/output", destination="s3://acme-out/prepared")],
    ),
)
estimator = Estimator(
    image_uri="{IMAGE}",
    role="{ROLE}",
    instance_count=2,
    instance_type="ml.m5.xlarge",
    output_path="s3://acme-models/fraud",
    sagemaker_session=session,
)
train = TrainingStep(name="Train", step_args=estimator.fit({{"train": TrainingInput("s3://acme-out/prepared/train")}}))
score = LambdaStep(name="Score", lambda_func=Lambda(function_arn="{FUNCTION}"), inputs={{}})
approve = CallbackStep(name="Approve", sqs_queue_url="{QUEUE}", inputs={{}})
pipeline = Pipeline(name="acme-fraud", steps=[prepare, train, score, approve], sagemaker_session=session)
"""
