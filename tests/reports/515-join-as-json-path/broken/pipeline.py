from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.workflow.functions import Join, JsonGet
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.properties import PropertyFile

metric = ParameterString(name="Metric", default_value="auc")
report = PropertyFile(name="Report", output_name="eval", path="evaluation.json")
path = Join(on=".", values=["metrics", metric, "value"])
cond = ConditionGreaterThanOrEqualTo(
    left=JsonGet(step_name="Evaluate", property_file=report, json_path=path), right=0.8
)
Pipeline(name="p", steps=[ConditionStep(name="Check", conditions=[cond])]).upsert("r")
