from sagemaker.core.processing import ScriptProcessor

p = ScriptProcessor(
    image_uri="1.dkr.ecr.eu-west-1.amazonaws.com/a:1",
    command=["python3"],
    role="r",
    instance_type="ml.m5.large",
    instance_count=1,
)
p.run(code="count.py", arguments=["--until", "10"])
