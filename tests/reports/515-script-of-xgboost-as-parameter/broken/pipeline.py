from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep
from sagemaker.xgboost import XGBoost

session = PipelineSession()
script = ParameterString(name="TrainingScript", default_value="boost.py")
settings = {
    "framework_version": "1.7-1",
    "role": "arn:aws:iam::111122223333:role/lab",
    "instance_count": 1,
    "instance_type": "ml.m5.xlarge",
    "sagemaker_session": session,
}
booster = XGBoost(entry_point=script, **settings)
train = TrainingStep(name="Boost", step_args=booster.fit())
pipeline = Pipeline(name="boost", parameters=[script], steps=[train], sagemaker_session=session)
