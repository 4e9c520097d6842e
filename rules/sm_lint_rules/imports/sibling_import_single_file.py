"""SMI601: a module of the project that is not uploaded."""

from __future__ import annotations

import os

from sm_lint.rules import ImportFact, Job, ScriptRule
from sm_lint.rules.scripts import (
    changes_search_path,
    job_of,
    may_bring_modules,
    needed_imports,
    ships_entry_point_alone,
    ships_one_file,
    with_source_dir,
)


class SiblingImportSingleFile(ScriptRule):
    """A script imports a module that its job does not upload.

    ## What it does

    Reports imports of the project's own modules in a script that a job uploads alone: `SKLearnProcessor` takes one file, and in SDK v2
    so do `FrameworkProcessor`, `PyTorchProcessor` and their like, and the estimators (`PyTorch`, `SKLearn`, ...), where they are
    given no `source_dir`. Imports that are guarded by `try`, modules that an extra input or `dependencies` bring, and scripts that
    change `sys.path` are passed over. Nothing is said of jobs with an image of your own, which may hold the module. In SDK v3,
    `FrameworkProcessor` uploads the folder of the script.

    ## Why is this bad?

    The script ran beside its modules on your machine. In the container it stands alone: `ModuleNotFoundError`.

    ## Example

    ```python title="launch.py"
    from sagemaker.sklearn.processing import SKLearnProcessor

    processor = SKLearnProcessor(
        framework_version="1.2-1", role="SageMakerRole", instance_type="ml.m5.large", instance_count=1
    )
    processor.run(code="preprocess.py")
    ```

    ```python title="features.py"
    def columns():
        return ["age", "income"]
    ```

    ```python title="preprocess.py"
    from features import columns

    print(columns())
    ```

    ## Use instead

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
    processor.run(code="preprocess.py", source_dir=".")
    ```

    ```python title="features.py"
    def columns():
        return ["age", "income"]
    ```

    ```python title="preprocess.py"
    from features import columns

    print(columns())
    ```

    ## References

    - [FrameworkProcessor](https://docs.aws.amazon.com/sagemaker/latest/dg/processing-job-frameworks.html)
    """

    code = "SMI601"
    name = "sibling-import-single-file"
    per_contract = True

    def finish(self) -> None:
        """Look at the imports of the script itself, each module once."""
        job = job_of(self.context)
        if job is None or may_bring_modules(job) or changes_search_path(self.context):
            return
        imported = [(fact, fact.resolved) for fact in needed_imports(self.facts) if fact.resolved is not None]
        if ships_one_file(job) and not self._may_be_of_another_class(job):
            self._report([fact for fact, _ in imported if not self._is_own_package(fact)], job, with_source_dir(job))
        elif ships_entry_point_alone(job):
            beside = [fact for fact, module in imported if self._is_beside(module)]
            self._report(beside, job, "pass the folder as `source_dir`")

    def _may_be_of_another_class(self, job: Job) -> bool:
        """Whether the same call launches a processor of another class too, by a branch, whose image may hold the modules."""
        return any(other.place == job.place and not ships_one_file(other) for other in self.context.launched_by)

    def _is_beside(self, module: str) -> bool:
        """Whether a module lies beside the script; one from elsewhere may be installed in the image as well."""
        return os.path.dirname(self.context.path) in (
            os.path.dirname(module),
            os.path.dirname(os.path.dirname(module)),
        )

    def _is_own_package(self, fact: ImportFact) -> bool:
        """Whether a script imports the package that it lies in by its name: it can be installed in the image."""
        package = fact.module.partition(".")[0]
        return package in os.path.dirname(self.context.path).split(os.sep)

    def _report(self, imported: list[ImportFact], job: Job, remedy: str) -> None:
        """One finding for all modules: they are brought by the same means."""
        if not imported:
            return
        script = os.path.basename(self.context.path)
        names = [f"`{fact.module}`" for fact in imported]
        more = f" (and {len(names) - 1} more)" if len(names) > 2 else ""
        which = " and ".join(names if len(names) < 3 else names[:1])
        are = "are local modules" if len(names) > 1 else "is a local module"
        self.report(
            imported[0].node,
            f"{which}{more} {are}, but {job.class_name} uploads only `{script}`; {remedy}",
            notes=[("launched at", job.place)],
        )
