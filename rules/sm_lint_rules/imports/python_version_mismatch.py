"""SMI621: a script that needs another Python than its image has."""

from __future__ import annotations

from sm_lint.rules import ScriptRule
from sm_lint.rules.scripts import job_of, needs, python_of_job


class PythonVersionMismatch(ScriptRule):
    """A script needs another version of Python than the one that its job runs it by.

    ## What it does

    Finds out by which Python a job runs its script: by the image that `framework_version`, `image_uris.retrieve` or a URI names, or
    by `py_version`. Reports what that Python cannot read or import: syntax that came later, such as `match`; types in annotations
    that it cannot compute, such as `str | None` and `list[str]`; modules and names of the standard library that came later or were
    removed.

    Of the imports, those that are made in any case count: not those in functions, under a condition or in `try`. Annotations count
    where functions and classes of the module itself are defined, unless `from __future__ import annotations` keeps them from being
    computed.

    ## Why is this bad?

    The script ends with `SyntaxError`, `TypeError` or `ImportError` before its first line has an effect, after minutes of starting.

    ## Example

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", framework_version="1.2-1", role="SageMakerRole", instance_count=1, instance_type="ml.m5.large"
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```python title="train.py"
    def load(path: str, columns: str | None = None):
        return path, columns

    print(load("/opt/ml/input/data/train/train.csv"))
    ```

    ## Use instead

    ```python title="launch.py"
    from sagemaker.sklearn import SKLearn

    estimator = SKLearn(
        entry_point="train.py", framework_version="1.2-1", role="SageMakerRole", instance_count=1, instance_type="ml.m5.large"
    )
    estimator.fit({"train": "s3://bucket/train"})
    ```

    ```python title="train.py"
    from __future__ import annotations


    def load(path: str, columns: str | None = None):
        return path, columns

    print(load("/opt/ml/input/data/train/train.csv"))
    ```

    ## References

    - [What's new in Python](https://docs.python.org/3/whatsnew/)
    - `sm-lint image` lists the images with their Python
    """

    code = "SMI621"
    name = "python-version-mismatch"
    preview = True
    per_contract = True

    def finish(self) -> None:
        """Look at the script itself."""
        job = job_of(self.context)
        known = python_of_job(job) if job is not None else None
        if job is None or known is None:
            return
        python, origin = known
        for need in needs(self.context.module):
            if need.is_met(python):
                continue
            has = f"{origin} has" if origin.startswith(("the image", "its")) else f"the job has {origin},"
            version = ".".join(map(str, python))
            if need.added is not None and python < need.added:
                wanted = ".".join(map(str, need.added))
                text = f"{need.what} needs Python {wanted}, and {has} Python {version}"
            else:
                assert need.removed is not None
                text = (
                    f"{need.what} was removed in Python {'.'.join(map(str, need.removed))}, and {has} Python {version}"
                )
            self.report(need.node, text, notes=[("launched at", job.place)])
