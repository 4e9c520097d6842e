from sagemaker.spark.processing import PySparkProcessor
from sagemaker.workflow.parameters import ParameterString

bucket = ParameterString(name="Bucket", default_value="acme")
processor = PySparkProcessor(
    base_job_name="rows",
    framework_version="3.1",
    role="r",
    instance_count=2,
    instance_type="ml.m5.xlarge",
    max_runtime_in_seconds=1200,
)
processor.run(submit_app="rows.py", arguments=["--bucket", bucket])
