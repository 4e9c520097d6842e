"""SMI604: a package that is neither required nor in the image."""

from __future__ import annotations

import os

from sm_lint.rules import Contract, FileView, Job, Message, ScriptRule, Severity
from sm_lint.rules.platform import normalised, provides
from sm_lint.rules.scripts import (
    REQUIREMENTS,
    foreign_imports,
    image_modules,
    installs_packages,
    job_of,
    required_beside,
    ships_entry_point_alone,
    ships_one_file,
    surely_missing,
    with_source_dir,
)


class UndeclaredImport(ScriptRule):
    """A script imports a package that is neither required nor in the image.

    ## What it does

    Under a contract with `framework-requirements`, reports imports of distributions that it does not name. Under a job definition
    whose image is one with a published list of packages (scikit-learn and XGBoost), reports imports that are neither in the image
    nor in the `requirements.txt` of the source directory. The standard library, the project's own modules, guarded imports, and scripts
    that call `pip` are passed over.

    It is off by default: an image may hold more than is known. Where all of its packages are, SMI620 speaks.

    ## Why is this bad?

    The import ends in `ModuleNotFoundError` after minutes of starting.

    ## Example

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"
    framework-requirements = { pandas = ">=1.3" }
    ```

    ```python
    import awswrangler
    import pandas

    print(awswrangler, pandas)
    ```

    ## Use instead

    ```toml
    [tool.sm-lint.contracts.preprocess]
    entry-point = "preprocess.py"
    job = "processing"
    framework-requirements = { pandas = ">=1.3", awswrangler = ">=3" }
    ```

    ```python
    import awswrangler
    import pandas

    print(awswrangler, pandas)
    ```

    ## Options

    `first-party` of the contract names modules that come with the script.

    ## References

    - [Packages of the scikit-learn image](https://github.com/aws/sagemaker-scikit-learn-container)
    - [Packages of the XGBoost image](https://github.com/aws/sagemaker-xgboost-container)
    """

    code = "SMI604"
    name = "undeclared-import"
    severity = Severity.WARNING
    enabled = False
    per_contract = True

    def finish(self) -> None:
        """Look at the imports of the script itself."""
        contract = self.context.contract
        if contract is None or installs_packages(self.facts):
            return
        declared = _declared(contract)
        if declared is not None:
            self._check(declared, frozenset(contract.first_party), "not in the requirements of {contract}; add it")
            return
        job = job_of(self.context)
        image = image_modules(job) if job is not None else None
        if job is None or job.script is None or image is None or job.script.cell:
            return
        installed = _installed(self.context.files, job.script.source_dir)
        if installed is not None:
            self._check(installed, image, "{where}", _missing(job))

    def _check(self, distributions: frozenset[str], modules: frozenset[str], template: str, where: str = "") -> None:
        # What is certain is said by SMI620.
        certain = surely_missing(self.context, self.facts)[1]
        for fact in foreign_imports(self.facts):
            name = fact.module.partition(".")[0]
            if fact not in certain and name not in modules and not provides(distributions, name):
                self.report(fact.node, Message("`{name}` is " + template, name=name, where=where))


def _missing(job: Job) -> str:
    if ships_one_file(job) or ships_entry_point_alone(job):
        advice = with_source_dir(job)
        return f"not in the image of {job.class_name}, and without a `source_dir` nothing is installed; {advice}"
    return f"neither in `{REQUIREMENTS}` nor in the image of {job.class_name}; add it"


def _declared(contract: Contract) -> frozenset[str] | None:
    """Distributions that a contract requires; None for one that does not list them."""
    names = frozenset(normalised(entry.name) for entry in contract.requirements if entry.name != "python")
    return names or None


def _installed(files: FileView, folder: str | None) -> frozenset[str] | None:
    """Distributions that a source directory has the container install; None where that is not known."""
    if folder is None:
        return frozenset()
    required = required_beside(files, folder)
    if required is not None:
        return required
    more = (REQUIREMENTS, "setup.py", "pyproject.toml")
    return None if any(files.is_file(os.path.join(folder, name)) for name in more) else frozenset()
