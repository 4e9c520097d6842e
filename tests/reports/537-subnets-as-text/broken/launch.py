from sagemaker.estimator import Estimator

group, subnet = "sg-0a1b2c3d", "subnet-0a1b2c3d"
estimator = Estimator(
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/learner:1",
    "Role",
    1,
    "ml.c5.xlarge",
    subnets=subnet,
    security_group_ids=group,
)
