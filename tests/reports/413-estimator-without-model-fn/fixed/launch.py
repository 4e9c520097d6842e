from sagemaker.sklearn import SKLearn

est = SKLearn(entry_point="train.py", role="r", framework_version="1.2-1", instance_type="ml.m5.large")
est.fit()
est.deploy(initial_instance_count=1, instance_type="ml.m5.large")
