"""SMI602: packages that nothing installs."""

from __future__ import annotations

import os

from sm_lint.rules import Job, Mount, ScriptRule
from sm_lint.rules.jobs import literal, of_direction
from sm_lint.rules.platform import provides
from sm_lint.rules.scripts import (
    REQUIREMENTS,
    foreign_imports,
    image_modules,
    installs_packages,
    job_of,
    lost_requirements,
    required_beside,
    ships_entry_point_alone,
    ships_one_file,
    with_source_dir,
)
from sm_lint.rules.source import opening


class RequirementsNotInstalled(ScriptRule):
    """A requirements file belongs to a script, and nothing installs it.

    ## What it does

    Looks at scripts that a job uploads alone, as `SKLearnProcessor` does, and as `FrameworkProcessor` and its like, estimators and
    models do in SDK v2 without a `source_dir`. Reports a `requirements.txt` that the job mounts and the script never installs, and
    an import of a package that is in the `requirements.txt` beside the script and not in the image. Scripts that call `pip` are
    passed over. A `requirements.txt` among the `dependencies` of a model for PyTorch, TensorFlow, Hugging Face or MXNet is reported
    too: it is packed into `code/lib`. The container of a `MultiDataModel` for PyTorch installs nothing, wherever the file is.

    The packages of the scikit-learn and XGBoost images, and of the inference images of PyTorch, TensorFlow and Hugging Face are
    known. What the training images of these and of MXNet hold depends on their version: of imports in these nothing is said.

    ## Why is this bad?

    Only the `requirements.txt` at the root of a `source_dir` is installed, before the script runs. Here the file stays where it is,
    and the import ends in `ModuleNotFoundError` after minutes of starting.

    ## Example

    ```python title="launch.py"
    from sagemaker.processing import ProcessingInput
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor(
        framework_version="1.2-1", role="SageMakerRole", instance_type="ml.m5.large", instance_count=1
    )
    processor.run(
        code="preprocess.py",
        inputs=[ProcessingInput(source="requirements.txt", destination="/opt/ml/processing/requirements")],
    )
    ```

    ```python title="preprocess.py"
    import awswrangler

    print(awswrangler.__version__)
    ```

    ## Use instead

    The script and its `requirements.txt` move into a folder, which the job uploads whole:

    ```python title="launch.py"
    from sagemaker.processing import FrameworkProcessor
    from sagemaker.sklearn.estimator import SKLearn

    processor = FrameworkProcessor(
        estimator_cls=SKLearn,
        framework_version="1.2-1",
        role="SageMakerRole",
        instance_type="ml.m5.large",
        instance_count=1,
    )
    processor.run(code="preprocess.py", source_dir="source")
    ```

    ```python title="source/preprocess.py"
    import awswrangler

    print(awswrangler.__version__)
    ```

    ## References

    - [FrameworkProcessor](https://docs.aws.amazon.com/sagemaker/latest/dg/processing-job-frameworks.html)
    - [Public thread: No module named 'transformers' in an endpoint](https://github.com/aws/sagemaker-python-sdk/issues/868)
    - [Public thread: requirements of a multi-model endpoint](https://github.com/aws/sagemaker-pytorch-inference-toolkit/issues/105)
    - [What the toolkit of PyTorch installs, and when](https://github.com/aws/sagemaker-pytorch-inference-toolkit/blob/master/src/sagemaker_pytorch_serving_container/torchserve.py)
    - [Use third-party libraries: PyTorch](https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html#use-third-party-libraries)
    """

    code = "SMI602"
    name = "requirements-not-installed"
    per_contract = True

    def finish(self) -> None:
        """Look for requirements, and for whatever may install them."""
        job = job_of(self.context)
        if job is None or installs_packages(self.facts):
            return
        if job.class_name == "PyTorchModel" and job.setting("container_mode") is not None:
            self._check_imports(job, "a multi-model server installs no requirements: extend its image")
            return
        if not ships_one_file(job):
            self._of_the_entry_point(job)
            return
        mounted = next((mount for mount in of_direction(job.mounts, "input") if _is_requirements(mount)), None)
        if mounted is not None:
            self.report(
                opening(self.context.module),
                f"`{REQUIREMENTS}` is mounted, but {job.class_name} does not install it; {with_source_dir(job)}, or call pip",
                notes=[("mounted at", mounted.place)],
            )
            return
        self._check_imports(job, with_source_dir(job))

    def _of_the_entry_point(self, job: Job) -> None:
        """An estimator or model that ships its entry point and no folder."""
        lost = lost_requirements(job)
        if lost is not None:
            self.report(
                opening(self.context.module),
                f"`{REQUIREMENTS}` among the `dependencies` of {job.class_name} is packed into `code/lib`, where nothing installs it; "
                "pass the folder as `source_dir`",
                notes=[("given at", lost.place)],
            )
        elif ships_entry_point_alone(job):
            self._check_imports(job, "pass the folder as `source_dir`")

    def _check_imports(self, job: Job, remedy: str) -> None:
        required = required_beside(self.context.files, os.path.dirname(self.context.path))
        image = image_modules(job)
        if required is None or image is None:
            return
        for fact in foreign_imports(self.facts):
            name = fact.module.partition(".")[0]
            if name not in image and provides(required, name):
                self.report(
                    fact.node,
                    f"`{name}` is in `{REQUIREMENTS}`, which {job.class_name} does not install; {remedy}",
                    notes=[("launched at", job.place)],
                )


def _is_requirements(mount: Mount) -> bool:
    return os.path.basename(literal(mount.remote) or "") == REQUIREMENTS
