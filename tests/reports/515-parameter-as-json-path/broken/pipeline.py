from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.properties import PropertyFile

metric = ParameterString(name="Metric", default_value="auc.value")
report = PropertyFile(name="Report", output_name="eval", path="evaluation.json")
cond = ConditionGreaterThanOrEqualTo(
    left=JsonGet(step_name="Evaluate", property_file=report, json_path=metric), right=0.8
)
Pipeline(name="p", parameters=[metric], steps=[ConditionStep(name="Check", conditions=[cond])]).upsert("r")
