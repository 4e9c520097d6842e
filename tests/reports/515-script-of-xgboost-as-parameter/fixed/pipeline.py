from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep
from sagemaker.xgboost import XGBoost

session = PipelineSession()
settings = {
    "framework_version": "1.7-1",
    "role": "arn:aws:iam::111122223333:role/lab",
    "instance_count": 1,
    "instance_type": "ml.m5.xlarge",
    "sagemaker_session": session,
}
booster = XGBoost(entry_point="boost.py", **settings)
train = TrainingStep(name="Boost", step_args=booster.fit())
pipeline = Pipeline(name="boost", steps=[train], sagemaker_session=session)
