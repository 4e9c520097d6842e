from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingOutput, ScriptProcessor
from sagemaker.workflow.functions import Join
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep

proc = ScriptProcessor(
    image_uri="1.dkr.ecr.eu-west-1.amazonaws.com/a:1",
    command=["python3"],
    role="r",
    instance_type="ml.m5.large",
    instance_count=1,
    sagemaker_session=PipelineSession(),
)
prep = ProcessingStep(
    name="Prep",
    step_args=proc.run(code="prep.py", outputs=[ProcessingOutput(output_name="o", source="/opt/ml/processing/o")]),
)
uri = prep.properties.ProcessingOutputConfig.Outputs["o"].S3Output.S3Uri
train = TrainingInput(s3_data=Join(on="/", values=[uri, "train.csv"]))
