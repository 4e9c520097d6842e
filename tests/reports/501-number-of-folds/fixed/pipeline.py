from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.parameters import ParameterFloat, ParameterInteger
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep


class Tune:
    def __init__(self):
        self.session = PipelineSession()
        self.k = ParameterInteger(name="KFold", default_value=3)
        self.c = ParameterFloat(name="MinimumC", default_value=0.1)

    def arguments(self):
        given = {"-k": self.k, "--min-c": self.c}
        return [word for pair in given.items() for word in (pair[0], pair[1].to_string())]

    def pipeline(self):
        processor = ScriptProcessor(
            image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1",
            command=["python3"],
            role="SageMakerRole",
            instance_count=1,
            instance_type="ml.m5.large",
            sagemaker_session=self.session,
        )
        step = ProcessingStep(
            name="Tune", step_args=processor.run(code="s3://acme-ml/tune.py", arguments=self.arguments())
        )
        return Pipeline(name="tune", parameters=[self.k, self.c], steps=[step], sagemaker_session=self.session)


Tune().pipeline().upsert(role_arn="arn:aws:iam::123456789012:role/SageMakerRole")
