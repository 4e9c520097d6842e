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
    required_beside,
    ships_one_file,
    with_source_dir,
)
from sm_lint.rules.source import opening


class RequirementsNotInstalled(ScriptRule):
    """A requirements file belongs to a processing script, and nothing installs it.

    ## What it does

    Looks at scripts that a job uploads alone, as `SKLearnProcessor` does, and as `FrameworkProcessor` and its like do in SDK v2 without
    a `source_dir`. Reports a `requirements.txt` that the job mounts and the script never installs, and an import of a package that
    is in the `requirements.txt` beside the script and not in the image. Scripts that call `pip` are passed over.

    The packages of the scikit-learn and XGBoost images are known. What the images of PyTorch, TensorFlow, Hugging Face and MXNet hold
    depends on their version: of imports in these nothing is said.

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
    """

    code = "SMI602"
    name = "requirements-not-installed"
    per_contract = True

    def finish(self) -> None:
        """Look for requirements, and for whatever may install them."""
        job = job_of(self.context)
        if job is None or not ships_one_file(job) or installs_packages(self.facts):
            return
        mounted = next((mount for mount in of_direction(job.mounts, "input") if _is_requirements(mount)), None)
        if mounted is not None:
            self.report(
                opening(self.context.module),
                f"`{REQUIREMENTS}` is mounted, but {job.class_name} does not install it; {with_source_dir(job)}, or call pip",
                notes=[("mounted at", mounted.place)],
            )
            return
        self._check_imports(job)

    def _check_imports(self, job: Job) -> None:
        required = required_beside(self.context.files, os.path.dirname(self.context.path))
        image = image_modules(job)
        if required is None or image is None:
            return
        for fact in foreign_imports(self.facts):
            name = fact.module.partition(".")[0]
            if name not in image and provides(required, name):
                self.report(
                    fact.node,
                    f"`{name}` is in `{REQUIREMENTS}`, which {job.class_name} does not install; {with_source_dir(job)}",
                    notes=[("launched at", job.place)],
                )


def _is_requirements(mount: Mount) -> bool:
    return os.path.basename(literal(mount.remote) or "") == REQUIREMENTS
