"""SMJ514: an entry point that is not at the root of its source directory."""

from __future__ import annotations

import os
import posixpath

from sm_lint.rules import Job, JobRule
from sm_lint.rules.jobs import absent, find, literal


class EntryPointOutsideSourceDir(JobRule):
    """The entry point is not a file at the root of `source_dir`.

    ## What it does

    Reports an `entry_point` with a directory in it where `source_dir` is given as well, for a model, and for training code
    that is a package with a `setup.py`. Other training code is run as a file, which may lie deeper.

    ## Why is this bad?

    The serving container imports the entry point as a module, and so does the training toolkit where the code is a package:
    `No module named src/main`.

    ## Example

    ```python
    from sagemaker.pytorch import PyTorchModel

    model = PyTorchModel(
        "s3://models/model.tar.gz", "role", entry_point="src/inference.py", source_dir="code",
        framework_version="2.1", py_version="py310",
    )
    model.deploy(1, "ml.m5.xlarge")
    ```

    ```python title="code/src/inference.py"
    def model_fn(model_dir):
        return model_dir
    ```

    ## Use instead

    ```python
    from sagemaker.pytorch import PyTorchModel

    model = PyTorchModel(
        "s3://models/model.tar.gz", "role", entry_point="inference.py", source_dir="code/src",
        framework_version="2.1", py_version="py310",
    )
    model.deploy(1, "ml.m5.xlarge")
    ```

    ```python title="code/src/inference.py"
    def model_fn(model_dir):
        return model_dir
    ```

    ## References

    - [sagemaker-python-sdk#3518](https://github.com/aws/sagemaker-python-sdk/issues/3518)
    """

    code = "SMJ514"
    name = "entry-point-outside-source-dir"

    def check_job(self, job: Job) -> None:
        """Look for a directory in the entry point of a job of SDK v2; a file that is not there is another rule's."""
        entry, folder = find(job, "entry point"), find(job, "source directory")
        name = literal(entry)
        script = job.script
        if job.dialect != "v2" or entry is None or name is None or absent(folder) or script is None or script.missing:
            return
        nested = posixpath.normpath(name)
        if "/" not in nested or nested.startswith(("/", "../")) or "://" in name:
            return
        if job.kind == "inference" or self._is_package(script.source_dir):
            self.report(
                entry.place,
                f"entry point `{name}` must be a file at the root of source_dir, since it is imported as a module; give "
                f'source_dir down to "{posixpath.dirname(nested)}", and the entry point as "{posixpath.basename(nested)}"',
            )

    def _is_package(self, directory: str | None) -> bool:
        return directory is not None and self.context.files.is_file(os.path.join(directory, "setup.py"))
