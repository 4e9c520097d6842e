"""SMJ588: a file that a notebook job is to bring, and that does not exist."""

from __future__ import annotations

import os

from sm_lint.rules import Definitions, JobRule, Setting
from sm_lint.rules.jobs import calls_of, elements, literal, may_be_made

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
        self._written = {*definitions.written, *(name for name, _ in definitions.names)}
        self._made = definitions.made
        for known in calls_of(definitions):
            if known.call.name != "NotebookJobStep":
                continue
            for name in _FILES:
                self._check(name, known.given.get(name))
            for item in elements(known.given.get("additional_dependencies")):
                self._check("additional_dependencies", item)

    def _check(self, name: str, given: Setting | None) -> None:
        text = literal(given)
        if given is None or not text or "://" in text or os.path.isabs(text) or text.startswith("~"):
            return
        if self._is_there(os.path.normpath(text)) or may_be_made(self.context.text, [os.path.basename(text)]):
            return
        if any(os.path.basename(text) in made for made in self._made):
            return
        self.report(given.place, f"`{name}` names `{text}`, which does not exist", once=given.place)

    def _is_there(self, name: str) -> bool:
        files = self.context.files
        folder = os.path.dirname(self.context.path)
        while True:
            path = os.path.join(folder, name)
            if path in self._written or files.is_file(path) or files.is_folder(path):
                return True
            above = os.path.dirname(folder)
            if above == folder or not files.in_project(folder):
                return False
            folder = above
