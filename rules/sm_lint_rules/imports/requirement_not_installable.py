"""SMI623: a requirement that pip cannot install in the image of the job."""

from __future__ import annotations

from sm_lint.rules import Job, JobRule
from sm_lint.rules.images import judge_requirements, requirements_place

_NOTES = 5


class RequirementNotInstallable(JobRule):
    """A job installs a requirement that has no release for the Python of its image, or no release at all.

    ## What it does

    Reads the `requirements.txt` in the source directory of a job of SDK v2, and the `requirements` of one of v3, and compares each entry with the releases that PyPI has
    for the Python of the job's image. Reports a version that does not exist, and versions of which none can be installed by that
    Python: because of the `Requires-Python` of the release, or because it has wheels for other versions of Python alone and no
    source distribution.

    The Python is known by `framework_version`, by `py_version`, or by an image of SageMaker's own; `sm-lint image` shows what is
    known. Markers are evaluated, files that are included with `-r` are read, and what the image has already is passed over.

    ## Why is this bad?

    The container runs `pip install -r requirements.txt` before the script. That ends with `No matching distribution found`, and so
    does the job, after minutes of starting.

    ## Example

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", source_dir="source", framework_version="0.23-1", role="SageMakerRole",
        instance_count=1, instance_type="ml.m5.large",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```text title="source/requirements.txt"
    lightgbm==4.6.0
    matplotlib==3.9.2
    ```

    ```python title="source/train.py"
    import lightgbm

    print(lightgbm.__version__)
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", source_dir="source", framework_version="0.23-1", role="SageMakerRole",
        instance_count=1, instance_type="ml.m5.large",
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```text title="source/requirements.txt"
    lightgbm==4.6.0
    matplotlib==3.5.3
    ```

    ```python title="source/train.py"
    import lightgbm

    print(lightgbm.__version__)
    ```

    ## Known limits

    Some 250 distributions that are often installed in such jobs are known, with the releases of one day; others, and versions that
    may have come later, are passed over. That a source distribution has to be compiled, and cannot be, is not noticed. Where the
    requirements file or a `PIP_…` variable of the job names another index, nothing is reported.

    ## References

    - [Using third-party libraries](https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html#using-third-party-libraries)
    - [`Requires-Python`](https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python)
    """

    code = "SMI623"
    name = "requirement-not-installable"
    preview = True

    def check_job(self, job: Job) -> None:
        """Look at what a job installs; pip ends with the first failure, so all of a job are one finding."""
        found = judge_requirements(self.context, job).uninstallable
        if not found:
            return
        more = len(found) - 1
        others = f", and {more} more requirement{'s' if more > 1 else ''} cannot be installed either" if more else ""
        self.report(
            requirements_place(job),
            f"`{found[0].text}` {found[0].reason}{others}",
            notes=[("required at", each.place) for each in found[:_NOTES]],
            once=found[0].place,
        )
