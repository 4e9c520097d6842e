"""Estimators of v2 that functions return or take, that `self` holds, and whose arguments are elsewhere."""

CASES = {
    "a function that returns it, and one that takes it": """
        from sagemaker.estimator import Estimator

        def make(role):
            return Estimator("image", role, 1, "ml.m5.large", output_path="s3://b/out")

        def start(made, data):
            made.fit({"train": data}, wait=False)
            print(made.latest_training_job.name)

        start(make(ROLE), "s3://b/train")
        estimator = make(ROLE)
        start(estimator, "s3://b/other")
    """,
    "an attribute of self": """
        from sagemaker.sklearn import SKLearn

        class Launcher:
            def __init__(self, tags):
                self.tags = tags
                self.estimator = None

            def build(self):
                self.estimator = SKLearn(
                    entry_point="train.py", source_dir="src", framework_version="1.2-1", role=ROLE, instance_count=1,
                    instance_type="ml.m5.large", output_path="s3://b/out", tags=self.tags,
                )

            def run(self, data):
                self.estimator.fit({"train": data}, wait=False)

        launcher = Launcher([{"Key": "team", "Value": "a"}])
        launcher.build()
        launcher.run("s3://b/train")
    """,
    "a mapping of arguments": """
        from sagemaker.xgboost import XGBoost

        options = {
            "entry_point": "train.py", "source_dir": "src", "framework_version": "1.7-1", "instance_count": 1,
            "instance_type": "ml.m5.large", "output_path": "s3://b/out", "hyperparameters": {"num_round": 10},
        }
        estimator = XGBoost(role=ROLE, **options)
        inputs = {"train": "s3://b/first"}
        print(inputs)
        inputs = {"train": "s3://b/train"}
        estimator.fit(inputs, wait=False)
    """,
    "a folder and metrics that are put together": """
        import os
        from sagemaker.pytorch import PyTorch

        HERE = os.getcwd()
        METRICS = [{"Name": name, "Regex": f"{name}=(.*)"} for name in ("loss", "accuracy")]
        estimator = PyTorch(
            entry_point="train.py", source_dir=os.path.join(HERE, "src"), role=ROLE, framework_version="2.0", py_version="py310",
            instance_count=1, instance_type="ml.m5.xlarge", metric_definitions=METRICS, output_path="s3://b/out",
        )
        estimator.fit({"train": "s3://b/train"}, wait=False)
    """,
    "a script by a variable": """
        import os
        from sagemaker.sklearn import SKLearn

        SCRIPT = os.path.join("src", "train.py")
        estimator = SKLearn(
            entry_point=SCRIPT, role=ROLE, framework_version="1.2-1", instance_count=1, instance_type="ml.m5.large",
            output_path="s3://b/out",
        )
        estimator.fit({"train": "s3://b/train"}, wait=False)
    """,
}
