"""Estimators of v2 in local mode; what would be started on this machine is compared."""

CASES = {
    "a script on this machine": """
        import os

        from sagemaker.pytorch import PyTorch

        os.makedirs("data/train", exist_ok=True)
        estimator = PyTorch(
            entry_point="train.py",
            source_dir="src",
            role=ROLE,
            framework_version="2.0",
            py_version="py310",
            instance_count=1,
            instance_type="local",
            hyperparameters={"epochs": 1, "name": "x"},
            environment={"A": "1"},
        )
        estimator.fit({"train": "file://./data/train", "test": "s3://b/test"})
    """,
    "an image on this machine": """
        import os

        from sagemaker.estimator import Estimator

        os.makedirs("data/train", exist_ok=True)
        place = "file://data/train"
        estimator = Estimator("image", ROLE, 1, "local_gpu", hyperparameters={"epochs": "1"})
        estimator.fit({"train": place})
    """,
    "a local session": """
        from sagemaker.estimator import Estimator
        from sagemaker.local import LocalSession

        session = LocalSession()
        session.config = {"local": {"local_code": True}}
        estimator = Estimator("image", ROLE, 1, "local", sagemaker_session=session)
        estimator.fit("s3://b/train")
    """,
}
