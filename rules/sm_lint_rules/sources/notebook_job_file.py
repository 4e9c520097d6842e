"""SMJ588: a file that a notebook job is to bring, and that does not exist."""

from __future__ import annotations

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import LocalFiles, calls_of, elements

_FILES = ("input_notebook", "initialization_script")


class NotebookJobFile(JobRule):
    """A notebook job names a notebook, a script or a dependency that does not exist.

    ## What it does

    Looks for `input_notebook`, `initialization_script` and `additional_dependencies` of a `NotebookJobStep`, relative to the
    definition and to each folder above it. Absolute paths, and files that the definition makes, are left alone.

    ## Why is this bad?

    The step checks them when the pipeline is defined: `The required input notebook(...) is not a valid file`.

    ## Example

    ```python title="pipeline.py"
    from sagemaker.workflow.notebook_job_step import NotebookJobStep

    step = NotebookJobStep(image_uri="image", kernel_name="python3", input_notebook="nightly.ipynb")
    ```

    ## Use instead

    ```python title="pipeline.py"
    from sagemaker.workflow.notebook_job_step import NotebookJobStep

    step = NotebookJobStep(image_uri="image", kernel_name="python3", input_notebook="report.ipynb")
    ```

    ```json title="report.ipynb"
    {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ```

    ## References

    - [sagemaker 2.257.7, notebook_job_step.py](https://pypi.org/project/sagemaker/2.257.7/)
    - [Notebook jobs in pipelines](https://docs.aws.amazon.com/sagemaker/latest/dg/create-notebook-auto-run-sdk.html)
    - [sagemaker-python-sdk#4855](https://github.com/aws/sagemaker-python-sdk/issues/4855)
    """

    code = "SMJ588"
    name = "notebook-job-file"
    documents = False

    def check_definitions(self, definitions: Definitions) -> None:
        """Look at the steps that run notebooks."""
        self._local = LocalFiles(self.context, definitions)
        for known in calls_of(definitions):
            if known.call.name != "NotebookJobStep":
                continue
            for name in _FILES:
                self._check(name, known.given.get(name))
            for item in elements(known.given.get("additional_dependencies")):
                self._check("additional_dependencies", item)

    def _check(self, name: str, given: Setting | None) -> None:
        text = self._local.missing(given)
        if given is not None and text is not None:
            self.report(given.place, f"`{name}` names `{text}`, which does not exist", once=given.place)
